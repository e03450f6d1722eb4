"""Plans keep every rule, are as good as trying everything, and their bound is one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given, settings

from benchmarks.allocation_generator import generate
from kytkin.engine.allocation import (
    Agreement,
    Candidate,
    Expert,
    Fairness,
    Infeasible,
    Need,
    Plan,
    Problem,
    Target,
    allocate,
    solving,
)
from tests.unit.engine.allocation.cases import (
    AUTUMN,
    SPRING,
    best_by_trying,
    broken_rules,
    plan_of,
    problems,
    shares_of,
    worth_of,
)

pytestmark = pytest.mark.one_database


def checked(problem: Problem, plan: Plan) -> None:
    shares = shares_of(plan)
    assert broken_rules(problem, shares) == []
    assert plan.objective == pytest.approx(worth_of(problem, shares))
    assert plan.bound >= plan.objective - 1e-9


@settings(max_examples=40, deadline=None)
@given(problems())
def test_small_plans_are_the_best_there_are_and_impossible_problems_are_refused(problem):
    best = best_by_trying(problem)
    if best is None:
        with pytest.raises(Infeasible):
            plan_of(problem)
        return
    plan = plan_of(problem)
    checked(problem, plan)
    assert plan.objective == pytest.approx(best)
    assert plan.gap == pytest.approx(0, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(problems(pairs=4))
def test_the_prices_prove_an_upper_bound_and_the_search_keeps_every_rule(problem):
    with patch.object(solving, "SMALL", 0):
        try:
            plan = plan_of(problem, rounds=2)
        except Infeasible:
            return
    checked(problem, plan)
    best = best_by_trying(problem)
    assert best is not None
    assert plan.bound >= best - 1e-6
    assert plan.objective <= best + 1e-6


@pytest.fixture(scope="module")
def skewed() -> Problem:
    return generate(90, 14, candidates_per_expert=6, agencies=10, branches=4, seed=3)


def test_a_larger_plan_comes_within_two_per_cent_of_its_bound_by_search_alone(skewed):
    with patch.object(solving, "SMALL", 0):
        plan = plan_of(skewed, gap=0.02)
    checked(skewed, plan)
    assert plan.stopped_by == "gap"
    assert plan.gap <= 0.02


def test_the_same_problem_gives_the_same_plan(skewed):
    with patch.object(solving, "SMALL", 0):
        assert plan_of(skewed, gap=0.02) == plan_of(skewed, gap=0.02)


def test_a_search_without_time_still_gives_a_plan_that_keeps_the_rules(skewed):
    ticks = iter(range(10**6))
    with patch.object(solving, "SMALL", 0):
        plan = allocate(skewed, Target(gap=0.0, seconds=4.0), clock=lambda: float(next(ticks)))
    checked(skewed, plan)
    assert plan.stopped_by == "time"


def test_rounds_end_a_search_that_cannot_prove_more(skewed):
    with patch.object(solving, "SMALL", 0):
        plan = plan_of(skewed, gap=0.0, rounds=1)
    assert plan.stopped_by == "rounds"


def test_what_people_agreed_stays_when_a_plan_is_made_again(skewed):
    first = plan_of(skewed, gap=0.02)
    kept = tuple(Agreement(one.expert, one.need, one.share) for one in first.assignments[::3])
    gone = {first.assignments[1].expert}
    again = replace(
        skewed,
        agreed=tuple(one for one in kept if one.expert not in gone),
        experts=tuple(replace(expert, consent=expert.id not in gone) for expert in skewed.experts),
    )
    second = plan_of(again, gap=0.02)
    checked(again, second)
    assert sum(one.agreed for one in second.assignments) == len(again.agreed)
    assert not gone & {one.expert for one in second.assignments}


def test_an_agreement_larger_than_its_need_is_never_left_out_in_silence():
    needs = (Need("n0", asked=1),)
    people = (Expert("aino", "a", "b", 4), Expert("elin", "a", "b", 4))
    problem = Problem(
        people, needs, (Candidate("elin", "n0", 0.1),), agreed=(Agreement("aino", "n0", 2),)
    )
    for small in (0, solving.SMALL):
        with patch.object(solving, "SMALL", small), pytest.raises(Infeasible, match="n0"):
            plan_of(problem)


def expert(name: str, capacity: int = 4, **more: object) -> Expert:
    return Expert(name, agency=f"a{name}", branch=f"b{name}", capacity=capacity, **more)


def test_time_given_in_different_periods_does_not_compete():
    needs = (Need("n1", asked=4, period=SPRING), Need("n2", asked=4, period=AUTUMN))
    pairs = (Candidate("aino", "n1", 0.5), Candidate("aino", "n2", 0.5))
    plan = plan_of(Problem((expert("aino"),), needs, pairs))
    assert [one.share for one in plan.assignments] == [4, 4]


def test_fairness_lets_a_small_agency_be_seen_at_a_price():
    needs = (Need("n1", asked=4),)
    people = (expert("aino"), expert("elin"))
    pairs = (Candidate("aino", "n1", 0.9), Candidate("elin", "n1", 0.8))
    problem = Problem(people, needs, pairs)
    assert shares_of(plan_of(problem)) == {("aino", "n1"): 4}
    fair = plan_of(replace(problem, fairness=Fairness(weight=0.5, floor=0.5)))
    assert shares_of(fair) == {("aino", "n1"): 2, ("elin", "n1"): 2}
    assert fair.total_fit == pytest.approx(3.4)
    assert [use.exposure for use in fair.agencies] == [0.5, 0.5]
    assert fair.exposure_ratio == 1.0


def test_every_assignment_says_why():
    problem = Problem(
        (expert("aino"), expert("elin")),
        (Need("n1", asked=4, priority=2.0, team_min=2),),
        (Candidate("aino", "n1", 0.5, ("knows water law",)), Candidate("elin", "n1", 0.25)),
        agreed=(Agreement("elin", "n1", 1),),
        forced=(("aino", "n1"),),
    )
    aino, elin = plan_of(problem).assignments
    assert aino.gain == pytest.approx(0.5 * 2 * 3)
    assert aino.reasons == (
        "fit 0.5 × priority 2 × 15 % of time",
        "knows water law",
        "asked for by name",
    )
    assert elin.reasons[-1] == "agreed before: kept"
    assert (elin.share_percent, elin.agreed) == (5, True)


def test_nothing_to_allocate_is_an_empty_plan():
    plan = plan_of(Problem((expert("aino"),), (Need("n1", asked=4),), ()))
    assert (plan.assignments, plan.closed, plan.objective, plan.gap) == ((), ("n1",), 0.0, 0.0)
    assert plan.agencies == ()
    assert plan.exposure_ratio is None


def test_those_who_wait_are_told_the_objective_and_the_bound(skewed):
    moments = []
    with patch.object(solving, "SMALL", 0):
        allocate(skewed, Target(gap=0.02), clock=lambda: 0.0, watch=moments.append)
    assert [moment.step for moment in moments[:3]] == ["first plan", "bound", "plan"]
    assert all(one.objective <= two.objective for one, two in pairwise(moments))
