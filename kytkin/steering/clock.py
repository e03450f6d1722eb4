"""The yearly clock of steering: what is due when, whose turn it is, and whether it is done.

The days follow the State's yearly round: the budget bid in May, the budget bill in September,
negotiations in the autumn, the agreement in December, accounts by the end of February and the
ministry's statement by 15 June. `data/clock.json` holds them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.common.texts import TranslatedText
from kytkin.steering.models import (
    Contribution,
    FrozenReport,
    PerformanceAgreement,
    VersionState,
)

FILE: Final = Path(__file__).parent / "data" / "clock.json"
SOON: Final = dt.timedelta(days=30)


class Side(models.TextChoices):
    AGENCY = "agency", _("the agency")
    MINISTRY = "ministry", _("the ministry")
    BOTH = "both", _("both sides")


class TaskState(models.TextChoices):
    DONE = "done", _("done")
    LATE = "late", _("late")
    SOON = "soon", _("due soon")
    COMING = "coming", _("to come")
    PAST = "past", _("its day has passed")


@dataclass(frozen=True, slots=True)
class ClockTask:
    """A task of a year; one without a rule is done outside Kytkin and has only its day."""

    code: str
    text: TranslatedText
    side: Side
    due_on: dt.date
    state: TaskState


def clock_of(agreement: PerformanceAgreement, year: int, today: dt.date) -> tuple[ClockTask, ...]:
    """The tasks of a year in the order of their days; at most nine queries."""
    tasks = []
    for row in _rows():
        day = dt.date(year + row["year_offset"], row["month"], row["day"])
        tasks.append(
            ClockTask(
                row["code"], TranslatedText.of(row["text"]), Side(row["who"]), day,
                _state(row["rule"], agreement, year, day, today),
            )
        )  # fmt: skip
    return tuple(sorted(tasks, key=lambda one: one.due_on))


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(FILE.read_text(encoding="utf-8")))


def _state(
    rule: str, agreement: PerformanceAgreement, year: int, day: dt.date, today: dt.date
) -> TaskState:
    if rule and RULES[rule](agreement, year):
        return TaskState.DONE
    if day < today:
        return TaskState.LATE if rule else TaskState.PAST
    return TaskState.SOON if day - SOON <= today else TaskState.COMING


def _pledges(agreement: PerformanceAgreement, year: int) -> bool:
    """Nothing that the agency pledged for the year waits for confirmation."""
    return not (
        Contribution.objects.filter(organisation=agreement.agency, year=year)
        .exclude(
            confirmed_eur=models.F("pledged_eur"),
            confirmed_person_years=models.F("pledged_person_years"),
        )
        .exists()
    )


def _since_summer(agreement: PerformanceAgreement, year: int) -> models.QuerySet[Any]:
    """Versions written for the year: those of the half-year before it, or earlier for the first."""
    versions = agreement.versions.all()
    if year == agreement.first_year:
        return versions
    return versions.filter(updated_at__date__gte=dt.date(year - 1, 7, 1))


def _negotiation(agreement: PerformanceAgreement, year: int) -> bool:
    return _since_summer(agreement, year).exclude(state=VersionState.DRAFT).exists()


def _agreement(agreement: PerformanceAgreement, year: int) -> bool:
    signed = _since_summer(agreement, year).filter(
        state__in=(VersionState.SIGNED, VersionState.REVISED)
    )
    return signed.exists()


def _all_figures(agreement: PerformanceAgreement, year: int, *, half: bool) -> bool:
    version = agreement.versions.filter(state=VersionState.SIGNED).first()
    if version is None:
        return False
    keys = set(version.targets.values_list("key", flat=True))
    have = set(agreement.actuals.filter(year=year, half=half).values_list("key", flat=True))
    return keys <= have


def _statement(agreement: PerformanceAgreement, year: int) -> bool:
    given = set(agreement.statements.filter(year=year).values_list("ministry", flat=True))
    return set(agreement.ministries.values_list("pk", flat=True)) <= given


RULES: Final[dict[str, Callable[[PerformanceAgreement, int], bool]]] = {
    "pledges": _pledges,
    "negotiation": _negotiation,
    "agreement": _agreement,
    "half_figures": lambda agreement, year: _all_figures(agreement, year, half=True),
    "review": lambda agreement, year: agreement.reviews.filter(year=year).exists(),
    "answer": lambda agreement, year: agreement.reviews.filter(
        year=year, answered_at__isnull=False
    ).exists(),
    "figures": lambda agreement, year: _all_figures(agreement, year, half=False),
    "report": lambda agreement, year: FrozenReport.objects.filter(
        organisation=agreement.agency, year=year
    ).exists(),
    "statement": _statement,
}
