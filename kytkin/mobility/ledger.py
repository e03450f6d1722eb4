"""The work-input ledger: what of a person's working time is agreed, never more than all of it.

Agreed time is what accepted requests for work input say: a share, from a day to before another.
Without a first day it runs from the answer, without a last one until somebody ends it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.mobility.models import JoinRequest, RequestState
from kytkin.mobility.queries import join_requests
from kytkin.preparations.models import Way

WHOLE: Final = 100


class TimeTaken(KytkinError):
    """More than all of a person's working time would be agreed."""

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


def most_taken(bookings: Iterable[Booking], within: Booking) -> int:
    """The greatest sum of shares on any day of a period, in percent.

    The sum can only grow where a booking starts, so those days are enough.
    """
    meeting = [one for one in bookings if one.meets(within)]
    days = {max(one.starts_on, within.starts_on) for one in meeting}
    return max((_sum_on(day, meeting) for day in days), default=0)


def _sum_on(day: dt.date, bookings: Iterable[Booking]) -> int:
    return sum(
        one.share
        for one in bookings
        if one.starts_on <= day and (one.ends_before is None or day < one.ends_before)
    )


def booking_of(request: JoinRequest, today: dt.date) -> Booking | None:
    """What a request books, or would if it were accepted today; None for no time."""
    if request.share_percent is None:
        return None
    answered = request.answered_at.date() if request.answered_at else today
    starts = request.starts_on or min(answered, request.ends_before or answered)
    return Booking(request.share_percent, starts, request.ends_before)


def runs_still(request: JoinRequest, today: dt.date) -> bool:
    """Agreed work input that has days left, today among them."""
    agreed = request.state == RequestState.ACCEPTED and request.share_percent is not None
    return agreed and (request.ends_before is None or request.ends_before > today)


def agreed_of(person: User, today: dt.date) -> list[Booking]:
    """All the work input of the person that is agreed, also what has ended."""
    accepted = join_requests().of(person).filter(state=RequestState.ACCEPTED, way=Way.WORK_INPUT)
    return [one for request in accepted if (one := booking_of(request, today))]


def taken_on(day: dt.date, requests: Iterable[JoinRequest]) -> int:
    """What agreed requests hold of a person's working time on a day, in percent."""
    held = [
        one
        for request in requests
        if request.state == RequestState.ACCEPTED and (one := booking_of(request, day))
    ]
    return _sum_on(day, held)


def refuse_double_booking(request: JoinRequest, today: dt.date) -> None:
    """Raises `TimeTaken` when the request would take more than is free; inside a transaction.

    The person's row is locked until the transaction ends, so that parallel answers to requests
    for the same person's time come one after another.
    """
    asked = booking_of(request, today)
    if asked is None:
        return
    person = User.objects.select_for_update(of=("self",)).get(pk=request.person_id)
    free = WHOLE - most_taken(agreed_of(person, today), asked)
    if asked.share > free:
        raise TimeTaken(
            _(
                "%(person)s has %(free)s %% of working time left in this period and the request is "
                "for %(asked)s %%. Nothing was changed. Ask for a smaller share or another period."
            )
            % {"person": person.name, "free": free, "asked": asked.share}
        )
