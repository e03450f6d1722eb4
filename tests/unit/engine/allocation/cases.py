"""Small problems, drawn or built, and a judge that checks a plan by the rules' words alone."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from hypothesis import strategies as st

from kytkin.engine.allocation import (
    Agreement,
    Candidate,
    Expert,
    Fairness,
    Need,
    Period,
    Plan,
    Problem,
    Target,
    allocate,
)
from kytkin.engine.allocation.compiled import exposure_targets
from kytkin.engine.allocation.problem import ALWAYS

Shares = Mapping[tuple[str, str], int]
SPRING = Period(date(2027, 1, 1), date(2027, 7, 1))
AUTUMN = Period(date(2027, 7, 1), date(2028, 1, 1))


def plan_of(problem: Problem, **target: float) -> Plan:
    """The plan without a clock: only the gap and the rounds end the search."""
    wanted = Target(gap=target.get("gap", 0.0), rounds=int(target.get("rounds", 8)))
    return allocate(problem, wanted, clock=lambda: 0.0)


def shares_of(plan: Plan) -> dict[tuple[str, str], int]:
    return {(one.expert, one.need): one.share for one in plan.assignments}


def broken_rules(problem: Problem, shares: Shares) -> list[str]:
    """Every rule that these shares break, in a word each."""
    experts = {expert.id: expert for expert in problem.experts}
    agreed = {(one.expert, one.need): one.share for one in problem.agreed}
    broken = [f"agreed {key}" for key in agreed if shares.get(key) != agreed[key]]
    broken += [f"forced {key}" for key in problem.forced if not shares.get(key)]
    broken += [f"forbidden {key}" for key in problem.forbidden if shares.get(key)]
    offered = {(one.expert, one.need) for one in problem.candidates}
    offered |= {*agreed, *problem.forced}
    broken += [f"no candidate {key}" for key in shares if key not in offered]
    teams: dict[str, dict[str, int]] = defaultdict(dict)
    for (expert, need), share in shares.items():
        teams[need][expert] = share
    for need in problem.needs:
        team = teams.get(need.id)
        if team is None:
            broken += [f"not opened {need.id}"] * need.mandatory
            continue
        broken += broken_in_team(problem, need, team, agreed, experts)
    return broken + broken_in_time(problem, shares, experts)


def broken_in_team(
    problem: Problem, need: Need, team: Shares | dict[str, int], agreed: Shares, experts: dict
) -> list[str]:
    total = sum(team.values())
    checks = {
        "size": need.team_min <= len(team) <= need.team_max,
        "total": need.least <= total <= need.asked,
        "branches": len({experts[name].branch for name in team}) >= need.branches_min,
        "apart": not any(one in team and other in team for one, other in problem.apart),
    }
    broken = [f"{name} of {need.id}" for name, kept in checks.items() if not kept]
    for name, share in team.items():
        if (name, need.id) in agreed:
            continue
        expert = experts[name]
        meets = expert.period.overlaps(need.period) and expert.consent
        speaks = not need.languages or not expert.languages or need.languages & expert.languages
        if not (meets and speaks and need.share_min <= share <= need.share_max):
            broken.append(f"member {name} of {need.id}")
    return broken


def broken_in_time(problem: Problem, shares: Shares, experts: dict) -> list[str]:
    periods = {need.id: need.period for need in problem.needs}
    days = {period.starts_on or date.min for period in periods.values()}
    broken = []
    for day in sorted(days):
        used: dict[str, int] = defaultdict(int)
        lent: dict[str, int] = defaultdict(int)
        for (name, need), share in shares.items():
            if periods[need].holds(day):
                used[name] += share
                lent[experts[name].unit or ""] += share
        broken += [f"capacity {name}" for name in used if used[name] > experts[name].capacity]
        broken += [f"cap {unit}" for unit, cap in problem.unit_caps.items() if lent[unit] > cap]
    return broken


def worth_of(problem: Problem, shares: Shares) -> float:
    """The objective, written anew."""
    fits = {(one.expert, one.need): one.fit for one in problem.candidates}
    priorities = {need.id: need.priority for need in problem.needs}
    agencies = {expert.id: expert.agency for expert in problem.experts}
    used: dict[str, int] = defaultdict(int)
    total = 0.0
    for key, share in shares.items():
        total += fits.get(key, 0.0) * priorities[key[1]] * share
        used[agencies[key[0]]] += share
    for agency, wanted in exposure_targets(problem).items():
        total -= problem.fairness.weight * max(wanted - used[agency], 0)
    return total


def best_by_trying(problem: Problem, most: int = 3) -> float | None:
    """The best objective over every choice of 0 to `most` steps per pair; None when none fits."""
    keys = [(one.expert, one.need) for one in problem.candidates]
    best = None
    for steps in itertools.product(range(most + 1), repeat=len(keys)):
        shares = {key: step for key, step in zip(keys, steps, strict=True) if step}
        if not broken_rules(problem, shares):
            worth = worth_of(problem, shares)
            best = worth if best is None else max(best, worth)
    return best


@st.composite
def problems(draw: st.DrawFn, pairs: int = 5, must: bool = True) -> Problem:
    """Problems of at most `pairs` candidate pairs with every kind of rule, possible or not."""
    places = st.integers(0, 2)
    periods = st.sampled_from([ALWAYS, ALWAYS, SPRING, AUTUMN])
    experts = tuple(
        Expert(
            f"e{i}",
            agency=f"a{draw(places)}",
            branch=f"b{draw(places)}",
            capacity=draw(st.integers(0, 4)),
            period=draw(periods),
            languages=draw(st.sampled_from([frozenset(), frozenset({"fi"}), frozenset({"sv"})])),
            consent=draw(st.integers(0, 9)) > 0,
            unit=draw(st.sampled_from([None, "u"])),
        )
        for i in range(4)
    )
    needs = []
    for i in range(2):
        low = draw(st.integers(1, 2))
        asked = draw(st.integers(1, 6))
        needs.append(
            Need(
                f"n{i}",
                asked=asked,
                team_min=draw(st.integers(1, 2)),
                team_max=draw(st.integers(2, 3)),
                branches_min=draw(st.integers(0, 2)),
                share_min=low,
                share_max=draw(st.integers(low, 3)),
                least=draw(st.sampled_from([0, 0, min(3, asked)])),
                languages=draw(st.sampled_from([frozenset(), frozenset({"fi"})])),
                priority=draw(st.sampled_from([1.0, 2.0])),
                period=draw(periods),
                mandatory=must and draw(st.integers(0, 4)) == 0,
            )
        )
    every = [(expert.id, need.id) for expert in experts for need in needs]
    keys = draw(st.lists(st.sampled_from(every), min_size=1, max_size=pairs, unique=True))
    fits = st.integers(1, 20).map(lambda n: n / 20)
    some = st.lists(st.sampled_from(keys), max_size=1)
    agreed = draw(some) if must else []
    return Problem(
        experts=experts,
        needs=tuple(needs),
        candidates=tuple(Candidate(*key, draw(fits)) for key in keys),
        agreed=tuple(Agreement(*key, draw(st.integers(1, 3))) for key in agreed),
        forced=tuple(draw(some)) if must else (),
        forbidden=tuple(draw(some)) if must else (),
        apart=draw(st.sampled_from([(), (), (("e0", "e1"),)])),
        unit_caps=draw(st.sampled_from([{}, {}, {"u": 2}])),
        fairness=draw(
            st.sampled_from([Fairness(), Fairness(0.3, 0.5), Fairness(2.0, 1.0, small_below=4)])
        ),
    )
