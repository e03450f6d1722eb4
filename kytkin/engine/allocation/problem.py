"""What is to be allocated: experts' time, needs for teams, who could join what, and the rules.

Time is counted in steps of 5 % of a full working week (`STEP_PERCENT`); every share, capacity,
cap and demand here is a whole number of steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

STEP_PERCENT = 5
WEEK = 20  # steps
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Period:
    """A time from a day up to, not including, another; `None` is open-ended."""

    starts_on: date | None = None
    ends_before: date | None = None

    @property
    def lasts(self) -> bool:
        """At least a day long."""
        return _before(self.starts_on, self.ends_before)

    def overlaps(self, other: Period) -> bool:
        return _before(self.starts_on, other.ends_before) and _before(
            other.starts_on, self.ends_before
        )

    def holds(self, day: date) -> bool:
        return _at_or_before(self.starts_on, day) and _before(day, self.ends_before)


def _before(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start < end


def _at_or_before(start: date | None, day: date) -> bool:
    return start is None or start <= day


ALWAYS = Period()


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody who offers time. No personal attribute beyond what the rules need.

    `capacity` is in steps; an empty `languages` means that none was stated, so none excludes;
    without `consent` nothing new is proposed (what was agreed before stays).
    """

    id: str
    agency: str
    branch: str
    capacity: int
    period: Period = ALWAYS
    languages: frozenset[str] = frozenset()
    consent: bool = True
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A task that asks for a team. Opened, it keeps every rule here; closed, it gives nothing.

    `asked` is the most steps it takes in all, `least` the fewest an opened need works with;
    `share_min` to `share_max` steps per member; `branches_min` different branches in the team;
    with `languages` every member knows at least one of them; `mandatory` needs must be opened.
    """

    id: str
    asked: int
    team_min: int = 1
    team_max: int = 5
    branches_min: int = 1
    share_min: int = 1
    share_max: int = 20
    least: int = 0
    languages: frozenset[str] = frozenset()
    priority: float = 1.0
    period: Period = ALWAYS
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair worth considering: `fit` in (0, 1] per step of time, with what makes it."""

    expert: str
    need: str
    fit: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """What an expert and a need's owner have agreed: it stays, at exactly this share in steps."""

    expert: str
    need: str
    share: int


@dataclass(frozen=True, slots=True)
class Fairness:
    """Exposure of agencies: each should see at least `floor` of its offered time used.

    Every step short of that costs `weight` (in the unit of fit × priority per step). With
    `small_below`, only agencies that offer fewer steps than that count. Weight 0 turns it off.
    """

    weight: float = 0.0
    floor: float = 0.5
    small_below: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """All that `allocate` needs; see docs/allocation.md for the model it stands for."""

    experts: tuple[Expert, ...]
    needs: tuple[Need, ...]
    candidates: tuple[Candidate, ...]
    agreed: tuple[Agreement, ...] = ()
    forced: tuple[tuple[str, str], ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    unit_caps: Mapping[str, int] = field(default_factory=dict)
    fairness: Fairness = Fairness()


class BadProblem(ValueError):
    """The problem contradicts itself or names what is not there; says where and what."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path}: {expected}")
        self.path = path
        self.expected = expected


def check(problem: Problem) -> None:
    """Refuse unknown names, duplicates and numbers that make no sense (`BadProblem`)."""
    experts = _unique("experts", [expert.id for expert in problem.experts])
    needs = _unique("needs", [need.id for need in problem.needs])
    for place, expert in enumerate(problem.experts):
        _hold(0 <= expert.capacity <= WEEK, f"experts[{place}].capacity", "0 % to a week (100 %)")
        _hold(expert.period.lasts, f"experts[{place}].ends_before", "a day after starts_on")
    for place, need in enumerate(problem.needs):
        _check_need(f"needs[{place}]", need)
    pairs = [(candidate.expert, candidate.need) for candidate in problem.candidates]
    _known("candidates", pairs, experts, needs)
    _unique("candidates", pairs)
    for place, candidate in enumerate(problem.candidates):
        _hold(0 < candidate.fit <= 1, f"candidates[{place}].fit", "more than 0, at most 1")
    agreed = [(agreement.expert, agreement.need) for agreement in problem.agreed]
    _known("agreed", agreed, experts, needs)
    _unique("agreed", agreed)
    for place, agreement in enumerate(problem.agreed):
        _hold(agreement.share > 0, f"agreed[{place}].share", "more than 0")
    _known("forced", problem.forced, experts, needs)
    _known("forbidden", problem.forbidden, experts, needs)
    _known("apart", problem.apart, experts, experts)
    for place, (one, other) in enumerate(problem.apart):
        _hold(one != other, f"apart[{place}]", "two different experts")
    for unit, cap in problem.unit_caps.items():
        _hold(cap >= 0, f"unit_caps.{unit}", "0 or more")
    _hold(problem.fairness.weight >= 0, "fairness.weight", "0 or more")
    _hold(0 <= problem.fairness.floor <= 1, "fairness.floor", "between 0 and 1")


def _check_need(path: str, need: Need) -> None:
    _hold(need.asked >= 1, f"{path}.asked", f"at least one step ({STEP_PERCENT} %)")
    _hold(need.period.lasts, f"{path}.ends_before", "a day after starts_on")
    _hold(1 <= need.team_min <= need.team_max, f"{path}.team_min", "from 1 to team_max")
    _hold(0 <= need.branches_min <= need.team_max, f"{path}.branches_min", "from 0 to team_max")
    _hold(
        1 <= need.share_min <= need.share_max,
        f"{path}.share_min",
        "one step (5 %) up to the most a member gives",
    )
    _hold(0 <= need.least <= need.asked, f"{path}.least", "from 0 up to what is asked")
    _hold(need.priority > 0, f"{path}.priority", "more than 0")


def _hold(holds: bool, path: str, expected: str) -> None:
    if not holds:
        raise BadProblem(path, f"expected {expected}")


def _unique(path: str, names: list[T]) -> set[T]:
    seen: set[T] = set()
    for place, name in enumerate(names):
        _hold(name not in seen, f"{path}[{place}]", f"another than {name!r}, which came before")
        seen.add(name)
    return seen


def _known(
    path: str,
    pairs: list[tuple[str, str]] | tuple[tuple[str, str], ...],
    left: set[str],
    right: set[str],
) -> None:
    for place, (one, other) in enumerate(pairs):
        _hold(one in left, f"{path}[{place}]", f"a known id instead of {one!r}")
        _hold(other in right, f"{path}[{place}]", f"a known id instead of {other!r}")
