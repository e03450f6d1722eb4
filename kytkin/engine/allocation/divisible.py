"""The case without teams: time divides freely, and the best plan is a transport problem.

maximise Σ value·x with Σ x ≤ capacity of each expert and Σ x ≤ asked of each need. Subgradients
give near-best prices on needs. Then prices may move within a box around these (Marsten, Hogan and
Blankenship 1975, the boxstep method): an expert whose best need leads by more than the box can
change is settled, and only the others, with the arcs that come near, go to HiGHS as a linear
programme. When no price wants out of its box the plan is optimal for the whole; until then the
box moves. The proof is computed anew over every arc: plan and prices of equal worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy import sparse

from kytkin.engine.allocation.compiled import Flags, Floats, Ints
from kytkin.engine.allocation.milp import QuietHighs

FIRST_ROUNDS = (60, 0.98)
MORE_ROUNDS = (400, 0.9875)
NEAREST = 4
FIRST_STEP = 0.075
BOX = 0.004
WIDER = 3.0
NARROWER = 0.7
GROWTH = 1.1
MOST_BOXES = 60
SMALL = 20_000


@dataclass(frozen=True)
class Transport:
    """E experts with K arcs each: `need` and `value` (E, K), `capacity` (E,), `asked` (N,).

    Capacities are whole steps, so a vertex of the programme is in whole steps too. Values are
    above 0; an expert's needs are different ones.
    """

    need: Ints
    value: Floats
    capacity: Floats
    asked: Floats


@dataclass(frozen=True)
class Flow:
    """Steps per arc (E, K), objective, the bound that `prices` (N,) prove, boxes tried."""

    shares: Floats
    objective: float
    bound: float
    prices: Floats
    boxes: int


def bound_at(problem: Transport, prices: Floats) -> float:
    """An upper bound of every plan, for any prices ≥ 0 on needs."""
    best = np.maximum((problem.value - prices[problem.need]).max(axis=1), 0.0)
    return float(prices @ problem.asked + problem.capacity @ best)


def allocate_divisible(problem: Transport, *, boxes: int = MOST_BOXES) -> Flow:
    """The best plan with its proof; objective and bound meet unless `boxes` did not suffice."""
    prices = near_prices(problem)
    highest = float(problem.value.max())
    usual = highest * (BOX if problem.need.size > SMALL else 1.0)
    width = np.full(len(problem.asked), usual)
    tried = 0
    while True:
        tried += 1
        shares, prices, beyond = _solve_in_box(problem, prices, width)
        if tried == boxes or not beyond.any():
            break
        usual *= GROWTH
        width = np.where(beyond, width * WIDER, np.maximum(width * NARROWER, usual / 2))
    shares = _cut(problem, shares)
    objective = float((shares * problem.value).sum())
    return Flow(shares, objective, bound_at(problem, prices), prices, tried)


def near_prices(problem: Transport) -> Floats:
    """Prices (N,) that nearly balance what is wanted and asked.

    Some rounds look at every arc, more rounds at those that came nearest to being chosen.
    """
    step = FIRST_STEP * float(problem.value.max())
    prices = _balance(problem, np.zeros(len(problem.asked)), step, *FIRST_ROUNDS)
    if problem.need.shape[1] <= NEAREST:
        return prices
    gain = problem.value - prices[problem.need]
    nearest = np.argpartition(-gain, NEAREST, axis=1)[:, :NEAREST]
    smaller = replace(
        problem,
        need=np.take_along_axis(problem.need, nearest, axis=1),
        value=np.take_along_axis(problem.value, nearest, axis=1),
    )
    rounds, shrink = FIRST_ROUNDS
    return _balance(smaller, prices, step * shrink**rounds, *MORE_ROUNDS)


def _balance(problem: Transport, prices: Floats, step: float, rounds: int, shrink: float) -> Floats:
    """Each round every price moves by its need's relative lack, in ever shorter steps."""
    experts, arcs = problem.need.shape
    first = np.arange(experts) * arcs
    need = problem.need.astype(np.int32)
    flat = need.ravel()
    for _round in range(rounds):
        gain = problem.value - prices[need]
        choice = first + gain.argmax(axis=1)
        wanting = gain.ravel()[choice] > 0
        load = np.bincount(
            flat[choice[wanting]], weights=problem.capacity[wanting], minlength=len(prices)
        )
        lack = np.clip(load / problem.asked - 1.0, -1.0, 1.0)
        prices = np.maximum(prices + step * lack, 0.0)
        step *= shrink
    return prices


def _cut(problem: Transport, shares: Floats) -> Floats:
    """Shares without what needs (N,) cannot take: the least valuable steps go first."""
    order = np.lexsort((-problem.value.ravel(), problem.need.ravel()))
    need, taken = problem.need.ravel()[order], shares.ravel()[order]
    before = np.concatenate([[0.0], np.cumsum(taken)])[:-1]
    begun = before[np.searchsorted(need, np.arange(len(problem.asked)))[need]]
    kept = np.clip(problem.asked[need] - (before - begun), 0.0, taken)
    result = np.empty(shares.size)
    result[order] = kept
    return result.reshape(shares.shape)


def _solve_in_box(
    problem: Transport, centre: Floats, width: Floats
) -> tuple[Floats, Floats, Flags]:
    """The best plan when a need may buy or sell room at its box's edges: shares, prices, and
    which needs (N,) did so, whose price wants out of the box."""
    gain = problem.value - centre[problem.need]
    reach = width[problem.need]
    sure = np.maximum((gain - reach).max(axis=1), 0.0)
    near = gain + reach >= sure[:, None]
    options = near.sum(axis=1) + ((gain - reach).max(axis=1) < 0)
    settled = (options == 1) & near.any(axis=1)
    open_ = (options > 1) & near.any(axis=1)
    shares = np.where(near & settled[:, None], problem.capacity[:, None], 0.0)
    load = np.bincount(problem.need.ravel(), weights=shares.ravel(), minlength=len(centre))
    expert, arc = np.nonzero(near & open_[:, None])
    cheap, dear = np.maximum(centre - width, 0.0), centre + width
    found, prices, traded = _programme(problem, (expert, arc), problem.asked - load, (cheap, dear))
    shares[expert, arc] = found
    return shares, np.clip(prices, cheap, dear), traded


def _programme(
    problem: Transport, arcs: tuple[Ints, Ints], left: Floats, edges: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Flags]:
    """HiGHS on the open arcs: flows, needs' prices (N,), and needs that buy or sell room (N,)."""
    expert, arc = arcs
    cheap, dear = edges
    owners, row = np.unique(expert, return_inverse=True)
    count, people, needs = len(expert), len(owners), len(left)
    flow, each = np.arange(count), np.arange(needs)
    rows = [row, people + problem.need[expert, arc], people + each, people + each]
    columns = [flow, flow, count + each, count + needs + each]
    values = [np.ones(2 * count), -np.ones(needs), np.ones(needs)]
    matrix = sparse.csc_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(people + needs, count + 2 * needs),
    )
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count + 2 * needs, people + needs
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.concatenate([problem.value[expert, arc], -dear, cheap])
    model.col_lower_ = np.zeros(count + 2 * needs)
    model.col_upper_ = np.full(count + 2 * needs, np.inf)
    model.row_lower_ = np.concatenate([np.full(people, -np.inf), left])
    model.row_upper_ = np.concatenate([problem.capacity[owners], left])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    highs = QuietHighs()
    highs.setOptionValue("solver", "ipx")
    highs.passModel(model)
    highs.run()
    solution = highs.getSolution()
    found = np.array(solution.col_value)
    bought, sold = found[count : count + needs], found[count + needs :]
    traded = (bought > 1e-6) | ((sold > 1e-6) & (cheap > 0))
    return np.rint(found[:count]), np.array(solution.row_dual)[people:], traded
