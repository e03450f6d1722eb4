from __future__ import annotations

from django.urls import path

from kytkin.web.joining import answering, views

urlpatterns = [
    path("preparations/<slug:key>/join/", views.join, name="join"),
    path("requests/", views.join_requests, name="join_requests"),
    path("requests/<int:pk>/", answering.join_request, name="join_request"),
]
