"""The matrix: agencies × shared goals, for a year or all, with both margins summed.

Money and time come from the entries of contributions and, for time that was used, from the
ledger of work input; the sums along an agency and along a goal are of the same whole cents and
hundredths. Sums are over all that was chosen, also when only some goals are shown at a time.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, cast

import numpy as np
from django.db.models import Count, Max, Min
from numpy.typing import NDArray

from kytkin.goals.models import GoalMember, GoalPreparation, SharedGoal
from kytkin.goals.permissions import visible_goals
from kytkin.mobility.models import Move
from kytkin.organisations.models import Organisation
from kytkin.organisations.permissions import Visitor
from kytkin.steering.amounts import hundredths
from kytkin.steering.cube_keeping import slice_of_contributions
from kytkin.steering.models import AMOUNTS, Contribution
from kytkin.steering.work_input import Cell, TimeSums, time_by_cell

ALL_YEARS: Final = 0
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Stage(StrEnum):
    PLEDGED = "pledged"
    CONFIRMED = "confirmed"
    USED = "used"


FIELDS: Final[dict[Stage, str]] = {
    Stage.PLEDGED: "pledged", Stage.CONFIRMED: "confirmed", Stage.USED: "actual",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells[agency, goal] in cents and in hundredths of person-years, of one stage.

    `goals` and `agencies` are those with something in them, the largest goal first (by time, then
    money), agencies by branch and code. Goals have their code and title only.
    """

    goals: tuple[SharedGoal, ...]
    agencies: tuple[Organisation, ...]
    cents: NDArray[np.int64]
    time: NDArray[np.int64]

    @property
    def total(self) -> tuple[int, int]:
        return int(self.cents.sum()), int(self.time.sum())


def matrix_of(
    visitor: Visitor,
    *,
    stage: Stage,
    year: int,
    today: dt.date,
    branch: str = "",
    phenomenon: str = "",
) -> Matrix:
    """What the visitor may see; `year` 0 sums all years, `branch` and `phenomenon` are codes."""
    seen = SharedGoal.objects.filter(visible_goals(visitor)).distinct().only("code", "title")
    if phenomenon:
        seen = seen.filter(phenomenon__code=phenomenon)
    goals = {goal.pk: goal for goal in seen}
    places = {
        one.pk: one
        for one in Organisation.objects.filter(kind__in=("ministry", "agency"))
        .select_related("branch")
        if not branch or (one.branch is not None and one.branch.code == branch)
    }  # fmt: skip
    order = sorted(places, key=lambda pk: _order(places[pk]))
    kept = FIELDS[stage]
    sheet = slice_of_contributions(
        rows=order, columns=sorted(goals), layers=None if year == ALL_YEARS else [year],
        measures=[AMOUNTS.index(f"{kept}_eur"), AMOUNTS.index(f"{kept}_person_years")],
    )  # fmt: skip
    cents, time = sheet.cells[:, :, 0], sheet.cells[:, :, 1]
    rows, columns = cast(list[int], list(sheet.rows)), cast(list[int], list(sheet.columns))
    if stage == Stage.USED:
        cents, time, rows, columns = _with_ledger(
            cents, time, rows, columns, _ledger(year, today), set(places), set(goals)
        )
    return _filled(cents, time, [places[pk] for pk in rows], [goals[pk] for pk in columns])


def _order(organisation: Organisation) -> tuple[str, bool, str]:
    branch = organisation.branch.code if organisation.branch else "~"
    return branch, organisation.kind != "ministry", organisation.code


def _filled(
    cents: NDArray[np.int64], time: NDArray[np.int64], agencies: Sequence[Organisation],
    goals: Sequence[SharedGoal],
) -> Matrix:  # fmt: skip
    """Without empty rows and columns, the largest goals first."""
    some = (cents != 0) | (time != 0)
    rows = np.flatnonzero(some.any(axis=1)) if some.size else np.array([], dtype=np.intp)
    columns = np.flatnonzero(some.any(axis=0)) if some.size else np.array([], dtype=np.intp)
    weights = [(-int(time[:, c].sum()), -int(cents[:, c].sum()), goals[c].code, c)
               for c in columns]  # fmt: skip
    order = [c for *_rest, c in sorted(weights)]
    rows = np.array(sorted(rows, key=lambda r: _order(agencies[r])), dtype=np.intp)
    grid = np.ix_(rows, np.array(order, dtype=np.intp))
    return Matrix(
        tuple(goals[c] for c in order), tuple(agencies[r] for r in rows), cents[grid], time[grid]
    )


_ledger_kept: dict[str, tuple[Any, Mapping[Cell, TimeSums]]] = {}


def _ledger(year: int, today: dt.date) -> Mapping[Cell, TimeSums]:
    """The ledger's time by cell; worked out anew when a move or a link has changed."""
    version = (
        year, today,
        tuple(Move.objects.aggregate(Count("pk"), Max("pk"), Max("updated_at")).values()),
        tuple(GoalPreparation.objects.order_by("pk").values_list(
            "preparation", "goal", "share_percent")),
    )  # fmt: skip
    kept = _ledger_kept.get("cells")
    if kept is not None and kept[0] == version:
        return kept[1]
    years = [year] if year != ALL_YEARS else list(_years_of_moves(today))
    cells = time_by_cell(years, today=today)
    _ledger_kept["cells"] = (version, cells)
    return cells


def _years_of_moves(today: dt.date) -> range:
    first = Move.objects.aggregate(Min("starts_on"))["starts_on__min"]
    return range(first.year if first else today.year, today.year + 1)


def _with_ledger(
    cents: NDArray[np.int64], time: NDArray[np.int64], rows: list[int], columns: list[int],
    ledger: Mapping[Cell, TimeSums], places: Collection[int], goals: Collection[int],
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[int], list[int]]:  # fmt: skip
    """Used time is what was reported and what the ledger shows, together."""
    wanted: dict[tuple[int, int], int] = defaultdict(int)
    for (goal, organisation, _year), sums in ledger.items():
        if sums.actual and goal in goals and organisation in places:
            wanted[organisation, goal] += hundredths(sums.actual)
    more_rows = sorted({key[0] for key in wanted} - set(rows))
    more_columns = sorted({key[1] for key in wanted} - set(columns))
    grow = ((0, len(more_rows)), (0, len(more_columns)))
    cents, time = np.pad(cents, grow), np.pad(time, grow)
    rows, columns = [*rows, *more_rows], [*columns, *more_columns]
    for (organisation, goal), value in wanted.items():
        time[rows.index(organisation), columns.index(goal)] += value
    return cents, time, rows, columns


def forget_the_ledger() -> None:
    """For tests: a database that is rolled back may look unchanged."""
    _ledger_kept.clear()


def people_by_goal(goals: Collection[SharedGoal]) -> Counter[int]:
    found = GoalMember.objects.filter(goal__in=goals).values_list("goal").annotate(Count("pk"))
    return Counter(dict(found))


def preparations_by_goal(goals: Collection[SharedGoal]) -> Counter[int]:
    found = GoalPreparation.objects.filter(goal__in=goals).values_list("goal").annotate(Count("pk"))
    return Counter(dict(found))


def years_of_contributions() -> range:
    """The years in which anything is pledged; the present one when nothing is."""
    found = Contribution.objects.aggregate(Min("year"), Max("year"))
    if found["year__min"] is None:
        return range(0)
    return range(found["year__min"], found["year__max"] + 1)
