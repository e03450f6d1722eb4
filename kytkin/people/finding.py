"""The directory: who tells of what one looks for, found and put in order by the database."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from typing import Any, Final

from django.db import connection, models
from django.db.models.expressions import RawSQL

from kytkin.accounts.models import User
from kytkin.organisations.models import Organisation
from kytkin.people.models import Profile, ProfileSkill, Section
from kytkin.people.own_words import WRITTEN, writes
from kytkin.people.queries import ProfileQuerySet, profiles, seen_by
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import Concept, ConceptLabel, Scheme

MOST_WORDS: Final = 5
SUBJECTS: Final = (Scheme.YSO, Scheme.JUHO)
LOOKED_IN: Final = (Section.SKILLS, Section.WILL, Section.ABOUT)
Themed: Final = Profile.themes.through


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of the question and what of the profile it was found in."""

    word: str
    section: Section
    concept: Concept | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A person found, with what was found: the words asked, and where each stands."""

    profile: Profile
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A question with the people whom it finds, in order and not yet read."""

    words: tuple[str, ...]
    people: ProfileQuerySet
    visitor: User
    sections: Collection[Section]
    concepts: Mapping[str, frozenset[int]]

    def numbers(self) -> Sequence[int] | models.QuerySet[Profile, int]:
        """The profiles' numbers in order, to count and to take a page of.

        Whom words find is found and counted at once: to find is what takes the time. Everybody,
        by name, is counted alone and read a page at a time, along the index of names.
        """
        numbers = self.people.values_list("pk", flat=True)
        return list(numbers) if self.words else numbers

    def matches(self, page: Iterable[int]) -> list[Match]:
        """These of the people found, each with the reasons; as many queries for any page."""
        numbers = list(page)
        held = profiles().select_related("person").in_bulk(numbers)
        shown = [held[number] for number in numbers if number in held]
        if not self.words:
            return [Match(profile, ()) for profile in shown]
        said = self._said(numbers)
        return [Match(profile, tuple(self._reasons(profile, said))) for profile in shown]

    def _said(self, numbers: list[int]) -> dict[tuple[int, Section], list[Concept | None]]:
        """What the visitor sees of these profiles: concepts, or None for own words."""
        said: dict[tuple[int, Section], list[Concept | None]] = defaultdict(list)
        seen = {
            section: Profile.objects.filter(seen_by(self.visitor, section), pk__in=numbers)
            for section in self.sections
        }
        if Section.SKILLS in seen:
            skills = ProfileSkill.objects.filter(is_wanted=False, profile__in=seen[Section.SKILLS])
            for skill in skills.select_related("concept").order_by("pk"):
                said[skill.profile_id, Section.SKILLS].append(skill.concept)
        if Section.WILL in seen:
            links = Themed.objects.filter(profile__in=seen[Section.WILL])
            for link in links.select_related("theme__concept").order_by("pk"):
                said[link.profile_id, Section.WILL].append(link.theme.concept)
        if Section.ABOUT in seen:
            for number in seen[Section.ABOUT].values_list("pk", flat=True):
                said[number, Section.ABOUT].append(None)
        return said

    def _reasons(
        self, profile: Profile, said: Mapping[tuple[int, Section], list[Concept | None]]
    ) -> Iterable[Reason]:
        for word in self.words:
            for section in LOOKED_IN:
                for concept in said.get((profile.pk, section), ()):
                    if concept is None:
                        own = (getattr(profile, field).lower() for field in WRITTEN)
                        if any(word.lower() in text for text in own):
                            yield Reason(word, section)
                    elif concept.pk in self.concepts[word]:
                        yield Reason(word, section, concept)


def words_of(question: str) -> tuple[str, ...]:
    """What is asked: parts divided by commas, each once, at most five."""
    parts = (" ".join(part.split()) for part in question.split(","))
    return tuple(dict.fromkeys(part for part in parts if len(part) > 1))[:MOST_WORDS]


def people_found(
    question: str,
    *,
    visitor: User,
    within: Organisation | None = None,
    sections: Collection[Section] = LOOKED_IN,
) -> Finding:
    """People who tell of any of the words, in what the visitor sees; most words first, then name.

    `sections`: look in these alone. Without words everybody of whom the visitor sees something
    there, by name.
    """
    words = words_of(question)
    if not words:
        shown = {*sections, Section.TIME} if set(sections) == set(LOOKED_IN) else set(sections)
        anything = reduce(or_, (seen_by(visitor, one) & _tells(one) for one in sorted(shown)))
        told = profiles().of_active().within(within)
        by_name = told.filter(anything).order_by("person__name", "pk")
        return Finding((), by_name, visitor, sections, {})
    concepts = _concepts_named(words)
    housed = profiles().within(within)
    found = [_found(word, concepts[word], housed, visitor, sections) for word in words]
    people = profiles().of_active().filter(pk__in=found[0].union(*found[1:]))
    order: list[Any] = ["person__name", "pk"]
    if len(words) > 1:
        # Whoever is counted here has been found, so the organisation need not be asked again.
        holds = (_found(word, concepts[word], profiles(), visitor, sections) for word in words)
        counted = (models.Case(models.When(pk__in=one, then=1), default=0) for one in holds)
        most_first = models.ExpressionWrapper(reduce(add, counted), models.IntegerField()).desc()
        order.insert(0, most_first)
    people = people.order_by(*order)
    return Finding(words, people, visitor, sections, concepts)


def _tells(section: Section) -> models.Q:
    """A condition on profiles: the part says something that a directory can show."""
    mine: Any = {"profile": models.OuterRef("pk")}
    if section == Section.ABOUT:
        return ~models.Q(about="") | ~models.Q(contact_about="")
    if section == Section.SKILLS:
        return models.Q(models.Exists(ProfileSkill.objects.filter(is_wanted=False, **mine)))
    if section == Section.WILL:
        wanted = models.Exists(ProfileSkill.objects.filter(is_wanted=True, **mine))
        return models.Q(models.Exists(Themed.objects.filter(**mine))) | models.Q(wanted)
    return models.Q(share_percent__isnull=False)


def _concepts_named(words: tuple[str, ...]) -> dict[str, frozenset[int]]:
    """For each word the concepts with a label that holds it, among those that profiles can name.

    The labels are read once for all words, and only those of skills that somebody has and of
    themes: a tenth of the vocabulary.
    """
    spelled = [models.Q(text__icontains=w) | models.Q(text__icontains=w.lower()) for w in words]
    had = ProfileSkill.objects.filter(is_wanted=False, concept=models.OuterRef("pk"))
    skills = Concept.objects.filter(models.Exists(had), scheme=Scheme.ESCO_SKILL)
    themes = Theme.objects.filter(concept__scheme__in=SUBJECTS)
    in_use = models.Q(concept__in=skills) | models.Q(concept__in=themes.values("concept"))
    rows = ConceptLabel.objects.filter(in_use, reduce(or_, spelled)).values_list(
        "concept_id",
        *(models.Case(models.When(one, then=1), default=0) for one in spelled),
    )
    found: dict[str, set[int]] = {word: set() for word in words}
    for concept, *holds in rows:
        for word, holds_it in zip(words, holds, strict=True):
            if holds_it:
                found[word].add(concept)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _found(
    word: str,
    concepts: frozenset[int],
    among_these: ProfileQuerySet,
    visitor: User,
    sections: Collection[Section],
) -> models.QuerySet[Profile, int]:
    """The numbers of profiles where the word stands in a part that the visitor sees.

    Put together from a set for each part: one condition with an "or" over the parts would make
    PostgreSQL try every profile. The organisation stands in each part: beside the whole, SQLite
    would begin with its people and put the sets together anew for each of them.
    """
    named = among(concepts)
    skills = ProfileSkill.objects.filter(is_wanted=False, concept__in=named)
    themed = Themed.objects.filter(theme__concept__in=named)
    stands = {
        Section.SKILLS: models.Q(pk__in=skills.values("profile")),
        Section.WILL: models.Q(pk__in=themed.values("profile")),
        Section.ABOUT: writes(word),
    }
    first, *others = (
        among_these.filter(stands[one], seen_by(visitor, one)).values_list("pk", flat=True)
        for one in LOOKED_IN
        if one in sections
    )
    return first.union(*others) if others else first


def among(numbers: frozenset[int]) -> RawSQL | list[int]:
    """Any count of numbers to be one of: SQLite takes only so many, so there they are one text.

    PostgreSQL gets them as they are, and sees from them how much they will find.
    """
    held = sorted(numbers)
    if connection.vendor == "postgresql":
        return held
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(held)])
