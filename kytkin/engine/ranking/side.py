"""One side of a ranking as arrays: sparse concepts, time, languages and places, text vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from kytkin.engine.ranking.records import Facts, Key

Matrix = NDArray[np.float32]
Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]
WORD: Final = 64


class Codes:
    """Numbers for keys, in the order they are met; grows as new ones come."""

    def __init__(self) -> None:
        self.numbers: dict[Key, int] = {}
        self.keys: list[Key] = []

    def __len__(self) -> int:
        return len(self.keys)

    def number(self, key: Key) -> int:
        if key not in self.numbers:
            self.numbers[key] = len(self.keys)
            self.keys.append(key)
        return self.numbers[key]

    def bits(self, kind: str, rows: Sequence[frozenset[str]]) -> Bits:
        """(rows, words) whose set bits are the rows' codes of this kind."""
        places = [sorted(self.number((kind, value)) for value in row) for row in rows]
        highest = max((row[-1] for row in places if row), default=0)
        words = np.zeros((len(rows), highest // WORD + 1), dtype=np.uint64)
        for number, row in enumerate(places):
            for place in row:
                words[number, place // WORD] |= np.uint64(1 << place % WORD)
        return words


@dataclass(frozen=True, slots=True)
class Space:
    """The codes that both sides of a ranking share."""

    concepts: Codes
    languages: Codes
    places: Codes

    @classmethod
    def new(cls) -> Self:
        return cls(Codes(), Codes(), Codes())


@dataclass(frozen=True, slots=True)
class Side:
    """Records as arrays. `concepts` is (records, concepts) of ones; `time` (records, 3): first
    day, day after the last, share; a row of zeros where none is stated. `vectors` are unit rows,
    or rows of zeros where there is no text.
    """

    ids: tuple[str, ...]
    concepts: csr_array
    time: Floats
    languages: Bits
    places: Bits
    vectors: Matrix

    @classmethod
    def of(cls, records: Sequence[Facts], vectors: Matrix, space: Space) -> Self:
        """The arrays of records and their text vectors (records, dimensions)."""
        if len(vectors) != len(records):
            raise ValueError(f"{len(records)} records need as many vectors, not {len(vectors)}")
        columns = [sorted(space.concepts.number(key) for key in one.keys) for one in records]
        starts = np.cumsum([0, *map(len, columns)])
        indices = np.array([number for row in columns for number in row], dtype=np.int32)
        shape = (len(records), len(space.concepts))
        return cls(
            tuple(one.id for one in records),
            csr_array((np.ones(len(indices)), indices, starts), shape=shape),
            np.array([_time_row(one) for one in records]).reshape(-1, 3),
            space.languages.bits("language", [one.languages for one in records]),
            space.places.bits("place", [one.places for one in records]),
            np.ascontiguousarray(vectors, dtype=np.float32),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def widened(self, space: Space) -> csr_array:
        """The concepts with a column for each code there is by now."""
        held = self.concepts
        shape = (len(self), len(space.concepts))
        return csr_array((held.data, held.indices, held.indptr), shape=shape)


def _time_row(record: Facts) -> tuple[float, float, float]:
    if record.time is None:
        return (0.0, 0.0, 0.0)
    starts, ends = record.time.starts_on.toordinal(), record.time.ends_before.toordinal()
    return (float(starts), float(ends), record.time.share_percent)


def replaced(side: Side, row: int, by: Side, space: Space) -> Side:
    """A side with one of its rows (or none, at its end) replaced by the rows of another."""
    before, after = slice(0, row), slice(row + 1, None)
    wide = side.widened(space)
    concepts = [wide[before], by.widened(space), wide[after]]
    return Side(
        (*side.ids[before], *by.ids, *side.ids[after]),
        csr_array(vstack(concepts, format="csr")),
        np.concatenate([side.time[before], by.time, side.time[after]]),
        _stacked(side.languages[before], by.languages, side.languages[after]),
        _stacked(side.places[before], by.places, side.places[after]),
        np.concatenate([side.vectors[before], by.vectors, side.vectors[after]]),
    )


def _stacked(*parts: Bits) -> Bits:
    width = max(part.shape[1] for part in parts)
    return np.concatenate([np.pad(part, ((0, 0), (0, width - part.shape[1]))) for part in parts])


def shared_bits(one: Bits, other: Bits) -> Floats:
    """(pairs,): how many set bits the rows of each pair share."""
    width = min(one.shape[1], other.shape[1])
    return set_bits(one[:, :width] & other[:, :width])


def set_bits(rows: Bits) -> Floats:
    """(rows,): how many bits are set in each."""
    counts: Floats = np.bitwise_count(rows).sum(axis=1, dtype=np.float64)
    return counts
