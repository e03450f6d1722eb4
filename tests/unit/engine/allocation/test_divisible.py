"""Freely divided time: as good as a linear programme over every arc, and proven so."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from kytkin.engine.allocation import divisible
from kytkin.engine.allocation.divisible import Transport, allocate_divisible, bound_at

pytestmark = pytest.mark.one_database


def drawn(seed: int, experts: int = 30, needs: int = 8, arcs: int = 6) -> Transport:
    rng = np.random.default_rng(seed)
    wanted = np.array([rng.permutation(needs)[:arcs] for _ in range(experts)])
    return Transport(
        need=wanted,
        value=rng.integers(1, 40, (experts, arcs)) / 20,
        capacity=rng.integers(0, 7, experts).astype(float),
        asked=rng.integers(1, 25, needs).astype(float),
    )


def best_by_programme(problem: Transport) -> float:
    experts, arcs = problem.need.shape
    rows = np.zeros((experts + len(problem.asked), experts * arcs))
    for place in range(experts * arcs):
        rows[place // arcs, place] = 1
        rows[experts + problem.need.ravel()[place], place] = 1
    limits = np.concatenate([problem.capacity, problem.asked])
    return -float(linprog(-problem.value.ravel(), A_ub=rows, b_ub=limits).fun)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([3, 6]))
def test_the_plan_is_optimal_and_its_prices_prove_it(seed, arcs):
    problem = drawn(seed, arcs=arcs)
    flow = allocate_divisible(problem)
    assert flow.objective == pytest.approx(best_by_programme(problem))
    assert flow.bound == pytest.approx(flow.objective)
    assert (flow.shares.sum(axis=1) <= problem.capacity).all()
    load = np.bincount(problem.need.ravel(), weights=flow.shares.ravel(), minlength=8)
    assert (load <= problem.asked).all()
    assert (flow.shares == np.rint(flow.shares)).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.floats(0, 3), min_size=8, max_size=8))
def test_any_prices_prove_a_bound(seed, prices):
    problem = drawn(seed)
    assert bound_at(problem, np.array(prices)) >= best_by_programme(problem) - 1e-6


def test_a_plan_stopped_early_keeps_every_limit_and_an_honest_bound():
    problem = drawn(5, experts=200)
    with patch.object(divisible, "SMALL", 0):
        flow = allocate_divisible(problem, boxes=1)
    load = np.bincount(problem.need.ravel(), weights=flow.shares.ravel(), minlength=8)
    assert (load <= problem.asked).all()
    assert (flow.shares.sum(axis=1) <= problem.capacity).all()
    assert flow.objective <= best_by_programme(problem) + 1e-6 <= flow.bound + 2e-6


def test_boxes_move_until_prices_stay_within():
    problem = drawn(27)
    with patch.object(divisible, "SMALL", 0):
        flow = allocate_divisible(problem)
    assert flow.boxes > 1
    assert flow.objective == pytest.approx(flow.bound)
    assert flow.objective == pytest.approx(best_by_programme(problem))
