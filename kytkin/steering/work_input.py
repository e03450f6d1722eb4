"""Working time that flows from the ledger of work input to goals, counted once.

A move on a preparation that serves goals gives its home agency's time to them, split by the
shares of the links. Each booking is rounded to the hundredth of a person-year on its own, as in
the ledger's accounts, and then split by largest remainder: the parts add up to it exactly when
the shares add up to 100.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from kytkin.engine.steering.pooling import split
from kytkin.goals.models import GoalPreparation
from kytkin.mobility.accounts import Year
from kytkin.mobility.calendar import person_years
from kytkin.mobility.ledger import Booking, held_of, holding_moves
from kytkin.mobility.models import Move
from kytkin.mobility.rules import agency_of
from kytkin.steering.amounts import decimal_of, hundredths

Cell: TypeAlias = tuple[int, int, int]
"""Ids of a goal and an organisation, and a year."""


@dataclass(frozen=True, slots=True)
class TimeSums:
    """Person-years of the ledger in a cell: agreed for the whole year, actual up to today."""

    agreed: Decimal
    actual: Decimal


def moves_of_goals(goals: Collection[int] | None = None) -> list[Move]:
    """The moves that hold time on preparations serving goals."""
    links = GoalPreparation.objects.all()
    if goals is not None:
        links = links.filter(goal__in=goals)
    return list(
        holding_moves()
        .filter(preparation__in=links.values("preparation"))
        .select_related("home__parent__parent__parent", "person", "preparation", "receiving")
        .order_by("pk")
    )


def time_by_cell(
    years: Iterable[int], *, today: dt.date, goals: Collection[int] | None = None
) -> dict[Cell, TimeSums]:
    """The ledger's time by goal, giving agency and year; a constant number of queries."""
    shares: dict[int, dict[int, int]] = defaultdict(dict)
    for preparation, goal, share in GoalPreparation.objects.values_list(
        "preparation", "goal", "share_percent"
    ):
        shares[preparation][goal] = share
    wanted = [Year(number) for number in years]
    sums: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for move in moves_of_goals(goals):
        agency = agency_of(move.home).pk
        agreed = [held.booking for held in held_of([move]) if held.is_agreed]
        for year in wanted:
            actual = _actual(move, year, today)
            for place, bookings in enumerate((agreed, actual)):
                for booking in bookings:
                    whole = hundredths(person_years([booking], year.first, year.before))
                    if not whole:
                        continue
                    for goal, part in split(whole, shares[move.preparation_id]).items():
                        if goals is None or goal in goals:
                            sums[goal, agency, year.number][place] += part
    return {
        cell: TimeSums(decimal_of(agreed), decimal_of(actual))
        for cell, (agreed, actual) in sums.items()
        if agreed or actual
    }


def _actual(move: Move, year: Year, today: dt.date) -> list[Booking]:
    """What has been worked up to today, once the sides have stated the actual share."""
    if not move.actual_percent:
        return []
    ends = min(move.ends_before or year.before, max(today, year.first))
    if ends <= move.starts_on:
        return []
    return [Booking(move.actual_percent, move.starts_on, ends)]
