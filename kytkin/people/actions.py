"""Telling of oneself. The record says which part changed, never what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.people.models import Away, Evidence, Level, Profile, ProfileSkill, Section
from kytkin.people.told import ToldEvidence, ToldSkill
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import Concept, Scheme

MOST_SKILLS: Final = 100
MOST_EVIDENCE: Final = 10
FIELDS: Final = {
    Section.ABOUT: {"about", "contact_about", "languages", "is_protected", "about_audience"},
    Section.SKILLS: {"skills_audience"},
    Section.WILL: {"open_to", "will_audience"},
    Section.TIME: {
        "share_percent", "starts_on", "ends_before", "place", "town", "agreed", "time_audience",
    },
}  # fmt: skip


class TooManySkills(KytkinError):
    """A profile of hundreds of skills helps nobody to find anybody."""

    code = "too_many_skills"


class NoSuchSkill(KytkinError):
    """What was chosen is no skill of the vocabulary."""

    code = "no_such_skill"


def too_many_skills() -> TooManySkills:
    sentence = _("A profile holds at most %(most)d skills: choose those that matter.")
    return TooManySkills(sentence % {"most": MOST_SKILLS})


def open_profile(*, by: User, now: dt.datetime) -> Profile:
    """One's own profile; an empty one that only its person sees is made at the first time."""
    with transaction.atomic():
        profile, is_new = Profile.objects.get_or_create(
            person=by, defaults={"created_at": now, "updated_at": now, "confirmed_at": now}
        )
        if is_new:
            record("open_profile", by=by, now=now, kind="profile", id=str(profile.pk))
    return profile


def tell_section(
    *,
    section: Section,
    version: int,
    values: Mapping[str, Any],
    by: User,
    now: dt.datetime,
    themes: Collection[Theme] | None = None,
    skills: Mapping[int, ToldSkill] | None = None,
    away: Collection[tuple[dt.date, dt.date]] | None = None,
) -> Profile:
    """Keep one part of one's own profile as it now is.

    `skills`: what is said of each skill kept, by its id; those not named are taken away. `themes`
    and `away` replace what was there. Raises StaleVersion when another window kept it meanwhile.
    """
    unknown = set(values) - FIELDS[section]
    if unknown:
        raise ValueError(f"not of the part {section}: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        profile = held(by, version)
        for field, value in values.items():
            setattr(profile, field, value)
        if themes is not None:
            profile.themes.set(themes)
        if skills is not None:
            _keep_skills(profile, skills, wanted=section == Section.WILL)
        if away is not None:
            profile.away.all().delete()
            Away.objects.bulk_create(
                Away(profile=profile, starts_on=first, ends_before=end)
                for first, end in sorted(dict(away).items())
            )
        moved_on(profile, f"tell_{section}", by=by, now=now)
    return profile


def add_skills(
    *, levels: Mapping[int, Level | None], wanted: bool, by: User, now: dt.datetime
) -> int:
    """Add skills (ids of ESCO's concepts, each with a level) to one's own profile; how many.

    A skill that is there already moves between having and wanting, and keeps what is said of it.
    """
    with transaction.atomic():
        profile = held(by, None)
        concepts = Concept.objects.filter(pk__in=levels, scheme=Scheme.ESCO_SKILL)
        if len(concepts) < len(levels):
            raise NoSuchSkill(_("One of the skills is not in the vocabulary any more."))
        there = {skill.concept_id: skill for skill in profile.skills.all()}
        if len(there.keys() | set(levels)) > MOST_SKILLS:
            raise too_many_skills()
        for concept in concepts:
            skill = there.get(concept.pk) or ProfileSkill(profile=profile, concept=concept)
            skill.is_wanted = wanted
            skill.level = None if wanted else levels[concept.pk] or skill.level
            skill.save()
            if wanted:
                skill.evidence.all().delete()
        moved_on(profile, "add_skills", by=by, now=now)
    return len(levels)


def confirm_profile(*, by: User, now: dt.datetime) -> Profile:
    """Say that the profile still holds, without changing anything."""
    with transaction.atomic():
        profile = held(by, None)
        profile.confirmed_at = now
        profile.save(update_fields=["confirmed_at"])
        record("confirm_profile", by=by, now=now, kind="profile", id=str(profile.pk))
    return profile


def erase_profile(*, by: User, now: dt.datetime) -> None:
    """Take one's whole profile away."""
    with transaction.atomic():
        profile = held(by, None)
        number = str(profile.pk)
        profile.delete()
        record("erase_profile", by=by, now=now, kind="profile", id=number)


def held(by: User, version: int | None) -> Profile:
    """One's own profile, locked until the transaction ends. Raises Profile.DoesNotExist."""
    profile = Profile.objects.select_for_update(of=("self",)).get(person=by)
    if version is not None and profile.version != version:
        raise StaleVersion(_("You kept this in another window meanwhile."))
    return profile


def _keep_skills(profile: Profile, skills: Mapping[int, ToldSkill], *, wanted: bool) -> None:
    """Of the skills had, or of those wanted: only these stay, with what is said of them."""
    of_kind = profile.skills.filter(is_wanted=wanted)
    of_kind.exclude(pk__in=skills).delete()
    if wanted:
        return
    for skill in of_kind.filter(pk__in=skills):
        skill.level = skills[skill.pk].level
        skill.save(update_fields=["level"])
        keep_evidence(skill, skills[skill.pk].evidence)


def keep_evidence(skill: ProfileSkill, told: Iterable[ToldEvidence]) -> None:
    """The evidence of a skill is what is told now, in that order."""
    skill.evidence.all().delete()
    Evidence.objects.bulk_create(
        Evidence(
            skill=skill,
            text=one.text,
            first_year=one.first_year,
            last_year=one.last_year,
            preparation=one.preparation,
        )
        for one in list(told)[:MOST_EVIDENCE]
    )


def moved_on(profile: Profile, action: str, *, by: User, now: dt.datetime) -> None:
    profile.version += 1
    profile.updated_at = profile.confirmed_at = now
    profile.save()
    record(action, by=by, now=now, kind="profile", id=str(profile.pk))
