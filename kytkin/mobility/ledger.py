"""The work-input ledger: what of a person's working time is held, never more than all of it.

Moves hold it. While consents are waited for the time is reserved, then agreed; a proposed change
of an agreed move reserves what it would take beyond that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from django.db import models
from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.mobility.models import Move, MoveState, Terms, TermsState

WHOLE: Final = 100
HOLDING: Final = (MoveState.CONSENTS, MoveState.AGREED, MoveState.ENDED_EARLY)


class TimeTaken(KytkinError):
    """More than all of a person's working time would be held."""

    code = "time_taken"


@dataclass(frozen=True, slots=True)
class Booking:
    """A share of working time in percent, from a day to before another (None: no end yet)."""

    share: int
    starts_on: dt.date
    ends_before: dt.date | None = None

    def meets(self, other: Booking) -> bool:
        """Both hold on at least one day."""
        return (other.ends_before is None or self.starts_on < other.ends_before) and (
            self.ends_before is None or other.starts_on < self.ends_before
        )

    def holds_on(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)


class TimeTerms(Protocol):
    """Anything that takes a share over a period: a move, or terms of one."""

    @property
    def share_percent(self) -> int | None: ...
    @property
    def starts_on(self) -> dt.date: ...
    @property
    def ends_before(self) -> dt.date | None: ...


@dataclass(frozen=True, slots=True)
class Held:
    """What a move holds of its person's time, and whether it is agreed or only reserved."""

    move: Move
    booking: Booking
    is_agreed: bool


def most_taken(bookings: Iterable[Booking], within: Booking) -> int:
    """The greatest sum of shares on any day of a period, in percent.

    The sum can only grow where a booking starts, so those days are enough.
    """
    meeting = [one for one in bookings if one.meets(within)]
    days = {max(one.starts_on, within.starts_on) for one in meeting}
    return max((sum_on(day, meeting) for day in days), default=0)


def sum_on(day: dt.date, bookings: Iterable[Booking]) -> int:
    """The sum of shares on a day, in percent."""
    return sum(one.share for one in bookings if one.holds_on(day))


def booking_of(terms: TimeTerms) -> Booking | None:
    """What terms take; None for no working time."""
    if terms.share_percent is None:
        return None
    return Booking(terms.share_percent, terms.starts_on, terms.ends_before)


def beyond(proposed: TimeTerms, agreed: TimeTerms) -> Iterator[Booking]:
    """What proposed terms take more than agreed ones, day by day."""
    new, old = booking_of(proposed), booking_of(agreed)
    if new is None:
        return
    if old is None or not new.meets(old):
        yield new
        return
    if new.starts_on < old.starts_on:
        yield Booking(new.share, new.starts_on, old.starts_on)
    if old.ends_before and (new.ends_before is None or new.ends_before > old.ends_before):
        yield Booking(new.share, old.ends_before, new.ends_before)
    ends = [end for end in (new.ends_before, old.ends_before) if end]
    if new.share > old.share:
        starts = max(new.starts_on, old.starts_on)
        yield Booking(new.share - old.share, starts, min(ends) if ends else None)


def holding_moves() -> models.QuerySet[Move]:
    """The moves that hold working time, with their open proposal in `proposals`."""
    return Move.objects.filter(state__in=HOLDING, share_percent__isnull=False).prefetch_related(
        models.Prefetch(
            "terms", Terms.objects.filter(state=TermsState.PROPOSED), to_attr="proposals"
        )
    )


def held_of(moves: Iterable[Move]) -> Iterator[Held]:
    """What moves hold, of those that `holding_moves` gave."""
    for move in moves:
        booking = booking_of(move)
        if booking is None or move.state not in HOLDING:
            continue
        yield Held(move, booking, move.state != MoveState.CONSENTS)
        if move.state == MoveState.AGREED:
            for proposal in vars(move)["proposals"]:
                for more in beyond(proposal, move):
                    yield Held(move, more, is_agreed=False)


def refuse_double_booking(
    person_id: int, asked: Iterable[Booking], *, besides: Move | None = None
) -> None:
    """Raises `TimeTaken` when what is asked is more than is free; inside a transaction.

    The person's row is locked until the transaction ends, so that parallel bookings of the same
    person's time come one after another. `besides`: a move whose own booking is being replaced.
    """
    wanted = list(asked)
    if not wanted:
        return
    person = User.objects.select_for_update(of=("self",)).get(pk=person_id)
    moves = holding_moves().filter(person=person)
    if besides is not None:
        moves = moves.exclude(pk=besides.pk)
    taken = [held.booking for held in held_of(moves)]
    if any(one.share > WHOLE - most_taken(taken, one) for one in wanted):
        raise TimeTaken(
            _(
                "%(person)s does not have this much working time free in the whole period. Nothing "
                "was changed. Agree on a smaller share or another period."
            )
            % {"person": person.name}
        )
