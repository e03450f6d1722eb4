"""Kytkin's own format of a profile: JSON that says everything and comes back in.

What it holds is told in docs/profile-files.md.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Final

from kytkin.exchange.profiles.checking import Checked, Slip
from kytkin.people.actions import MOST_EVIDENCE, MOST_SKILLS
from kytkin.people.models import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    LONGEST_EVIDENCE,
    SHARES,
    SPOKEN,
    Agreed,
    Level,
    MoveKind,
    Place,
    Profile,
    Section,
)
from kytkin.people.told import Content, as_json, content_from, content_of
from kytkin.vocabulary.models import Concept, Scheme

FORMAT: Final = "kytkin-profile"
VERSION: Final = 1
LARGEST_FILE: Final = 500_000
MOST_THEMES: Final = 100
MOST_AWAY: Final = 100


def own_file(profile: Profile, *, now: dt.datetime) -> dict[str, Any]:
    """All that a profile of `profiles().for_page()` says, with names beside identifiers."""
    told = as_json(content_of(profile))
    skills = {one.concept.uri: one.concept for one in profile.skills.all()}
    themes = {one.concept.notation: one.concept for one in profile.themes.all()}
    for column in ("skills", "wanted_skills"):
        for skill in told.get(column, ()):
            skill["name"] = dict(skills[skill["uri"]].labels)
    for theme in told.get("themes", ()):
        theme["name"] = dict(themes[theme["id"]].labels)
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now.isoformat(timespec="seconds"),
        "person": profile.person.name,
        "seen_by": {section.value: profile.audience(section).value for section in Section},
        "profile": told,
    }


def read_own_file(content: bytes) -> tuple[Content, list[Slip]]:
    """The content of a file that `own_file` made or somebody wrote, and all that is wrong in it.

    Who sees what is not taken from a file: the person chooses that on the page.
    """
    if len(content) > LARGEST_FILE:
        return Content(), [Slip("", "too_large", {"limit": str(LARGEST_FILE // 1000)})]
    try:
        given = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return Content(), [Slip("", "no_json")]
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        return Content(), [Slip("format", "other_format", {"format": FORMAT})]
    if given.get("version") != VERSION:
        return Content(), [Slip("version", "other_version", {"version": str(VERSION)})]
    checked = Checked("profile", given.get("profile"))
    told = _read(checked)
    _tell_unknown(checked, told)
    return (Content(), checked.slips) if checked.slips else (content_from(told), [])


def _read(file: Checked) -> dict[str, Any]:
    told: dict[str, Any] = {
        "title": file.texts("title", 200),
        "about": file.text("about", 2000),
        "contact_about": file.text("contact_about", 300),
        "languages": file.choices("languages", [code for code, _name in SPOKEN]),
        "is_protected": file.yes("is_protected"),
        "skills": [_skill(one) for one in file.rows("skills", MOST_SKILLS)],
        "wanted_skills": [
            {"uri": one.needed("uri", 255)} for one in file.rows("wanted_skills", MOST_SKILLS)
        ],
        "themes": [{"id": one.needed("id", 120)} for one in file.rows("themes", MOST_THEMES)],
        "open_to": file.choices("open_to", MoveKind.values),
        "share_percent": file.number("share_percent", SHARES),
        "agreed": file.choice("agreed", Agreed.values),
        "place": file.choice("place", Place.values),
        "town": file.text("town", 80),
        "away": [_days(one, needed=True) for one in file.rows("away", MOST_AWAY)],
        **_days(file, needed=False),
    }
    file.refuse_others(set(told) | {"starts_on", "ends_before"})
    return {name: value for name, value in told.items() if value}


def _skill(one: Checked) -> dict[str, Any]:
    years = range(EARLIEST_YEAR, LATEST_YEAR + 1)
    evidence: list[dict[str, Any]] = [
        {
            "text": row.needed("text", LONGEST_EVIDENCE),
            "first_year": row.number("first_year", years),
            "last_year": row.number("last_year", years),
            "preparation": row.text("preparation", 60),
        }
        for row in one.rows("evidence", MOST_EVIDENCE)
    ]
    for place, told in enumerate(evidence):
        first, last = told["first_year"], told["last_year"]
        if last and (not first or last < first):
            one.tell(f"evidence[{place}].last_year", "years_reversed")
    return {
        "uri": one.needed("uri", 255),
        "level": one.number("level", Level.values),
        "evidence": evidence,
    }


def _days(one: Checked, *, needed: bool) -> dict[str, str]:
    days = {name: one.day(name) for name in ("starts_on", "ends_before")}
    if needed:
        for name, day in days.items():
            if not day:
                one.tell(name, "missing")
    if all(days.values()) and days["ends_before"] <= days["starts_on"]:
        one.tell("ends_before", "period_reversed")
    return {name: day for name, day in days.items() if day}


def _tell_unknown(file: Checked, told: dict[str, Any]) -> None:
    """Skills and themes that no vocabulary here has."""
    uris = {
        one["uri"] for column in ("skills", "wanted_skills") for one in told.get(column, ())
    } - {""}
    notations = {one["id"] for one in told.get("themes", ())} - {""}
    skills = Concept.objects.filter(uri__in=uris, scheme=Scheme.ESCO_SKILL)
    themes = Concept.objects.filter(notation__in=notations, scheme__in=(Scheme.YSO, Scheme.JUHO))
    for uri in sorted(uris - set(skills.values_list("uri", flat=True))):
        file.tell("skills", "skill_unknown", value=uri)
    for notation in sorted(notations - set(themes.values_list("notation", flat=True))):
        file.tell("themes", "theme_unknown", value=notation)
