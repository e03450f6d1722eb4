"""A profile prepared for a page: only the parts that its reader sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from kytkin.organisations.permissions import Visitor
from kytkin.people.models import SPOKEN, Evidence, MoveKind, Profile, ProfileSkill, Section
from kytkin.people.queries import empty_sections
from kytkin.preparations.models import Preparation
from kytkin.preparations.queries import preparations
from kytkin.web.people.forms import last_day


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it holds stands in the profile; `is_empty` when it says nothing yet."""

    section: Section
    audience: str
    is_empty: bool


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """What was done, and the preparation it was done in when the reader sees that."""

    evidence: Evidence
    preparation: Preparation | None


@dataclass(frozen=True, slots=True)
class ShownSkill:
    """A skill had, with its evidence."""

    skill: ProfileSkill
    evidence: tuple[ShownEvidence, ...]


@dataclass(frozen=True, slots=True)
class ShownProfile:
    """What a template shows of a person."""

    profile: Profile
    parts: tuple[Part, ...]
    languages: tuple[str, ...]
    open_to: tuple[str, ...]
    skills: tuple[ShownSkill, ...]
    wanted: tuple[ProfileSkill, ...]
    ends_on: dt.date | None
    away: tuple[tuple[dt.date, dt.date], ...]


def shown(profile: Profile, sections: Collection[Section], *, reader: Visitor) -> ShownProfile:
    empty = empty_sections(profile)
    spoken = dict(SPOKEN)
    kinds = dict(MoveKind.choices)
    skills = list(profile.skills.all())
    return ShownProfile(
        profile,
        tuple(
            Part(section, str(profile.audience(section).label), section in empty)
            for section in Section
            if section in sections
        ),
        tuple(str(spoken[code]) for code in profile.languages if code in spoken),
        tuple(str(kinds[code]) for code in profile.open_to if code in kinds),
        with_evidence([skill for skill in skills if not skill.is_wanted], reader),
        tuple(skill for skill in skills if skill.is_wanted),
        profile.ends_before and last_day(profile.ends_before),
        tuple((one.starts_on, last_day(one.ends_before)) for one in profile.away.all()),
    )


def with_evidence(skills: list[ProfileSkill], reader: Visitor) -> tuple[ShownSkill, ...]:
    """Each skill with its evidence; of a preparation that the reader does not see, nothing."""
    told = {skill: list(skill.evidence.all()) for skill in skills}
    keys = {one.preparation for rows in told.values() for one in rows} - {""}
    seen = (
        preparations().visible_to(reader).filter(key__in=keys).in_bulk(field_name="key")
        if keys
        else {}
    )
    return tuple(
        ShownSkill(skill, tuple(ShownEvidence(one, seen.get(one.preparation)) for one in rows))
        for skill, rows in told.items()
    )
