"""Telling the followers of a preparation, and of its subjects, what has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import override

from kytkin.accounts.models import User
from kytkin.common.languages import LANGUAGES
from kytkin.notifications.actions import notify_followers
from kytkin.notifications.models import Follow, FollowKind
from kytkin.preparations.models import Preparation, Publicity, Stage, Standing, State
from kytkin.themes.models import Phenomenon

SUBJECT_KINDS = (FollowKind.THEME, FollowKind.PHENOMENON)


def in_every_language(label: str | Promise) -> dict[str, str]:
    """A label of the interface in each language, since each reader has the own."""
    texts = {}
    for language in LANGUAGES:
        with override(language):
            texts[language] = str(label)
    return texts


def announce_change(
    *,
    preparation: Preparation,
    state_before: str,
    stage_before: str,
    by: User | None,
    now: dt.datetime,
) -> int:
    """Tell followers when the state or the stage is another than before; gives how many."""
    if (preparation.state, preparation.stage) == (state_before, stage_before):
        return 0
    params = {
        "preparation": preparation.name,
        "state": in_every_language(State(preparation.state).label),
        "stage": in_every_language(Stage(preparation.stage).label),
    }
    with transaction.atomic():
        knowing = {by.pk} if by else set()
        path, among = preparation.get_absolute_url(), people_who_see(preparation)
        told = notify_followers(
            kind=FollowKind.PREPARATION,
            targets=[preparation.key],
            params={**params, "case": "changed"},
            path=path,
            now=now,
            among=among,
            besides=knowing,
        )
        told |= tell_followers_of_subjects(
            preparation, {**params, "case": "changed_subject"}, among, told | knowing, now
        )
    return len(told)


def announce_new(*, preparation: Preparation, by: User | None, now: dt.datetime) -> int:
    """Tell the followers of its subjects that a preparation has come; gives how many."""
    with transaction.atomic():
        told = tell_followers_of_subjects(
            preparation,
            {"preparation": preparation.name, "case": "new_subject"},
            people_who_see(preparation),
            {by.pk} if by else set(),
            now,
        )
    return len(told)


def tell_followers_of_subjects(
    preparation: Preparation,
    params: dict[str, object],
    among: Iterable[int] | None,
    knowing: set[int],
    now: dt.datetime,
) -> set[int]:
    """The followers of its confirmed themes and of the phenomena over them, each told once."""
    if not Follow.objects.filter(kind__in=SUBJECT_KINDS).exists():
        return set()
    confirmed = preparation.theme_links.filter(standing=Standing.CONFIRMED)
    phenomena = Phenomenon.objects.filter(theme_links__theme__in=confirmed.values("theme"))
    subjects = {
        FollowKind.THEME: confirmed.values_list("theme__concept__notation", flat=True),
        FollowKind.PHENOMENON: phenomena.values_list("code", flat=True).distinct(),
    }
    told: set[int] = set()
    for kind, targets in subjects.items():
        told |= notify_followers(
            kind=kind,
            targets=targets,
            params=params,
            path=preparation.get_absolute_url(),
            now=now,
            among=among,
            besides=told | knowing,
        )
    return told


def people_who_see(preparation: Preparation) -> list[int] | None:
    """None when all may see it; else the people of the organisations that prepare it."""
    if preparation.publicity == Publicity.PUBLIC:
        return None
    paths = [preparation.setter.path]
    paths += preparation.partnerships.values_list("organisation__path", flat=True)
    above = {path[: end + 1] for path in paths for end, letter in enumerate(path) if letter == "/"}
    seeing = User.objects.filter(memberships__organisation__path__in=above)
    return list(seeing.values_list("pk", flat=True).distinct())
