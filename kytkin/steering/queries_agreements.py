"""Agreements from other points of view: those of a goal, and whose turn it is in the clock."""

from __future__ import annotations

import datetime as dt

from kytkin.goals.models import SharedGoal
from kytkin.organisations.permissions import Visitor
from kytkin.steering.clock import ClockTask, Side, TaskState, clock_of
from kytkin.steering.models import PerformanceAgreement, VersionState
from kytkin.steering.permissions import is_agency_side, ministries_of


def agreements_of_goal(goal: SharedGoal) -> list[PerformanceAgreement]:
    """The agreements in force in which a target stands for the goal; public as such."""
    found = PerformanceAgreement.objects.filter(
        versions__in=goal.targets.filter(version__state=VersionState.SIGNED).values("version")
    )
    return sorted(
        found.distinct().select_related("agency__branch"), key=lambda one: str(one.agency.name)
    )


def waiting_tasks(
    visitor: Visitor, agreements: list[PerformanceAgreement], today: dt.date
) -> list[tuple[PerformanceAgreement, int, ClockTask]]:
    """What is late or due soon and on the visitor's side, the earliest day first."""
    found = []
    for agreement in agreements:
        agency = is_agency_side(visitor, agreement)
        ministry = bool(ministries_of(visitor, agreement))
        for year in agreement.years:
            if abs(year - today.year) > 1:
                continue
            for task in clock_of(agreement, year, today):
                mine = (agency and task.side != Side.MINISTRY) or (
                    ministry and task.side != Side.AGENCY
                )
                if mine and task.state in (TaskState.LATE, TaskState.SOON):
                    found.append((agreement, year, task))
    return sorted(found, key=lambda one: (one[2].due_on, one[0].pk))
