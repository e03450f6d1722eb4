"""The audit of matching: every property of trust measured over the made-up administration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from kytkin.engine.ranking.board import Board, Fit
from kytkin.engine.ranking.records import Need, Profile, facts
from kytkin.engine.ranking.side import Matrix
from kytkin.engine.ranking.topk import Blocks
from kytkin.engine.ranking.weights import Weights, rarities
from kytkin.engine.trust.fiction import LANGUAGES, Ask, Fiction, Person
from kytkin.engine.trust.groups import exposure_ratio, exposures, impact_ratio
from kytkin.engine.trust.rankings import (
    largest_difference,
    overlap_at,
    rank_biased_overlap,
    serialised,
)
from kytkin.engine.trust.reasons import SUM_TOLERANCE, has_place_for, largest_sum_error, without
from kytkin.engine.trust.vectors import Vectors, Written

TOP: Final = 10
SHOWN: Final = 50
TWINS: Final = 100
EXPLAINED: Final = 40
PERSONAL: Final = (
    "name", "first_name", "last_name", "gender", "sex", "age", "birth_year", "birth_date", "photo",
    "graduation_year", "nationality", "pay", "absences", "health", "family",
)  # fmt: skip
Reader = Callable[[str, str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of trust: what was measured, its bar, and whether it holds.

    `low` and `high` are the 95 % interval where there is one.
    """

    area: str
    name: str
    value: float
    bar: str
    holds: bool
    low: float | None = None
    high: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """How texts become what is ranked: skills by `read`(text, language), rows by `vectors`."""

    fiction: Fiction
    read: Reader
    vectors: Vectors | None = None

    def profile(self, person: Person, language: str) -> Profile:
        return Profile(
            person.id,
            skills=self.read(person.can(language), language),
            wishes=self.read(person.wants(language), language),
            time=person.time,
            languages=person.languages,
        )

    def need(self, ask: Ask, language: str) -> Need:
        skills = self.read(ask.text(language), language)
        return Need(ask.id, skills=skills, time=ask.time, languages=ask.languages)

    def profiles(self) -> list[Profile]:
        """Everybody, each in their own language."""
        return [self.profile(person, person.written_in) for person in self.fiction.people]

    def needs(self) -> list[Need]:
        return [self.need(ask, ask.written_in) for ask in self.fiction.asks]

    def person_vectors(self, people: Sequence[Person], language: str | None) -> Matrix | None:
        """(people, dimensions) of what each wrote in the language, or in their own."""
        own = [(person, language or person.written_in) for person in people]
        return self._rows([(person.can(written_in), written_in) for person, written_in in own])

    def ask_vectors(self, asks: Sequence[Ask], language: str | None) -> Matrix | None:
        own = [(ask, language or ask.written_in) for ask in asks]
        return self._rows([(ask.text(written_in), written_in) for ask, written_in in own])

    def _rows(self, texts: Sequence[tuple[str, str]]) -> Matrix | None:
        if self.vectors is None:
            return None
        return self.vectors.rows(
            [Written(text, language, self.read(text, language)) for text, language in texts]
        )


class Audit:
    """Everything ranked once, and the properties read off it."""

    def __init__(self, matching: Matching, seed: int) -> None:
        self.matching, self.seed = matching, seed
        fiction = matching.fiction
        self.profiles, self.needs = matching.profiles(), matching.needs()
        self.weights = Weights(rarity=rarities([facts(need) for need in self.needs]))
        self.person_vectors = matching.person_vectors(fiction.people, None)
        self.ask_vectors = matching.ask_vectors(fiction.asks, None)
        self.board = Board(self.profiles, self.person_vectors, self.weights)
        self.fits = self._ranked(self.board, self.needs, self.ask_vectors)

    def _ranked(
        self,
        board: Board,
        seekers: Sequence[Need | Profile],
        vectors: Matrix | None,
        blocks: Blocks | None = None,
        k: int = SHOWN,
    ) -> list[tuple[Fit, ...]]:
        found = board.best_for(seekers, k, vectors, blocks)
        return [found.of(number) for number in range(len(seekers))]

    def properties(self) -> list[Property]:
        """All of them, in the order of the report."""
        return [
            *self.inputs(),
            *self.twins(),
            *self.impact(),
            self.exposure(),
            *self.explanations(),
            *self.sameness(),
        ]

    def inputs(self) -> list[Property]:
        """The engine's own input has no place for a personal attribute."""
        found = [*has_place_for(Profile, PERSONAL), *has_place_for(Need, PERSONAL)]
        detail = f"of {len(PERSONAL)} asked for: {', '.join(PERSONAL)}"
        return [
            Property("Counterfactual", "personal attributes that the engine takes", len(found),
                     "= 0", not found, detail=detail),
        ]  # fmt: skip

    def twins(self) -> list[Property]:
        """A need, then a profile, in three languages: the same people, the same needs."""
        fiction, matching = self.matching.fiction, self.matching
        asks, people = fiction.asks[:TWINS], fiction.people[:TWINS]
        needs = [
            self._ranked(
                self.board,
                [matching.need(ask, language) for ask in asks],
                matching.ask_vectors(asks, language),
            )
            for language in LANGUAGES
        ]
        offered = Board(self.needs, self.ask_vectors, self.weights)
        profiles = [
            self._ranked(
                offered,
                [matching.profile(person, language) for person in people],
                matching.person_vectors(people, language),
            )
            for language in LANGUAGES
        ]
        return [*_twin_properties("need", needs), *_twin_properties("profile", profiles)]

    def impact(self) -> list[Property]:
        """Selections among the first ten, by the agency's size and by the language written in."""
        numbers = self._numbers()
        people = self.matching.fiction.people
        selected = np.zeros(len(people))
        for fits in self.fits:
            selected[[numbers[fit.id] for fit in fits[:TOP]]] += 1
        found = []
        for name, groups in (
            ("agency-size quartile", [person.size for person in people]),
            ("language of the profile", [person.written_in for person in people]),
        ):
            ratio = impact_ratio(groups, selected, np.random.default_rng(self.seed))
            rates = "; ".join(
                f"{rate.group}: {rate.rate:.3f} a person, {rate.members} people"
                for rate in ratio.rates
            )
            found.append(
                Property("Impact ratio", f"top {TOP} by {name}", ratio.ratio, "≥ 0.8",
                         ratio.ratio >= 0.8, ratio.interval.low, ratio.interval.high, rates)
            )  # fmt: skip
        return found

    def exposure(self) -> Property:
        """Exposure for relevance of the smaller agencies over that of the larger ones."""
        numbers = self._numbers()
        fiction = self.matching.fiction
        rankings = [[numbers[fit.id] for fit in fits] for fits in self.fits]
        relevance = np.array(
            [sum(ask.relevance_of(person) for ask in fiction.asks) for person in fiction.people]
        )
        small = np.array([person.size in ("smallest", "small") for person in fiction.people])
        seen = exposures(rankings, len(fiction.people))
        ratio = exposure_ratio(seen, relevance, small, np.random.default_rng(self.seed))
        detail = f"first {SHOWN} of each need; relevance as the set was made, apart from the engine"
        return Property("Exposure", "exposure for relevance, smaller over larger agencies",
                        ratio.ratio, "0.9–1.1", 0.9 <= ratio.ratio <= 1.1,
                        ratio.interval.low, ratio.interval.high, detail)  # fmt: skip

    def explanations(self) -> list[Property]:
        """Terms sum to scores; each named reason, taken away, lowers its score."""
        error = largest_sum_error(fit for fits in self.fits for fit in fits)
        taken, lowered = 0, 0
        for number in range(min(EXPLAINED, len(self.needs))):
            for before, after in self._without_reasons(number):
                taken, lowered = taken + 1, lowered + (after < before)
        share = lowered / taken if taken else 0.0
        return [
            Property("Explanation", "largest distance of a score from its terms' sum", error,
                     "≤ 1e-9", error <= SUM_TOLERANCE),
            Property("Explanation", "named reasons whose removal lowers the score", share, "= 1",
                     share == 1, detail=f"{lowered} of {taken} reasons of the first {TOP}"),
        ]  # fmt: skip

    def _without_reasons(self, number: int) -> list[tuple[float, float]]:
        """Scores before and after, for each reason named for the first ten of a need."""
        rows = self._numbers()
        changed: list[Profile] = []
        vectors = []
        before = []
        for fit in self.fits[number][:TOP]:
            row = rows[fit.id]
            for place, term in enumerate(fit.terms):
                other = without(self.profiles[row], term)
                kept = other or self.profiles[row]
                changed.append(replace(kept, id=f"{fit.id}/{place}"))
                before.append(fit.score)
                if self.person_vectors is not None:
                    vectors.append(self.person_vectors[row] * (other is not None))
        board = Board(changed, np.array(vectors) if vectors else None, self.weights)
        asked = None if self.ask_vectors is None else self.ask_vectors[[number]]
        found = board.best_for([self.needs[number]], len(changed), asked).of(0)
        after = {fit.id: fit.score for fit in found}
        return [
            (score, after.get(profile.id, 0.0))
            for score, profile in zip(before, changed, strict=True)
        ]

    def sameness(self) -> list[Property]:
        """The same input again, in another order, cut into other blocks, with other threads."""
        order = np.random.default_rng(self.seed).permutation(len(self.profiles))
        vectors = None if self.person_vectors is None else self.person_vectors[order]
        shuffled = Board([self.profiles[row] for row in order], vectors, self.weights)
        again = (
            ("run again", self.board, None),
            ("one thread and small blocks", self.board, Blocks(asks=7, offers=64, threads=1)),
            ("people in another order", shuffled, None),
        )
        first = serialised(self.fits)
        return [
            Property("Determinism", f"bytes of the rankings that differ: {name}", differ, "= 0",
                     differ == 0)
            for name, differ in (
                (name, _bytes_that_differ(
                    first,
                    serialised(self._ranked(board, self.needs, self.ask_vectors, blocks)),
                ))
                for name, board, blocks in again
            )
        ]  # fmt: skip

    def _numbers(self) -> dict[str, int]:
        return {profile.id: number for number, profile in enumerate(self.profiles)}


def _bytes_that_differ(one: bytes, other: bytes) -> int:
    shorter = min(len(one), len(other))
    differ = np.frombuffer(one[:shorter], np.uint8) != np.frombuffer(other[:shorter], np.uint8)
    return int(differ.sum()) + abs(len(one) - len(other))


def _twin_properties(what: str, rankings: Sequence[Sequence[tuple[Fit, ...]]]) -> list[Property]:
    """Likeness over all pairs of languages; the worst pair is stated beside the mean."""
    likeness, overlaps = [], []
    for one, other in combinations(rankings, 2):
        for fits, twin in zip(one, other, strict=True):
            ids, twin_ids = [fit.id for fit in fits], [fit.id for fit in twin]
            likeness.append(rank_biased_overlap(ids, twin_ids))
            overlaps.append(overlap_at(ids, twin_ids, TOP))
    changed = largest_difference(
        *([{fit.id: fit.score for fit in fits} for fits in side] for side in rankings[:2])
    )
    mean, overlap = float(np.mean(likeness)), float(np.mean(overlaps))
    pairs = len(likeness)
    same = f"{sum(one >= 0.95 for one in likeness)} of {pairs} pairs at or over 0.95"
    kept = f"{sum(one >= 0.9 for one in overlaps)} of {pairs} pairs at or over 9 of 10"
    return [
        Property("Language twins", f"RBO(0.9) of a {what} in fi, sv and en, mean", mean, "≥ 0.95",
                 mean >= 0.95,
                 detail=f"worst {min(likeness):.3f}; {same}; a score differs by at most "
                        f"{changed:.3g} between fi and sv"),
        Property("Language twins", f"overlap of the first {TOP} of a {what}, mean", overlap,
                 "≥ 0.9", overlap >= 0.9, detail=f"worst {min(overlaps):.1f}; {kept}"),
    ]  # fmt: skip
