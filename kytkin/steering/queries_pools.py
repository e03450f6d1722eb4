"""What is pooled: by goal and year with what is missing, and by agency over all its goals."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from kytkin.goals.models import SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.steering.models import Contribution, PoolNeed
from kytkin.steering.work_input import time_by_cell

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Sums:
    """Money in euros and time in person-years, at each stage.

    `used_person_years` is what was reported and what the ledger of work input shows, together.
    """

    pledged_eur: Decimal = ZERO
    pledged_person_years: Decimal = ZERO
    confirmed_eur: Decimal = ZERO
    confirmed_person_years: Decimal = ZERO
    used_eur: Decimal = ZERO
    used_person_years: Decimal = ZERO
    ledger_person_years: Decimal = ZERO

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Line:
    """An agency's part in a goal in a year: its sums, and the contributions behind them."""

    goal: SharedGoal
    organisation: Organisation
    year: int
    sums: Sums
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class PoolYear:
    """A goal's year: what it needs, what has come together, what is missing."""

    year: int
    need_eur: Decimal | None
    need_person_years: Decimal | None
    sums: Sums
    lines: tuple[Line, ...]

    @property
    def missing_eur(self) -> Decimal:
        return max((self.need_eur or ZERO) - self.sums.pledged_eur, ZERO)

    @property
    def missing_person_years(self) -> Decimal:
        return max((self.need_person_years or ZERO) - self.sums.pledged_person_years, ZERO)


def pool_of(goal: SharedGoal, today: dt.date) -> tuple[PoolYear, ...]:
    """The years of a goal's horizon; a constant number of queries."""
    rows = Contribution.objects.filter(goal=goal)
    needs = {one.year: one for one in PoolNeed.objects.filter(goal=goal)}
    lines = _lines(rows, goals=[goal], years=goal.years, today=today)
    years = []
    for year in goal.years:
        mine = tuple(one for one in lines if one.year == year)
        need = needs.get(year)
        years.append(
            PoolYear(
                year,
                need.amount_eur if need else None,
                need.person_years if need else None,
                sum((one.sums for one in mine), Sums()),
                mine,
            )
        )
    return tuple(years)


def account_of_agency(
    organisation: Organisation, goals: Iterable[SharedGoal], year: int, today: dt.date
) -> tuple[Line, ...]:
    """What an agency brings in a year to those goals, in the order of their titles."""
    chosen = list(goals)
    rows = Contribution.objects.filter(organisation=organisation, year=year, goal__in=chosen)
    lines = _lines(rows, goals=chosen, years=[year], today=today)
    return tuple(one for one in lines if one.organisation.pk == organisation.pk)


def lines_of_goals(goals: Iterable[SharedGoal], year: int, today: dt.date) -> tuple[Line, ...]:
    """What every agency brings in a year to those goals; a constant number of queries."""
    chosen = list(goals)
    rows = Contribution.objects.filter(year=year, goal__in=chosen)
    return tuple(_lines(rows, goals=chosen, years=[year], today=today))


def _lines(
    rows: models.QuerySet[Contribution], *, goals: list[SharedGoal], years: Iterable[int],
    today: dt.date,
) -> list[Line]:  # fmt: skip
    """Contributions and the ledger's time by goal, agency and year."""
    found: list[Contribution] = list(
        rows.select_related("goal", "organisation__branch", "budget_item").order_by("pk")
    )
    of_goal = {goal.pk: goal for goal in goals}
    ledger = time_by_cell(years, today=today, goals=list(of_goal))
    groups: dict[tuple[int, int, int], list[Contribution]] = defaultdict(list)
    places = {row.organisation_id: row.organisation for row in found}
    for row in found:
        groups[row.goal_id, row.organisation_id, row.year].append(row)
    missing = {cell[1] for cell in ledger} - set(places)
    places |= {
        one.pk: one for one in Organisation.objects.filter(pk__in=missing).select_related("branch")
    }
    lines = []
    for cell in {*groups, *ledger}:
        goal, organisation, year = cell
        mine = groups.get(cell, [])
        total = sum((_of(row) for row in mine), Sums())
        if cell in ledger:
            time = ledger[cell].actual
            total += Sums(used_person_years=time, ledger_person_years=time)
        lines.append(Line(of_goal[goal], places[organisation], year, total, tuple(mine)))
    lines.sort(key=lambda one: (one.year, str(one.goal.title), str(one.organisation.name)))
    return lines


def _of(row: Contribution) -> Sums:
    return Sums(
        row.pledged_eur, row.pledged_person_years, row.confirmed_eur, row.confirmed_person_years,
        row.actual_eur, row.actual_person_years,
    )  # fmt: skip
