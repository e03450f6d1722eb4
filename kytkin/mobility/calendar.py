"""Held working time month by month, for one person or for a whole unit."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kytkin.mobility.ledger import Booking, Held

MONTHS_SHOWN: Final = 12
DAYS_OF_A_YEAR: Final = Decimal("365.25")


@dataclass(frozen=True, slots=True)
class MonthHeld:
    """A month's mean held share over its days, in percent of one person's whole working time."""

    first: dt.date
    agreed: Decimal
    reserved: Decimal

    @property
    def held(self) -> Decimal:
        return self.agreed + self.reserved


def share_days(bookings: Iterable[Booking], first: dt.date, before: dt.date) -> int:
    """Percent times days that bookings hold within a period."""
    total = 0
    for one in bookings:
        starts = max(one.starts_on, first)
        ends = min(one.ends_before or before, before)
        total += one.share * max((ends - starts).days, 0)
    return total


def person_years(bookings: Iterable[Booking], first: dt.date, before: dt.date) -> Decimal:
    """Held working time within a period in person-years (htv), exact to the hundredth.

    Each booking is rounded on its own, so that parts add up to the whole that they make.
    """
    total = Decimal("0.00")
    for one in bookings:
        days = Decimal(share_days([one], first, before)) / 100
        total += (days / DAYS_OF_A_YEAR).quantize(Decimal("0.01"))
    return total


def month_after(first: dt.date) -> dt.date:
    return first + dt.timedelta(days=calendar.monthrange(first.year, first.month)[1])


def months_held(
    held: Iterable[Held], today: dt.date, count: int = MONTHS_SHOWN
) -> tuple[MonthHeld, ...]:
    """The months from this one on, with what is agreed and what is reserved in each."""
    rows = list(held)
    agreed = [one.booking for one in rows if one.is_agreed]
    reserved = [one.booking for one in rows if not one.is_agreed]
    months, first = [], today.replace(day=1)
    for _number in range(count):
        before = month_after(first)
        days = (before - first).days
        months.append(
            MonthHeld(
                first,
                *(
                    (Decimal(share_days(part, first, before)) / days).quantize(Decimal("0.1"))
                    for part in (agreed, reserved)
                ),
            )
        )
        first = before
    return tuple(months)
