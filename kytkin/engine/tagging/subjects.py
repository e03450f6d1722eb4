"""Subjects of a text by its words, their company in library titles, and how much a subject is used.

A fusion in the spirit of MLLM (Medelyan 2009, "Human-competitive automatic topic indexing"; Annif)
with six parameters: a logistic function of a few pieces of evidence, so that a score is the
probability that a librarian would give the subject. docs/tagging.md says what was measured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from kytkin.engine.tagging.lexical import Reason, SubjectSuggestion
from kytkin.engine.tagging.statistics import SubjectStatistics, subject_statistics
from kytkin.engine.text.labels import LabelMatcher
from kytkin.engine.text.lemmas import Token, content_tokens
from kytkin.engine.text.stopwords import ADMINISTRATIVE_WORDS

CANDIDATES: Final = 150
HALF_WAY: Final = 30  # a word with this many words of content before it counts half
PART_OF_WORD: Final = 1.0
SHORTEST_LABEL: Final = 3
MOST_REASONS: Final = 5
FIELD: Final = "text"
SWEDISH: Final = 1  # row of `presence`: the smallest collection, full only for what is used much
LEAST_LIKENESS: Final = 0.02
USUALLY_GIVEN: Final = 5  # subjects that a librarian gives a text


@dataclass(frozen=True, slots=True)
class Fusion:
    """How much each piece of evidence adds to the log-odds of a subject."""

    intercept: float = -3.15
    likeness: float = 2.5  # ln of the likeness of the text to the subject's titles and label
    named: float = 0.09  # a label stands in the text: ln of the titles in which one stands
    presence: float = 0.86  # ln of the titles that carry the subject
    company: float = 5.8  # likeness to the titles alone, without the label's words
    whole: float = 1.6  # a label stands in the text as words of its own

    def weights(self) -> NDArray[np.float64]:
        """(6,): in the order of the columns of `SubjectTagger.evidence`, the intercept last."""
        return np.array(
            [self.likeness, self.named, self.presence, self.company, self.whole, self.intercept]
        )


@dataclass(frozen=True, slots=True)
class _Query:
    """A text as terms: (n,) numbers, ascending, and weights of unit length; where each stands."""

    terms: NDArray[np.intp]
    weights: NDArray[np.float64]
    surfaces: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Spread:
    """What each term of a query gives to each subject: three arrays of one length."""

    places: NDArray[np.intp]  # of the term in the query
    subjects: NDArray[np.intp]
    values: NDArray[np.float64]  # sum to the likeness of the subject

    @classmethod
    def of(cls, matrix: csc_array, query: _Query) -> Self:
        starts, ends = matrix.indptr[query.terms], matrix.indptr[query.terms + 1]
        places = np.repeat(np.arange(len(query.terms)), ends - starts)
        within = np.arange(len(places)) - np.repeat(
            np.cumsum(ends - starts) - (ends - starts), ends - starts
        )
        where = starts[places] + within
        values = matrix.data[where] * query.weights[places]
        return cls(places, matrix.indices[where].astype(np.intp), values)

    def sums(self, size: int) -> NDArray[np.float64]:
        return np.bincount(self.subjects, weights=self.values, minlength=size).astype(np.float64)


class SubjectTagger:
    """Suggests subjects for texts of one language; the same text always gets the same answer.

    Words of the administration's own craft (act, amendment, proposal) are in every name of a
    project and the subject of none: they are passed over.
    """

    def __init__(self, statistics: SubjectStatistics, fusion: Fusion | None = None) -> None:
        self.language = statistics.language
        self._statistics = statistics
        self._weights = (fusion or Fusion()).weights()
        self._passed_over = ADMINISTRATIVE_WORDS[statistics.language]
        self._matcher = LabelMatcher.from_keys(
            (str(number), key)
            for key, number in statistics.keys
            if len(key) >= SHORTEST_LABEL and key not in self._passed_over
        )

    def suggest(
        self, text: str, *, limit: int = 5, least_score: float = 0.0, fill: bool = False
    ) -> tuple[SubjectSuggestion, ...]:
        """The likeliest subjects, highest score first, ties by URI; reasons sum to the score.

        At most `limit` of them: as many as promise the best F1, or with `fill` all.
        """
        query = self._query(text)
        spread = _Spread.of(self._statistics.likeness, query)
        numbers, evidence = self._evidence(text, query, spread)
        scores = 1 / (1 + np.exp(-(evidence @ self._weights)))
        order = sorted(
            range(len(numbers)),
            key=lambda i: (-scores[i], self._statistics.subjects[numbers[i]]),
        )
        chosen = [i for i in order[:limit] if scores[i] >= least_score]
        if not fill:
            chosen = chosen[: most_useful([float(scores[i]) for i in chosen])]
        return tuple(
            SubjectSuggestion(
                self._statistics.subjects[numbers[i]],
                float(scores[i]),
                _reasons(query, spread, int(numbers[i]), float(scores[i])),
            )
            for i in chosen
        )

    def evidence(self, text: str) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        """URIs of n candidates and their evidence, (n, 6): what the fusion weighs."""
        query = self._query(text)
        spread = _Spread.of(self._statistics.likeness, query)
        numbers, evidence = self._evidence(text, query, spread)
        return tuple(self._statistics.subjects[number] for number in numbers), evidence

    def _query(self, text: str) -> _Query:
        weights: dict[int, float] = defaultdict(float)
        surfaces: dict[int, str] = {}
        for place, token in enumerate(content_tokens(text, self.language)):
            if token.lemma[0].isdigit() or token.lemma in self._passed_over:
                continue
            weight = 1 / (1 + place / HALF_WAY)
            for term, share in _terms(token):
                number = self._statistics.terms.get(term)
                if number is not None:
                    weights[number] += weight * share
                    surfaces.setdefault(number, token.surface)
        terms = np.array(sorted(weights), dtype=np.intp)
        raw = np.array([weights[int(term)] for term in terms], dtype=np.float64)
        weighted = np.sqrt(raw) * self._statistics.rarity[terms].astype(np.float64)
        length = float(np.sqrt(weighted @ weighted)) or 1.0
        return _Query(terms, weighted / length, [surfaces[int(term)] for term in terms])

    def _evidence(
        self, text: str, query: _Query, spread: _Spread
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        statistics = self._statistics
        size = len(statistics.subjects)
        likeness = spread.sums(size)
        company = _Spread.of(statistics.company, query).sums(size)
        named, whole = np.zeros(size), np.zeros(size)
        for match in self._matcher.match(text, self.language):
            for concept in match.concept_ids:
                named[int(concept)] = 1
                whole[int(concept)] = max(whole[int(concept)], not match.via_part)
        nearest = np.argsort(-likeness, kind="stable")[:CANDIDATES]
        numbers = np.union1d(nearest, np.flatnonzero(named))
        numbers = numbers[likeness[numbers] > 0]
        columns = (
            np.log(likeness[numbers] + LEAST_LIKENESS),
            named[numbers] * np.log1p(statistics.label_titles[numbers]),
            np.log1p(statistics.presence[SWEDISH, numbers]),
            company[numbers],
            whole[numbers],
            np.ones(len(numbers)),
        )
        return numbers, np.stack(columns, axis=1)


def most_useful(scores: Sequence[float]) -> int:
    """How many of the first suggestions promise the best F1: Σ p / (how many + usually given).

    `scores` are probabilities, highest first. Lewis 1995, "Evaluating and Optimizing Autonomous
    Text Classification Systems", in the approximation of Ye et al. 2012.
    """
    promised = np.cumsum(scores) / (np.arange(len(scores)) + 1 + USUALLY_GIVEN)
    return int(promised.argmax()) + 1 if len(scores) else 0


def _reasons(query: _Query, spread: _Spread, number: int, score: float) -> tuple[Reason, ...]:
    """The words that speak most for the subject; without any of them it would score less.

    A word that hardly speaks for the subject is no reason: without it the rest of the text, of
    unit length again, would speak for the subject more clearly.
    """
    mine = spread.subjects == number
    given: dict[str, float] = defaultdict(float)
    for place, value in zip(spread.places[mine], spread.values[mine], strict=True):
        given[query.surfaces[place]] += float(value)
    taken: dict[str, float] = defaultdict(float)
    for surface, weight in zip(query.surfaces, query.weights, strict=True):
        taken[surface] += float(weight) ** 2
    total = sum(given.values())
    ordered = sorted(given.items(), key=lambda item: (-item[1], item[0]))
    speaking = [
        (surface, value)
        for surface, value in ordered
        if value > total * (1 - max(0.0, 1 - taken[surface]) ** 0.5)
    ]
    kept = (speaking or ordered)[:MOST_REASONS]
    share = score / sum(value for _surface, value in kept)
    return tuple(Reason(surface, FIELD, value * share) for surface, value in kept)


def _terms(token: Token) -> list[tuple[str, float]]:
    return [(token.lemma, 1.0), *((part, PART_OF_WORD) for part in token.parts)]


@cache
def subject_tagger(language: str) -> SubjectTagger:
    """The tagger for "fi", "sv" or "en" with the statistics that ship."""
    return SubjectTagger(subject_statistics(language))
