"""Allocate: a good plan and a proof of how good, in the time given.

Greedy start → prices that prove a bound → small relaxation → clusters of needs solved by HiGHS,
guided by both → more clusters where the bound says that something is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from kytkin.engine.allocation.colliding import Infeasible, explain
from kytkin.engine.allocation.compiled import Compiled, Flags, Floats, compile_problem
from kytkin.engine.allocation.dual import Guide, Proof, descend, promising, sharpen
from kytkin.engine.allocation.greedy import Greedy
from kytkin.engine.allocation.milp import Limits, Part, TeamModel
from kytkin.engine.allocation.plan import (
    Plan,
    agency_uses,
    assignments_of,
    exposure_ratio,
    relative_gap,
)
from kytkin.engine.allocation.pricing import Prices, Pricing
from kytkin.engine.allocation.problem import Problem, check
from kytkin.engine.allocation.search import Effort, Search, objective

SMALL = 1_500
ROUNDS = 600
BUILD_PAIRS = 2_500
IMPROVE_PAIRS = 300


@dataclass(frozen=True)
class Target:
    """When to stop: proven gap reached, seconds gone, or that many rounds of the search done."""

    gap: float = 0.001
    seconds: float = 60.0
    rounds: int = 400
    workers: int = 2


@dataclass(frozen=True)
class Moment:
    """What is known at a moment, for those who wait: step, objective, bound."""

    step: str
    objective: float
    bound: float


def allocate(
    problem: Problem,
    target: Target = Target(),
    *,
    clock: Callable[[], float],
    watch: Callable[[Moment], None] = lambda moment: None,
) -> Plan:
    """The best plan found, with a proven bound. `clock` gives seconds; only differences count.

    Raises `BadProblem` when the problem contradicts itself and `Infeasible`, with the colliding
    rules, when no plan can keep every rule. Stopped by the gap or the rounds, the same problem
    gives the same plan; stopped by time it depends on the machine.
    """
    check(problem)
    begun = clock()
    compiled = compile_problem(problem)
    run = _Run(compiled, target, watch, lambda: clock() - begun)
    return run.plan()


class Undecided(RuntimeError):
    """In the time given neither a plan nor a proof that there is none was found."""


class _Run:
    """One allocation: the plan so far, the bound so far, and the time they took."""

    def __init__(
        self,
        compiled: Compiled,
        target: Target,
        watch: Callable[[Moment], None],
        passed: Callable[[], float],
    ) -> None:
        self.compiled, self.target, self.watch, self.passed = compiled, target, watch, passed
        self.bound = np.inf

    def left(self) -> float:
        return max(self.target.seconds - self.passed(), 0.0)

    def plan(self) -> Plan:
        shares = self._start()
        if not len(shares):
            return self._planned(shares, self.bound, "gap")
        self._tell("first plan", shares)
        if len(shares) <= SMALL:
            shares = self._whole(shares)
            if self._reached(shares):
                return self._planned(shares, self.bound, "gap")
        pricing = Pricing(self.compiled)
        zero = Prices(np.zeros(len(self.compiled.rows.limit)), np.zeros(len(self.compiled.asked)))
        quarter, half = self.target.seconds / 4, self.target.seconds / 2
        proof = descend(pricing, zero, ROUNDS, lambda: self.passed() > quarter)
        proof, guide = sharpen(
            pricing, proof, rounds=3, seconds=quarter, expired=lambda: self.passed() > half
        )
        self.bound = min(self.bound, proof.bound)
        self._tell("bound", shares)
        search = self._search(proof, guide, shares)
        stopped_by = self._improve(search)
        return self._planned(search.shares, self.bound, stopped_by)

    def _start(self) -> Floats:
        """A plan that keeps every rule, by greed; by HiGHS when greed cannot open what must be."""
        compiled, problem = self.compiled, self.compiled.problem
        present = {
            (problem.experts[e].id, problem.needs[n].id)
            for e, n in zip(compiled.pairs.expert, compiled.pairs.need, strict=True)
        }
        contradicted = {(one.expert, one.need) for one in problem.agreed} & set(problem.forbidden)
        if contradicted or not present.issuperset(problem.forced):
            self._give_up()
        shares, fulfilled = Greedy(compiled).run()
        if fulfilled:
            return shares
        needs = np.flatnonzero(compiled.must_open)
        pairs = np.flatnonzero(compiled.must_open[compiled.pairs.need])
        part = Part(pairs, needs, compiled.rows.limit)
        solved = TeamModel(compiled, part).solve(Limits(gap=1e6, seconds=self.left()))
        if solved.shares is None:
            self._give_up()
        shares[:] = 0
        shares[pairs] = solved.shares
        return shares

    def _give_up(self) -> NoReturn:
        collision = explain(self.compiled.problem)
        if collision is None:
            raise Undecided(
                f"in {self.target.seconds:g} seconds no plan was found that opens every need that "
                "must be opened; give more seconds or fewer mandatory needs"
            )
        raise Infeasible(collision)

    def _whole(self, shares: Floats) -> Floats:
        """A small problem goes to HiGHS as it is; its own bound counts too."""
        compiled = self.compiled
        every = Part(np.arange(len(shares)), np.arange(len(compiled.asked)), compiled.rows.limit)
        limits = Limits(gap=self.target.gap / 2, nodes=20_000, seconds=self.left() / 2)
        solved = TeamModel(compiled, every).solve(limits, shares)
        self.bound = min(self.bound, solved.bound)
        if solved.shares is None or objective(compiled, solved.shares) < objective(
            compiled, shares
        ):
            return shares
        return solved.shares

    def _search(self, proof: Proof, guide: Guide | None, shares: Floats) -> Search:
        """The search after its first pass over all needs, guided by the relaxation."""
        target, inside = self.target, self.compiled.pairs.inside
        used = guide.used if guide else promising(self.compiled, proof.unit, 1.0)
        search = Search(self.compiled, proof, used | inside, shares, workers=target.workers)
        if guide:
            effort = Effort(BUILD_PAIRS, target.gap / 3, 500, self.left() / 3)
            search.build(guide.shares, effort, lambda: self.left() < target.seconds / 10)
        self._tell("plan", search.shares)
        search.widen(used | inside | _nearly(proof.unit, used))
        return search

    def _improve(self, search: Search) -> str:
        """Rounds of the search until the gap is reached, time is up or the rounds are done."""
        for _round in range(self.target.rounds):
            if self._reached(search.shares):
                return "gap"
            if self.left() < self.target.seconds / 50:
                return "time"
            seconds = min(self.target.seconds / 10, self.left())
            search.improve(Effort(IMPROVE_PAIRS, self.target.gap / 4, 200, seconds))
            self._tell("plan", search.shares)
        return "gap" if self._reached(search.shares) else "rounds"

    def _reached(self, shares: Floats) -> bool:
        return relative_gap(objective(self.compiled, shares), self.bound) <= self.target.gap

    def _tell(self, step: str, shares: Floats) -> None:
        self.watch(Moment(step, objective(self.compiled, shares), self.bound))

    def _planned(self, shares: Floats, bound: float, stopped_by: str) -> Plan:
        problem = self.compiled.problem
        assignments = assignments_of(self.compiled, shares)
        reached = objective(self.compiled, shares)
        bound = max(bound, reached) if len(shares) else reached
        opened = {one.need for one in assignments}
        uses = agency_uses(problem, assignments)
        return Plan(
            assignments=assignments,
            closed=tuple(need.id for need in problem.needs if need.id not in opened),
            objective=reached,
            total_fit=sum(one.gain for one in assignments),
            bound=bound,
            gap=relative_gap(reached, bound),
            seconds=self.passed(),
            stopped_by=stopped_by,
            agencies=uses,
            exposure_ratio=exposure_ratio(uses),
        )


def _nearly(unit: Floats, used: Flags) -> Flags:
    """Pairs (P,) that the relaxation nearly used: of the most worth, half as many again."""
    count = min(int(used.sum()) // 2, int((~used).sum()) - 1)
    if count < 0:
        return ~used
    lowest = np.partition(unit[~used], -count - 1)[-count - 1]
    nearly: Flags = unit >= lowest
    return nearly
