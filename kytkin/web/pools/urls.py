from __future__ import annotations

from django.urls import path

from kytkin.web.pools import views

urlpatterns = [
    path("goals/<slug:code>/pool/", views.goal_pool, name="goal_pool"),
    path("goals/<slug:code>/pledge/", views.goal_pledge, name="goal_pledge"),
    path("contributions/<int:pk>/", views.contribution, name="contribution"),
    path("organisations/<str:code>/contributions/", views.agency_pool, name="agency_pool"),
    path(
        "organisations/<str:code>/contributions.csv",
        views.agency_pool_csv,
        name="agency_pool_csv",
    ),
]
