"""A made-up public administration to audit matching with: nobody in it exists.

People and needs are made of skills with labels in Finnish, Swedish and English. Who has which
skills is drawn apart from the agency and the language, so whatever difference a ranking shows
between agencies or languages comes from the ranking, or from chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from kytkin.engine.ranking.records import WorkTime

LANGUAGES: Final = ("fi", "sv", "en")
AGENCIES: Final = 80
FIELD_SKILLS: Final = 24
STARTS: Final = (date(2027, 1, 1), date(2027, 4, 1), date(2027, 9, 1))
ENDS: Final = (date(2027, 12, 1), date(2028, 3, 1), date(2028, 7, 1))
QUARTILES: Final = ("smallest", "small", "large", "largest")
CAN: Final = {
    "fi": "Osaan seuraavaa: {}.",
    "sv": "Jag kan följande: {}.",
    "en": "I know the following: {}.",
}
WANTS: Final = {
    "fi": "Haluan oppia: {}.",
    "sv": "Jag vill lära mig: {}.",
    "en": "I want to learn: {}.",
}
ASKS: Final = {
    "fi": "Tarvitsemme osaamista: {}.",
    "sv": "Vi behöver kunskaper: {}.",
    "en": "We need skills: {}.",
}


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill with its preferred label in each language."""

    id: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up expert; `size` is the quartile of the agency's size, by people."""

    id: str
    agency: str
    size: str
    written_in: str
    skills: tuple[Skill, ...]
    wishes: tuple[Skill, ...]
    time: WorkTime
    languages: frozenset[str]

    def can(self, language: str) -> str:
        """What the person knows, as written in the language."""
        return _sentence(CAN, self.skills, language)

    def wants(self, language: str) -> str:
        """What the person wants to learn, as written in the language."""
        return _sentence(WANTS, self.wishes, language)


@dataclass(frozen=True, slots=True)
class Ask:
    """A made-up need for work input."""

    id: str
    written_in: str
    skills: tuple[Skill, ...]
    time: WorkTime
    languages: frozenset[str]

    def text(self, language: str) -> str:
        """What is needed, as written in the language."""
        return _sentence(ASKS, self.skills, language)

    def relevance_of(self, person: Person) -> float:
        """The truth by which it was made: shared skills, a wish counting half of a skill."""
        wanted = {skill.id for skill in self.skills}
        known = sum(skill.id in wanted for skill in person.skills)
        return known + sum(skill.id in wanted for skill in person.wishes) / 2


@dataclass(frozen=True, slots=True)
class Fiction:
    """People and needs, drawn from a seed: the same seed and skills give the same ones."""

    people: tuple[Person, ...]
    asks: tuple[Ask, ...]


def made_up(skills: Sequence[Skill], people: int, asks: int, seed: int) -> Fiction:
    """People and needs in fields of 24 skills each; raises ValueError for too few skills.

    A person knows skills of two fields and a few of any; a need wants skills of one field and one
    of another. Agencies' sizes fall as 1 / rank (Zipf).
    """
    if len(skills) < 2 * FIELD_SKILLS:
        raise ValueError(f"at least {2 * FIELD_SKILLS} skills are needed, not {len(skills)}")
    generator = np.random.default_rng(seed)
    fields = len(skills) // FIELD_SKILLS
    order = generator.permutation(len(skills))[: fields * FIELD_SKILLS]
    draw = _Draw(generator, skills, order.reshape(fields, FIELD_SKILLS))
    agencies = _agencies(generator, people)
    sizes = _quartiles(agencies)
    made = tuple(draw.person(agency, sizes[agency]) for agency in agencies)
    return Fiction(made, tuple(draw.ask() for _number in range(asks)))


def _sentence(frames: Mapping[str, str], skills: Sequence[Skill], language: str) -> str:
    return frames[language].format("; ".join(skill.labels[language] for skill in skills))


def _agencies(generator: np.random.Generator, people: int) -> list[int]:
    shares = 1 / np.arange(1, AGENCIES + 1)
    return [int(one) for one in generator.choice(AGENCIES, size=people, p=shares / shares.sum())]


def _quartiles(agencies: Sequence[int]) -> dict[int, str]:
    """Agencies from the smallest, cut so that each quartile holds about a quarter of the people."""
    counts = {agency: agencies.count(agency) for agency in sorted(set(agencies))}
    passed = 0
    found = {}
    for agency in sorted(counts, key=lambda one: (counts[one], one)):
        middle = passed + counts[agency] / 2
        found[agency] = QUARTILES[int(4 * middle / len(agencies))]
        passed += counts[agency]
    return found


@dataclass(frozen=True, slots=True)
class _Draw:
    generator: np.random.Generator
    skills: Sequence[Skill]
    fields: np.ndarray[tuple[int, int], np.dtype[np.int64]]

    def person(self, agency: int, size: str) -> Person:
        first, second = self.generator.choice(len(self.fields), size=2, replace=False)
        known = [
            *self._some(self.fields[first], 4, 8),
            *self._some(self.fields[second], 2, 5),
            *self._some(np.arange(len(self.skills)), 0, 3),
        ]
        wishes = self._some(self.fields[second], 1, 3)
        return Person(
            self._id("p"),
            f"agency-{agency + 1:02}",
            size,
            LANGUAGES[self.generator.integers(3)],
            self._skills(known),
            self._skills(wishes),
            self._time(),
            self._languages(),
        )

    def ask(self) -> Ask:
        first, second = self.generator.choice(len(self.fields), size=2, replace=False)
        wanted = [*self._some(self.fields[first], 4, 7), *self._some(self.fields[second], 1, 2)]
        written_in = LANGUAGES[self.generator.integers(3)]
        return Ask(self._id("n"), written_in, self._skills(wanted), self._time(), self._languages())

    def _id(self, letter: str) -> str:
        """Ids say nothing of the agency or language: ties break by id."""
        return letter + self.generator.bytes(6).hex()

    def _some(
        self, numbers: np.ndarray[tuple[int], np.dtype[np.int64]], least: int, most: int
    ) -> list[int]:
        size = int(self.generator.integers(least, most + 1))
        return [int(one) for one in self.generator.choice(numbers, size=size, replace=False)]

    def _skills(self, numbers: Sequence[int]) -> tuple[Skill, ...]:
        return tuple(self.skills[number] for number in dict.fromkeys(numbers))

    def _time(self) -> WorkTime:
        share = 5.0 * int(self.generator.integers(1, 9))
        return WorkTime(share, STARTS[self.generator.integers(3)], ENDS[self.generator.integers(3)])

    def _languages(self) -> frozenset[str]:
        """Working languages, apart from the language that a text is written in."""
        spoken = self.generator.random(3) < (0.8, 0.5, 0.7)
        return frozenset(
            language for language, speaks in zip(LANGUAGES, spoken, strict=True) if speaks
        )
