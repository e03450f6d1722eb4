"""Profiles of the demo's fictional people, told as they themselves would tell them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Final

from kytkin.accounts.models import User
from kytkin.notifications.actions import notify
from kytkin.organisations.models import Organisation
from kytkin.people.actions import (
    add_skills,
    open_profile,
    tell_section,
)
from kytkin.people.invitations import invite
from kytkin.people.models import Level, Profile, ProfileSkill, Section
from kytkin.people.told import ToldEvidence, ToldSkill, content_from
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import Concept

ESCO: Final = "http://data.europa.eu/esco/skill/"


def seed_profiles(path: Path, *, now: dt.datetime) -> int:
    """Gives those who have none their profile; how many were made."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    people = {person.username: person for person in User.objects.filter(is_fictional=True)}
    made = 0
    for row in rows:
        person = people.get(row["username"])
        if person is not None and not Profile.objects.filter(person=person).exists():
            _tell(person, row, now)
            made += 1
    return made


def seed_proposals(path: Path, *, now: dt.datetime) -> int:
    """Proposes profiles to those who were never proposed one; how many were made."""
    people = {person.username: person for person in User.objects.filter(is_fictional=True)}
    organisations = Organisation.objects.in_bulk(field_name="code")
    made = 0
    for row in json.loads(path.read_text(encoding="utf-8")):
        person = people.get(row["username"])
        if person is not None and not person.profile_invitations.exists():
            invite(
                person=person,
                content=content_from(row["profile"]),
                source=row["source"],
                organisation=organisations[row["organisation"]],
                is_new_account=False,
                tell=notify,
                by=people.get(row["invited_by"]),
                now=now,
            )
            made += 1
    return made


def _tell(person: User, row: dict[str, Any], now: dt.datetime) -> None:
    open_profile(by=person, now=now)
    held = {uri: (Level(level), evidence(said)) for uri, level, said in row["skills"]}
    concepts = {
        concept.uri.removeprefix(ESCO): concept.pk
        for concept in Concept.objects.filter(
            uri__in=[f"{ESCO}{end}" for end in [*held, *row["wanted"]]]
        )
    }
    levels: dict[int, Level | None] = {
        concepts[end]: level for end, (level, _said) in held.items() if end in concepts
    }
    add_skills(levels=levels, wanted=False, by=person, now=now)
    wanted = {concepts[end]: None for end in row["wanted"] if end in concepts}
    add_skills(levels=wanted, wanted=True, by=person, now=now)
    told = {
        concepts[end]: ToldSkill(level, said)
        for end, (level, said) in held.items()
        if end in concepts
    }
    skills = ProfileSkill.objects.filter(profile__person=person)
    kept = {skill.pk: told[skill.concept_id] for skill in skills.filter(is_wanted=False)}
    themes = Theme.objects.filter(concept__notation__in=row["themes"])
    fields: dict[Section, tuple[str, ...]] = {
        Section.ABOUT: ("about", "contact_about", "languages"),
        Section.SKILLS: (),
        Section.WILL: ("open_to",),
        Section.TIME: ("share_percent", "agreed", "place", "town"),
    }
    more: dict[Section, dict[str, Any]] = {
        Section.SKILLS: {"skills": kept},
        Section.WILL: {"themes": list(themes)},
    }
    for section in Section:
        values = {name: row[name] for name in fields[section]}
        values[f"{section}_audience"] = row["audiences"][section]
        tell_section(
            section=section,
            version=Profile.objects.get(person=person).version,
            values=values,
            by=person,
            now=now,
            **more.get(section, {}),
        )


def evidence(rows: list[list[Any]]) -> tuple[ToldEvidence, ...]:
    """Each row: what was done, the first and the last year, the key of a preparation."""
    return tuple(ToldEvidence(*row) for row in rows)
