"""The Lagrangian bound: with a price on everything scarce, each need picks its best team alone.

Prices stand on the coupling rows (capacities, caps, exposure) and on each need's total. What is
left for one need is to choose members: a set of team_min to team_max candidates that spans
branches_min branches. Those sets of one size are the bases of a matroid (the union of a truncated
partition matroid and a uniform one), so the best is found by sorting: first the best candidate of
each of the best branches, then the best of the rest (Edmonds 1971 on matroids and greed;
Geoffrion 1974 on the bound). Every value of `bound` is an upper bound of every plan's objective,
whatever the prices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kytkin.engine.allocation.compiled import Compiled, Flags, Floats, Ints

FIRST = 1e12


@dataclass(frozen=True)
class Prices:
    """`rows` (R,) per step of each row, at least 0; `totals` (N,) per step of each need's total.

    A positive total price pays for the most asked, a negative one for the least.
    """

    rows: Floats
    totals: Floats


@dataclass(frozen=True)
class Priced:
    """What needs choose at some prices: the bound, shares (P,), opened and their gain (N,)."""

    bound: float
    shares: Floats
    opened: Flags
    gain: Floats


class Pricing:
    """Evaluates the bound; holds what does not change between evaluations."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        pairs = compiled.pairs
        count = len(compiled.asked)
        self.transposed = compiled.rows.matrix.T.tocsr()
        self.low = pairs.low.astype(np.float64)
        self.high = pairs.high.astype(np.float64)
        self.lift = np.where(pairs.inside, FIRST, 0.0)
        self.need_starts = np.searchsorted(pairs.need, np.arange(count))
        changes = np.flatnonzero(np.diff(pairs.need) | np.diff(pairs.branch)) + 1
        self.group_starts = np.concatenate([[0], changes]).astype(np.int64)
        self.group_need = pairs.need[self.group_starts]
        self.group_firsts = np.searchsorted(self.group_need, np.arange(count))

    def units(self, prices: Prices) -> Floats:
        """Each pair's worth per step (P,): its value less the prices of what it uses."""
        pairs = self.compiled.pairs
        unit: Floats = pairs.value - self.transposed @ prices.rows - prices.totals[pairs.need]
        return unit

    def budgets(self, prices: Prices) -> Floats:
        """What each need's priced total (N,) gives back when it is opened."""
        asked, least = prices.totals * self.compiled.asked, prices.totals * self.compiled.least
        return np.where(prices.totals > 0, asked, least)

    def price(self, prices: Prices) -> Priced:
        """Every need's best team at these prices, and the bound they prove together."""
        compiled, pairs = self.compiled, self.compiled.pairs
        unit = self.units(prices)
        worth = np.where(unit > 0, self.high, self.low) * unit
        chosen = self._chosen(worth)
        gain = self.budgets(prices) + np.bincount(
            pairs.need[chosen], weights=worth[chosen], minlength=len(compiled.asked)
        )
        opened = (gain > 0) | compiled.must_open
        shares = np.zeros(len(unit))
        kept = chosen[opened[pairs.need[chosen]]]
        shares[kept] = np.where(unit[kept] > 0, self.high[kept], self.low[kept])
        bound = float(prices.rows @ compiled.rows.limit + gain[opened].sum())
        return Priced(bound, shares, opened, np.where(opened, gain, 0.0))

    def _chosen(self, worth: Floats) -> Ints:
        """Indices of the pairs of every need's best team, were it opened."""
        compiled, need = self.compiled, self.compiled.pairs.need
        keyed = worth + self.lift
        best = np.maximum.reduceat(keyed, self.group_starts)
        order = np.lexsort((-best, self.group_need))
        rank = np.arange(len(order)) - self.group_firsts[self.group_need[order]]
        winners = order[rank < compiled.branches_min[self.group_need[order]]]
        representative = self._place_of_best(keyed, best, winners)
        is_representative = np.zeros(len(keyed), dtype=bool)
        is_representative[representative] = True
        hopeful = np.flatnonzero(~is_representative)
        hopeful = hopeful[np.lexsort((-keyed[hopeful], need[hopeful]))]
        owner = need[hopeful]
        place = np.arange(len(owner)) - np.searchsorted(owner, owner)
        place += compiled.branches_min[owner]
        taken = (place < compiled.team_min[owner]) | (
            (keyed[hopeful] > 0) & (place < compiled.team_max[owner])
        )
        return np.concatenate([representative, hopeful[taken]])

    def _place_of_best(self, keyed: Floats, best: Floats, groups: Ints) -> Ints:
        """Index of the first pair that reaches its group's best, for the groups asked for."""
        length = np.diff(np.append(self.group_starts, len(keyed)))
        reaches = keyed == np.repeat(best, length)
        first = np.minimum.reduceat(
            np.where(reaches, np.arange(len(keyed)), len(keyed)), self.group_starts
        )
        return first[groups]
