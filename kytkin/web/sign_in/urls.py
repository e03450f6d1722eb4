from __future__ import annotations

from django.urls import path

from kytkin.web.sign_in import views

urlpatterns = [
    path("sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("sign-in/<str:username>/", views.demo_sign_in_as, name="demo_sign_in_as"),
]
