"""Steering both ways: what waits for me, and the ways into agreements, goals, matrix, reports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kytkin.goals.models import GoalState, SharedGoal
from kytkin.goals.permissions import visible_goals
from kytkin.steering.models import FrozenReport, PerformanceAgreement
from kytkin.steering.permissions import is_party, visible_agreements, visible_reports
from kytkin.steering.queries_agreements import waiting_tasks
from kytkin.web.performance.year import TASK_PILLS

MOST_TASKS = 12


@require_safe
def steering(request: HttpRequest) -> HttpResponse:
    """Everybody sees what there is; the parties of agreements also what is due."""
    agreements = list(
        PerformanceAgreement.objects.filter(visible_agreements(request.user))
        .distinct()
        .select_related("agency__branch")
    )
    mine = [one for one in agreements if is_party(request.user, one)]
    tasks = waiting_tasks(request.user, mine, timezone.localdate())
    goals = SharedGoal.objects.filter(visible_goals(request.user), state=GoalState.ACTIVE)
    reports = FrozenReport.objects.filter(visible_reports(request.user)).distinct()
    return render(
        request,
        "performance/hub.html",
        {
            "mine": sorted(mine, key=lambda one: (str(one.agency.name), -one.first_year)),
            "tasks": [
                (agreement, year, task, TASK_PILLS[task.state])
                for agreement, year, task in tasks[:MOST_TASKS]
            ],
            "agreements": len(agreements),
            "goals": goals.distinct().count(),
            "reports": reports.count(),
            "breadcrumbs": [{"label": _("Steering")}],
        },
    )
