"""Asking a person once a year whether the profile still holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import models, transaction
from django.urls import reverse

from kytkin.notifications.actions import notify
from kytkin.notifications.models import NoticeKind, Notification
from kytkin.people.models import Profile
from kytkin.people.queries import STALE_AFTER, profiles


def stale_profiles(now: dt.datetime) -> models.QuerySet[Profile]:
    """Not confirmed for a year, and not asked within the last one: the notice is the memory."""
    asked = Notification.objects.filter(
        user=models.OuterRef("person"),
        kind=NoticeKind.PROFILE_STALE,
        created_at__gt=now - STALE_AFTER,
    )
    old = profiles().of_active().filter(confirmed_at__lt=now - STALE_AFTER)
    return old.exclude(models.Exists(asked))


def ask_to_confirm(*, now: dt.datetime, progress: Callable[[], None] = lambda: None) -> int:
    """Tell everybody whose profile has grown old; gives how many were told."""
    told = 0
    for pk in list(stale_profiles(now).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            list(Profile.objects.select_for_update().filter(pk=pk))
            profile = stale_profiles(now).filter(pk=pk).select_related("person").first()
            if profile is not None:
                told += (
                    notify(
                        user=profile.person,
                        kind=NoticeKind.PROFILE_STALE,
                        params={"case": "asked"},
                        path=reverse("my_profile"),
                        now=now,
                    )
                    is not None
                )
        progress()
    return told
