"""Why no plan can keep every rule: a smallest set of colliding rules, and what would ease it.

The set is irreducible: without any one of its rules the others can be kept together. It is found
by divide and conquer (QuickXplain, Junker 2004); what would ease it is the cheapest change of an
elastic model (Chinneck 2008, Feasibility and Infeasibility in Optimization).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from kytkin.engine.allocation.milp import QuietHighs
from kytkin.engine.allocation.problem import Problem
from kytkin.engine.allocation.rules import (
    BRANCHES,
    DROP,
    FIXED,
    MEMBERS,
    STEPS,
    Row,
    Rule,
    Rulebook,
    percent,
    rulebook,
)

SECONDS = 20.0
COST = {STEPS: 1.0, MEMBERS: 2.0, BRANCHES: 2.0, DROP: 6.0}
REACH = {STEPS: 200.0, MEMBERS: 100.0, BRANCHES: 100.0, DROP: 1.0}


@dataclass(frozen=True, slots=True)
class Remedy:
    """A rule eased by `amount` (steps, members, branches; 1 when it is dropped), in words."""

    rule: Rule
    amount: int
    text: str


@dataclass(frozen=True, slots=True)
class Collision:
    """Rules that cannot be kept together, and one cheapest set of changes that helps."""

    rules: tuple[Rule, ...]
    remedies: tuple[Remedy, ...]


class Infeasible(ValueError):
    """No plan keeps every rule; `collision` says which collide and what would ease them."""

    def __init__(self, collision: Collision) -> None:
        super().__init__("; ".join(rule.text for rule in collision.rules))
        self.collision = collision


def explain(problem: Problem) -> Collision | None:
    """The collision of a problem; None when its rules can be kept together."""
    book = rulebook(problem)
    everything = list(range(len(book.rules)))
    if _possible(book, everything):
        return None
    found = sorted(_smallest(book, [], everything, tested=False))
    return Collision(tuple(book.rules[place] for place in found), _remedies(book))


def _smallest(book: Rulebook, kept: list[int], rules: list[int], *, tested: bool) -> list[int]:
    """A minimal part of `rules` that collides together with `kept`."""
    if tested and not _possible(book, kept):
        return []
    if len(rules) == 1:
        return rules
    half = len(rules) // 2
    left, right = rules[:half], rules[half:]
    of_right = _smallest(book, kept + left, right, tested=True)
    of_left = _smallest(book, kept + of_right, left, tested=bool(of_right))
    return of_left + of_right


def _possible(book: Rulebook, rules: Sequence[int]) -> bool:
    wanted = set(rules)
    rows = [row for row in book.rows if row.rule is None or row.rule in wanted]
    highs = _highs(book, rows, {})
    highs.run()
    return bool(highs.getModelStatus() != highspy.HighsModelStatus.kInfeasible)


def _remedies(book: Rulebook) -> tuple[Remedy, ...]:
    eased = [place for place, rule in enumerate(book.rules) if rule.measure != FIXED]
    slack = {place: len(book.uppers) + number for number, place in enumerate(eased)}
    highs = _highs(book, book.rows, slack)
    highs.run()
    values = highs.getSolution().col_value
    return tuple(
        _remedy(book.rules[place], round(values[column]))
        for place, column in slack.items()
        if values[column] > 0.5
    )


def _remedy(rule: Rule, amount: int) -> Remedy:
    names = " and ".join(rule.names)
    text = {
        STEPS: f"ease the {rule.kind} of {names} by {percent(amount)}",
        MEMBERS: f"ease the {rule.kind} of {names} by {amount}",
        BRANCHES: f"let {names} do with {amount} fewer branches",
        DROP: f"give up: {rule.text}",
    }[rule.measure]
    return Remedy(rule, amount, text)


def _highs(book: Rulebook, rows: Sequence[Row], slack: dict[int, int]) -> highspy.Highs:
    """The rules as a programme; with slacks it is elastic and asks for the cheapest easing."""
    measures = [book.rules[place].measure for place in slack]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(book.uppers) + len(slack), len(rows)
    model.col_cost_ = np.array([0.0] * len(book.uppers) + [COST[m] for m in measures])
    model.col_lower_ = np.zeros(model.num_col_)
    model.col_upper_ = np.array([*book.uppers, *(REACH[m] for m in measures)])
    model.row_lower_ = np.array([row.lower for row in rows])
    model.row_upper_ = np.array([row.upper for row in rows])
    starts, columns, values = [0], [], []
    for row in rows:
        entries = list(row.entries)
        if row.rule in slack:
            entries.append((slack[row.rule], row.ease))
        columns += [column for column, _value in entries]
        values += [value for _column, value in entries]
        starts.append(len(columns))
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(starts)
    model.a_matrix_.index_ = np.array(columns, dtype=np.int32)
    model.a_matrix_.value_ = np.array(values, dtype=np.float64)
    model.integrality_ = [highspy.HighsVarType.kInteger] * model.num_col_
    highs = QuietHighs()
    highs.setOptionValue("time_limit", SECONDS)
    highs.passModel(model)
    return highs
