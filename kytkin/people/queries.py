"""Finding profiles, and what a profile still lacks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from django.db import models

from kytkin.accounts.models import User
from kytkin.organisations.models import Membership, Organisation, Role
from kytkin.organisations.permissions import has_role, memberships_of
from kytkin.people.models import Audience, Away, Evidence, Profile, ProfileSkill, Section
from kytkin.vocabulary.models import Concept, ConceptLabel, Scheme

STALE_AFTER: Final = dt.timedelta(days=365)
MOST_WORDS: Final = 5
NAMED_IN_PROFILES: Final = (Scheme.ESCO_SKILL, Scheme.YSO, Scheme.JUHO)
TELLS_ANYTHING: Final = {
    Section.ABOUT: ~models.Q(about="") | ~models.Q(contact_about=""),
    Section.SKILLS: models.Q(skills__is_wanted=False),
    Section.WILL: models.Q(themes__isnull=False) | models.Q(skills__is_wanted=True),
    Section.TIME: models.Q(share_percent__isnull=False),
}


class ProfileQuerySet(models.QuerySet[Profile]):
    """Profiles, read as adjectives: `profiles().for_page()`."""

    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def of_active(self) -> Self:
        """Of people who work here now."""
        return self.filter(person__is_active=True)

    def within(self, organisation: Organisation | None) -> Self:
        """Of people with a role in the organisation or below it."""
        if organisation is None:
            return self
        below = Membership.objects.filter(organisation__path__startswith=organisation.path)
        return self.filter(person__in=below.values("user"))

    def for_page(self) -> Self:
        """With all that a page of one shows: a constant number of queries."""
        return self.select_related("person").prefetch_related(
            "person__memberships__organisation",
            models.Prefetch(
                "skills",
                queryset=ProfileSkill.objects.select_related("concept")
                .prefetch_related(
                    models.Prefetch("evidence", queryset=Evidence.objects.order_by("pk"))
                )
                .order_by(models.F("level").desc(nulls_last=True), "pk"),
            ),
            "themes__concept",
            models.Prefetch("away", queryset=Away.objects.order_by("starts_on")),
        )


def profiles() -> ProfileQuerySet:
    return ProfileQuerySet(Profile)


def empty_sections(profile: Profile) -> tuple[Section, ...]:
    """The parts that say nothing yet."""
    told = {
        Section.ABOUT: bool(profile.about or profile.contact_about or profile.languages),
        Section.SKILLS: any(not skill.is_wanted for skill in profile.skills.all()),
        Section.WILL: bool(profile.open_to)
        or bool(profile.themes.all())
        or any(skill.is_wanted for skill in profile.skills.all()),
        Section.TIME: profile.share_percent is not None,
    }
    return tuple(section for section in Section if not told[section])


def is_stale(profile: Profile, now: dt.datetime) -> bool:
    """A year has gone since the person last said that it holds."""
    return now - profile.confirmed_at > STALE_AFTER


@dataclass(frozen=True, slots=True)
class Match:
    """A person found, with what was found: the words asked, and where each stands."""

    profile: Profile
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of the question and what of the profile it was found in."""

    word: str
    section: Section
    concept: Concept | None = None


def seen_by(visitor: User, section: Section) -> models.Q:
    """A condition on profiles: the visitor sees this part. As `sections_seen`, for many at once."""
    audience = f"{section}_audience"
    wide = [Audience.STATE]
    if has_role(visitor, Role.CONNECTOR):
        wide.append(Audience.CONNECTORS)
    seen = models.Q(person=visitor)
    if memberships_of(visitor):
        seen |= models.Q(is_protected=False, **{f"{audience}__in": wide})
    for membership in memberships_of(visitor):
        if membership.role == Role.SUPERVISOR:
            path = membership.organisation.path
            below = Membership.objects.filter(organisation__path__startswith=path)
            seen |= models.Q(person__in=below.values("user")) & ~models.Q(**{audience: Audience.ME})
    return seen


def words_of(question: str) -> tuple[str, ...]:
    """What is asked: parts divided by commas, each once, at most five."""
    parts = (" ".join(part.split()) for part in question.split(","))
    return tuple(dict.fromkeys(part for part in parts if len(part) > 1))[:MOST_WORDS]


def people_found(
    question: str, *, visitor: User, within: Organisation | None = None
) -> list[Match]:
    """People who tell of any of the words, in what the visitor sees; most words first, then name.

    Without words everybody of whom the visitor sees something, by name.
    """
    told = profiles().of_active().within(within)
    words = words_of(question)
    if not words:
        anything = models.Q()
        for section in Section:
            anything |= seen_by(visitor, section) & TELLS_ANYTHING[section]
        found = told.filter(anything).distinct().select_related("person").order_by("person__name")
        return [Match(profile, ()) for profile in found]
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for word in words:
        for number, reason in _found(word, told, visitor):
            reasons[number].append(reason)
    held = told.filter(pk__in=reasons).select_related("person")
    matches = [Match(profile, tuple(reasons[profile.pk])) for profile in held]
    return sorted(
        matches,
        key=lambda one: (
            -len({reason.word for reason in one.reasons}),
            one.profile.person.name,
            one.profile.pk,
        ),
    )


def _found(word: str, told: ProfileQuerySet, visitor: User) -> Iterator[tuple[int, Reason]]:
    """Profiles by their number with where the word stands: skills and themes by their labels."""
    spelled = models.Q(text__icontains=word) | models.Q(text__icontains=word.lower())
    labels = ConceptLabel.objects.filter(spelled, concept__scheme__in=NAMED_IN_PROFILES)
    concepts = labels.values("concept")
    skills = ProfileSkill.objects.filter(
        is_wanted=False,
        concept__in=concepts,
        profile__in=told.filter(seen_by(visitor, Section.SKILLS)),
    )
    for skill in skills.select_related("concept").order_by("pk"):
        yield skill.profile_id, Reason(word, Section.SKILLS, skill.concept)
    themed = Profile.themes.through.objects.filter(
        theme__concept__in=concepts, profile__in=told.filter(seen_by(visitor, Section.WILL))
    )
    for link in themed.select_related("theme__concept").order_by("pk"):
        yield link.profile_id, Reason(word, Section.WILL, link.theme.concept)
    written = models.Q()
    for field in ("about", "contact_about"):
        for form in {word, word.lower(), word.capitalize()}:
            written |= models.Q(**{f"{field}__icontains": form})
    for number in told.filter(written, seen_by(visitor, Section.ABOUT)).values_list(
        "pk", flat=True
    ):
        yield number, Reason(word, Section.ABOUT)
