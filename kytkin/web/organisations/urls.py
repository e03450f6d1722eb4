from __future__ import annotations

from django.urls import path

from kytkin.web.organisations import views

urlpatterns = [
    path("organisations/", views.organisations_page, name="organisations"),
    path("organisations/<str:code>/", views.organisation, name="organisation"),
]
