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
AT_ONCE: Final = 4096  # pairs whose vectors are held twice over in double precision


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


class Fitting:
    """Scores of `offers` for `asks` by `weights`; both sides of one space."""

    def __init__(self, asks: Side, offers: Side, weights: Weights, space: Space) -> None:
        self.asks, self.offers, self.weights = asks, offers, weights
        self.space = space
        values = np.array([weights.of(key) for key in space.concepts.keys], dtype=np.float64)
        self._asked = asks.widened(space)
        self._asked.data = values[self._asked.indices]
        self._offered = offers.widened(space)
        self._postings: dict[tuple[int, int], csr_array] = {}
        self._vectors = asks.vectors * np.float32(weights.text)
        conditions = (
            weights.time * (asks.time[:, SHARE] > 0)
            + weights.language * asks.languages.any(axis=1)
            + weights.place * asks.places.any(axis=1)
        )
        self.most = weights.base + conditions  # (asks,): the factor at its best
        dimensions = asks.vectors.shape[1]
        longest = float(np.linalg.norm(offers.vectors, axis=1).max(initial=0))
        lengths = np.linalg.norm(self._vectors, axis=1)
        # Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 3.1.
        self.margins = (dimensions + 2) * ROUNDING * longest * lengths.astype(np.float64)

    def __len__(self) -> int:
        return len(self.offers)

    def prepare(self, columns: slice) -> None:
        """Hold the offers of a block by concept; once, before threads share them."""
        self._postings[columns.start, columns.stop] = self._offered[columns].T.tocsr()

    def contents(self, rows: slice, columns: slice, out: Matrix) -> Matrix:
        """(asks, offers) of a block: the content of each pair, in single precision.

        Below zero where only texts are compared and these differ. `out` is overwritten.
        """
        np.matmul(self._vectors[rows], self.offers.vectors[columns].T, out=out)
        asked = self._asked[rows]
        if asked.nnz:
            shared = asked @ self._postings[columns.start, columns.stop]
            row = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
            where = row * out.shape[1] + shared.indices
            flat = out.reshape(-1)
            flat[where] = np.maximum(flat[where], 0) + self._saturated(shared.data)
        return out

    def refined(self, rows: Numbers, columns: Numbers, contents: Floats) -> Floats:
        """(pairs,): scores from contents that a block gave."""
        time, language, place = self._met(rows, columns)
        weights = self.weights
        met = weights.time * time + weights.language * language + weights.place * place
        return contents * (weights.base + met)

    def exact(self, rows: Numbers, columns: Numbers) -> Floats:
        """(pairs,): the scores in double precision, whatever the blocks were."""
        return self.terms(rows, columns).score

    def terms(self, rows: Numbers, columns: Numbers) -> PairTerms:
        """The terms of pairs of an ask and an offer."""
        weights = self.weights
        shared = csr_array(self._asked[rows].multiply(self._offered[columns]))
        sums = np.asarray(shared.sum(axis=1)).reshape(-1)
        concepts = self._saturated(sums)
        similarity = self._similarity(rows, columns)
        text = weights.text * np.where(similarity > ROUNDING, similarity, 0)
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

    def _saturated(self, sums: Floats) -> Floats:
        return self.weights.concepts * sums / (sums + self.weights.half)

    def _met(self, rows: Numbers, columns: Numbers) -> tuple[Floats, Floats, Floats]:
        """How far time, language and place are met, each (pairs,), 0–1."""
        return conditions_met(self.asks, rows, self.offers, columns)

    def _similarity(self, rows: Numbers, columns: Numbers) -> Floats:
        """Dots in double precision, each in the same order wherever its pair stands."""
        found = np.empty(len(rows))
        for start in range(0, len(rows), AT_ONCE):
            span = slice(start, start + AT_ONCE)
            one = self.asks.vectors[rows[span]].astype(np.float64)
            other = self.offers.vectors[columns[span]].astype(np.float64)
            found[span] = np.vecdot(one, other)
        return found


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
