"""Making, renewing and revoking the secret address of one's calendar."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Final

from django.db import transaction

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.mobility.models import CalendarFeed

TOKEN_BYTES: Final = 32
READ_KEPT_EVERY: Final = dt.timedelta(hours=12)


def hashed(token: str) -> str:
    """256 random bits need no salt or slow hash: there is nothing to guess from."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_address(*, by: User, now: dt.datetime) -> str:
    """A new token, given this once; the one before it stops working at once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        CalendarFeed.objects.update_or_create(
            user=by,
            defaults={"token_hash": hashed(token), "created_at": now, "last_read_at": None},
        )
        record("make_calendar_address", by=by, now=now, kind="user", id=str(by.pk))
    return token


def revoke_address(*, by: User, now: dt.datetime) -> bool:
    """The address stops working; False when there was none."""
    with transaction.atomic():
        gone, _by_model = CalendarFeed.objects.filter(user=by).delete()
        if gone:
            record("revoke_calendar_address", by=by, now=now, kind="user", id=str(by.pk))
    return bool(gone)


def feed_of(token: str) -> CalendarFeed | None:
    """The address with this token, if its person is still here.

    Looked up by the hash, so how long it takes tells nothing of the token.
    """
    known = CalendarFeed.objects.filter(token_hash=hashed(token), user__is_active=True)
    return known.select_related("user").first()


def mark_read(feed: CalendarFeed, *, now: dt.datetime) -> None:
    """Keep that it was read, now and then: a program asks often, and each write holds others."""
    if feed.last_read_at is None or now - feed.last_read_at > READ_KEPT_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
