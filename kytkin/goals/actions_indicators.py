"""Indicators of a goal: what they are, their targets, and their actual figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.common.texts import TranslatedText
from kytkin.goals.errors import GoalClosed, GoalUnclear
from kytkin.goals.models import Actual, GoalState, Indicator, IndicatorTarget, SharedGoal
from kytkin.goals.permissions import may_report
from kytkin.goals.steps import held_goal, moved_on

FIELDS: Final = frozenset(
    {
        "name", "unit", "direction", "decimals", "source", "source_url", "quality",
        "baseline_year", "baseline_value", "reported_by", "due_month", "place",
    }
)  # fmt: skip
Targets = Mapping[int, tuple[Decimal, bool]]


def keep_indicator(
    *,
    goal: SharedGoal,
    indicator: Indicator | None,
    version: int,
    values: Mapping[str, Any],
    targets: Targets,
    by: User,
    now: dt.datetime,
) -> Indicator:
    """Write an indicator or change it. `targets`: value and "is a milestone" by year."""
    unknown = set(values) - FIELDS
    if unknown:
        raise ValueError(f"not of an indicator: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        held = held_goal(goal, by)
        if held.state == GoalState.CLOSED:
            raise GoalClosed(_("The goal is closed: it can no longer be changed."))
        if indicator is None:
            kept = Indicator(goal=held, place=held.indicators.count())
        else:
            kept = Indicator.objects.select_for_update().get(pk=indicator.pk, goal=held)
            if kept.version != version:
                raise StaleVersion(_("Somebody changed the indicator while you were writing."))
            kept.version += 1
        for name, value in values.items():
            setattr(kept, name, value)
        for name in ("name", "unit", "source"):
            setattr(kept, name, TranslatedText.of(getattr(kept, name)))
        _refuse_unclear(held, kept, targets)
        kept.save()
        kept.targets.all().delete()
        IndicatorTarget.objects.bulk_create(
            IndicatorTarget(indicator=kept, year=year, value=value, is_milestone=milestone)
            for year, (value, milestone) in sorted(targets.items())
        )
        moved_on(held, "keep_indicator", by=by, now=now, indicator=kept.pk)
    return kept


def remove_indicator(*, indicator: Indicator, by: User, now: dt.datetime) -> None:
    """Only one that has shown nothing yet can be removed."""
    with transaction.atomic():
        held = held_goal(indicator.goal, by)
        if indicator.actuals.exists():
            raise GoalUnclear(
                _("The indicator has actual figures: it stays, so that what was reported stays.")
            )
        number = indicator.pk
        held.indicators.filter(pk=number).delete()
        moved_on(held, "remove_indicator", by=by, now=now, indicator=number)


def record_actual(
    *, indicator: Indicator, year: int, value: Decimal, note: str, by: User, now: dt.datetime
) -> Actual:
    """Report a year's figure. A correction is a new revision, and says why."""
    if year > now.year:
        raise GoalUnclear(_("The year has not begun yet: report it when it is over."))
    if year < indicator.goal.first_year - LOOKS_BACK:
        raise GoalUnclear(
            _("Report figures from %(first)d on.")
            % {"first": indicator.goal.first_year - LOOKS_BACK}
        )
    with transaction.atomic():
        kept = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
        if not may_report(by, kept):
            raise NotAllowed(_("Somebody else reports this indicator."))
        last = kept.actuals.filter(year=year).order_by("-revision").first()
        if last is not None and last.value == value:
            raise GoalUnclear(_("This figure stands already for that year."))
        if last is not None and not note.strip():
            raise GoalUnclear(
                _("A figure stands for %(year)d already. Write why it changes.") % {"year": year}
            )
        actual = Actual.objects.create(
            indicator=kept,
            year=year,
            revision=last.revision + 1 if last else 1,
            value=value,
            note=note.strip(),
            recorded_by=by,
            recorded_at=now,
        )
        record("record_actual", by=by, now=now, kind="goal", id=kept.goal.code,
               details={"indicator": kept.pk, "year": year, "revision": actual.revision,
                        "value": str(value)})  # fmt: skip
        SharedGoal.objects.filter(pk=kept.goal_id).update(updated_at=now)
    return actual


LOOKS_BACK: Final = 20


def _refuse_unclear(goal: SharedGoal, indicator: Indicator, targets: Targets) -> None:
    if not indicator.name or not indicator.unit:
        raise GoalUnclear(_("Give the indicator a name and a unit in Finnish or in Swedish."))
    if (indicator.baseline_year is None) != (indicator.baseline_value is None):
        raise GoalUnclear(_("State both the year and the value of the baseline, or neither."))
    outside = [year for year in targets if year not in goal.years]
    if outside:
        raise GoalUnclear(
            _("The goal lasts from %(first)d to %(last)d: there is no target for %(year)d.")
            % {"first": goal.first_year, "last": goal.last_year, "year": outside[0]}
        )
    late = [year for year, (_value, milestone) in targets.items()
            if milestone and year == max(targets)]  # fmt: skip
    if late:
        raise GoalUnclear(
            _("The last year's target is the goal itself: mark an earlier year as the milestone.")
        )
