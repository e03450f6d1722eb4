"""The cube of the matrix: exact sums along every side, in any order of the facts."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kytkin.engine.steering.cube import LARGEST, Cube, TooLarge

pytestmark = pytest.mark.one_database
facts = st.lists(
    st.tuples(
        st.integers(0, 4), st.sampled_from("abcd"), st.integers(2024, 2027),
        st.integers(-(10**12), 10**12), st.integers(-(10**6), 10**6),
    ),
    max_size=60,
)  # fmt: skip


def cube_of(rows, batches=1) -> Cube:
    cube = Cube(2)
    for n in range(batches):
        part = rows[n::batches]
        cube.add(
            [one[0] for one in part], [one[1] for one in part], [one[2] for one in part],
            [one[3:] for one in part],
        )  # fmt: skip
    return cube


@given(facts, st.integers(1, 4))
def test_cells_and_both_margins_are_what_adding_by_hand_gives(rows, batches):
    sheet = cube_of(rows, batches).slice()
    cells, by_row, by_column = defaultdict(int), defaultdict(int), defaultdict(int)
    for row, column, _year, money, _time in rows:
        cells[row, column] += money
        by_row[row] += money
        by_column[column] += money
    got = {
        (row, column): int(sheet.cells[r, c, 0])
        for r, row in enumerate(sheet.rows)
        for c, column in enumerate(sheet.columns)
    }
    assert {key: value for key, value in got.items() if value} == {
        key: value for key, value in cells.items() if value
    }
    assert dict(zip(sheet.rows, sheet.row_sums[:, 0].tolist(), strict=True)) == by_row
    assert dict(zip(sheet.columns, sheet.column_sums[:, 0].tolist(), strict=True)) == by_column
    assert sheet.total.tolist() == [sum(one[3] for one in rows), sum(one[4] for one in rows)]
    assert (sheet.row_sums.sum(axis=0) == sheet.column_sums.sum(axis=0)).all()


@given(facts)
def test_years_apart_add_up_to_all_years(rows):
    cube = cube_of(rows)
    parts = [cube.slice(layers=[year]).total for year in range(2024, 2028)]
    assert (np.sum(parts, axis=0) == cube.slice().total).all()


def test_what_is_chosen_comes_in_the_order_asked_for_and_unknown_keys_are_left_out():
    cube = cube_of([(1, "a", 2026, 5, 0), (2, "b", 2026, 7, 0), (3, "a", 2027, 9, 0)])
    sheet = cube.slice(rows=[3, 9, 1], columns=["b", "a"], layers=[2026])
    assert (sheet.rows, sheet.columns) == ((3, 1), ("b", "a"))
    assert sheet.cells[:, :, 0].tolist() == [[0, 0], [0, 5]]
    assert cube.slice(layers=[1999]).total.tolist() == [0, 0]


def test_parts_of_different_length_and_amounts_without_bound_are_refused():
    cube = Cube(1)
    with pytest.raises(ValueError, match="length"):
        cube.add([1], [1], [], [[1]])
    for amounts in ([[LARGEST]], [[2**70]]):
        with pytest.raises(TooLarge):
            cube.add([1], [1], [1], amounts)
    cube.add([], [], [], [])
    assert cube.slice().total.tolist() == [0]
    cube.add([1], [1], [1], [[LARGEST // 2]])
    with pytest.raises(TooLarge):
        cube.add([1], [1], [1], [[LARGEST // 2]])
