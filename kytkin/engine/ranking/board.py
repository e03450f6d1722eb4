"""Records held ready to be ranked, one replaced at a time; the fits found, each explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kytkin.engine.ranking.fitting import Fitting, FittingBack, Held, Numbers, PairTerms
from kytkin.engine.ranking.records import Facts, Preparation, Profile, Record, facts
from kytkin.engine.ranking.side import Matrix, Side, Space, replaced
from kytkin.engine.ranking.topk import Best, Blocks, best_of
from kytkin.engine.ranking.weights import Weights


@dataclass(frozen=True, slots=True)
class Term:
    """A reason by name, and what it adds to the score.

    `kind` is subject, skill, wish (`about` is the concept both have), text, time, language
    (`about` is a language both have) or place (`about` is each place both have, by comma).
    """

    kind: str
    about: str
    contribution: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a record fits: the contributions of the terms sum to the score."""

    id: str
    score: float
    terms: tuple[Term, ...]


class Fits:
    """The best of a board for each who asked. All terms are computed, as arrays of `terms`;
    they become objects when they are read.
    """

    def __init__(
        self, fitting: Fitting, best: Best, asks: Sequence[Facts], found: Sequence[Facts]
    ) -> None:
        self.best = best
        self.terms: PairTerms = fitting.terms(best.asks, best.offers, best.likeness)
        self._keys = fitting.space.concepts.keys
        self._asks, self._found = asks, found

    def __len__(self) -> int:
        return len(self._asks)

    def __iter__(self) -> Iterator[tuple[Fit, ...]]:
        return (self.of(ask) for ask in range(len(self)))

    def of(self, ask: int) -> tuple[Fit, ...]:
        """The fits of one that asked, the best first, ties by id."""
        span = range(self.best.starts[ask], self.best.starts[ask + 1])
        return tuple(self._fit(self._asks[ask], pair) for pair in span)

    def _fit(self, ask: Facts, pair: int) -> Fit:
        found = self._found[self.best.offers[pair]]
        terms = [*self._concepts(pair), *self._others(pair, ask, found)]
        terms.sort(key=lambda term: (-term.contribution, term.kind, term.about))
        return Fit(found.id, float(self.best.scores[pair]), tuple(terms))

    def _concepts(self, pair: int) -> Iterator[Term]:
        shared = self.terms.shared
        span = slice(*shared.indptr[pair : pair + 2])
        for number, part in zip(shared.indices[span], shared.data[span], strict=True):
            kind, concept = self._keys[number]
            yield Term(kind, concept, float(part))

    def _others(self, pair: int, ask: Facts, found: Facts) -> Iterator[Term]:
        terms = self.terms
        if terms.text[pair] > 0:
            yield Term("text", "", float(terms.text[pair]))
        if terms.time[pair] > 0:
            yield Term("time", "", float(terms.time[pair]))
        if terms.language[pair] > 0:
            languages = sorted(ask.languages & found.languages)
            for language in languages:
                yield Term("language", language, float(terms.language[pair]) / len(languages))
        if terms.place[pair] > 0:
            places = ", ".join(sorted(ask.places & found.places))
            yield Term("place", places, float(terms.place[pair]))


class Board:
    """Records ready to be ranked for others; changing one takes milliseconds.

    `vectors` (records, dimensions) are unit rows of the records' texts, zeros where there is no
    text; without them no texts are compared. Raises ValueError when two records share an id.
    """

    def __init__(
        self,
        records: Sequence[Record],
        vectors: Matrix | None = None,
        weights: Weights | None = None,
    ) -> None:
        self.weights = weights or Weights()
        self.facts = tuple(facts(record) for record in records)
        self._space = Space.new()
        self._dimensions = 0 if vectors is None else vectors.shape[1]
        self._held = Held(self._arrays(self.facts, vectors), self._space)
        self._index()

    def __len__(self) -> int:
        return len(self.facts)

    def best_for(
        self,
        seekers: Sequence[Record],
        k: int,
        vectors: Matrix | None = None,
        blocks: Blocks | None = None,
    ) -> Fits:
        """The up to k records with a score above zero for each of the seekers.

        A profile looks for what asks (needs, themes); anything else asks, and the board offers.
        A preparation is never near itself.
        """
        asking = tuple(facts(seeker) for seeker in seekers)
        kind = FittingBack if all(isinstance(one, Profile) for one in seekers) else Fitting
        side = self._arrays(asking, vectors)
        fitting = kind(side, self._held, self.weights)
        selves = self._selves(seekers)
        best = best_of(fitting, k + (max(selves, default=-1) >= 0), self._order, blocks)
        return Fits(fitting, _without(best, selves, k), asking, self.facts)

    def put(self, record: Record, vector: Matrix | None = None) -> None:
        """Add a record, or replace the one with its id; `vector` is a row (dimensions,)."""
        one = facts(record)
        side = self._arrays((one,), None if vector is None else vector.reshape(1, -1))
        number = self._number.get(one.id, len(self.facts))
        self._held = Held(replaced(self._held.side, number, side, self._space), self._space)
        self.facts = (*self.facts[:number], one, *self.facts[number + 1 :])
        if one.id not in self._number:
            self._index()

    def remove(self, id: str) -> None:
        """Take a record away; raises KeyError when there is none of this id."""
        number = self._number[id]
        none = self._arrays((), None)
        self._held = Held(replaced(self._held.side, number, none, self._space), self._space)
        self.facts = (*self.facts[:number], *self.facts[number + 1 :])
        self._index()

    def _arrays(self, records: Sequence[Facts], vectors: Matrix | None) -> Side:
        if vectors is None:
            vectors = np.zeros((len(records), self._dimensions), dtype=np.float32)
        return Side.of(records, vectors, self._space)

    def _index(self) -> None:
        ids = [one.id for one in self.facts]
        self._number = {id: number for number, id in enumerate(ids)}
        if len(self._number) < len(ids):
            raise ValueError("records have different ids")
        self._order: Numbers = np.empty(len(ids), dtype=np.intp)
        self._order[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))

    def _selves(self, seekers: Sequence[Record]) -> list[int]:
        """The number of each seeking preparation on this board, or -1."""
        return [
            self._number.get(one.id, -1) if isinstance(one, Preparation) else -1 for one in seekers
        ]


def _without(best: Best, selves: Sequence[int], k: int) -> Best:
    """The first k pairs of each ask but those with itself."""
    asks = best.asks
    other = best.offers != np.array(selves, dtype=np.intp)[asks]
    before = np.concatenate([np.zeros(1, dtype=np.intp), np.cumsum(other)])
    kept = other & (before[:-1] - before[best.starts[asks]] < k)
    counts = np.bincount(asks[kept], minlength=len(selves))
    starts = np.concatenate([np.zeros(1, dtype=np.intp), np.cumsum(counts)])
    return Best(starts, best.offers[kept], best.scores[kept], best.likeness[kept])
