from __future__ import annotations

from django.urls import path

from kytkin.web.goals import indicators, team, views, writing

urlpatterns = [
    path("goals/", views.goals, name="goals"),
    path("goals/new/", writing.goal_new, name="goal_new"),
    path("goals/<slug:code>/", views.goal, name="goal"),
    path("goals/<slug:code>/edit/", writing.goal_edit, name="goal_edit"),
    path("goals/<slug:code>/owners/", writing.goal_owners, name="goal_owners"),
    path("goals/<slug:code>/preparations/", team.goal_preparations, name="goal_preparations"),
    path("goals/<slug:code>/people/", team.goal_people, name="goal_people"),
    path("goals/<slug:code>/collaboration/", team.goal_checks, name="goal_checks"),
    path("goals/<slug:code>/chain/", indicators.goal_chain, name="goal_chain"),
    path("goals/<slug:code>/indicators/new/", indicators.indicator_new, name="indicator_new"),
    path("goals/<slug:code>/indicators/<int:pk>/", indicators.indicator, name="indicator"),
    path(
        "goals/<slug:code>/indicators/<int:pk>/edit/",
        indicators.indicator_edit,
        name="indicator_edit",
    ),
]
