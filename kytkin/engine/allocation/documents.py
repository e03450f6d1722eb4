"""A problem read from plain data (as JSON gives it), and a plan written as such.

Fields are described in docs/allocation.md. Times are percentages of a full week, multiples of 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from kytkin.engine.allocation.colliding import Collision
from kytkin.engine.allocation.plan import Plan
from kytkin.engine.allocation.problem import (
    STEP_PERCENT,
    Agreement,
    BadProblem,
    Candidate,
    Expert,
    Fairness,
    Need,
    Period,
    Problem,
)

FULL_PERCENT: Final = 100
USUAL_TEAM: Final = 5
NEAR: Final = 0.84  # likeness of an unknown field's name from which it is taken for a slip
IN_PERCENT: Final = frozenset({"capacity", "asked", "share_min", "share_max", "least", "share"})
OF_A_PLAN: Final = ("fit", "priority", "gain", "agreed", "reasons")


@dataclass(frozen=True)
class Document:
    """The problem, the paths of fields that say nothing to it, and what may be a slip."""

    problem: Problem
    ignored: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def as_written(error: BadProblem) -> BadProblem:
    """The same error with the field's name as the file has it: times end in _percent there."""
    whole, dot, name = error.path.rpartition(".")
    if name in IN_PERCENT:
        return BadProblem(f"{whole}{dot}{name}_percent", error.expected)
    return error


@dataclass
class _Fields:
    """One object of the document; remembers what was asked for."""

    values: Mapping[str, Any]
    path: str
    asked: set[str] = field(default_factory=set)

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def get(self, name: str, kind: type | tuple[type, ...], expected: str, default: Any) -> Any:
        self.asked.add(name)
        value = self.values.get(name)
        if value is None and default is not ...:
            return default
        wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        if wrong:
            raise BadProblem(self.at(name), f"expected {expected}, found {_shown(value)}")
        return value

    def text(self, name: str, default: Any = ...) -> Any:
        value = self.get(name, (str, int), "a text", default)
        return value if value is None else str(value)

    def whole(self, name: str, default: Any = ...) -> int:
        return int(self.get(name, int, "a whole number", default))

    def number(self, name: str, default: Any = ...) -> float:
        return float(self.get(name, (int, float), "a number", default))

    def truth(self, name: str, default: bool) -> bool:
        return bool(self.get(name, bool, "true or false", default))

    def steps(self, name: str, default: Any = ...) -> Any:
        percent = self.get(name, (int, float), "a percentage", default)
        return None if percent is None else as_steps(percent, self.at(name))

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.get(name, list, "a list of texts", [])
        for place, value in enumerate(values):
            if not isinstance(value, str):
                raise BadProblem(f"{self.at(name)}[{place}]", f"expected a text, found {value!r}")
        return tuple(values)

    def languages(self) -> frozenset[str]:
        """Codes, whichever case they are written in."""
        return frozenset(code.strip().casefold() for code in self.texts("languages"))

    def period(self) -> Period:
        return Period(self._day("starts_on"), self._day("ends_before"))

    def _day(self, name: str) -> date | None:
        value = self.get(name, str, "a day as 2027-01-31", None)
        try:
            return None if value is None else date.fromisoformat(value)
        except ValueError:
            expected = f"expected a day as 2027-01-31, found {value!r}"
            raise BadProblem(self.at(name), expected) from None


def as_steps(percent: float, path: str) -> int:
    """A percentage as steps; `BadProblem` when it is no multiple of a step or below 0."""
    if percent < 0 or percent % STEP_PERCENT:
        expected = f"expected a multiple of {STEP_PERCENT}, at least 0, found {percent:g}"
        raise BadProblem(path, expected)
    return int(percent) // STEP_PERCENT


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)[:60]


class _Reader:
    def __init__(self) -> None:
        self.read: list[_Fields] = []

    def fields(self, value: object, path: str) -> _Fields:
        if not isinstance(value, Mapping):
            raise BadProblem(path or "the file", f"expected an object, found {_shown(value)}")
        self.read.append(_Fields(value, path))
        return self.read[-1]

    def each(self, whole: _Fields, name: str, default: Any = ...) -> list[_Fields]:
        values = whole.get(name, list, "a list of objects", default)
        return [self.fields(value, f"{name}[{place}]") for place, value in enumerate(values)]

    def pairs(self, whole: _Fields, name: str, ends: tuple[str, str]) -> tuple[Any, ...]:
        """Pairs given as [one, other] or as objects."""
        found = []
        for place, value in enumerate(whole.get(name, list, "a list of pairs", [])):
            path = f"{name}[{place}]"
            if isinstance(value, list):
                if len(value) != 2 or not all(_is_id(end) for end in value):
                    raise BadProblem(path, f"expected two ids, found {_shown(value)}")
                found.append((str(value[0]), str(value[1])))
            else:
                pair = self.fields(value, path)
                found.append((pair.text(ends[0]), pair.text(ends[1])))
        return tuple(found)

    def ignored(self) -> tuple[str, ...]:
        """Fields that nobody asked for; `BadProblem` for one that looks like a slip of one."""
        return tuple(one.at(name) for one, name in self._unasked())

    def _unasked(self) -> Iterator[tuple[_Fields, str]]:
        for one in self.read:
            for name in one.values:
                if name in one.asked:
                    continue
                absent = one.asked - set(one.values)
                if near := get_close_matches(name, absent, n=1, cutoff=NEAR):
                    raise BadProblem(one.at(name), f"expected {near[0]}, found a name like it")
                yield one, name


def read_problem(data: object) -> Document:
    """The problem that plain data describes; `BadProblem` says which field is wrong and why."""
    reader = _Reader()
    whole = reader.fields(data, "")
    caps = whole.get("unit_caps_percent", Mapping, "an object of units and percentages", {})
    problem = Problem(
        experts=tuple(_expert(one) for one in reader.each(whole, "experts")),
        needs=tuple(_need(one) for one in reader.each(whole, "needs")),
        candidates=tuple(
            Candidate(one.text("expert"), one.text("need"), one.number("fit"), one.texts("reasons"))
            for one in reader.each(whole, "candidates")
        ),
        agreed=tuple(
            Agreement(one.text("expert"), one.text("need"), one.steps("share_percent"))
            for one in map(_from_a_plan, reader.each(whole, "agreed", []))
        ),
        forced=reader.pairs(whole, "forced", ("expert", "need")),
        forbidden=reader.pairs(whole, "forbidden", ("expert", "need")),
        apart=reader.pairs(whole, "apart", ("one", "other")),
        unit_caps={
            unit: as_steps(
                _Fields(caps, "unit_caps_percent").number(unit), f"unit_caps_percent.{unit}"
            )
            for unit in sorted(caps)
        },
        fairness=_fairness(
            reader.fields(whole.get("fairness", Mapping, "an object", {}), "fairness")
        ),
    )
    return Document(problem, reader.ignored(), _doubts(problem))


def _doubts(problem: Problem) -> tuple[str, ...]:
    units = {expert.unit for expert in problem.experts}
    return tuple(
        f"unit_caps_percent.{unit} binds nobody: no expert has the unit {unit!r}."
        for unit in problem.unit_caps
        if unit not in units
    )


def _from_a_plan(one: _Fields) -> _Fields:
    """An agreement; what else an assignment of a plan has may stand there."""
    one.asked.update(OF_A_PLAN)
    return one


def _expert(one: _Fields) -> Expert:
    return Expert(
        id=one.text("id"),
        agency=one.text("agency", ""),
        branch=one.text("branch", ""),
        capacity=one.steps("capacity_percent"),
        period=one.period(),
        languages=one.languages(),
        consent=one.truth("consent", True),
        unit=one.text("unit", None),
    )


def _need(one: _Fields) -> Need:
    team_min, branches_min = one.whole("team_min", 1), one.whole("branches_min", 1)
    return Need(
        id=one.text("id"),
        asked=one.steps("asked_percent"),
        team_min=team_min,
        team_max=one.whole("team_max", max(USUAL_TEAM, team_min, branches_min)),
        branches_min=branches_min,
        share_min=one.steps("share_min_percent", STEP_PERCENT),
        share_max=one.steps("share_max_percent", FULL_PERCENT),
        least=one.steps("least_percent", 0),
        languages=one.languages(),
        priority=one.number("priority", 1.0),
        period=one.period(),
        mandatory=one.truth("mandatory", False),
    )


def _fairness(one: _Fields) -> Fairness:
    return Fairness(
        weight=one.number("weight", 0.0),
        floor=one.number("floor", 0.5),
        small_below=one.steps("small_below_percent", None),
    )


def written_plan(plan: Plan) -> dict[str, Any]:
    """The plan as plain data."""
    return {
        "objective": round(plan.objective, 6),
        "total_fit": round(plan.total_fit, 6),
        "bound": round(plan.bound, 6),
        "gap": round(plan.gap, 8),
        "seconds": round(plan.seconds, 3),
        "stopped_by": plan.stopped_by,
        "assignments": [
            {
                "expert": one.expert,
                "need": one.need,
                "share_percent": one.share_percent,
                "fit": one.fit,
                "priority": one.priority,
                "gain": round(one.gain, 6),
                "agreed": one.agreed,
                "reasons": list(one.reasons),
            }
            for one in plan.assignments
        ],
        "closed": list(plan.closed),
        "fairness": {
            "exposure_ratio": plan.exposure_ratio,
            "agencies": [
                {
                    "agency": use.agency,
                    "offered_percent": use.offered * STEP_PERCENT,
                    "used_percent": use.used * STEP_PERCENT,
                    "target_percent": use.target * STEP_PERCENT,
                    "exposure": round(use.exposure, 6),
                }
                for use in plan.agencies
            ],
        },
    }


def written_collision(collision: Collision) -> dict[str, Any]:
    """The colliding rules and what would ease them, as plain data."""
    return {
        "infeasible": True,
        "colliding": [
            {"kind": rule.kind, "names": list(rule.names), "text": rule.text}
            for rule in collision.rules
        ],
        "remedies": [
            {"kind": one.rule.kind, "names": list(one.rule.names), "amount": one.amount,
             "text": one.text}
            for one in collision.remedies
        ],
    }  # fmt: skip
