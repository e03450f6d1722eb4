"""Late-update reminders of goals in force, each kind once for its cause.

- `due`: a year's figure is due within thirty days; `late`: it was due and is missing
- `milestone`: the year of an interim milestone has begun
- `quiet`: nothing has changed for half a year
- `ending`: the last half-year of the horizon has begun
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from django.utils import timezone

from kytkin.accounts.models import User
from kytkin.goals.actions import keepers_of
from kytkin.goals.models import GoalRole, GoalState, Indicator, SharedGoal
from kytkin.notifications.actions import notify
from kytkin.notifications.models import NoticeKind, Notification

SOON: Final = dt.timedelta(days=30)
QUIET: Final = dt.timedelta(days=182)


def remind_of_goals(*, now: dt.datetime) -> int:
    """Tell those who must act; how many were told."""
    today = timezone.localdate(now)
    goals = SharedGoal.objects.filter(state=GoalState.ACTIVE).prefetch_related(
        "indicators__targets", "indicators__actuals", "indicators__reported_by",
        "ownerships__organisation",
    )  # fmt: skip
    told = 0
    for goal in goals.order_by("pk"):
        for case, words, indicator in _causes(goal, today, now):
            for reader in _readers(goal, indicator):
                told += _tell_once(goal, reader, case, words, now)
    return told


def due_on(indicator: Indicator, year: int) -> dt.date:
    """The last day on which a year's figure is in time."""
    last = calendar.monthrange(year + 1, indicator.due_month)[1]
    return dt.date(year + 1, indicator.due_month, last)


def _causes(
    goal: SharedGoal, today: dt.date, now: dt.datetime
) -> Iterator[tuple[str, dict[str, Any], Indicator | None]]:
    for indicator in goal.indicators.all():
        words: dict[str, Any] = {"indicator": indicator.name, "indicator_id": indicator.pk}
        have = {actual.year for actual in indicator.actuals.all()}
        for year in range(goal.first_year, min(goal.last_year, today.year - 1) + 1):
            day = due_on(indicator, year)
            if year in have or day - SOON > today:
                continue
            more = {"year": str(year), "day": f"{day.day}.{day.month}.{day.year}"}
            yield ("late" if day < today else "due"), words | more, indicator
        for target in indicator.targets.all():
            if target.is_milestone and target.year == today.year:
                yield "milestone", words | {"year": str(target.year)}, indicator
    if now - goal.updated_at > QUIET:
        yield "quiet", {"since": goal.updated_at.date().isoformat()}, None
    if goal.last_year == today.year and today.month > 6:
        yield "ending", {"year": str(goal.last_year)}, None


def _readers(goal: SharedGoal, indicator: Indicator | None) -> list[User]:
    """Who reports the indicator; else the coordinators; else those who keep for the lead."""
    if indicator is not None and indicator.reported_by is not None:
        reporting = keepers_of(indicator.reported_by)
        if reporting:
            return reporting
    named = User.objects.filter(
        is_active=True, goal_roles__goal=goal, goal_roles__role=GoalRole.COORDINATOR
    )
    lead = next((one.organisation for one in goal.ownerships.all() if one.is_lead), None)
    return list(named.order_by("pk")) or (keepers_of(lead) if lead else [])


def _tell_once(
    goal: SharedGoal, reader: User, case: str, words: dict[str, Any], now: dt.datetime
) -> int:
    """A cause is told once: the same case with the same particulars is not told again."""
    same = {f"params__{name}": value for name, value in words.items() if name != "indicator"}
    path = goal.get_absolute_url()
    before = Notification.objects.filter(
        user=reader, kind=NoticeKind.GOAL_DUE, params__case=case, params__code=goal.code, **same
    )
    if before.exists():
        return 0
    notify(
        user=reader,
        kind=NoticeKind.GOAL_DUE,
        params={"case": case, "goal": goal.title, "code": goal.code, **words},
        path=path,
        now=now,
    )
    return 1
