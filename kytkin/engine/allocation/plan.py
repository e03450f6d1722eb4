"""The plan: who gives how much to what and why, how good it is, and how it treats agencies."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from kytkin.engine.allocation.compiled import (
    Compiled,
    Floats,
    exposure_targets,
    offered_steps,
)
from kytkin.engine.allocation.problem import STEP_PERCENT, Problem


@dataclass(frozen=True, slots=True)
class Assignment:
    """An expert gives `share` steps to a need; `gain` = fit × priority × share."""

    expert: str
    need: str
    share: int
    fit: float
    priority: float
    gain: float
    agreed: bool
    reasons: tuple[str, ...]

    @property
    def share_percent(self) -> int:
        return self.share * STEP_PERCENT


@dataclass(frozen=True, slots=True)
class AgencyUse:
    """Steps that an agency offers, that the plan uses, and that fairness wants used."""

    agency: str
    offered: int
    used: int
    target: int

    @property
    def exposure(self) -> float:
        """The part of the offered time that is used."""
        return self.used / self.offered if self.offered else 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """`objective` ≤ the best plan's ≤ `bound`; `gap` = (bound - objective) / |objective|.

    `total_fit` is the objective before fairness takes its price. `exposure_ratio` divides the
    used part of the time that the smaller half of agencies offers by the larger half's; None when
    either offers nothing or the larger half is not used. `stopped_by` is gap, time or rounds.
    """

    assignments: tuple[Assignment, ...]
    closed: tuple[str, ...]
    objective: float
    total_fit: float
    bound: float
    gap: float
    seconds: float
    stopped_by: str
    agencies: tuple[AgencyUse, ...]
    exposure_ratio: float | None


def relative_gap(objective: float, bound: float) -> float:
    """How far above the objective the bound is, relative to the objective; 0 when they meet."""
    missing = max(bound - objective, 0.0)
    return 0.0 if missing < 1e-9 else missing / max(abs(objective), 1e-9)


def assignments_of(compiled: Compiled, shares: Floats) -> tuple[Assignment, ...]:
    """By need and expert as the problem lists them, each with its reasons."""
    problem, pairs = compiled.problem, compiled.pairs
    said = {(one.expert, one.need): one for one in problem.candidates}
    agreed = {(one.expert, one.need) for one in problem.agreed}
    forced = set(problem.forced)
    found = []
    for place in np.flatnonzero(shares > 0).tolist():
        need = problem.needs[pairs.need[place]]
        key = (problem.experts[pairs.expert[place]].id, need.id)
        candidate = said.get(key)
        fit, share = (candidate.fit if candidate else 0.0), int(shares[place])
        reasons = [
            f"fit {fit:g} × priority {need.priority:g} × {share * STEP_PERCENT} % of time",
            *(candidate.reasons if candidate else ()),
        ]
        if key in agreed:
            reasons.append("agreed before: kept")
        if key in forced:
            reasons.append("asked for by name")
        gain = fit * need.priority * share
        found.append(
            Assignment(*key, share, fit, need.priority, gain, key in agreed, tuple(reasons))
        )
    return tuple(found)


def agency_uses(problem: Problem, assignments: tuple[Assignment, ...]) -> tuple[AgencyUse, ...]:
    """Every agency that offers time, by name."""
    agency_of = {expert.id: expert.agency for expert in problem.experts}
    used: dict[str, int] = defaultdict(int)
    for one in assignments:
        used[agency_of[one.expert]] += one.share
    targets = exposure_targets(problem)
    return tuple(
        AgencyUse(agency, offered, used[agency], targets.get(agency, 0))
        for agency, offered in sorted(offered_steps(problem).items())
    )


def exposure_ratio(uses: tuple[AgencyUse, ...]) -> float | None:
    """Smaller half of agencies against the larger half: used part of the time offered."""
    ordered = sorted(uses, key=lambda use: (use.offered, use.agency))
    half = len(ordered) // 2
    small, large = ordered[:half], ordered[half:]
    offered = sum(use.offered for use in small), sum(use.offered for use in large)
    used = sum(use.used for use in small), sum(use.used for use in large)
    if not offered[0] or not used[1]:
        return None
    return (used[0] / offered[0]) / (used[1] / offered[1])
