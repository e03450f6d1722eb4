"""The work-input ledger of an organisation: offered, reserved, agreed and actual, both ways.

Every move is given by one home and received by one setter, so over organisations that together
make up the whole, what is given equals what is received.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from kytkin.mobility.calendar import person_years
from kytkin.mobility.ledger import Booking, held_of, holding_moves
from kytkin.mobility.models import Move, Offer, OfferState
from kytkin.organisations.models import Membership, Organisation, Role
from kytkin.organisations.permissions import Visitor, has_role

READERS = (Role.SUPERVISOR, Role.HR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year as a period."""

    number: int

    @property
    def first(self) -> dt.date:
        return dt.date(self.number, 1, 1)

    @property
    def before(self) -> dt.date:
        return dt.date(self.number + 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Sums:
    """Working time within a year in person-years, each exact to the hundredth."""

    reserved: Decimal
    agreed: Decimal
    actual: Decimal


@dataclass(frozen=True, slots=True)
class Account:
    """What an organisation gives and receives, and what its people and units offer openly."""

    given: Sums
    received: Sums
    offered: Decimal
    moves_out: tuple[Move, ...]
    moves_in: tuple[Move, ...]


def may_read_account(visitor: Visitor, organisation: Organisation) -> bool:
    """Supervisors, human resources and administrators of the organisation or one above it."""
    return any(has_role(visitor, role, organisation) for role in READERS)


def account_of(organisation: Organisation, year: Year, today: dt.date) -> Account:
    """Given are moves of people from the organisation or below, received those into it."""
    out = tuple(_within(holding_moves().filter(home__path__startswith=organisation.path), year))
    into = tuple(
        _within(holding_moves().filter(receiving__path__startswith=organisation.path), year)
    )
    return Account(
        _sums(out, year, today), _sums(into, year, today), _offered(organisation, year), out, into
    )


def _within(moves: models.QuerySet[Move], year: Year) -> models.QuerySet[Move]:
    lasting = models.Q(ends_before__isnull=True) | models.Q(ends_before__gt=year.first)
    return (
        moves.filter(lasting, starts_on__lt=year.before)
        .select_related("person", "preparation", "home", "receiving")
        .order_by("starts_on", "pk")
    )


def _sums(moves: Iterable[Move], year: Year, today: dt.date) -> Sums:
    rows = list(moves)
    held = list(held_of(rows))
    return Sums(
        person_years((one.booking for one in held if not one.is_agreed), year.first, year.before),
        person_years((one.booking for one in held if one.is_agreed), year.first, year.before),
        person_years(
            (
                Booking(move.actual_percent, move.starts_on, move.ends_before)
                for move in rows
                if move.actual_percent
            ),
            year.first,
            min(year.before, max(today, year.first)),
        ),
    )


def _offered(organisation: Organisation, year: Year) -> Decimal:
    below = Membership.objects.filter(organisation__path__startswith=organisation.path)
    offers = Offer.objects.filter(state=OfferState.OPEN, share_percent__isnull=False).filter(
        models.Q(unit__path__startswith=organisation.path)
        | models.Q(unit__isnull=True, author__in=below.values("user"))
    )
    bookings = [
        Booking(offer.share_percent, offer.starts_on or year.first, offer.ends_before)
        for offer in offers
        if offer.share_percent
    ]
    return person_years(bookings, year.first, year.before)
