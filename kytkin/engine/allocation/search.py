"""Large neighbourhood search: free the teams of a few needs, let HiGHS choose them anew, repeat.

Needs are freed where the bound says that something is lost (a team worth less than the best at
the proven prices, or scarce time left unused), together with the needs that compete for the same
experts. Two clusters of needs are solved at a time, on two cores. After Shaw 1998, with the
Lagrangian prices as the guide.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from kytkin.engine.allocation.compiled import Compiled, Flags, Floats, Ints
from kytkin.engine.allocation.dual import Proof
from kytkin.engine.allocation.milp import Limits, Part, TeamModel

TINY = 1e-9


def objective(compiled: Compiled, shares: Floats) -> float:
    """Fit × priority × steps, less what falls short of the exposure that fairness asks."""
    rows = compiled.rows
    soft = np.isfinite(rows.price)
    excess = np.maximum(rows.matrix[soft] @ shares - rows.limit[soft], 0)
    return float(compiled.pairs.value @ shares - rows.price[soft] @ excess)


@dataclass(frozen=True)
class Effort:
    """How much one cluster may cost: pairs in it, and HiGHS's gap, nodes and seconds."""

    pairs: int
    gap: float = 2e-4
    nodes: int = 2000
    seconds: float = 10.0


class Search:
    """Holds the best plan so far as shares (P,) and betters it cluster by cluster."""

    def __init__(
        self, compiled: Compiled, proof: Proof, hot: Flags, shares: Floats, *, workers: int
    ) -> None:
        self.compiled, self.proof, self.hot = compiled, proof, hot
        self.shares = shares
        self.objective = objective(compiled, shares)
        self.workers = workers
        self.random = np.random.default_rng(1)
        self.tried = np.zeros(len(compiled.asked))
        self.firm = np.isinf(compiled.rows.price)
        self.starts = np.searchsorted(compiled.pairs.need, np.arange(len(compiled.asked) + 1))
        self.ties = self._ties()

    def _ties(self) -> sparse.csr_array:
        """How strongly two needs (N, N) compete: the number of scarce rows they share."""
        pairs, rows = self.compiled.pairs, self.compiled.rows
        scarce = self.firm & (np.diff(rows.matrix.indptr) <= 200)
        matrix = rows.matrix[scarce][:, self.hot]
        needs = sparse.csr_array(
            (np.ones(int(self.hot.sum())), (np.arange(matrix.shape[1]), pairs.need[self.hot])),
            shape=(matrix.shape[1], len(self.compiled.asked)),
        )
        touched = (matrix @ needs).minimum(1).tocsr()
        ties = (touched.T @ touched).tocsr()
        ties.setdiag(0)
        return ties

    def widen(self, hot: Flags) -> None:
        """Let the search use more pairs (P,) from now on."""
        self.hot = hot
        self.ties = self._ties()

    def build(self, guide: Floats, effort: Effort, expired: Callable[[], bool]) -> None:
        """A plan from scratch: clusters in turn, each leaving others what `guide` (P,) uses.

        Needs that must be opened keep the teams they have. Taken when better than the plan so far.
        """
        compiled = self.compiled
        kept = compiled.must_open[compiled.pairs.need]
        filled = np.where(kept, self.shares, guide)
        waiting = ~compiled.must_open
        while waiting.any() and not expired():
            clusters: list[Ints] = []
            while len(clusters) < self.workers and waiting.any():
                seed = int(np.flatnonzero(waiting)[0])
                clusters.append(self.grow(seed, effort.pairs, waiting))
                waiting[clusters[-1]] = False
            for cluster, (pairs, found) in zip(
                clusters, self._solve_together(clusters, filled, effort, warm=False), strict=True
            ):
                filled[self._all_pairs_of(cluster)] = 0
                filled[pairs] = 0 if found is None else found
        filled[waiting[compiled.pairs.need]] = 0
        reached = objective(compiled, filled)
        if reached > self.objective:
            self.shares, self.objective = filled, reached

    def improve(self, effort: Effort) -> float:
        """One round: as many clusters as workers, solved at once; returns what was gained."""
        before = self.objective
        clusters = self._clusters(effort.pairs)
        results = self._solve_together(clusters, self.shares, effort, warm=True)
        for cluster, (pairs, found) in zip(clusters, results, strict=True):
            self.tried[cluster] += 1
            if found is not None:
                self._take(cluster, pairs, found)
        return self.objective - before

    def _take(self, cluster: Ints, pairs: Ints, found: Floats) -> None:
        changed = self.shares.copy()
        changed[self._all_pairs_of(cluster)] = 0
        changed[pairs] = found
        reached = objective(self.compiled, changed)
        if reached > self.objective + TINY:
            self.shares, self.objective = changed, reached
            self.tried[cluster] = 0

    def _solve_together(
        self, clusters: list[Ints], state: Floats, effort: Effort, *, warm: bool
    ) -> list[tuple[Ints, Floats | None]]:
        """Each cluster's pairs and new shares; what is left of a row goes to the first cluster."""
        rows = self.compiled.rows
        claimed = np.zeros(len(rows.limit), dtype=bool)
        idle = rows.limit - rows.matrix @ state
        jobs = []
        for cluster in clusters:
            mine = self._all_pairs_of(cluster)
            pairs = mine[self.hot[mine] | (state[mine] > 0)]
            use = rows.matrix[:, mine] @ state[mine]
            limits = use + np.where(claimed, np.minimum(idle, 0), idle)
            limits = np.where(self.firm, np.floor(np.maximum(limits, 0) + 1e-6), use + idle)
            claimed |= self.firm & (np.diff(rows.matrix[:, pairs].indptr) > 0)
            model = TeamModel(self.compiled, Part(pairs, cluster, limits))
            jobs.append((model, pairs, state[pairs] if warm else None))
        allowed = Limits(effort.gap, effort.nodes, effort.seconds)
        with ThreadPoolExecutor(len(jobs)) as pool:
            solved = pool.map(lambda job: job[0].solve(allowed, job[2]).shares, jobs)
            return [(job[1], found) for job, found in zip(jobs, solved, strict=True)]

    def _clusters(self, pairs: int) -> list[Ints]:
        """Disjoint clusters around needs drawn by what the bound says is lost there."""
        free = np.ones(len(self.compiled.asked), dtype=bool)
        loss = self._loss() / (1 + self.tried) ** 2
        clusters: list[Ints] = []
        for _worker in range(self.workers):
            if not free.any():
                break
            weights = np.where(free, loss + loss.sum() * 1e-3 / len(loss) + TINY, 0)
            seed = int(self.random.choice(len(weights), p=weights / weights.sum()))
            clusters.append(self.grow(seed, pairs, free))
            free[clusters[-1]] = False
        return clusters

    def grow(self, seed: int, pairs: int, free: Flags) -> Ints:
        """Needs around `seed`, most tied first, until they have `pairs` hot pairs."""
        sizes = np.bincount(self.compiled.pairs.need[self.hot], minlength=len(free))
        open_ = free.copy()
        strength = self.random.random(len(free)) * 0.5
        chosen, amount, need = [], 0, seed
        while True:
            chosen.append(need)
            open_[need] = False
            amount += int(sizes[need])
            if amount >= pairs or not open_.any():
                return np.sort(np.array(chosen, dtype=np.int64))
            row = self.ties[[need]]
            strength[row.indices] += row.data
            need = int(np.argmax(np.where(open_, strength, -1)))

    def _loss(self) -> Floats:
        """What each need (N,) loses against the bound: a lesser team, or scarce time left idle."""
        rows, pairs, count = self.compiled.rows, self.compiled.pairs, len(self.compiled.asked)
        worth = np.bincount(pairs.need, weights=self.proof.unit * self.shares, minlength=count)
        opened = np.bincount(pairs.need, weights=self.shares, minlength=count) > 0
        lesser = self.proof.gain - worth - self.proof.budget * opened
        idle = np.maximum(rows.limit - rows.matrix @ self.shares, 0) * self.proof.prices.rows
        wanting = rows.matrix[:, self.hot]
        each = np.where(self.firm, idle, 0) / np.maximum(np.diff(wanting.indptr), 1)
        waste = np.bincount(pairs.need[self.hot], weights=wanting.T @ each, minlength=count)
        return np.maximum(lesser, 0) + np.maximum(waste, 0)

    def _all_pairs_of(self, cluster: Ints) -> Ints:
        return np.concatenate(
            [np.arange(self.starts[need], self.starts[need + 1]) for need in cluster]
        )
