"""Prices that prove a low bound: deflected subgradient steps, then exact prices from a small LP.

Subgradients with a Polyak step and direction averaging (Held, Wolfe and Crowder 1974; Camerini,
Fratta and Maffioli 1975; the average of the chosen teams is near a solution of the relaxation,
Barahona and Anbil 2000).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kytkin.engine.allocation.compiled import Compiled, Flags, Floats
from kytkin.engine.allocation.milp import Part, TeamModel
from kytkin.engine.allocation.pricing import Prices, Pricing

AVERAGING = 0.3
AIM = 0.98
PATIENCE = 15
SHORTER = 0.7
WORTH_NOTING = 5e-5
SHORTEST = 1e-3
MIXES = (1.0, 0.8, 0.5, 0.2)


@dataclass(frozen=True)
class Proof:
    """The lowest bound found and its prices; there, each pair's worth per step `unit` (P,), what
    each need gains at best `gain` (N,), and what its priced total gives back `budget` (N,)."""

    bound: float
    prices: Prices
    unit: Floats
    gain: Floats
    budget: Floats


def descend(pricing: Pricing, prices: Prices, rounds: int, expired: Callable[[], bool]) -> Proof:
    """At most `rounds` steps from `prices`; ends early when steps have become very short."""
    compiled = pricing.compiled
    best = pricing.price(prices)
    best_prices, here, now = prices, prices, best
    along_rows, along_totals = np.zeros_like(prices.rows), np.zeros_like(prices.totals)
    length, waited = 1.0, 0
    for _round in range(rounds):
        slack_rows, slack_totals = _slack(compiled, here, now.shares, now.opened)
        along_rows = AVERAGING * slack_rows + (1 - AVERAGING) * along_rows
        along_totals = AVERAGING * slack_totals + (1 - AVERAGING) * along_totals
        rows = along_rows[(here.rows > 0) | (along_rows < 0)]
        totals = along_totals[(here.totals != 0) | (along_totals < 0)]
        size = float(rows @ rows + totals @ totals)
        if size < 1e-9 or length < SHORTEST or expired():
            break
        step = length * max(now.bound - AIM * best.bound, 1e-9) / size
        here = Prices(
            np.clip(here.rows - step * along_rows, 0, compiled.rows.price),
            _stepped(compiled, here.totals, step * along_totals),
        )
        now = pricing.price(here)
        waited = 0 if now.bound < best.bound - WORTH_NOTING * abs(best.bound) else waited + 1
        if now.bound < best.bound:
            best, best_prices = now, here
        if waited >= PATIENCE:
            length, waited, here, now = length * SHORTER, 0, best_prices, best
    return prove(pricing, best_prices)


def prove(pricing: Pricing, prices: Prices) -> Proof:
    """The proof that these prices give."""
    priced = pricing.price(prices)
    return Proof(priced.bound, prices, pricing.units(prices), priced.gain, pricing.budgets(prices))


def _slack(
    compiled: Compiled, prices: Prices, shares: Floats, opened: Flags
) -> tuple[Floats, Floats]:
    """A subgradient of the bound: what is left of each row, and of each opened need's total.

    Without a price, a total between least and asked leaves nothing to correct.
    """
    totals = np.bincount(compiled.pairs.need, weights=shares, minlength=len(opened))
    under, over = compiled.least - totals, compiled.asked - totals
    unpriced = np.minimum(over, 0) + np.maximum(under, 0)
    left = np.select([prices.totals > 0, prices.totals < 0], [over, under], unpriced)
    return compiled.rows.limit - compiled.rows.matrix @ shares, np.where(opened, left, 0.0)


def _stepped(compiled: Compiled, totals: Floats, step: Floats) -> Floats:
    """Totals' prices after a step; only a need with a least total may have one below zero."""
    return np.where(compiled.least > 0, totals - step, np.maximum(totals - step, 0))


@dataclass(frozen=True)
class Guide:
    """What the relaxation uses: pairs that are members at all (P,), and their shares (P,)."""

    used: Flags
    shares: Floats


def sharpen(
    pricing: Pricing, proof: Proof, *, rounds: int, seconds: float, expired: Callable[[], bool]
) -> tuple[Proof, Guide | None]:
    """Solve the relaxation on the pairs that matter, add what prices itself in, and mix prices.

    Returns the better proof, and a guide unless no relaxation was solved within `seconds`.
    """
    compiled = pricing.compiled
    chosen = promising(compiled, proof.unit)
    guide = None
    for _round in range(rounds):
        if expired():
            break
        pairs = np.flatnonzero(chosen)
        part = Part(pairs, np.unique(compiled.pairs.need[pairs]), compiled.rows.limit)
        relaxed = TeamModel(compiled, part).relax(seconds)
        if relaxed is None:
            break
        exact = Prices(relaxed.rows, relaxed.totals)
        proof = _best_mix(pricing, proof, exact)
        used, shares = np.zeros(len(chosen), dtype=bool), np.zeros(len(chosen))
        used[pairs[relaxed.members > 1e-6]] = True
        shares[pairs] = relaxed.shares
        guide = Guide(used, shares)
        entering = ~chosen & (pricing.units(exact) > 0)
        if not entering.any():
            break
        chosen |= entering
    return proof, guide


def promising(compiled: Compiled, unit: Floats, per_need: float = 2.0) -> Flags:
    """Pairs (P,) that a good plan may use: in each need those of most worth per step.

    As many as `per_need` times the largest team, those of positive worth, and those agreed.
    """
    need = compiled.pairs.need
    order = np.lexsort((-unit, need))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) - np.searchsorted(need, need)
    wanted = np.ceil(per_need * compiled.team_max)[need]
    chosen: Flags = (place < wanted) | (unit > 0) | compiled.pairs.inside
    return chosen


def _best_mix(pricing: Pricing, proof: Proof, exact: Prices) -> Proof:
    """The bound is convex in the prices: try some points between the best and the exact ones."""
    best = proof
    for mix in MIXES:
        prices = Prices(
            mix * exact.rows + (1 - mix) * proof.prices.rows,
            mix * exact.totals + (1 - mix) * proof.prices.totals,
        )
        if pricing.price(prices).bound < best.bound:
            best = prove(pricing, prices)
    return best
