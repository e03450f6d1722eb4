"""What allocation is compared with: first come, greed, and HiGHS on the whole model."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from kytkin.engine.allocation.compiled import Compiled
from kytkin.engine.allocation.greedy import Greedy
from kytkin.engine.allocation.milp import Limits, Part, TeamModel
from kytkin.engine.allocation.search import objective


@dataclass(frozen=True)
class Compared:
    """A baseline's objective (None: no plan), its own bound where it has one, and its seconds."""

    objective: float | None
    bound: float | None
    seconds: float


def greedy(compiled: Compiled) -> Compared:
    begun = time.perf_counter()
    shares, _fulfilled = Greedy(compiled).run()
    return Compared(objective(compiled, shares), None, time.perf_counter() - begun)


def first_come(compiled: Compiled, seed: int = 1) -> Compared:
    """Experts come in random order and each takes what suits best, while there is room.

    Who has time left takes the next need. Teams that do not meet the rules in the end fall, and
    what their members gave is lost.
    """
    begun = time.perf_counter()
    pairs = compiled.pairs
    left, places = compiled.asked.copy(), compiled.team_max.copy()
    shares = np.zeros(len(pairs.need))
    order = np.lexsort((-pairs.value, pairs.expert))
    starts = np.searchsorted(pairs.expert[order], np.arange(len(compiled.problem.experts) + 1))
    for expert in np.random.default_rng(seed).permutation(len(compiled.problem.experts)):
        time_left = compiled.problem.experts[expert].capacity
        for pair in order[starts[expert] : starts[expert + 1]]:
            need = pairs.need[pair]
            share = min(time_left, pairs.high[pair], left[need])
            if places[need] and share >= pairs.low[pair]:
                shares[pair] = share
                time_left -= share
                left[need] -= share
                places[need] -= 1
    shares[~_meets_the_rules(compiled, shares)[pairs.need]] = 0
    return Compared(objective(compiled, shares), None, time.perf_counter() - begun)


def _meets_the_rules(compiled: Compiled, shares: np.ndarray) -> np.ndarray:
    pairs, count = compiled.pairs, len(compiled.asked)
    members = np.bincount(pairs.need, weights=shares > 0, minlength=count)
    inside = np.flatnonzero(shares > 0)
    teams = np.unique(np.stack([pairs.need[inside], pairs.branch[inside]]), axis=1)
    branches = np.bincount(teams[0], minlength=count)
    return (members >= compiled.team_min) & (branches >= compiled.branches_min)


def plain_highs(compiled: Compiled, seconds: float, gap: float) -> Compared:
    """The whole model in one go, for as long as Kytkin was given."""
    begun = time.perf_counter()
    needs, pairs = compiled.size
    part = Part(np.arange(pairs), np.arange(needs), compiled.rows.limit)
    solved = TeamModel(compiled, part).solve(Limits(gap=gap, nodes=10**9, seconds=seconds))
    found = None if solved.shares is None else solved.objective
    return Compared(found, solved.bound, time.perf_counter() - begun)
