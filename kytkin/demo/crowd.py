"""The demo's crowd: fictional people drawn from ESCO's occupations over the real agencies.

Each person is drawn from their number alone, so a larger crowd begins with the same people as a
smaller one. Every agency and ministry of today is as likely as another: no open figure of
person-years by agency stands behind the sizes. In six of ten cases the occupation is one that is at
home in the agency, else one that every agency has; the skills are those that ESCO itself relates to
the occupation, the skills wanted belong to another occupation of the same house. Nothing is drawn
about health, family, age, gender or opinions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from kytkin.common.texts import TranslatedText
from kytkin.demo import crowd_words as words
from kytkin.demo.crowd_names import language_of, name_of
from kytkin.people.models import Agreed, Audience, Level, MoveKind, Place, Section

AT_HOME: Final = 0.6
SUPERVISORS: Final = 1 / 12
PROTECTED: Final = 0.02
STALE: Final = 0.08
AWAY: Final = 0.1
SHARE_OFFERED: Final = 0.45
WITHOUT_ABOUT: Final = 0.1
NARROWER: Final = {Section.ABOUT: 0.1, Section.SKILLS: 0.12, Section.WILL: 0.25, Section.TIME: 0.6}


@dataclass(frozen=True, slots=True)
class Named:
    """A concept or a theme by its number in the database, with its labels."""

    pk: int
    labels: TranslatedText


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation with what is related to it; labels as in ESCO."""

    labels: TranslatedText
    essential: tuple[Named, ...]
    optional: tuple[Named, ...]
    themes: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class World:
    """What the crowd is drawn from: agencies by their number, and who works in which."""

    agencies: tuple[int, ...]
    at_home: Mapping[int, Sequence[Occupation]]
    everywhere: Sequence[Occupation]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A fictional person as drawn, before anything is stored."""

    number: int
    name: str
    language: str
    title: TranslatedText
    agency: int
    supervises: bool
    profile: dict[str, object]
    skills: tuple[tuple[int, Level, str], ...]
    wanted: tuple[int, ...]
    themes: tuple[int, ...]
    away: tuple[dt.date, dt.date] | None

    @property
    def username(self) -> str:
        return username(self.number)


def username(number: int) -> str:
    return f"person-{number:05}"


def draw(number: int, world: World, now: dt.datetime) -> Drawn:
    """The person of a number, from 1."""
    rng = Random(f"Kytkin's crowd, {number}")  # noqa: S311 drawn to be the same, not to be secret
    language = language_of(number)
    agency = rng.choice(world.agencies)
    own = world.at_home.get(agency, ())
    occupation = rng.choice(own if own and rng.random() < AT_HOME else world.everywhere)
    other = rng.choice([*own, *world.everywhere])
    held = _held(occupation, rng)
    known = {one.pk for one in held}
    wishes = [one for one in other.essential or other.optional if one.pk not in known]
    wanted = rng.sample(wishes, min(len(wishes), rng.randint(1, 3)))
    themes = rng.sample(occupation.themes, min(len(occupation.themes), rng.randint(1, 3)))
    return Drawn(
        number=number,
        name=name_of(number),
        language=language,
        title=_title(occupation.labels),
        agency=agency,
        supervises=rng.random() < SUPERVISORS,
        profile=_profile(language, held, themes, rng, now),
        skills=tuple((one.pk, _level(rng), _evidence(language, rng, now)) for one in held),
        wanted=tuple(one.pk for one in wanted),
        themes=tuple(one.pk for one in themes),
        away=_away(rng, now) if rng.random() < AWAY else None,
    )


def _held(occupation: Occupation, rng: Random) -> list[Named]:
    """Four to nine skills of one occupation, mostly those without which it is not done."""
    count = rng.randint(4, 9)
    essential = rng.sample(occupation.essential, min(len(occupation.essential), count - count // 4))
    optional = min(len(occupation.optional), count - len(essential))
    return essential + rng.sample(occupation.optional, optional)


def _title(labels: TranslatedText) -> TranslatedText:
    return TranslatedText(
        {
            language: f"{label[0].upper()}{label[1:]} {words.MARK[language]}"
            for language, label in labels.items()
        }
    )


def _level(rng: Random) -> Level:
    return rng.choices(list(Level), weights=(3, 5, 2))[0]


def _evidence(language: str, rng: Random, now: dt.datetime) -> str:
    if rng.random() > 0.1:
        return ""
    return words.EVIDENCE[language].format(year=now.year - rng.randint(0, 5))


def _away(rng: Random, now: dt.datetime) -> tuple[dt.date, dt.date]:
    first = now.date() + dt.timedelta(days=rng.randint(-20, 180))
    return first, first + dt.timedelta(days=rng.randint(7, 60))


def _profile(
    language: str, held: Sequence[Named], themes: Sequence[Named], rng: Random, now: dt.datetime
) -> dict[str, object]:
    skills = [one.labels.in_language(language).text for one in held]
    subjects = [one.labels.in_language(language).text for one in themes]
    tells = rng.random() >= WITHOUT_ABOUT
    days = rng.randint(370, 900) if rng.random() < STALE else rng.randint(0, 330)
    told_at = now - dt.timedelta(days=days)
    return {
        "about": words.about(language, skills, subjects, rng) if tells else "",
        "contact_about": words.contact_about(skills) if tells else "",
        "languages": _spoken(language, rng),
        "is_protected": rng.random() < PROTECTED,
        "open_to": _open_to(rng),
        **_time(rng, now),
        **{f"{section}_audience": _audience(section, rng) for section in Section},
        "created_at": told_at,
        "updated_at": told_at,
        "confirmed_at": told_at,
    }


def _spoken(language: str, rng: Random) -> list[str]:
    others = [one for one in ("fi", "sv", "en") if one != language]
    more = [one for one in others if rng.random() < 0.6]
    return [language, *more, *(["de"] if rng.random() < 0.05 else [])]


def _open_to(rng: Random) -> list[str]:
    kinds = [kind.value for kind in MoveKind]
    wished = set(rng.sample(kinds, rng.randint(0, 3)))
    return [kind for kind in kinds if kind in wished]


def _time(rng: Random, now: dt.datetime) -> dict[str, object]:
    """A share offered by some, mostly small; a period for some of those."""
    if rng.random() >= SHARE_OFFERED:
        return {"share_percent": None, "agreed": Agreed.NOT_YET, "place": "", "town": ""}
    starts_on = now.date().replace(day=1) + dt.timedelta(days=31 * rng.randint(1, 4))
    ends_before = starts_on + dt.timedelta(days=30 * rng.randint(2, 12))
    has_period = rng.random() < 0.5
    return {
        "share_percent": rng.choice((5, 10, 10, 20, 20, 20, 30, 40, 50)),
        "agreed": rng.choices(list(Agreed), weights=(5, 4, 1))[0],
        "place": rng.choice(list(Place)),
        "town": rng.choice(words.TOWNS),
        "starts_on": starts_on if has_period else None,
        "ends_before": ends_before if has_period else None,
    }


def _audience(section: Section, rng: Random) -> Audience:
    if rng.random() >= NARROWER[section]:
        return Audience.STATE
    return rng.choices(list(Audience), weights=(1, 3, 4, 2))[0]
