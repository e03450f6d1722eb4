"""How well each offer fits each ask: bounds for whole blocks, terms for the pairs that matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from kytkin.engine.ranking.side import Floats, Matrix, Side, Space, set_bits, shared_bits
from kytkin.engine.ranking.weights import Weights

Numbers = NDArray[np.intp]
ROUNDING: Final = 2.0**-24  # of one operation in single precision, relative
STARTS, ENDS, SHARE = 0, 1, 2
AT_ONCE: Final = 256  # pairs whose vectors fit in a core's cache in double precision


@dataclass(frozen=True, slots=True)
class PairTerms:
    """What each pair's score is made of, each (pairs,) float64; the terms sum to the score.

    `shared` (pairs, concepts) holds each shared concept's part of the term `concepts`.
    """

    concepts: Floats
    text: Floats
    time: Floats
    language: Floats
    place: Floats
    shared: csr_array

    @property
    def score(self) -> Floats:
        return self.concepts + self.text + self.time + self.language + self.place


class Held:
    """A side that is searched, with what is made of it once and used by every search."""

    def __init__(self, side: Side, space: Space) -> None:
        self.side, self.space = side, space
        self.longest = float(np.linalg.norm(side.vectors, axis=1).max(initial=0))
        self._postings: dict[tuple[int, int], csr_array] = {}
        self._concepts = side.widened(space)

    def concepts(self) -> csr_array:
        """(records, concepts) with a column for each concept there is by now."""
        if self._concepts.shape[1] < len(self.space.concepts):
            self._concepts = self.side.widened(self.space)
            self._postings.clear()
        return self._concepts

    def postings(self, rows: slice) -> csr_array:
        """(concepts, rows): the records of a block by concept."""
        concepts, span = self.concepts(), (rows.start, rows.stop)
        if span not in self._postings:
            self._postings[span] = concepts[rows].T.tocsr()
        return self._postings[span]


class Fitting:
    """Scores of what is `held` for `asks`, by weights; both sides of one space."""

    def __init__(self, asks: Side, held: Held, weights: Weights) -> None:
        self.asks, self.offers, self.weights, self._held = asks, held.side, weights, held
        self.space = held.space
        self._asked = asks.widened(held.space)
        keys = held.space.concepts.keys
        used, where = np.unique(self._asked.indices, return_inverse=True)
        values = np.array([weights.of(keys[number]) for number in used], dtype=np.float64)
        self._asked.data = values[where]
        self._vectors = asks.vectors * np.float32(weights.text)
        conditions = (
            weights.time * (asks.time[:, SHARE] > 0)
            + weights.language * asks.languages.any(axis=1)
            + weights.place * asks.places.any(axis=1)
        )
        self.most = weights.base + conditions  # (asks,): the factor at its best
        self._conditional = bool(np.any(conditions > 0))
        lengths = np.linalg.norm(self._vectors, axis=1).astype(np.float64)
        # Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 3.1.
        self.margins = (asks.vectors.shape[1] + 2) * ROUNDING * held.longest * lengths

    def __len__(self) -> int:
        return len(self.offers)

    def prepare(self, columns: slice) -> None:
        """Hold the offers of a block by concept; once, before threads share them."""
        if self._asked.nnz:
            self._held.postings(columns)

    def contents(self, rows: slice, columns: slice, out: Matrix) -> Matrix:
        """(asks, offers) of a block: the content of each pair, in single precision.

        Below zero where only texts are compared and these differ. `out` is overwritten.
        """
        np.matmul(self._vectors[rows], self.offers.vectors[columns].T, out=out)
        asked = self._asked[rows]
        if asked.nnz:
            shared = asked @ self._held.postings(columns)
            row = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
            where = row * out.shape[1] + shared.indices
            flat = out.reshape(-1)
            flat[where] = np.maximum(flat[where], 0) + self._saturated(shared.data)
        return out

    def refined(self, rows: Numbers, columns: Numbers, contents: Floats) -> Floats:
        """(pairs,): scores from contents that a block gave."""
        if not self._conditional:
            return contents * self.weights.base
        time, language, place = self._met(rows, columns)
        weights = self.weights
        met = weights.time * time + weights.language * language + weights.place * place
        return contents * (weights.base + met)

    def likeness(self, rows: Numbers, columns: Numbers) -> Floats:
        """(pairs,): the texts' similarity in double precision, at least 0.

        Each is summed in the same order wherever its pair stands.
        """
        found = np.empty(len(rows))
        for start in range(0, len(rows), AT_ONCE):
            span = slice(start, start + AT_ONCE)
            one = self.asks.vectors[rows[span]].astype(np.float64)
            other = self.offers.vectors[columns[span]].astype(np.float64)
            found[span] = np.vecdot(one, other)
        return np.where(found > ROUNDING, found, 0)

    def exact(self, rows: Numbers, columns: Numbers, likeness: Floats) -> Floats:
        """(pairs,): the scores in double precision, whatever the blocks were."""
        return self.terms(rows, columns, likeness).score

    def terms(self, rows: Numbers, columns: Numbers, likeness: Floats) -> PairTerms:
        """The terms of pairs of an ask and an offer, by the likeness of their texts."""
        weights = self.weights
        shared = self._shared(rows, columns)
        sums = np.asarray(shared.sum(axis=1)).reshape(-1)
        concepts = self._saturated(sums)
        text = weights.text * likeness
        parts = np.divide(concepts, sums, out=np.zeros(len(sums)), where=sums > 0) * weights.base
        shared.data = shared.data * np.repeat(parts, np.diff(shared.indptr))
        content = concepts + text
        time, language, place = self._met(rows, columns)
        return PairTerms(
            concepts * weights.base,
            text * weights.base,
            content * weights.time * time,
            content * weights.language * language,
            content * weights.place * place,
            shared,
        )

    def _shared(self, rows: Numbers, columns: Numbers) -> csr_array:
        """(pairs, concepts): the weights of the concepts that both have."""
        if not self._asked.nnz:
            return csr_array((len(rows), self._asked.shape[1]))
        return csr_array(self._asked[rows].multiply(self._held.concepts()[columns]))

    def _saturated(self, sums: Floats) -> Floats:
        return self.weights.concepts * sums / (sums + self.weights.half)

    def _met(self, rows: Numbers, columns: Numbers) -> tuple[Floats, Floats, Floats]:
        """How far time, language and place are met, each (pairs,), 0–1."""
        return conditions_met(self.asks, rows, self.offers, columns)


class FittingBack(Fitting):
    """The same scores from the other side: `asks` are offers that look for what asks for them."""

    def _met(self, rows: Numbers, columns: Numbers) -> tuple[Floats, Floats, Floats]:
        return conditions_met(self.offers, columns, self.asks, rows)


def conditions_met(
    asks: Side, asked: Numbers, offers: Side, offered: Numbers
) -> tuple[Floats, Floats, Floats]:
    """How far time, language and place are met, each (pairs,), 0–1.

    Time: the part of the asked days that is offered, times the part of the asked share.
    Language: the part of the asked languages that is offered. Place: 1 where any is.
    """
    languages = asks.languages[asked]
    wanted = np.maximum(set_bits(languages), 1)
    places = shared_bits(asks.places[asked], offers.places[offered])
    return (
        _time_met(asks.time[asked], offers.time[offered]),
        shared_bits(languages, offers.languages[offered]) / wanted,
        (places > 0).astype(np.float64),
    )


def _time_met(asked: Floats, offered: Floats) -> Floats:
    both = (asked[:, SHARE] > 0) & (offered[:, SHARE] > 0)
    first = np.maximum(asked[:, STARTS], offered[:, STARTS])
    last = np.minimum(asked[:, ENDS], offered[:, ENDS])
    days = np.divide(last - first, asked[:, ENDS] - asked[:, STARTS], out=_zeros(both), where=both)
    share = np.divide(offered[:, SHARE], asked[:, SHARE], out=_zeros(both), where=both)
    met: Floats = np.maximum(days, 0) * np.minimum(share, 1)
    return met


def _zeros(like: NDArray[np.bool_]) -> Floats:
    return np.zeros(len(like))
