"""What is told in a profile, apart from the database: by its person, a file or an agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kytkin.common.texts import TranslatedText
from kytkin.people.models import Agreed, Level, Profile


@dataclass(frozen=True, slots=True)
class ToldEvidence:
    """What is said to have been done with a skill; `preparation` is the key of one."""

    text: str
    first_year: int | None = None
    last_year: int | None = None
    preparation: str = ""


@dataclass(frozen=True, slots=True)
class ToldSkill:
    """What is said of a skill that one has."""

    level: Level | None = None
    evidence: tuple[ToldEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """All that a profile may say, by identifiers: skills by ESCO's URIs, themes by notations."""

    title: TranslatedText = field(default_factory=TranslatedText)
    about: str = ""
    contact_about: str = ""
    languages: tuple[str, ...] = ()
    is_protected: bool = False
    skills: Mapping[str, ToldSkill] = field(default_factory=dict)
    wanted_skills: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    open_to: tuple[str, ...] = ()
    share_percent: int | None = None
    starts_on: dt.date | None = None
    ends_before: dt.date | None = None
    agreed: str = Agreed.NOT_YET
    place: str = ""
    town: str = ""
    away: tuple[tuple[dt.date, dt.date], ...] = ()


def content_of(profile: Profile) -> Content:
    """What a profile of `profiles().for_page()` says."""
    skills = list(profile.skills.all())
    return Content(
        TranslatedText.of(profile.person.title),
        profile.about,
        profile.contact_about,
        tuple(profile.languages),
        profile.is_protected,
        {
            skill.concept.uri: ToldSkill(
                Level(skill.level) if skill.level else None,
                tuple(
                    ToldEvidence(one.text, one.first_year, one.last_year, one.preparation)
                    for one in skill.evidence.all()
                ),
            )
            for skill in skills
            if not skill.is_wanted
        },
        tuple(skill.concept.uri for skill in skills if skill.is_wanted),
        tuple(theme.concept.notation for theme in profile.themes.all()),
        tuple(profile.open_to),
        profile.share_percent,
        profile.starts_on,
        profile.ends_before,
        profile.agreed,
        profile.place,
        profile.town,
        tuple((one.starts_on, one.ends_before) for one in profile.away.all()),
    )


def as_json(content: Content) -> dict[str, Any]:
    """The content as JSON keeps it; what is not told is left out."""
    told: dict[str, Any] = {
        "title": dict(content.title),
        "about": content.about,
        "contact_about": content.contact_about,
        "languages": list(content.languages),
        "is_protected": content.is_protected,
        "skills": [
            {
                "uri": uri,
                "level": skill.level and int(skill.level),
                "evidence": [evidence_as_json(one) for one in skill.evidence],
            }
            for uri, skill in content.skills.items()
        ],
        "wanted_skills": [{"uri": uri} for uri in content.wanted_skills],
        "themes": [{"id": notation} for notation in content.themes],
        "open_to": list(content.open_to),
        "share_percent": content.share_percent,
        "starts_on": content.starts_on and content.starts_on.isoformat(),
        "ends_before": content.ends_before and content.ends_before.isoformat(),
        "agreed": content.agreed if content.agreed != Agreed.NOT_YET else "",
        "place": content.place,
        "town": content.town,
        "away": [
            {"starts_on": first.isoformat(), "ends_before": end.isoformat()}
            for first, end in content.away
        ],
    }
    return {name: value for name, value in told.items() if value}


def evidence_as_json(one: ToldEvidence) -> dict[str, Any]:
    told = {
        "text": one.text,
        "first_year": one.first_year,
        "last_year": one.last_year,
        "preparation": one.preparation,
    }
    return {name: value for name, value in told.items() if value}


def content_from(told: Mapping[str, Any]) -> Content:
    """The content that `as_json` gave."""

    def day(name: str) -> dt.date | None:
        return dt.date.fromisoformat(told[name]) if name in told else None

    return Content(
        TranslatedText.of(told.get("title")),
        told.get("about", ""),
        told.get("contact_about", ""),
        tuple(told.get("languages", ())),
        told.get("is_protected", False),
        {
            skill["uri"]: ToldSkill(
                Level(skill["level"]) if skill.get("level") else None,
                tuple(ToldEvidence(**one) for one in skill.get("evidence", ())),
            )
            for skill in told.get("skills", ())
        },
        tuple(skill["uri"] for skill in told.get("wanted_skills", ())),
        tuple(theme["id"] for theme in told.get("themes", ())),
        tuple(told.get("open_to", ())),
        told.get("share_percent"),
        day("starts_on"),
        day("ends_before"),
        told.get("agreed", Agreed.NOT_YET),
        told.get("place", ""),
        told.get("town", ""),
        tuple(
            (dt.date.fromisoformat(one["starts_on"]), dt.date.fromisoformat(one["ends_before"]))
            for one in told.get("away", ())
        ),
    )
