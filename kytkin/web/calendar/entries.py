"""What stands in a person's calendar: beginnings, last days, and days to answer by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.mobility.models import Move, MoveState
from kytkin.mobility.permissions import answered_condition
from kytkin.mobility.permissions_moves import stood_in_for
from kytkin.mobility.queries import join_requests
from kytkin.mobility.queries_moves import consents, moves
from kytkin.mobility.reminding import DAYS_UNANSWERED
from kytkin.notifications.models import FollowKind
from kytkin.organisations.models import Role
from kytkin.organisations.permissions import memberships_of
from kytkin.preparations.models import DateEvent, Precision, PreparationDate, State
from kytkin.preparations.queries import preparations

DAYS_KEPT: Final = 90


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole day. `key` stays the same as long as the thing is the same."""

    key: str
    day: dt.date
    title: str
    page: str
    changed_at: dt.datetime


def entries_of(user: User, today: dt.date) -> list[Entry]:
    """In the current language, by day; what is long gone is left out."""
    found = [
        *move_days(user, today),
        *answer_days(user, today),
        *request_days(user),
        *preparation_days(user, today),
    ]
    first = today - dt.timedelta(days=DAYS_KEPT)
    return sorted((one for one in found if one.day >= first), key=lambda one: (one.day, one.key))


def moves_seen(user: User, today: dt.date) -> models.QuerySet[Move]:
    """Own moves, those one is the contact of, and those of people one supervises."""
    condition = models.Q(person=user) | answered_condition(user, "request__need")
    for one in stood_in_for(user, today):
        for held in memberships_of(one):
            if held.role == Role.SUPERVISOR:
                below = models.Q(home__path__startswith=held.organisation.path)
                condition |= below & ~models.Q(person=one)
    return moves().filter(condition)


def move_days(user: User, today: dt.date) -> Iterator[Entry]:
    first = today - dt.timedelta(days=DAYS_KEPT)
    lasting = models.Q(ends_before__isnull=True) | models.Q(ends_before__gt=first)
    agreed = moves_seen(user, today).filter(lasting, state=MoveState.AGREED)
    for move in agreed.select_related("preparation", "person"):
        names = {"person": move.person.name, "preparation": str(move.preparation.name)}
        page = move.get_absolute_url()
        begins = _("Begins: %(person)s in “%(preparation)s”") % names
        yield Entry(f"move-{move.pk}-begins", move.starts_on, begins, page, move.updated_at)
        if move.last_day:
            ends = _("Last day: %(person)s in “%(preparation)s”") % names
            yield Entry(f"move-{move.pk}-ends", move.last_day, ends, page, move.updated_at)


def answer_days(user: User, today: dt.date) -> Iterator[Entry]:
    """The last day for one's yes or no."""
    waiting = consents().waiting().for_answer_of(user, today).filter(due_on__isnull=False)
    for consent in waiting.select_related("terms__move__preparation", "terms__move__person"):
        move = consent.terms.move
        title = _("Answer: %(person)s and “%(preparation)s”") % {
            "person": move.person.name,
            "preparation": str(move.preparation.name),
        }
        assert consent.due_on is not None
        page = move.get_absolute_url()
        yield Entry(f"consent-{consent.pk}", consent.due_on, title, page, move.updated_at)


def request_days(user: User) -> Iterator[Entry]:
    """The day after which a request that waits for the person is reminded of."""
    waiting = join_requests().answered_by(user).waiting_for_answer()
    for request in waiting.select_related("preparation", "person"):
        asked_on = timezone.localdate(request.updated_at)
        title = _("Answer the request: %(person)s and “%(preparation)s”") % {
            "person": request.person.name,
            "preparation": str(request.preparation.name),
        }
        yield Entry(
            f"request-{request.pk}",
            asked_on + dt.timedelta(days=DAYS_UNANSWERED),
            title,
            request.get_absolute_url(),
            request.updated_at,
        )


def preparation_days(user: User, today: dt.date) -> Iterator[Entry]:
    """The stated last days of running preparations that one follows or is the contact of."""
    followed = user.follows.filter(kind=FollowKind.PREPARATION).values("target")
    near = preparations().visible_to(user).filter(state__in=(State.PLANNED, State.RUNNING))
    mine = near.filter(models.Q(key__in=followed) | models.Q(contact=user))
    stated = PreparationDate.objects.filter(
        event=DateEvent.ENDED,
        precision=Precision.DAY,
        on__gte=today,
        preparation__in=mine.values("pk"),
    )
    days: dict[int, PreparationDate] = {}
    for date in stated.select_related("preparation").order_by("on"):
        days[date.preparation_id] = date
    for date in days.values():
        preparation = date.preparation
        title = _("The preparation ends: “%(preparation)s”") % {
            "preparation": str(preparation.name)
        }
        page, changed_at = preparation.get_absolute_url(), preparation.updated_at
        yield Entry(f"preparation-{preparation.pk}-ends", date.on, title, page, changed_at)
