"""The matrix prepared for the page: numbers as words, shades, groups by branch, pages of goals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.urls import reverse
from django.utils.formats import get_format

from kytkin.goals.models import SharedGoal
from kytkin.goals.status import statuses_of
from kytkin.organisations.models import Organisation
from kytkin.steering.matrix import Matrix, people_by_goal, preparations_by_goal
from kytkin.web.goals.shown import PILLS

SHADES: Final = 5
GOALS_A_PAGE: Final = 12
NO_BREAK: Final = "\u00a0"


class Numbers:
    """Writes whole cents and hundredths in the language of the page; quick for many cells."""

    def __init__(self) -> None:
        self.point = str(get_format("DECIMAL_SEPARATOR"))
        self.gap = str(get_format("THOUSAND_SEPARATOR"))

    def of(self, hundredths: int) -> str:
        """Two decimals, or none when there are none: 1 250 and 0,75; nothing for zero."""
        if not hundredths:
            return ""
        whole, rest = divmod(abs(int(hundredths)), 100)
        sign = "\u2212" if hundredths < 0 else ""
        number = f"{whole:,}".replace(",", self.gap)
        return f"{sign}{number}{self.point}{rest:02d}" if rest else f"{sign}{number}"


@dataclass(frozen=True, slots=True)
class CellShown:
    """Euros and person-years in words, a shade from 0 to 5, and the address of the facts."""

    eur: str
    time: str
    shade: int
    url: str


@dataclass(frozen=True, slots=True)
class RowShown:
    agency: Organisation
    together: CellShown
    cells: tuple[CellShown, ...]


@dataclass(frozen=True, slots=True)
class GroupShown:
    """The agencies of a branch; `together` and `cells` are its sums."""

    branch: Organisation | None
    rows: tuple[RowShown, ...]
    together: CellShown
    cells: tuple[CellShown, ...]


@dataclass(frozen=True, slots=True)
class GoalShown:
    goal: SharedGoal
    status: str
    pill: str
    people: int
    preparations: int


@dataclass(frozen=True, slots=True)
class MatrixShown:
    goals: tuple[GoalShown, ...]
    groups: tuple[GroupShown, ...]
    together: CellShown
    cells: tuple[CellShown, ...]


def matrix_shown(matrix: Matrix, year: int, *, first: int, by_money: bool) -> MatrixShown:
    """The goals from place `first` on; every sum is over all goals of the matrix."""
    shown = slice(first, first + GOALS_A_PAGE)
    numbers, goals = Numbers(), matrix.goals[shown]
    measure = matrix.cents if by_money else matrix.time
    shades = _shades(measure)
    query = f"?year={year}" if year else ""
    # An address costs more than all else in a cell: one is made, the others are cut from it.
    stem = reverse("matrix_cell", args=["GOAL", "ORGANISATION"])

    def cell(cents: int, time: int, shade: int = 0, url: str = "") -> CellShown:
        return CellShown(numbers.of(cents), numbers.of(time), shade, url)

    def row_of(place: int) -> RowShown:
        agency = matrix.agencies[place]
        here = stem.replace("ORGANISATION", agency.code)
        cents, time = matrix.cents[place], matrix.time[place]
        return RowShown(
            agency,
            cell(cents.sum(), time.sum()),
            tuple(
                cell(c, t, s, here.replace("GOAL", goal.code) + query) if c or t else EMPTY
                for c, t, s, goal in zip(
                    cents[shown].tolist(), time[shown].tolist(), shades[place, shown].tolist(),
                    goals, strict=True,
                )
            ),
        )  # fmt: skip

    groups: list[GroupShown] = []
    for places in _by_branch(matrix.agencies):
        cents, time = matrix.cents[places].sum(axis=0), matrix.time[places].sum(axis=0)
        groups.append(
            GroupShown(
                matrix.agencies[places[0]].branch,
                tuple(row_of(place) for place in places),
                cell(cents.sum(), time.sum()),
                tuple(cell(c, t) for c, t in zip(cents[shown], time[shown], strict=True)),
            )
        )
    cents, time = matrix.cents.sum(axis=0)[shown], matrix.time.sum(axis=0)[shown]
    return MatrixShown(
        _goals(goals), tuple(groups), cell(*matrix.total),
        tuple(cell(c, t) for c, t in zip(cents, time, strict=True)),
    )  # fmt: skip


EMPTY: Final = CellShown("", "", 0, "")


def _goals(goals: Sequence[SharedGoal]) -> tuple[GoalShown, ...]:
    whole = SharedGoal.objects.in_bulk([goal.pk for goal in goals])
    standings = statuses_of(whole.values())
    people, preparations = people_by_goal(goals), preparations_by_goal(goals)
    return tuple(
        GoalShown(
            goal, str(standings[goal.pk].shown.label), PILLS[standings[goal.pk].shown],
            people[goal.pk], preparations[goal.pk],
        )
        for goal in goals
    )  # fmt: skip


def _by_branch(agencies: Sequence[Organisation]) -> list[list[int]]:
    groups: dict[Any, list[int]] = {}
    for place, agency in enumerate(agencies):
        groups.setdefault(agency.branch_id, []).append(place)
    return list(groups.values())


def _shades(measure: np.ndarray[Any, np.dtype[np.int64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Fifths of what is not zero: as many cells in each shade, so that one giant hides nobody."""
    filled = measure[measure > 0]
    if not filled.size:
        return np.zeros_like(measure)
    edges = np.quantile(filled, [0.2, 0.4, 0.6, 0.8])
    found: np.ndarray[Any, np.dtype[np.int64]] = np.where(
        measure > 0, np.searchsorted(edges, measure, side="left") + 1, 0
    )
    return found


def biggest_cells(matrix: Matrix, year: int, most: int) -> list[tuple[Any, ...]]:
    """The list instead of the table: agency, goal and numbers, the largest time first."""
    numbers = Numbers()
    rows, columns = np.nonzero((matrix.cents != 0) | (matrix.time != 0))
    order = sorted(
        zip(rows.tolist(), columns.tolist(), strict=True),
        key=lambda at: (-matrix.time[at], -matrix.cents[at], at),
    )
    query = f"?year={year}" if year else ""
    return [
        (
            matrix.agencies[r], matrix.goals[c], numbers.of(matrix.cents[r, c]),
            numbers.of(matrix.time[r, c]),
            reverse("matrix_cell", args=[matrix.goals[c].code, matrix.agencies[r].code]) + query,
        )
        for r, c in order[:most]
    ]  # fmt: skip
