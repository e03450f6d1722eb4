from __future__ import annotations

from django.urls import path

from kytkin.web.preparations import views

urlpatterns = [
    path("preparations/<slug:key>/", views.preparation, name="preparation"),
    path(
        "preparations/<slug:key>/themes/<str:notation>/", views.theme_verdict, name="theme_verdict"
    ),
]
