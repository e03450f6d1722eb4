"""The weekly round of digests and the daily round of alerts; safe to run twice or late.

Reading and searching happens before a person's transaction, so it holds up nobody who writes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Final

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from kytkin.accounts.models import User
from kytkin.notifications.actions import notify
from kytkin.notifications.models import (
    DigestRound,
    Follow,
    FollowKind,
    NoticeKind,
    NotificationPreference,
)
from kytkin.notifications.parts import Part
from kytkin.web.digest.changes import Changes, changes_since
from kytkin.web.digest.searches import Searcher, hit_parts, take_new
from kytkin.web.digest.waiting import moves_part, waiting_part

WEEK: Final = dt.timedelta(days=7)
# A round that came late one week does not silence the next; one that runs twice tells nothing.
LEAST_BETWEEN: Final = dt.timedelta(days=4)
BATCH: Final = 200


def send_digests(*, now: dt.datetime, progress: Callable[[], None] = lambda: None) -> int:
    """Tell everybody who wants it of their week; gives how many had something to be told."""
    people = waiting_for_digest(now)
    oldest = DigestRound.objects.filter(user__in=people).aggregate(models.Min("until"))
    changes = changes_since(min(oldest["until__min"] or now - WEEK, now - WEEK))
    searcher, told = Searcher(), 0
    for user in in_batches(people):
        with override(user.language):
            told += send_digest(user, changes, searcher, now=now)
        progress()
    return told


def waiting_for_digest(now: dt.datetime) -> models.QuerySet[User]:
    """The active people who want a digest and have had none these days."""
    unwanted = NotificationPreference.objects.filter(
        kind=NoticeKind.DIGEST, on_site=False, by_email=False
    )
    lately = DigestRound.objects.filter(until__gt=now - LEAST_BETWEEN)
    return (
        User.objects.filter(is_active=True)
        .exclude(pk__in=unwanted.values("user"))
        .exclude(pk__in=lately.values("user"))
    )


def in_batches(people: models.QuerySet[User]) -> Iterator[User]:
    """The people with what they follow, a batch at a time: memory stays small."""
    numbers = list(people.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        follows = models.Prefetch("follows", Follow.objects.order_by("created_at", "pk"))
        held = User.objects.filter(pk__in=numbers[start : start + BATCH]).prefetch_related(
            follows, "memberships__organisation"
        )
        for user in held.order_by("pk"):
            # Where permissions keep what they have read: the batch has read it for all.
            user._kept_memberships = list(user.memberships.all())  # type: ignore[attr-defined]
            yield user


def send_digest(user: User, changes: Changes, searcher: Searcher, *, now: dt.datetime) -> bool:
    """One person's digest; with nothing to say nothing is sent, and the week is looked at."""
    today = timezone.localdate(now)
    follows = list(user.follows.all())
    looked = searcher.look(searches(follows), user)
    parts: list[Part | None] = [waiting_part(user, today), moves_part(user, today)]
    with transaction.atomic():
        # Locked, so two rounds at once tell one digest.
        DigestRound.objects.get_or_create(user=user, defaults={"until": now - WEEK})
        held = DigestRound.objects.select_for_update().get(user=user)
        if held.until > now - LEAST_BETWEEN:
            return False
        fresh = take_new(looked, now=now)
        parts += hit_parts(fresh)
        known = {key for new in fresh.values() for key in new}
        parts.append(changes.part(user, follows, held.until, known))
        held.until = now
        held.save(update_fields=["until"])
        return tell(user, NoticeKind.DIGEST, "weekly", [one for one in parts if one], now=now)


def send_alerts(*, now: dt.datetime, progress: Callable[[], None] = lambda: None) -> int:
    """Tell the new hits of saved searches to those who asked for them daily."""
    wanted = NotificationPreference.objects.filter(kind=NoticeKind.SEARCH_HITS).exclude(
        on_site=False, by_email=False
    )
    people = User.objects.filter(
        is_active=True,
        pk__in=wanted.values("user"),
    ).filter(models.Exists(Follow.objects.filter(user=models.OuterRef("pk"), kind="search")))
    searcher, told = Searcher(), 0
    for user in in_batches(people):
        with override(user.language):
            looked = searcher.look(searches(list(user.follows.all())), user)
            with transaction.atomic():
                parts = hit_parts(take_new(looked, now=now))
                told += tell(user, NoticeKind.SEARCH_HITS, "new", parts, now=now)
        progress()
    return told


def searches(follows: list[Follow]) -> list[Follow]:
    return [one for one in follows if one.kind == FollowKind.SEARCH]


def tell(user: User, kind: NoticeKind, case: str, parts: list[Part], *, now: dt.datetime) -> bool:
    if not parts:
        return False
    name = "digest" if kind == NoticeKind.DIGEST else "search_hits"
    told = notify(
        user=user,
        kind=kind,
        params={"case": case, "parts": [part.as_params() for part in parts]},
        path=reverse(name, args=[timezone.localdate(now).isoformat()]),
        now=now,
    )
    return told is not None
