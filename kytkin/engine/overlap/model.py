"""The overlap of a set of preparations: who is near whom across groups, how sure, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kytkin.engine.overlap import likeness as alike
from kytkin.engine.overlap.calibration import BY_WORDS, WITH_MEANING, Curve
from kytkin.engine.overlap.likeness import FIELDS, Likeness, Sentences
from kytkin.engine.overlap.records import (
    Kind,
    Overlap,
    Preparation,
    Reason,
    SentencePair,
    Wording,
)
from kytkin.engine.overlap.scale import standardised
from kytkin.engine.overlap.siblings import sibling_parts, sibling_weights
from kytkin.engine.overlap.terms import documents_of
from kytkin.engine.overlap.verdicts import time_overlap, verdict
from kytkin.engine.text.encoders import TextEncoder
from kytkin.engine.text.weighting import TermIndex

MOST: Final = 8_000  # preparations: memory grows with the square, 0.5 GB for one matrix at this
BRIDGE_REACH: Final = 50
WORDS_SHOWN: Final = 5
DECIMALS: Final = 9  # what differs less is equal: the order of sums must not rank
SIBLINGS: Final = (Kind.ONE_SIDE, Kind.BOTH_SIDES)
Parts = dict[Kind, Likeness]


@dataclass(frozen=True)
class OverlapModel:
    """Preparations in the order of their ids, and the parts of all scores, (n, n) each.

    Rows ask, columns are found. Without queries of their own the scores are symmetric.
    """

    preparations: tuple[Preparation, ...]
    parts: Parts
    compared: NDArray[np.bool_]
    words: Likeness
    index: TermIndex
    sentences: tuple[Sentences, Sentences] | None
    curve: Curve

    @classmethod
    def of(
        cls,
        preparations: Sequence[Preparation],
        encoder: TextEncoder | None = None,
        *,
        only_across: bool = True,
        curve: Curve | None = None,
    ) -> OverlapModel:
        """Compares all pairs, or only those of two groups; a preparation without text is in none.

        When any has `asked`, rows go by that and only preparations that have it ask. Raises
        ValueError for two equal ids and for more than 8,000 preparations. Without `curve` the
        shipped one for what is compared gives the probabilities.
        """
        if len(preparations) > MOST:
            raise ValueError(f"at most {MOST:,} preparations are compared at once")
        ordered = tuple(sorted(preparations, key=lambda one: one.id))
        if len({one.id for one in ordered}) < len(ordered):
            raise ValueError("ids of preparations differ")
        shipped = BY_WORDS if encoder is None else WITH_MEANING
        return _Making(ordered, encoder, only_across, curve or shipped).model()

    @cached_property
    def scores(self) -> Likeness:
        """(n, n): the sum of the parts in the order of `Kind`; −inf for pairs not compared."""
        total = np.zeros(self.compared.shape)
        for part in self.parts.values():
            total = total + part
        return np.where(self.compared, np.round(total, DECIMALS), -np.inf)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The row of each id."""
        return {one.id: number for number, one in enumerate(self.preparations)}

    def best(self, identifier: str, top: int = 10) -> tuple[Overlap, ...]:
        """The `top` nearest of one, best first, ties by id. Raises KeyError for an unknown id."""
        row = self.numbers[identifier]
        order = np.argsort(-self.scores[row], kind="stable")[:top]
        return tuple(self.overlap(row, int(found)) for found in order if self.compared[row, found])

    def pairs(self, top: int = 100, least: float = 0.0) -> tuple[Overlap, ...]:
        """The `top` pairs worth a talk, each once, of at least this probability; ties by ids.

        A pair that is asked both ways counts by the better way.
        """
        both = np.triu(np.maximum(self.scores, self.scores.T), 1)
        ones, others = np.nonzero(np.triu(self.compared | self.compared.T, 1))
        order = np.argsort(-both[ones, others], kind="stable")[:top]
        found = (self._better_way(int(ones[place]), int(others[place])) for place in order)
        return tuple(one for one in found if one.probability >= least)

    def _better_way(self, one: int, other: int) -> Overlap:
        if self.scores[other, one] > self.scores[one, other]:
            return self.overlap(other, one)
        return self.overlap(one, other)

    def overlap(self, one: int, other: int) -> Overlap:
        """One pair by row and column, with its reasons."""
        first, second = self.preparations[one], self.preparations[other]
        score = float(self.scores[one, other])
        reasons = tuple(
            Reason(kind, float(part[one, other]), self._about(kind, one, other))
            for kind, part in self.parts.items()
        )
        own = sum(reason.contribution for reason in reasons if reason.kind not in SIBLINGS)
        time = time_overlap(first.period, second.period)
        return Overlap(
            first.id,
            second.id,
            score,
            self.curve.probability(score),
            verdict(float(self.words[one, other]), own, score, time),
            time,
            tuple(sorted(reasons, key=lambda reason: (-reason.contribution, reason.kind))),
            tuple(sorted(first.subjects & second.subjects)),
            self._nearest_sentences(one, other),
        )

    def _about(self, kind: Kind, one: int, other: int) -> tuple[str, ...]:
        if kind is Kind.SUBJECTS:
            return tuple(
                sorted(self.preparations[one].subjects & self.preparations[other].subjects)
            )
        if kind is not Kind.WORDS:
            return ()
        shared = (self.index.documents[[one]] * self.index.documents[[other]]).tocoo()
        found = sorted(
            (-float(value), self._terms[int(column)])
            for column, value in zip(shared.coords[1], shared.data, strict=True)
        )
        return tuple(term for _value, term in found[:WORDS_SHOWN])

    @cached_property
    def _terms(self) -> tuple[str, ...]:
        return tuple(self.index.terms)

    def _nearest_sentences(self, one: int, other: int) -> SentencePair | None:
        if self.sentences is None:
            return None
        asked, found = self.sentences
        cosines = asked.of(one) @ found.of(other).T
        row, column = np.unravel_index(int(np.argmax(np.round(cosines, DECIMALS))), cosines.shape)
        cosine = float(cosines[row, column])
        return SentencePair(asked.texts[one][row], found.texts[other][column], cosine)


@dataclass(frozen=True)
class _Making:
    """The steps from preparations to a model."""

    ordered: tuple[Preparation, ...]
    encoder: TextEncoder | None
    only_across: bool
    curve: Curve

    def model(self) -> OverlapModel:
        index = TermIndex.tfidf(documents_of(self.wordings), FIELDS)
        words = alike.word_likeness(index)
        own = self.own_parts(words)
        fused = _sum(own)
        weights = sibling_weights(fused, self.groups)
        asked, asked_weights = fused, weights
        parts, sentences = own, None
        if self.asks_apart:
            parts, sentences = self.asked_parts(words)
            asked = _sum(parts)
            asked_weights = sibling_weights(asked, self.groups)
        elif self.sentences is not None:
            sentences = (self.sentences, self.sentences)
        one_side, both_sides = sibling_parts(asked, fused, asked_weights, weights)
        if not self.asks_apart:
            one_side, both_sides = alike.symmetric(one_side), alike.symmetric(both_sides)
        siblings = {Kind.ONE_SIDE: one_side, Kind.BOTH_SIDES: both_sides}
        return OverlapModel(
            self.ordered, {**parts, **siblings}, self.compared, words, index, sentences, self.curve
        )

    @property
    def asks_apart(self) -> bool:
        return any(one.asked is not None for one in self.ordered)

    @cached_property
    def wordings(self) -> list[Wording]:
        return [one.wording for one in self.ordered]

    @cached_property
    def asked(self) -> list[Wording]:
        return [one.asked or Wording("") for one in self.ordered]

    @cached_property
    def groups(self) -> list[str]:
        return [one.group for one in self.ordered]

    @cached_property
    def compared(self) -> NDArray[np.bool_]:
        """(n, n): both have text, they are two, and where asked for of two groups.

        What has no group is in none with anything else.
        """
        there = np.array([bool(wording.whole) for wording in self.wordings], dtype=bool)
        asking = np.array([bool(wording.whole) for wording in self.asked], dtype=bool)
        pairs: NDArray[np.bool_] = np.outer(asking if self.asks_apart else there, there)
        np.fill_diagonal(pairs, val=False)
        if self.only_across:
            names = np.array(self.groups, dtype=str)
            pairs &= (names[:, None] != names[None, :]) | (names == "")
        return pairs

    @cached_property
    def sentences(self) -> Sentences | None:
        return Sentences(self.wordings, self.encoder) if self.encoder else None

    @cached_property
    def vectors(self) -> NDArray[np.float64] | None:
        return alike.whole_vectors(self.wordings, self.encoder) if self.encoder else None

    def own_parts(self, words: Likeness) -> Parts:
        """Preparations beside each other, in one language."""
        kinds = {Kind.WORDS: words, Kind.TOPICS: alike.topic_likeness(words)}
        if any(one.subjects for one in self.ordered):
            kinds[Kind.SUBJECTS] = alike.subject_likeness([one.subjects for one in self.ordered])
        if self.vectors is not None and self.sentences is not None:
            kinds[Kind.MEANING] = alike.symmetric(self.vectors @ self.vectors.T)
            kinds[Kind.SENTENCES] = alike.symmetric(
                alike.sentence_likeness(self.sentences, self.sentences)
            )
        return self._weighed(kinds, {})

    def asked_parts(self, words: Likeness) -> tuple[Parts, tuple[Sentences, Sentences] | None]:
        """Queries beside preparations: the bridge stands for both words and topics."""
        index = TermIndex.tfidf(documents_of(self.asked), FIELDS)
        bridged = alike.bridge_likeness(alike.word_likeness(index), words, BRIDGE_REACH)
        kinds = {Kind.BRIDGE: bridged}
        sentences = None
        if self.encoder and self.vectors is not None and self.sentences is not None:
            asked = alike.whole_vectors(self.asked, self.encoder)
            sentences = (Sentences(self.asked, self.encoder), self.sentences)
            kinds[Kind.MEANING] = asked @ self.vectors.T
            kinds[Kind.SENTENCES] = alike.sentence_likeness(*sentences)
        return self._weighed(kinds, {Kind.BRIDGE: 2.0}), sentences

    def _weighed(self, kinds: Parts, weights: dict[Kind, float]) -> Parts:
        """Standardised; the weights sum to 1."""
        whole = sum(weights.get(kind, 1.0) for kind in kinds)
        return {
            kind: standardised(matrix, self.compared) * (weights.get(kind, 1.0) / whole)
            for kind, matrix in kinds.items()
        }


def _sum(parts: Parts) -> Likeness:
    total: Likeness = np.sum(list(parts.values()), axis=0)
    return total
