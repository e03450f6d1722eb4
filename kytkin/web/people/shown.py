"""A profile prepared for a page: only the parts that its reader sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from kytkin.people.models import MoveKind, Profile, ProfileSkill, Section
from kytkin.people.queries import empty_sections
from kytkin.web.people.forms import SPOKEN, last_day


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it holds stands in the profile; `is_empty` when it says nothing yet."""

    section: Section
    audience: str
    is_empty: bool


@dataclass(frozen=True, slots=True)
class ShownProfile:
    """What a template shows of a person."""

    profile: Profile
    parts: tuple[Part, ...]
    languages: tuple[str, ...]
    open_to: tuple[str, ...]
    skills: tuple[ProfileSkill, ...]
    wanted: tuple[ProfileSkill, ...]
    ends_on: dt.date | None
    away: tuple[tuple[dt.date, dt.date], ...]


def shown(profile: Profile, sections: Collection[Section]) -> ShownProfile:
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
        tuple(skill for skill in skills if not skill.is_wanted),
        tuple(skill for skill in skills if skill.is_wanted),
        profile.ends_before and last_day(profile.ends_before),
        tuple((one.starts_on, last_day(one.ends_before)) for one in profile.away.all()),
    )
