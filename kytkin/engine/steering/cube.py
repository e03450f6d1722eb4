"""A cube of whole numbers: giver × goal × year × measure, with exact margins along every side.

Amounts are cents and hundredths of person-years as int64, so that sums are exact in any order:
what stands in the rows adds up to what stands in the columns.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

LARGEST = 2**62
"""No sum may reach this: far above the State's budget in cents, and below what int64 holds."""


class TooLarge(Exception):
    """An amount is so large that sums of it would not be exact."""


@dataclass(slots=True)
class Axis:
    """Keys in the order in which they came; a key keeps its place for ever."""

    keys: list[Hashable] = field(default_factory=list)
    places: dict[Hashable, int] = field(default_factory=dict)

    def place(self, key: Hashable) -> int:
        found = self.places.get(key)
        if found is None:
            found = self.places[key] = len(self.keys)
            self.keys.append(key)
        return found

    def chosen(self, wanted: Iterable[Hashable] | None) -> NDArray[np.intp]:
        """Places of the wanted keys that are there, in their order; None: of all."""
        if wanted is None:
            return np.arange(len(self.keys), dtype=np.intp)
        found = [self.places[key] for key in wanted if key in self.places]
        return np.array(found, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Slice:
    """A sheet of the cube: cells[row, column, measure] and their sums, all int64.

    `rows` and `columns` are the keys; `row_sums` is [row, measure], `column_sums` is
    [column, measure], `total` is [measure].
    """

    rows: tuple[Hashable, ...]
    columns: tuple[Hashable, ...]
    cells: NDArray[np.int64]

    @property
    def row_sums(self) -> NDArray[np.int64]:
        sums: NDArray[np.int64] = self.cells.sum(axis=1, dtype=np.int64)
        return sums

    @property
    def column_sums(self) -> NDArray[np.int64]:
        sums: NDArray[np.int64] = self.cells.sum(axis=0, dtype=np.int64)
        return sums

    @property
    def total(self) -> NDArray[np.int64]:
        sums: NDArray[np.int64] = self.cells.sum(axis=(0, 1), dtype=np.int64)
        return sums


class Cube:
    """Grows as facts are added; `measures` is how many numbers a fact has."""

    def __init__(self, measures: int) -> None:
        self.measures = measures
        self.rows, self.columns, self.layers = Axis(), Axis(), Axis()
        self._values: NDArray[np.int64] = np.zeros((0, 0, 0, measures), dtype=np.int64)

    def add(
        self,
        rows: Sequence[Hashable],
        columns: Sequence[Hashable],
        layers: Sequence[Hashable],
        amounts: Sequence[Sequence[int]] | NDArray[np.int64],
    ) -> None:
        """Add facts; those of one cell add up. `amounts` is [fact, measure].

        Raises ValueError for parts of different length and TooLarge for amounts that are too
        large to be summed exactly; nothing is added then.
        """
        if not len(rows) == len(columns) == len(layers) == len(amounts):
            raise ValueError("rows, columns, layers and amounts differ in length")
        if not len(rows):
            return
        try:
            numbers = np.asarray(amounts, dtype=np.int64).reshape(len(rows), self.measures)
        except OverflowError as error:
            raise TooLarge("an amount does not fit in 64 bits") from error
        before = np.abs(self._values).sum(dtype=np.float64)
        if before + np.abs(numbers.astype(np.float64)).sum() >= LARGEST:
            raise TooLarge("the amounts together are too large to be summed exactly")
        at = (
            np.array([self.rows.place(key) for key in rows], dtype=np.intp),
            np.array([self.columns.place(key) for key in columns], dtype=np.intp),
            np.array([self.layers.place(key) for key in layers], dtype=np.intp),
        )
        self._grow()
        np.add.at(self._values, at, numbers)

    def slice(
        self,
        *,
        rows: Collection[Hashable] | None = None,
        columns: Collection[Hashable] | None = None,
        layers: Collection[Hashable] | None = None,
        measures: Sequence[int] | None = None,
    ) -> Slice:
        """The chosen layers summed, of the chosen rows, columns and measures in the order given.

        Keys that the cube does not have are left out; measures are numbers from 0.
        """
        at_rows, at_columns = self.rows.chosen(rows), self.columns.chosen(columns)
        at_layers = self.layers.chosen(layers)
        at_measures = np.array(range(self.measures) if measures is None else measures, np.intp)
        picked = self._values[np.ix_(at_rows, at_columns, at_layers, at_measures)]
        return Slice(
            tuple(self.rows.keys[place] for place in at_rows),
            tuple(self.columns.keys[place] for place in at_columns),
            picked.sum(axis=2, dtype=np.int64),
        )

    def _grow(self) -> None:
        shape = (len(self.rows.keys), len(self.columns.keys), len(self.layers.keys), self.measures)
        if self._values.shape == shape:
            return
        grown = np.zeros(shape, dtype=np.int64)
        was = self._values.shape
        grown[: was[0], : was[1], : was[2]] = self._values
        self._values = grown
