"""What a benchmark gives: figures with goals and baselines, read from its JSON.

A benchmark's JSON: `name`; `figures`, each with `name`, `value`, and where there is one `unit`,
`goal` and `baseline` (true for what Kytkin is compared with); `notes`, sentences in Markdown.
A goal is a number or a text such as "≥ 0.8", "≤ 20 s", "= 0" or "0.9–1.1"; for a number, `better`
says "higher" (unless told) or "lower". May hold `tables` (`title`, `columns`, `rows`) and `plots`:
`file`, `title`, `description`, `x` and `y` (`name`, `log`, `goal`), and `series`, each with `name`,
`points` ([x, y] or [x, y, label]) and `line` (true where the points are joined).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from benchmarks.drawn import drawn_from
from benchmarks.plots import Axis, Plot, Point, Series, number

Value = float | int | str | bool
AMOUNT: Final = r"\d*\.?\d+(?:e-?\d+)?"
GOAL: Final = re.compile(
    rf"(?P<sign>≥|>=|≤|<=|=|<|>)?\s*(?P<low>-?{AMOUNT})(\s*–\s*(?P<high>{AMOUNT}))?"
)
SIGNS: Final = {">=": "≥", "<=": "≤"}


@dataclass(frozen=True, slots=True)
class Goal:
    """A bar for a figure: `sign` is ≥, ≤, =, <, > or – (from `low` to `high`)."""

    sign: str
    low: float
    high: float

    @classmethod
    def read(cls, goal: object, better: str = "higher") -> Self:
        """From a benchmark's JSON; raises ValueError for what is no goal."""
        if isinstance(goal, int | float) and not isinstance(goal, bool):
            return cls("≤" if better == "lower" else "≥", float(goal), float(goal))
        found = GOAL.search(str(goal).replace(",", ""))
        if not found:
            raise ValueError(f"a goal is a number, or as “≥ 0.8” or “0.9–1.1”, not {goal!r}")
        low = float(found["low"])
        if found["high"]:
            return cls("–", low, float(found["high"]))
        sign = SIGNS.get(found["sign"], found["sign"]) or ("≤" if better == "lower" else "≥")
        return cls(sign, low, low)

    def is_met_by(self, value: Value) -> bool:
        """Texts and what is missing meet no goal; true is 1, false 0."""
        if isinstance(value, str):
            return False
        return {
            "≥": value >= self.low,
            "≤": value <= self.low,
            "=": value == self.low,
            "<": value < self.low,
            ">": value > self.low,
            "–": self.low <= value <= self.high,
        }[self.sign]

    def __str__(self) -> str:
        if self.sign == "–":
            return f"{number(self.low)}–{number(self.high)}"
        return f"{self.sign} {number(self.low)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, beside its goal or as a baseline."""

    name: str
    value: Value
    unit: str = ""
    goal: Goal | None = None
    is_baseline: bool = False

    @classmethod
    def read(cls, held: Mapping[str, Any]) -> Self:
        goal = held.get("goal")
        return cls(
            str(held["name"]),
            held["value"],
            str(held.get("unit") or ""),
            None if goal is None else Goal.read(goal, str(held.get("better", "higher"))),
            bool(held.get("baseline")),
        )

    @property
    def is_missed(self) -> bool:
        """A bar is Kytkin's own: a baseline misses none."""
        if self.goal is None or self.is_baseline:
            return False
        return not self.goal.is_met_by(self.value)

    @property
    def shown(self) -> str:
        """The value with its unit, for people."""
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        text = self.value if isinstance(self.value, str) else number(self.value)
        return f"{text} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A table that a benchmark adds for what its figures sum up."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What one benchmark measured, when, and how long it took."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    plots: tuple[tuple[str, Plot], ...]
    measured_on: str
    took_s: float

    @classmethod
    def read(cls, held: Mapping[str, Any]) -> Self:
        """From JSON. Raises KeyError or ValueError for what is no result."""
        return cls(
            str(held["name"]),
            str(held.get("title") or held["name"]),
            tuple(Figure.read(figure) for figure in held["figures"]),
            tuple(str(note) for note in held.get("notes", ())),
            tuple(_table(table) for table in held.get("tables", ())),
            _plots(held),
            str(held.get("measured_on", "")),
            float(held.get("took_s", 0)),
        )

    @property
    def bars(self) -> tuple[Figure, ...]:
        """The figures that have a goal to keep."""
        return tuple(
            figure for figure in self.figures if figure.goal is not None and not figure.is_baseline
        )

    @property
    def missed(self) -> tuple[Figure, ...]:
        return tuple(figure for figure in self.figures if figure.is_missed)


def _table(held: Mapping[str, Any]) -> Table:
    rows = tuple(tuple(_cell(cell) for cell in row) for row in held["rows"])
    return Table(str(held.get("title", "")), tuple(map(str, held["columns"])), rows)


def _cell(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return str(value)


def _plots(held: Mapping[str, Any]) -> tuple[tuple[str, Plot], ...]:
    """Those that the benchmark gives, then those that its figures draw."""
    given = tuple((str(plot["file"]), _plot(plot)) for plot in held.get("plots", ()))
    values = [(str(figure["name"]), figure["value"]) for figure in held["figures"]]
    return given + drawn_from(str(held["name"]), values)


def _plot(held: Mapping[str, Any]) -> Plot:
    series = tuple(
        Series(
            str(one["name"]),
            tuple(Point(float(x), float(y), str(*label)) for x, y, *label in one["points"]),
            bool(one.get("line")),
        )
        for one in held["series"]
    )
    x, y = _axis(held["x"]), _axis(held["y"])
    return Plot(str(held["title"]), str(held["description"]), x, y, series)


def _axis(held: Mapping[str, Any]) -> Axis:
    goal = held.get("goal")
    return Axis(str(held["name"]), bool(held.get("log")), None if goal is None else float(goal))
