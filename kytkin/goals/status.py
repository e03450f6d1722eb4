"""How goals stand, computed from their indicators unless somebody states otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from kytkin.engine.steering.trend import Course, Standing, Trend, standing, trend
from kytkin.goals.models import Actual, Direction, GoalStatus, Indicator, SharedGoal

__all__ = [
    "GoalStanding",
    "IndicatorStatus",
    "Trend",
    "as_number",
    "course_of",
    "indicator_status",
    "newest_actuals",
    "statuses_of",
    "trend_of",
]
WORST_FIRST: Final = (
    GoalStatus.OFF_TRACK,
    GoalStatus.AT_RISK,
    GoalStatus.ON_TRACK,
    GoalStatus.REACHED,
)


@dataclass(frozen=True, slots=True)
class IndicatorStatus:
    """An indicator with its newest figures by year and how it stands."""

    indicator: Indicator
    actuals: dict[int, Actual]
    status: GoalStatus

    @property
    def newest(self) -> Actual | None:
        return self.actuals[max(self.actuals)] if self.actuals else None


@dataclass(frozen=True, slots=True)
class GoalStanding:
    """A goal's status: `computed` is the worst of its indicators' known ones, `shown` what holds.

    `stated` says that somebody has stated it otherwise, with a reason on the goal.
    """

    computed: GoalStatus
    shown: GoalStatus
    stated: bool
    indicators: tuple[IndicatorStatus, ...] = field(default=())


def course_of(indicator: Indicator) -> Course:
    """Baseline and targets of an indicator whose targets have been read."""
    baseline = None
    if indicator.baseline_year is not None and indicator.baseline_value is not None:
        baseline = (indicator.baseline_year, float(indicator.baseline_value))
    return Course(
        baseline,
        {target.year: float(target.value) for target in indicator.targets.all()},
        indicator.direction == Direction.UP,
    )


def newest_actuals(indicator: Indicator) -> dict[int, Actual]:
    """The last revision of each year, of an indicator whose actuals have been read."""
    found: dict[int, Actual] = {}
    for actual in sorted(indicator.actuals.all(), key=lambda one: one.revision):
        found[actual.year] = actual
    return dict(sorted(found.items()))


def indicator_status(indicator: Indicator) -> IndicatorStatus:
    actuals = newest_actuals(indicator)
    values = {year: float(actual.value) for year, actual in actuals.items()}
    return IndicatorStatus(indicator, actuals, _STATUS[standing(course_of(indicator), values)])


_STATUS: Final = {one: GoalStatus(one.value) for one in Standing}


def statuses_of(goals: Iterable[SharedGoal]) -> dict[int, GoalStanding]:
    """How each goal stands, by its id; three queries however many goals there are."""
    rows = {goal.pk: goal for goal in goals}
    indicators = (
        Indicator.objects.filter(goal__in=rows)
        .prefetch_related("targets", "actuals")
        .order_by("place", "pk")
    )
    of_goal: dict[int, list[IndicatorStatus]] = {key: [] for key in rows}
    for indicator in indicators:
        of_goal[indicator.goal_id].append(indicator_status(indicator))
    return {key: _standing_of(goal, of_goal[key]) for key, goal in rows.items()}


def _standing_of(goal: SharedGoal, found: list[IndicatorStatus]) -> GoalStanding:
    known = {one.status for one in found}
    computed = next((one for one in WORST_FIRST if one in known), GoalStatus.UNKNOWN)
    stated = bool(goal.stated_status)
    shown = GoalStatus(goal.stated_status) if stated else computed
    return GoalStanding(computed, shown, stated, tuple(found))


def trend_of(status: IndicatorStatus, until: int) -> Trend | None:
    """The line through an indicator's figures, drawn on to a year."""
    return trend({year: float(one.value) for year, one in status.actuals.items()}, until)


def as_number(value: Decimal, decimals: int) -> Decimal:
    """A figure with as many decimals as its indicator shows."""
    return value.quantize(Decimal(1).scaleb(-decimals))
