"""Idempotent forms: a key that the form carries makes its thing once, however often it is sent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from django.db import IntegrityError, transaction

from kytkin.accounts.models import User
from kytkin.mobility.models import Posted

REMEMBERED: Final = dt.timedelta(days=7)


class Made(Protocol):
    """Anything with a page of its own."""

    def get_absolute_url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """The page of what was made, and whether it was made now."""

    path: str
    is_new: bool


def once(*, key: uuid.UUID | None, by: User, now: dt.datetime, make: Callable[[], Made]) -> Outcome:
    """Make it, unless the same person's form with this key has made it before.

    In parallel the second waits for the first. What fails to be made leaves no trace of the key.
    """
    if key is None:
        return Outcome(make().get_absolute_url(), is_new=True)
    if done := Posted.objects.filter(by=by, key=key).first():
        return Outcome(done.path, is_new=False)
    try:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    posted = Posted.objects.create(by=by, key=key, at=now)
            except IntegrityError as error:
                raise _SentBefore from error
            posted.path = make().get_absolute_url()
            posted.save(update_fields=["path"])
    except _SentBefore:
        return Outcome(Posted.objects.get(by=by, key=key).path, is_new=False)
    return Outcome(posted.path, is_new=True)


def forget_posted(*, now: dt.datetime) -> int:
    """Keys older than a week are of no use; how many were removed."""
    gone, _each = Posted.objects.filter(at__lt=now - REMEMBERED).delete()
    return gone


class _SentBefore(Exception):
    """Somebody was first with this key."""
