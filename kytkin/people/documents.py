"""A profile as a document to print: headings, paragraphs and lists, in one language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from kytkin.people.models import SPOKEN, Agreed, Evidence, MoveKind, Place, Profile, Section
from kytkin.people.queries import empty_sections


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with values, as a table without rules shows them."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, with lines below it."""

    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and what stands below it, in the order of its fields."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    facts: Facts = Facts(())
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileDocument:
    """All that a printed profile says; `language` for hyphenation and the reader's voice."""

    language: str
    title: str
    subtitle: str
    note: str
    chapters: tuple[Chapter, ...]


def profile_document(profile: Profile, language: str) -> ProfileDocument:
    """A profile of `profiles().for_page()` for its own person: parts that say nothing are left out.

    Names of skills and themes stand in the language asked for, or in the next one that has them.
    """
    with override(language):
        person = profile.person
        places = [str(one.organisation.name) for one in person.memberships.all()]
        subtitle = ", ".join(filter(None, [str(person.title), *dict.fromkeys(places)]))
        empty = empty_sections(profile)
        writers = {
            Section.ABOUT: _about,
            Section.SKILLS: _skills,
            Section.WILL: _will,
            Section.TIME: _time,
        }
        confirmed = _("The person last confirmed this profile on %(day)s.") % {
            "day": date_format(profile.confirmed_at, "j.n.Y")
        }
        return ProfileDocument(
            language,
            person.name,
            subtitle,
            confirmed,
            tuple(writers[section](profile) for section in Section if section not in empty),
        )


def _about(profile: Profile) -> Chapter:
    spoken = dict(SPOKEN)
    languages = ", ".join(str(spoken[code]) for code in profile.languages if code in spoken)
    return Chapter(
        str(Section.ABOUT.label),
        tuple(part.strip() for part in profile.about.split("\n") if part.strip()),
        _facts((_("Contact about"), profile.contact_about), (_("Working languages"), languages)),
    )


def _skills(profile: Profile) -> Chapter:
    return Chapter(
        str(Section.SKILLS.label),
        items=tuple(
            Item(
                f"{skill.concept}: {skill.get_level_display()}"
                if skill.level
                else str(skill.concept),
                tuple(_line(one) for one in skill.evidence.all()),
            )
            for skill in profile.skills.all()
            if not skill.is_wanted
        ),
    )


def _line(one: Evidence) -> str:
    return f"{one.text} ({one.years})" if one.years else one.text


def _will(profile: Profile) -> Chapter:
    kinds = dict(MoveKind.choices)
    wanted = [str(skill.concept) for skill in profile.skills.all() if skill.is_wanted]
    themes = [str(theme.concept) for theme in profile.themes.all()]
    open_to = [str(kinds[code]) for code in profile.open_to if code in kinds]
    return Chapter(
        str(Section.WILL.label),
        facts=_facts(
            (_("Themes of interest"), ", ".join(themes)),
            (_("Wants to learn"), ", ".join(wanted)),
            (_("Open to"), ", ".join(open_to)),
        ),
    )


def _time(profile: Profile) -> Chapter:
    share = f"{profile.share_percent} %"
    if profile.starts_on or profile.ends_before:
        last = profile.ends_before and profile.ends_before - dt.timedelta(days=1)
        share += f", {_day(profile.starts_on)}–{_day(last)}"
    place = str(dict(Place.choices).get(profile.place, ""))
    return Chapter(
        str(Section.TIME.label),
        facts=_facts(
            (_("Share of working time"), share),
            (_("What the supervisor says"), str(Agreed(profile.agreed).label)),
            (_("Place of work"), ", ".join(filter(None, [place, profile.town]))),
        ),
    )


def _day(day: dt.date | None) -> str:
    return date_format(day, "j.n.Y") if day else ""


def _facts(*rows: tuple[str, str]) -> Facts:
    return Facts(tuple((name, value) for name, value in rows if value))
