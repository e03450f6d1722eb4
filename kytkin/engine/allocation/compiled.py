"""The problem as arrays: admissible pairs, and the rows that tie pairs of different needs together.

Shapes: P pairs (sorted by need, branch, expert), N needs, R rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kytkin.engine.allocation.problem import ALWAYS, Expert, Need, Period, Problem

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_PairRow = tuple[int, int, int, float, int, int, bool]


@dataclass(frozen=True)
class Pairs:
    """Admissible pairs, each array of length P: indices, value per step, bounds, and in-team."""

    expert: Ints
    need: Ints
    branch: Ints
    value: Floats
    low: Ints
    high: Ints
    inside: Flags


@dataclass(frozen=True)
class Rows:
    """Rows `matrix @ x <= limit + excess`, where an excess costs `price` per step (inf: none).

    `matrix` (R, P) holds 1 for capacities and caps, -1 for an agency's exposure.
    """

    matrix: sparse.csr_array
    limit: Floats
    price: Floats
    names: tuple[str, ...]


@dataclass(frozen=True)
class Compiled:
    """Arrays for the solver; needs' arrays have length N."""

    problem: Problem
    pairs: Pairs
    rows: Rows
    asked: Ints
    least: Ints
    team_min: Ints
    team_max: Ints
    branches_min: Ints
    must_open: Flags
    apart: tuple[tuple[int, int], ...]

    @property
    def size(self) -> tuple[int, int]:
        return len(self.asked), len(self.pairs.need)


def compile_problem(problem: Problem) -> Compiled:
    """Arrays of a checked problem. A need without enough candidates keeps none of its pairs."""
    pairs = _pairs(problem)
    agreed_or_forced = {pair.need for pair in problem.agreed} | {n for _e, n in problem.forced}
    needs = problem.needs
    return Compiled(
        problem=problem,
        pairs=pairs,
        rows=_rows(problem, pairs),
        asked=np.array([need.asked for need in needs], dtype=np.int64),
        least=np.array([need.least for need in needs], dtype=np.int64),
        team_min=np.array([need.team_min for need in needs], dtype=np.int64),
        team_max=np.array([need.team_max for need in needs], dtype=np.int64),
        branches_min=np.array([need.branches_min for need in needs], dtype=np.int64),
        must_open=np.array(
            [need.mandatory or need.id in agreed_or_forced for need in needs], dtype=bool
        ),
        apart=_apart(problem),
    )


def admissible(expert: Expert, need: Need) -> str:
    """Why a new pair may not be proposed, or an empty text when it may."""
    if not expert.consent:
        return "the expert has not consented"
    if expert.capacity < need.share_min:
        return "the expert offers less time than a member must give"
    if not expert.period.overlaps(need.period):
        return "their periods do not meet"
    if need.languages and expert.languages and not (need.languages & expert.languages):
        return "they have no language in common"
    return ""


def _pairs(problem: Problem) -> Pairs:
    experts = {expert.id: place for place, expert in enumerate(problem.experts)}
    needs = {need.id: place for place, need in enumerate(problem.needs)}
    names = sorted({expert.branch for expert in problem.experts})
    branches = {name: place for place, name in enumerate(names)}
    agreed = {(one.expert, one.need): one.share for one in problem.agreed}
    forced = set(problem.forced)
    forbidden = set(problem.forbidden)
    fits = {(one.expert, one.need): one.fit for one in problem.candidates}
    for key in (*agreed, *forced):
        fits.setdefault(key, 0.0)
    rows: list[_PairRow] = []
    for key, fit in fits.items():
        expert, need = problem.experts[experts[key[0]]], problem.needs[needs[key[1]]]
        if key in agreed:
            low = high = agreed[key]
        elif key in forbidden or admissible(expert, need):
            continue
        else:
            low, high = need.share_min, min(need.share_max, expert.capacity, need.asked)
        rows.append(
            (
                needs[key[1]],
                branches[expert.branch],
                experts[key[0]],
                fit * need.priority,
                low,
                high,
                key in agreed or key in forced,
            )
        )
    rows = _openable(problem, rows)
    rows.sort(key=lambda row: row[:3])
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    return Pairs(
        need=np.array(columns[0], dtype=np.int64),
        branch=np.array(columns[1], dtype=np.int64),
        expert=np.array(columns[2], dtype=np.int64),
        value=np.array(columns[3], dtype=np.float64),
        low=np.array(columns[4], dtype=np.int64),
        high=np.array(columns[5], dtype=np.int64),
        inside=np.array(columns[6], dtype=np.bool_),
    )


def _openable(problem: Problem, rows: list[_PairRow]) -> list[_PairRow]:
    """Without the pairs of needs that have too few candidates or branches to be opened."""
    members: dict[int, int] = defaultdict(int)
    branches: dict[int, set[int]] = defaultdict(set)
    required = set()
    for need, branch, _expert, _value, _low, _high, inside in rows:
        members[need] += 1
        branches[need].add(branch)
        if inside:
            required.add(need)
    kept = {
        place
        for place, need in enumerate(problem.needs)
        if (members[place] >= need.team_min and len(branches[place]) >= need.branches_min)
        or need.mandatory
        or place in required
    }
    return [row for row in rows if row[0] in kept]


def _rows(problem: Problem, pairs: Pairs) -> Rows:
    """Capacity of each expert and unit at every moment, then the exposure of each agency."""
    of_expert: dict[int, list[int]] = defaultdict(list)
    for place, expert in enumerate(pairs.expert.tolist()):
        of_expert[expert].append(place)
    of_unit: dict[str, list[int]] = defaultdict(list)
    of_agency: dict[str, list[int]] = defaultdict(list)
    members: list[list[int]] = []
    limits: list[float] = []
    names: list[str] = []
    periods = [need.period for need in problem.needs]
    needs = pairs.need.tolist()
    timeless = all(period == ALWAYS for period in periods)

    def grouped(mine: list[int]) -> list[list[int]]:
        return [mine] if timeless else at_the_same_time(mine, [periods[needs[p]] for p in mine])

    for index in sorted(of_expert):
        mine, expert = of_expert[index], problem.experts[index]
        of_agency[expert.agency].extend(mine)
        if expert.unit is not None and expert.unit in problem.unit_caps:
            of_unit[expert.unit].extend(mine)
        for together in grouped(mine):
            members.append(together)
            limits.append(expert.capacity)
            names.append(f"expert {expert.id}")
    for unit in sorted(of_unit):
        mine = of_unit[unit]
        for together in grouped(mine):
            members.append(together)
            limits.append(problem.unit_caps[unit])
            names.append(f"unit {unit}")
    firm = len(members)
    for agency, target in exposure_targets(problem).items():
        members.append(of_agency[agency])
        limits.append(-target)
        names.append(f"agency {agency}")
    sign = np.ones(len(members))
    sign[firm:] = -1.0
    price = np.full(len(members), np.inf)
    price[firm:] = problem.fairness.weight
    counts = np.array([len(row) for row in members], dtype=np.int64)
    columns = np.array([p for row in members for p in row], dtype=np.int64)
    matrix = sparse.csr_array(
        (np.repeat(sign, counts), columns, np.concatenate([[0], np.cumsum(counts)])),
        shape=(len(members), len(pairs.need)),
    )
    return Rows(matrix, np.array(limits, dtype=np.float64), price, tuple(names))


def exposure_targets(problem: Problem) -> dict[str, int]:
    """Steps of each agency's time that fairness wants used, by agency; empty when it is off.

    Time is offered by those who consent or have agreed already.
    """
    fairness = problem.fairness
    if fairness.weight == 0:
        return {}
    offered = offered_steps(problem)
    return {
        agency: int(np.ceil(fairness.floor * steps - 1e-9))
        for agency, steps in sorted(offered.items())
        if fairness.small_below is None or steps < fairness.small_below
    }


def offered_steps(problem: Problem) -> dict[str, int]:
    """Steps that each agency's consenting experts with at least one candidate pair offer."""
    wanted = {candidate.expert for candidate in problem.candidates}
    wanted |= {agreement.expert for agreement in problem.agreed}
    offered: dict[str, int] = defaultdict(int)
    for expert in problem.experts:
        if expert.consent and expert.id in wanted:
            offered[expert.agency] += expert.capacity
    return dict(offered)


def at_the_same_time(members: Sequence[int], periods: Sequence[Period]) -> list[list[int]]:
    """The largest groups of members whose periods share a day (maximal cliques of intervals).

    Every such group is met on the first day of one of its periods, so those days are looked at.
    """
    starts = {period.starts_on or date.min for period in periods}
    groups = [
        [one for one, period in zip(members, periods, strict=True) if period.holds(day)]
        for day in sorted(starts)
    ]
    return list(_largest(groups))


def _largest(groups: Iterable[list[int]]) -> Iterable[list[int]]:
    kept: list[set[int]] = []
    for group in sorted(groups, key=len, reverse=True):
        if not any(set(group) <= other for other in kept):
            kept.append(set(group))
            yield group


def _apart(problem: Problem) -> tuple[tuple[int, int], ...]:
    places = {expert.id: place for place, expert in enumerate(problem.experts)}
    return tuple(sorted({_ordered(places[one], places[other]) for one, other in problem.apart}))


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
