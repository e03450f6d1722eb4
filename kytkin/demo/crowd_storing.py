"""Storing the crowd: only who is missing, a thousand at a time."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.texts import TranslatedText
from kytkin.demo.content import DATA
from kytkin.demo.crowd import Drawn, Named, Occupation, World, draw, username
from kytkin.organisations.models import Membership, Organisation, OrganisationKind, Role
from kytkin.organisations.queries import organisations
from kytkin.people.models import Away, Evidence, Profile, ProfileSkill
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import Concept

T = TypeVar("T")
BATCH: Final = 1000
SKILL: Final = "http://data.europa.eu/esco/skill/"
HOUSES: Final = (OrganisationKind.MINISTRY, OrganisationKind.AGENCY)


def missing(people: int) -> list[int]:
    """The numbers up to this that nobody has yet; those above are left as they are."""
    known = set(
        User.objects.filter(username__startswith="person-").values_list("username", flat=True)
    )
    return [number for number in range(1, people + 1) if username(number) not in known]


def store_crowd(
    numbers: Sequence[int], *, now: dt.datetime, progress: Callable[[int], None]
) -> int:
    """Make the people of these numbers; an interrupted run keeps its whole batches.

    Profiles are written past the actions, which are for people telling of themselves: the record
    gets one event for the run instead of several for each.
    """
    world = read_world(now)
    if not numbers or not world.agencies or not world.everywhere:
        return 0
    for some in batches(numbers):
        with transaction.atomic():
            _store([draw(number, world, now) for number in some], now)
        progress(len(some))
    if connection.vendor == "postgresql":
        # So many rows at once: without counting them the database plans for an empty table.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    details = {"people": len(numbers)}
    record("load_crowd", by=None, now=now, kind="demo", id="crowd", details=details)
    return len(numbers)


def batches(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    return (whole[start : start + BATCH] for start in range(0, len(whole), BATCH))


def read_world(now: dt.datetime) -> World:
    """What the crowd is drawn from, as the database has it; what it lacks is left out."""
    rows = json.loads((DATA / "crowd.json").read_text(encoding="utf-8"))
    current = organisations().current_on(now.date()).filter(kind__in=HOUSES)
    houses: dict[str, Organisation] = {one.code: one for one in current.order_by("code")}
    concepts = _concepts(rows)
    themes = {
        theme.concept.notation: Named(theme.pk, theme.labels)
        for theme in Theme.objects.filter(
            concept__notation__in={one for row in rows for one in row["themes"]}
        ).select_related("concept")
    }
    everywhere: list[Occupation] = []
    at_home: dict[int, list[Occupation]] = defaultdict(list)
    for row in rows:
        labels = concepts.get(row["occupation"])
        if labels is None:
            continue
        essential, optional = (
            tuple(concepts[SKILL + end] for end in row[kind] if SKILL + end in concepts)
            for kind in ("essential", "optional")
        )
        subjects = tuple(themes[one] for one in row["themes"] if one in themes)
        occupation = Occupation(labels.labels, essential, optional, subjects)
        if not row["homes"]:
            everywhere.append(occupation)
        for code in row["homes"]:
            if code in houses:
                at_home[houses[code].pk].append(occupation)
    return World(tuple(one.pk for one in houses.values()), dict(at_home), tuple(everywhere))


def _concepts(rows: Sequence[dict[str, Any]]) -> dict[str, Named]:
    wanted = {row["occupation"] for row in rows}
    wanted |= {SKILL + end for row in rows for end in (*row["essential"], *row["optional"])}
    return {
        concept.uri: Named(concept.pk, TranslatedText(concept.labels))
        for some in batches(sorted(wanted))
        for concept in Concept.objects.filter(uri__in=some).only("uri", "labels")
    }


def _store(people: Sequence[Drawn], now: dt.datetime) -> None:
    users = User.objects.bulk_create(
        User(
            username=one.username,
            name=one.name,
            email=f"{one.username}@kuvitteellinen.example",
            language=one.language,
            title=one.title,
            is_fictional=True,
            password=make_password(None),
            date_joined=now,
        )
        for one in people
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation_id=one.agency, role=role)
        for user, one in zip(users, people, strict=True)
        for role in ((Role.EXPERT, Role.SUPERVISOR) if one.supervises else (Role.EXPERT,))
    )
    profiles = Profile.objects.bulk_create(
        Profile(person=user, **one.profile) for user, one in zip(users, people, strict=True)
    )
    told = list(zip(profiles, people, strict=True))
    drawn = [pair for profile, one in told for pair in _skills(profile, one)]
    skills = ProfileSkill.objects.bulk_create(skill for skill, _evidence in drawn)
    Evidence.objects.bulk_create(
        Evidence(skill=skill, text=evidence)
        for skill, (_drawn, evidence) in zip(skills, drawn, strict=True)
        if evidence
    )
    themed = Profile.themes.through
    themed.objects.bulk_create(
        themed(profile=profile, theme_id=theme) for profile, one in told for theme in one.themes
    )
    Away.objects.bulk_create(
        Away(profile=profile, starts_on=one.away[0], ends_before=one.away[1])
        for profile, one in told
        if one.away
    )


def _skills(profile: Profile, one: Drawn) -> list[tuple[ProfileSkill, str]]:
    """Skills had and wanted, each with what was done with it; nothing for most."""
    held = [
        (ProfileSkill(profile=profile, concept_id=concept, level=level), evidence)
        for concept, level, evidence in one.skills
    ]
    return held + [
        (ProfileSkill(profile=profile, concept_id=concept, is_wanted=True), "")
        for concept in one.wanted
    ]
