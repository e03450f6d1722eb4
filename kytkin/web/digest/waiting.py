"""What waits for a person, and whose days come near."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db import models

from kytkin.accounts.models import User
from kytkin.mobility.models import Move, MoveState
from kytkin.mobility.queries import join_requests
from kytkin.mobility.queries_moves import consents
from kytkin.notifications.parts import Part, Row
from kytkin.notifications.queries import without_language
from kytkin.web.calendar.entries import moves_seen

MY_PAGE: Final = "/me/"


def written(day: dt.date) -> str:
    """As dates are written in Finnish and Swedish, and on our pages in English too."""
    return f"{day.day}.{day.month}.{day.year}"


def waiting_part(user: User, today: dt.date) -> Part | None:
    rows = (*consent_rows(user, today), *request_rows(user))
    return Part("waiting", rows, MY_PAGE) if rows else None


def consent_rows(user: User, today: dt.date) -> Iterator[Row]:
    asked = consents().waiting().for_answer_of(user, today).soonest_first()
    for one in asked.select_related("terms__move__preparation", "terms__move__person"):
        move = one.terms.move
        words = {"day": written(one.due_on or today), "person": move.person.name}
        yield row("consent", move, words)


def request_rows(user: User) -> Iterator[Row]:
    """Those to answer, and own ones where more is asked."""
    to_answer = join_requests().answered_by(user).waiting_for_answer()
    to_reply = join_requests().of(user).waiting_for_person()
    for what, found in (("request", to_answer), ("reply", to_reply)):
        for one in found.select_related("preparation", "person").order_by("updated_at", "pk"):
            path = without_language(one.get_absolute_url())
            yield Row(what, path, {"name": one.preparation.name, "person": one.person.name})


def moves_part(user: User, today: dt.date) -> Part | None:
    """Beginnings and last days until the Sunday of next week."""
    before = today + dt.timedelta(days=14 - today.weekday())
    begins = models.Q(starts_on__gte=today, starts_on__lt=before)
    ends = models.Q(ends_before__gt=today, ends_before__lte=before)
    near = moves_seen(user, today).filter(begins | ends, state=MoveState.AGREED)
    rows: list[tuple[dt.date, Row]] = []
    for move in near.select_related("preparation", "person").order_by("starts_on", "pk"):
        for what, day in (("begins", move.starts_on), ("ends", move.last_day)):
            if day is not None and today <= day < before:
                words = {"day": written(day), "person": move.person.name}
                rows.append((day, row(what, move, words)))
    rows.sort(key=lambda one: one[0])
    return Part("moves", tuple(one for _day, one in rows), MY_PAGE) if rows else None


def row(what: str, move: Move, words: dict[str, str]) -> Row:
    path = without_language(move.get_absolute_url())
    return Row(what, path, {"name": move.preparation.name, **words})
