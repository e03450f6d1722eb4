"""Reminders of the yearly clock: each task is told of once when it is near and once when late."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from kytkin.accounts.models import User
from kytkin.goals.actions import keepers_of
from kytkin.notifications.models import NoticeKind, Notification
from kytkin.steering.actions_followup import year_path
from kytkin.steering.agreement_steps import tell
from kytkin.steering.clock import ClockTask, Side, TaskState, clock_of
from kytkin.steering.models import PerformanceAgreement, VersionState

FORGOTTEN: Final = dt.timedelta(days=120)
"""What is later than this is not told of any more: it is seen on the page."""


def remind_of_the_clock(*, now: dt.datetime) -> int:
    """Tell those whose turn it is; how many were told."""
    today = timezone.localdate(now)
    agreements = PerformanceAgreement.objects.filter(
        versions__state=VersionState.SIGNED
    ).select_related("agency")
    told = 0
    for agreement in agreements.distinct().order_by("pk"):
        for year in range(
            max(agreement.first_year, today.year - 1), min(agreement.last_year, today.year + 1) + 1
        ):
            for task in clock_of(agreement, year, today):
                case = {TaskState.SOON: "due", TaskState.LATE: "late"}.get(task.state)
                if case is None or task.due_on < today - FORGOTTEN:
                    continue
                for reader in _readers(agreement, task):
                    told += _tell_once(agreement, year, task, reader, case, now)
    return told


def _readers(agreement: PerformanceAgreement, task: ClockTask) -> list[User]:
    places = []
    if task.side != Side.MINISTRY:
        places.append(agreement.agency)
    if task.side != Side.AGENCY:
        places += agreement.ministries.order_by("code")
    found = {reader.pk: reader for place in places for reader in keepers_of(place)}
    return list(found.values())


def _tell_once(
    agreement: PerformanceAgreement, year: int, task: ClockTask, reader: User, case: str,
    now: dt.datetime,
) -> int:  # fmt: skip
    same = {"case": case, "code": task.code, "about": agreement.pk, "year": year}
    before = Notification.objects.filter(
        user=reader, kind=NoticeKind.AGREEMENT_DUE,
        **{f"params__{name}": value for name, value in same.items()},
    )  # fmt: skip
    if before.exists():
        return 0
    day = task.due_on
    tell(
        agreement, reader, case, now=now, kind=NoticeKind.AGREEMENT_DUE,
        path=year_path(agreement, year), task=task.text,
        day=f"{day.day}.{day.month}.{day.year}",
        **{name: value for name, value in same.items() if name != "case"},
    )  # fmt: skip
    return 1
