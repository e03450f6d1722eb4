from __future__ import annotations

from django.urls import path

from kytkin.web.search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("preparations/", views.preparations, name="preparations"),
]
