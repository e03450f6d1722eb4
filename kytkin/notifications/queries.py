"""Reading notifications, preferences and follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Self

from django.db import models

from kytkin.accounts.models import User
from kytkin.notifications.models import (
    Follow,
    FollowKind,
    NoticeKind,
    Notification,
    NotificationPreference,
)

MOST_ATTEMPTS = 8
# The weekly digest tells the same hits, so nobody gets daily ones without asking.
ASKED_FOR = frozenset({NoticeKind.SEARCH_HITS})


class NotificationQuerySet(models.QuerySet[Notification]):
    """Notifications, read as adjectives: `notifications().of(user).unread()`."""

    def of(self, user: User) -> Self:
        return self.filter(user=user, on_site=True)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def waiting_for_mail(self) -> Self:
        """Not yet mailed, not given up, and the person is still here."""
        return self.filter(
            by_email=True,
            emailed_at__isnull=True,
            mail_attempts__lt=MOST_ATTEMPTS,
            user__is_active=True,
        )

    def given_up(self) -> Self:
        return self.filter(by_email=True, emailed_at__isnull=True, mail_attempts__gte=MOST_ATTEMPTS)

    def at(self, path: str) -> Self:
        """Those that point at a page, in whichever language it is read."""
        return self.filter(path=without_language(path))

    def mark_read(self, *, now: dt.datetime) -> int:
        """Gives how many were unread."""
        return self.unread().update(read_at=now)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")


def without_language(path: str) -> str:
    """`/fi/requests/7/` → `/requests/7/`: each reader gets the page in the own language."""
    return "/" + path.lstrip("/").partition("/")[2]


def notifications() -> NotificationQuerySet:
    return NotificationQuerySet(Notification)


@dataclass(frozen=True, slots=True)
class Channels:
    """Through which channels a person wants one kind of notification."""

    kind: NoticeKind
    on_site: bool = True
    by_email: bool = True


def unchosen(kind: NoticeKind) -> Channels:
    """What holds until the person chooses: both channels, but daily alerts are asked for."""
    is_wanted = kind not in ASKED_FOR
    return Channels(kind, on_site=is_wanted, by_email=is_wanted)


def channels_of(user: User) -> list[Channels]:
    """The person's choice for every kind, or what holds without one."""
    chosen = {row.kind: row for row in NotificationPreference.objects.filter(user=user)}
    return [
        Channels(kind, row.on_site, row.by_email) if (row := chosen.get(kind)) else unchosen(kind)
        for kind in NoticeKind
    ]


def followers(kind: FollowKind, *targets: str) -> models.QuerySet[User]:
    """The active people who follow one of the targets of a kind."""
    following = Follow.objects.filter(kind=kind, target__in=targets)
    return User.objects.filter(is_active=True, pk__in=following.values("user"))
