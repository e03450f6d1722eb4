"""Telling people, and what they choose to be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.notifications import mail
from kytkin.notifications.models import (
    FollowKind,
    NoticeKind,
    Notification,
    NotificationPreference,
)
from kytkin.notifications.queries import Channels, channels_of, followers, without_language


def notify(
    *, user: User, kind: NoticeKind, params: Mapping[str, Any], path: str, now: dt.datetime
) -> Notification | None:
    """Tell one person through the channels chosen; mail goes out once the transaction holds.

    `params["case"]` picks the sentence; a failing mail waits in the outbox.
    """
    told = leave_in_outbox(user=user, kind=kind, params=params, path=path, now=now)
    if told is not None and told.by_email:
        transaction.on_commit(lambda: mail.deliver(told, now=now))
    return told


def leave_in_outbox(
    *, user: User, kind: NoticeKind, params: Mapping[str, Any], path: str, now: dt.datetime
) -> Notification | None:
    """As `notify`, but the mail waits for the next `kytkin mail`: for hundreds at once."""
    channels = next(choice for choice in channels_of(user) if choice.kind == kind)
    if not user.is_active or not (channels.on_site or channels.by_email):
        return None
    return Notification.objects.create(
        user=user,
        kind=kind,
        params=dict(params),
        path=without_language(path),
        created_at=now,
        on_site=channels.on_site,
        by_email=channels.by_email,
    )


def notify_followers(
    *,
    kind: FollowKind,
    targets: Iterable[str],
    params: Mapping[str, Any],
    path: str,
    now: dt.datetime,
    among: Iterable[int] | None = None,
    besides: Iterable[int] = (),
) -> set[int]:
    """Tell the followers of any of the targets; gives the ids of those who were told.

    `among` narrows to people who may see the thing; `besides` leaves out who knows already.
    """
    people = followers(kind, *targets).exclude(pk__in=list(besides)).order_by("pk")
    if among is not None:
        people = people.filter(pk__in=list(among))
    told = list(people)
    for user in told:
        notify(user=user, kind=NoticeKind.FOLLOWED_CHANGED, params=params, path=path, now=now)
    return {user.pk for user in told}


def choose_channels(*, by: User, choices: Iterable[Channels], now: dt.datetime) -> None:
    """Keep the person's choice of channels for each kind."""
    with transaction.atomic():
        chosen = list(choices)
        for choice in chosen:
            NotificationPreference.objects.update_or_create(
                user=by,
                kind=choice.kind,
                defaults={"on_site": choice.on_site, "by_email": choice.by_email},
            )
        record(
            "choose_channels",
            by=by,
            now=now,
            kind="user",
            id=str(by.pk),
            details={
                choice.kind: {"on_site": choice.on_site, "by_email": choice.by_email}
                for choice in chosen
            },
        )
