"""Impossible problems: the colliding rules are minimal, and the remedies help."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings

from kytkin.engine.allocation import (
    Agreement,
    Candidate,
    Expert,
    Infeasible,
    Need,
    Problem,
    Undecided,
    colliding,
    milp,
)
from kytkin.engine.allocation.colliding import Collision, explain
from kytkin.engine.allocation.rules import rulebook
from tests.unit.engine.allocation.cases import AUTUMN, SPRING, best_by_trying, plan_of, problems

pytestmark = pytest.mark.one_database
FI, SV = frozenset({"fi"}), frozenset({"sv"})


def collision_of(problem: Problem) -> Collision:
    with pytest.raises(Infeasible) as refused:
        plan_of(problem)
    return refused.value.collision


def kinds(collision: Collision) -> list[str]:
    return sorted(rule.kind for rule in collision.rules)


def two(need: Need, *experts: Expert, **more: object) -> Problem:
    pairs = tuple(Candidate(one.id, need.id, 0.5) for one in experts)
    return Problem(experts, (need,), pairs, **more)


AINO = Expert("aino", agency="a", branch="OKM", capacity=4)
ELIN = Expert("elin", agency="b", branch="OKM", capacity=4, unit="u")
MUST = Need("n1", asked=8, team_min=2, mandatory=True)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_colliding_rules_collide_and_without_any_one_of_them_do_not(problem):
    collision = explain(problem)
    assert (collision is None) == (best_by_trying(problem) is not None)
    if collision is None:
        return
    book = rulebook(problem)
    chosen = [place for place, rule in enumerate(book.rules) if rule in collision.rules]
    assert not colliding._possible(book, chosen)
    for place in chosen:
        assert colliding._possible(book, [other for other in chosen if other != place])
    assert collision.remedies


def test_too_few_candidates_for_a_mandatory_need():
    collision = collision_of(two(MUST, AINO))
    assert kinds(collision) == ["mandatory", "team minimum"]
    assert [remedy.text for remedy in collision.remedies] == ["ease the team minimum of n1 by 1"]


def test_one_branch_where_two_are_asked():
    collision = collision_of(two(replace(MUST, branches_min=2), AINO, ELIN))
    assert kinds(collision) == ["branches", "mandatory"]
    assert collision.remedies[0].text == "let n1 do with 1 fewer branches"


def test_time_that_does_not_suffice_is_asked_for_in_percent():
    need = replace(MUST, least=8)
    collision = collision_of(two(need, AINO, replace(ELIN, capacity=3)))
    assert kinds(collision) == ["capacity", "capacity", "least total", "mandatory"]
    assert [remedy.amount for remedy in collision.remedies] == [1]
    assert "5 %" in collision.remedies[0].text


def test_a_unit_that_lends_nothing():
    collision = collision_of(two(MUST, AINO, ELIN, unit_caps={"u": 0}))
    assert kinds(collision) == ["mandatory", "team minimum", "unit cap"]


def test_forced_and_forbidden_at_once():
    pair = (("aino", "n1"),)
    need = replace(MUST, mandatory=False, team_min=1)
    collision = collision_of(two(need, AINO, forced=pair, forbidden=pair))
    assert kinds(collision) == ["forbidden", "forced"]
    assert collision.remedies[0].text.startswith("give up: ")


def test_agreed_and_forbidden_at_once():
    need = replace(MUST, mandatory=False, team_min=1)
    agreed = (Agreement("aino", "n1", 2),)
    problem = two(need, AINO, agreed=agreed, forbidden=(("aino", "n1"),))
    collision = collision_of(problem)
    assert kinds(collision) == ["agreed", "forbidden"]
    assert {remedy.rule.kind for remedy in collision.remedies} == {"forbidden"}


@pytest.mark.parametrize(
    ("aino", "kind"),
    [
        (replace(AINO, consent=False), "consent"),
        (replace(AINO, period=AUTUMN), "period"),
        (replace(AINO, languages=SV), "language"),
    ],
)
def test_somebody_asked_for_by_name_who_cannot_come(aino, kind):
    need = Need("n1", asked=4, period=SPRING, languages=FI)
    collision = collision_of(two(need, aino, forced=(("aino", "n1"),)))
    assert kinds(collision) == sorted(["forced", kind])


def test_two_who_must_not_meet_but_are_both_asked_for():
    forced = (("aino", "n1"), ("elin", "n1"))
    collision = collision_of(two(MUST, AINO, ELIN, forced=forced, apart=(("elin", "aino"),)))
    assert kinds(collision) == ["apart", "forced", "forced"]


def test_a_plan_that_greed_misses_is_found_by_the_programme():
    experts = (AINO, ELIN)
    needs = (
        Need("n1", asked=4, mandatory=True, share_min=4, share_max=4),
        Need("n2", asked=4, mandatory=True, share_min=4, share_max=4),
    )
    pairs = (
        Candidate("aino", "n1", 0.9),
        Candidate("elin", "n1", 0.1),
        Candidate("aino", "n2", 0.5),
    )
    plan = plan_of(Problem(experts, needs, pairs))
    assert [(one.expert, one.need) for one in plan.assignments] == [("elin", "n1"), ("aino", "n2")]


def test_neither_a_plan_nor_a_proof_in_time_is_said():
    nothing = milp.Solved(None, -1.0, 1.0, infeasible=False)
    needs = tuple(
        Need(name, asked=4, mandatory=True, share_min=4, share_max=4) for name in ("n1", "n2")
    )
    pairs = (
        Candidate("aino", "n1", 0.9),
        Candidate("elin", "n1", 0.1),
        Candidate("aino", "n2", 0.5),
    )
    with (
        patch.object(milp.TeamModel, "solve", lambda *_: nothing),
        pytest.raises(Undecided, match="more seconds or fewer mandatory needs"),
    ):
        plan_of(Problem((AINO, ELIN), needs, pairs))
