"""The team problem, or a part of it, as a mixed-integer programme for HiGHS.

For the chosen pairs there are columns x (share in steps) and y (member), for each need z (opened),
for each need and branch w (branch present), and an excess for each row that may be exceeded at a
price. The whole model is written out in docs/allocation.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from kytkin.engine.allocation.compiled import Compiled, Floats, Ints

INFINITY = np.inf
INTEGRAL = 1e-6


@dataclass(frozen=True)
class Part:
    """What a model covers: pairs and needs by index (ascending), and the limits left for them."""

    pairs: Ints
    needs: Ints
    limits: Floats


@dataclass(frozen=True)
class Limits:
    """When HiGHS may stop: relative gap, nodes, seconds of its own clock."""

    gap: float = 0.0
    nodes: int = 100_000
    seconds: float = 60.0


@dataclass(frozen=True)
class Solved:
    """Shares of the part's pairs in steps (None: no plan found), objective, bound, status.

    `bound` is HiGHS's own dual bound of the part; `proven` says that no plan exists.
    """

    shares: Floats | None
    objective: float
    bound: float
    infeasible: bool


@dataclass(frozen=True)
class Relaxed:
    """The linear relaxation: how much of each pair is a member, prices per row and per total."""

    members: Floats
    shares: Floats
    rows: Floats
    totals: Floats
    objective: float


class QuietHighs(highspy.Highs):
    """HiGHS with one thread, a fixed seed, and nothing on the console.

    Its parent's constructor turns callbacks on, which prints HiGHS's banner to standard output
    before any option can forbid it: that constructor is passed over.
    """

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        for option in ("log_to_console", "output_flag"):
            self.setOptionValue(option, False)
        self.setOptionValue("threads", 1)
        self.setOptionValue("random_seed", 1)


class TeamModel:
    """Builds the programme for one part once; solves it whole or relaxed."""

    def __init__(self, compiled: Compiled, part: Part) -> None:
        self.compiled, self.part = compiled, part
        self._rows: list[sparse.coo_array] = []
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self._lay_out()
        self._member_rows()
        self._team_rows()
        self._branch_rows()
        self._coupling_rows()
        self._apart_rows()

    def _lay_out(self) -> None:
        pairs, part = self.compiled.pairs, self.part
        self.count, self.tasks = len(part.pairs), len(part.needs)
        place = np.full(len(self.compiled.asked), -1, dtype=np.int64)
        place[part.needs] = np.arange(self.tasks)
        self.need = place[pairs.need[part.pairs]]
        key = self.need * (int(pairs.branch.max(initial=0)) + 1) + pairs.branch[part.pairs]
        _keys, first, self.group = np.unique(key, return_index=True, return_inverse=True)
        self.group_need = self.need[first]
        matrix = self.compiled.rows.matrix[:, part.pairs].tocsr()
        priced = np.isfinite(self.compiled.rows.price)
        self.used = np.flatnonzero((np.diff(matrix.indptr) > 0) | priced)
        self.coupling = matrix[self.used].tocoo()
        self.soft = np.flatnonzero(priced[self.used])
        self.y = self.count
        self.z = 2 * self.count
        self.w = self.z + self.tasks
        self.s = self.w + len(first)
        self.columns = self.s + len(self.soft)

    def _add(
        self, entries: list[tuple[Ints, Ints, Floats | Ints | float]], lower: object, upper: object
    ) -> int:
        """Rows from (row, column, value) triples; returns the first row's number."""
        row = np.concatenate([entry[0] for entry in entries])
        column = np.concatenate([entry[1] for entry in entries])
        value = np.concatenate(
            [np.broadcast_to(np.asarray(entry[2], dtype=float), len(entry[1])) for entry in entries]
        )
        count = int(row.max()) + 1 if len(row) else 0
        begun = sum(len(bounds) for bounds in self._lower)
        self._rows.append(sparse.coo_array((value, (row, column)), shape=(count, self.columns)))
        self._lower.append(np.broadcast_to(np.asarray(lower, dtype=float), count))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=float), count))
        return begun

    def _member_rows(self) -> None:
        """low·y ≤ x ≤ high·y and y ≤ z."""
        each = np.arange(self.count)
        low = self.compiled.pairs.low[self.part.pairs]
        high = self.compiled.pairs.high[self.part.pairs]
        self._add([(each, each, 1), (each, self.y + each, -high)], -INFINITY, 0)
        self._add([(each, each, 1), (each, self.y + each, -low)], 0, INFINITY)
        self._add([(each, self.y + each, 1), (each, self.z + self.need, -1)], -INFINITY, 0)

    def _team_rows(self) -> None:
        """team_min·z ≤ Σy ≤ team_max·z and least·z ≤ Σx ≤ asked·z."""
        compiled, task = self.compiled, np.arange(self.tasks)
        needs, each = self.part.needs, np.arange(self.count)
        opened = self.z + task

        def sums(first: int, times: Ints) -> list[tuple[Ints, Ints, Floats | Ints | float]]:
            return [(self.need, first + each, 1), (task, opened, -times)]

        self._add(sums(self.y, compiled.team_min[needs]), 0, INFINITY)
        self._add(sums(self.y, compiled.team_max[needs]), -INFINITY, 0)
        self.first_asked = self._add(sums(0, compiled.asked[needs]), -INFINITY, 0)
        self.first_least = self._add(sums(0, compiled.least[needs]), 0, INFINITY)

    def _branch_rows(self) -> None:
        """w ≤ Σy of its branch, w ≤ z, Σw ≥ branches_min·z."""
        group, task = np.arange(len(self.group_need)), np.arange(self.tasks)
        each, wanted = np.arange(self.count), self.compiled.branches_min[self.part.needs]
        opened = self.z + self.group_need
        self._add([(group, self.w + group, 1), (self.group, self.y + each, -1)], -INFINITY, 0)
        self._add([(group, self.w + group, 1), (group, opened, -1)], -INFINITY, 0)
        self._add(
            [(self.group_need, self.w + group, 1), (task, self.z + task, -wanted)], 0, INFINITY
        )

    def _coupling_rows(self) -> None:
        matrix, soft = self.coupling, self.soft
        place = np.arange(len(soft))
        self.first_coupling = self._add(
            [(matrix.row, matrix.col, matrix.data), (soft, self.s + place, -1)],
            -INFINITY,
            self.part.limits[self.used],
        )

    def _apart_rows(self) -> None:
        """y + y' ≤ z for two who must not be in one team."""
        expert = self.compiled.pairs.expert[self.part.pairs]
        found = []
        for one, other in self.compiled.apart:
            mine, theirs = np.flatnonzero(expert == one), np.flatnonzero(expert == other)
            _tasks, a, b = np.intersect1d(self.need[mine], self.need[theirs], return_indices=True)
            found += list(zip(mine[a], theirs[b], strict=True))
        if not found:
            return
        first, second = np.array(found, dtype=np.int64).T
        row = np.arange(len(first))
        self._add(
            [
                (row, self.y + first, 1),
                (row, self.y + second, 1),
                (row, self.z + self.need[first], -1),
            ],
            -INFINITY,
            0,
        )

    def programme(self, *, integral: bool) -> highspy.Highs:
        """The model as HiGHS has it, in whole numbers or relaxed, ready to run."""
        compiled, pairs = self.compiled, self.part.pairs
        matrix = sparse.vstack(self._rows).tocsc()
        cost, lower, upper = np.zeros(self.columns), np.zeros(self.columns), np.ones(self.columns)
        cost[: self.count] = compiled.pairs.value[pairs]
        upper[: self.count] = compiled.pairs.high[pairs]
        lower[self.y : self.z] = compiled.pairs.inside[pairs]
        lower[self.z : self.w] = compiled.must_open[self.part.needs]
        cost[self.s :] = -compiled.rows.price[self.used[self.soft]]
        upper[self.s :] = INFINITY
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.columns, matrix.shape[0]
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
        model.row_lower_ = np.concatenate(self._lower)
        model.row_upper_ = np.concatenate(self._upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        if integral:
            kinds = [highspy.HighsVarType.kInteger] * self.w
            kinds += [highspy.HighsVarType.kContinuous] * (self.columns - self.w)
            model.integrality_ = kinds
        highs = QuietHighs()
        highs.passModel(model)
        return highs

    def solve(self, limits: Limits, start: Floats | None = None) -> Solved:
        """The best shares found within the limits, not worse than `start` (shares) if given."""
        highs = self.programme(integral=True)
        highs.setOptionValue("mip_rel_gap", limits.gap)
        highs.setOptionValue("mip_abs_gap", 1e-9)
        highs.setOptionValue("mip_max_nodes", limits.nodes)
        highs.setOptionValue("time_limit", limits.seconds)
        if start is not None:
            self._begin_at(highs, start)
        highs.run()
        info = highs.getInfo()
        infeasible = highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Solved(None, -INFINITY, info.mip_dual_bound, infeasible)
        found = np.array(highs.getSolution().col_value)
        shares = np.rint(found[: self.count])
        return Solved(shares, info.objective_function_value, info.mip_dual_bound, infeasible)

    def _begin_at(self, highs: highspy.Highs, shares: Floats) -> None:
        values = np.zeros(self.columns)
        values[: self.count] = shares
        values[self.y : self.z] = shares > 0
        values[self.z + np.unique(self.need[shares > 0])] = 1
        values[self.w + np.unique(self.group[shares > 0])] = 1
        excess = self.coupling @ shares - self.part.limits[self.used]
        values[self.s :] = np.maximum(excess[self.soft], 0)
        solution = highspy.HighsSolution()
        solution.col_value = values.tolist()
        highs.setSolution(solution)

    def relax(self, seconds: float) -> Relaxed | None:
        """The linear relaxation's solution and prices; None when it took longer than allowed."""
        highs = self.programme(integral=False)
        highs.setOptionValue("time_limit", seconds)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = highs.getSolution()
        values, duals = np.array(solution.col_value), np.array(solution.row_dual)
        rows = np.zeros(len(self.compiled.rows.limit))
        rows[self.used] = duals[self.first_coupling : self.first_coupling + len(self.used)]
        totals = np.zeros(len(self.compiled.asked))
        asked = duals[self.first_asked : self.first_asked + self.tasks]
        least = duals[self.first_least : self.first_least + self.tasks]
        totals[self.part.needs] = asked + least
        return Relaxed(
            members=values[self.y : self.z],
            shares=values[: self.count],
            rows=np.clip(rows, 0, self.compiled.rows.price),
            totals=totals,
            objective=highs.getInfo().objective_function_value,
        )
