"""The best k offers of each ask, exactly: blocks in single precision, survivors in double.

Each thread takes a block of asks over all blocks of offers, with one BLAS thread, so that
choosing overlaps with multiplying. A pair survives when its content could still bring it among
the best; a margin covers rounding. The survivors' scores are then computed in double precision in
a fixed order, so results do not depend on blocks or threads.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from kytkin.engine.ranking.side import Floats, Matrix

Numbers = NDArray[np.intp]
ASKS_AT_ONCE: Final = 500
OFFERS_AT_ONCE: Final = 2048
FIRST_OFFERS: Final = 64  # few at first, so that there is a threshold early
SLACK: Final = 4  # a row may hold a quarter more than is asked for
MOST_TIMES: Final = 64
SUM_ROUNDING: Final = 2.0**-21  # of adding terms up to 1 in single precision
WIDE: Final = 8  # flags that are looked at together


class Scorer(Protocol):
    """What the best are chosen by; scores are content times a factor in 0–1."""

    most: Floats  # (asks,): the greatest factor
    margins: Floats  # (asks,): how far a content may lie from the exact one

    def __len__(self) -> int:
        """How many offers there are."""

    def prepare(self, columns: slice) -> None:
        """Called once for each block of offers, before the threads begin."""

    def contents(self, rows: slice, columns: slice, out: Matrix) -> Matrix:
        """(asks, offers) float32."""

    def refined(self, rows: Numbers, columns: Numbers, contents: Floats) -> Floats:
        """(pairs,): scores by contents of a block."""

    def likeness(self, rows: Numbers, columns: Numbers) -> Floats:
        """(pairs,): the part of a score that takes long, in double precision."""

    def exact(self, rows: Numbers, columns: Numbers, likeness: Floats) -> Floats:
        """(pairs,): scores in double precision."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """How the work is cut; changes speed and memory, never results."""

    asks: int = ASKS_AT_ONCE
    offers: int = OFFERS_AT_ONCE
    threads: int | None = None  # None: one for each core


@dataclass(frozen=True, slots=True)
class Best:
    """The best pairs, by ask, then by score from the best, ties in the given order.

    Ask number i has the pairs starts[i] to starts[i + 1]; `offers` are row numbers, `likeness`
    is what the scorer called so.
    """

    starts: Numbers
    offers: Numbers
    scores: Floats
    likeness: Floats

    @property
    def asks(self) -> Numbers:
        """(pairs,): the ask of each pair."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def best_of(scorer: Scorer, k: int, order: Numbers, blocks: Blocks | None = None) -> Best:
    """The up to k best offers with a score above zero, for each ask.

    `order` (offers,) says which of two offers with equal scores goes first: the smaller number.
    """
    blocks = blocks or Blocks(offers=_fitting_offers(len(scorer.most)))
    asks, spans = len(scorer.most), list(_spans(len(scorer), blocks.offers))
    for span in spans:
        scorer.prepare(span)
    cuts = [slice(a, min(a + blocks.asks, asks)) for a in range(0, asks, blocks.asks)]
    threads = min(blocks.threads or os.cpu_count() or 1, max(1, len(cuts)))

    def run(rows: slice) -> Best:
        return _Pool(scorer, rows, k, order, blocks).run(spans)

    if threads == 1:  # then BLAS may have all its threads
        done = [run(rows) for rows in cuts]
    else:
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
            done = list(pool.map(run, cuts))
    counts = [np.diff(part.starts) for part in done]
    nothing = np.empty(0)
    return Best(
        np.cumsum(np.concatenate([np.zeros(1, dtype=np.intp), *counts])),
        np.concatenate([nothing.astype(np.intp), *(part.offers for part in done)]),
        np.concatenate([nothing, *(part.scores for part in done)]),
        np.concatenate([nothing, *(part.likeness for part in done)]),
    )


def _fitting_offers(asks: int) -> int:
    """Few asks take more offers at once, so that blocks are not many and small."""
    times = ASKS_AT_ONCE // max(1, asks)
    return OFFERS_AT_ONCE * min(MOST_TIMES, max(1, times))


def _spans(offers: int, size: int) -> Iterator[slice]:
    """Blocks of offers that double until they have their size."""
    start, width = 0, min(FIRST_OFFERS, size)
    while start < offers:
        yield slice(start, min(start + width, offers))
        start, width = start + width, min(2 * width, size)


class _Pool:
    """The survivors of a block of asks: for each a row of offers with their rough scores."""

    def __init__(self, scorer: Scorer, rows: slice, k: int, order: Numbers, blocks: Blocks) -> None:
        count = rows.stop - rows.start
        self.scorer, self.rows, self.k, self.order = scorer, rows, k, order
        self.most = scorer.most[rows]
        self.margins = scorer.margins[rows]
        self.threshold = -2 * self.margins  # a rough score must lie above it
        self.limit = k + k // SLACK + 1  # rows longer than this are cut back
        self.offers = np.zeros((count, self.limit + blocks.offers), dtype=np.int32)
        self.scores = np.zeros(self.offers.shape, dtype=np.float32)
        self.filled = np.zeros(count, dtype=np.intp)
        widest = -(-blocks.offers // WIDE) * WIDE
        self._block = np.empty(count * blocks.offers, dtype=np.float32)
        self._flags = np.zeros((count, widest), dtype=np.bool_)

    def run(self, spans: list[slice]) -> Best:
        """The best of these asks, over all blocks of offers."""
        count = len(self.filled)
        for span in spans:
            width = span.stop - span.start
            out = self._block[: count * width].reshape(count, width)
            contents = self.scorer.contents(self.rows, span, out)
            self._take(contents, span.start)
        return self._finished()

    def _take(self, contents: Matrix, start: int) -> None:
        rows, columns = self._above(contents)
        rough = self.scorer.refined(
            rows + self.rows.start, columns + start, contents[rows, columns].astype(np.float64)
        )
        kept = rough > self.threshold[rows]
        rows, columns, rough = rows[kept], columns[kept], rough[kept]
        counts = np.bincount(rows, minlength=len(self.filled))
        starts = np.cumsum(counts) - counts
        places = self.filled[rows] + np.arange(len(rows)) - starts[rows]
        self.offers[rows, places] = columns + start
        self.scores[rows, places] = rough
        self.filled += counts
        longer = np.flatnonzero(self.filled > self.limit)
        if len(longer):
            self._cut_back(longer)

    def _above(self, contents: Matrix) -> tuple[Numbers, Numbers]:
        """Where contents lie above the threshold, by row; most flags are looked at in eights."""
        width = contents.shape[1]
        least = (self.threshold / self.most).astype(np.float32)
        least = np.nextafter(least, np.float32(-np.inf))
        flags = self._flags
        flags[:, width:] = False
        np.greater(contents, least[:, None], out=flags[:, :width])
        eights = np.flatnonzero(flags.view(np.uint64).reshape(-1) != 0)
        which, inside = _true(flags.reshape(-1, WIDE)[eights])
        return _divided(eights[which] * WIDE + inside, flags.shape[1])

    def _cut_back(self, rows: Numbers) -> None:
        """Raise the thresholds of rows that are full, and drop what lies under them."""
        longest = int(self.filled[rows].max())
        held = self.scores[rows, :longest]
        held[np.arange(longest) >= self.filled[rows][:, None]] = -np.inf
        best = np.partition(held, longest - self.k, axis=1)[:, longest - self.k]
        least = best - 2 * (self.margins[rows] + SUM_ROUNDING)
        self.threshold[rows] = np.where(best > 0, least, self.threshold[rows])
        kept = held >= self.threshold[rows][:, None]
        self._keep(rows, *_true(kept))
        crowded = rows[self.filled[rows] > self.limit]
        if len(crowded):
            self._settle(crowded)

    def _keep(self, rows: Numbers, which: Numbers, places: Numbers) -> None:
        """Move what is kept, sorted by row, to the front of the rows."""
        counts = np.bincount(which, minlength=len(rows))
        to = np.arange(len(which)) - (np.cumsum(counts) - counts)[which]
        offers, scores = self.offers[rows[which], places], self.scores[rows[which], places]
        self.offers[rows[which], to] = offers
        self.scores[rows[which], to] = scores
        self.filled[rows] = counts

    def _settle(self, rows: Numbers) -> None:
        """Too many lie within the margin, such as equal offers: keep the k that are best."""
        which, places, _found = self._sorted(rows)
        self._keep(rows, which, places)

    def _sorted(self, rows: Numbers) -> tuple[Numbers, Numbers, Best]:
        """The k best of each row by exact scores above 0: row, place in it, and the pairs."""
        held = np.arange(self.offers.shape[1]) < self.filled[rows][:, None]
        which, places = _true(held)
        offers = self.offers[rows[which], places].astype(np.intp)
        asks = rows[which] + self.rows.start
        likeness = self.scorer.likeness(asks, offers)
        scores = self.scorer.exact(asks, offers, likeness)
        best = np.lexsort((self.order[offers], -scores, which))
        best = best[scores[best] > 0]
        best = best[_place_in_row(which[best]) < self.k]
        which, places = which[best], places[best]
        starts = np.searchsorted(which, np.arange(len(rows) + 1))
        return which, places, Best(starts, offers[best], scores[best], likeness[best])

    def _finished(self) -> Best:
        rows = np.arange(len(self.filled))
        enough = rows[self.filled > self.k]
        if len(enough):
            self._cut_back(enough)
        return self._sorted(rows)[2]


def _true(flags: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """The rows and columns of what is true, by row; many times as fast as over two axes."""
    return _divided(np.flatnonzero(flags.reshape(-1)), flags.shape[1])


def _divided(places: Numbers, width: int) -> tuple[Numbers, Numbers]:
    rows = places // max(1, width)
    return rows, places - rows * width


def _place_in_row(rows: Numbers) -> Numbers:
    """0, 1, 2 … within each run of equal numbers."""
    counts = np.bincount(rows) if len(rows) else rows
    starts = np.cumsum(counts) - counts
    return np.arange(len(rows)) - starts[rows]
