"""Every rule that can make a problem impossible, by name, as rows over a small set of columns.

Only needs that must be opened matter here (mandatory, agreed or asked for by name): every other
need may stay closed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from kytkin.engine.allocation.compiled import at_the_same_time
from kytkin.engine.allocation.problem import STEP_PERCENT, Expert, Need, Problem

MOST = 1_000.0
STEPS, MEMBERS, BRANCHES, DROP, FIXED = "steps", "members", "branches", "drop", "fixed"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in words; `measure` says in what it may be eased (`fixed`: it may not be)."""

    kind: str
    names: tuple[str, ...]
    text: str
    measure: str


@dataclass(frozen=True, slots=True)
class Row:
    """`lower <= Σ coefficient · column + ease · slack of its rule <= upper`."""

    rule: int | None
    entries: tuple[tuple[int, float], ...]
    lower: float
    upper: float
    ease: float = 0.0


@dataclass
class Rulebook:
    """Rules, their rows, and columns as (upper bound, integral)."""

    rules: list[Rule] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    uppers: list[float] = field(default_factory=list)

    def column(self, upper: float) -> int:
        self.uppers.append(upper)
        return len(self.uppers) - 1

    def rule(self, kind: str, names: tuple[str, ...], text: str, measure: str) -> int:
        self.rules.append(Rule(kind, names, text, measure))
        return len(self.rules) - 1

    def at_most(self, rule: int | None, entries: list[tuple[int, float]], upper: float) -> None:
        self.rows.append(Row(rule, tuple(entries), -float("inf"), upper, -1.0))

    def at_least(self, rule: int | None, entries: list[tuple[int, float]], lower: float) -> None:
        self.rows.append(Row(rule, tuple(entries), lower, float("inf"), 1.0))


def percent(steps: int) -> str:
    return f"{steps * STEP_PERCENT} %"


def rulebook(problem: Problem) -> Rulebook:
    """The rules on the needs that must be opened."""
    return _Writer(problem).write()


class _Writer:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.book = problem, Rulebook()
        self.experts = {expert.id: expert for expert in problem.experts}
        self.agreed = {(one.expert, one.need): one.share for one in problem.agreed}
        named = {need for _e, need in (*self.agreed, *problem.forced)}
        self.needs = {n.id: n for n in problem.needs if n.mandatory or n.id in named}
        listed = [(one.expert, one.need) for one in problem.candidates]
        keys = dict.fromkeys((*listed, *self.agreed, *problem.forced))
        self.keys = sorted(key for key in keys if key[1] in self.needs)
        self.x = {key: self.book.column(MOST) for key in self.keys}
        self.y = {key: self.book.column(1.0) for key in self.keys}
        self.z = {need: self.book.column(1.0) for need in sorted(self.needs)}

    def write(self) -> Rulebook:
        book = self.book
        for key in self.keys:
            book.at_most(None, [(self.x[key], 1.0), (self.y[key], -MOST)], 0.0)
            book.at_least(None, [(self.x[key], 1.0), (self.y[key], -1.0)], 0.0)
            book.at_most(None, [(self.y[key], 1.0), (self.z[key[1]], -1.0)], 0.0)
        self._wishes()
        for need in sorted(self.needs):
            self._team(self.needs[need], [key for key in self.keys if key[1] == need])
        self._pairs()
        self._time()
        return book

    def _wishes(self) -> None:
        """What must happen: agreed, forced, mandatory."""
        book = self.book
        for key, share in sorted(self.agreed.items()):
            text = f"{key[0]} and {key[1]} have agreed on {percent(share)}"
            rule = book.rule("agreed", key, text, FIXED)
            book.at_least(rule, [(self.y[key], 1.0)], 1.0)
            book.at_least(rule, [(self.x[key], 1.0)], float(share))
            book.at_most(rule, [(self.x[key], 1.0)], float(share))
        for key in sorted(set(self.problem.forced)):
            text = f"{key[0]} must be in the team of {key[1]}"
            rule = book.rule("forced", key, text, DROP)
            book.at_least(rule, [(self.y[key], 1.0)], 1.0)
        for need in sorted(self.needs):
            if self.needs[need].mandatory:
                rule = book.rule("mandatory", (need,), f"{need} must be opened", DROP)
                book.at_least(rule, [(self.z[need], 1.0)], 1.0)

    def _team(self, need: Need, keys: list[tuple[str, str]]) -> None:
        book, z, name = self.book, self.z[need.id], (need.id,)
        members = [(self.y[key], 1.0) for key in keys]
        shares = [(self.x[key], 1.0) for key in keys]
        text = f"{need.id} asks for at least {need.team_min} members"
        rule = book.rule("team minimum", name, text, MEMBERS)
        book.at_least(rule, [*members, (z, -float(need.team_min))], 0.0)
        text = f"{need.id} takes at most {need.team_max} members"
        rule = book.rule("team maximum", name, text, MEMBERS)
        book.at_most(rule, members, float(need.team_max))
        text = f"{need.id} takes at most {percent(need.asked)} in all"
        rule = book.rule("total asked", name, text, STEPS)
        book.at_most(rule, shares, float(need.asked))
        text = f"{need.id} works with no less than {percent(need.least)} in all"
        rule = book.rule("least total", name, text, STEPS)
        book.at_least(rule, [*shares, (z, -float(need.least))], 0.0)
        text = f"members of {need.id} give {percent(need.share_min)} to {percent(need.share_max)}"
        rule = book.rule("share of a member", name, text, STEPS)
        for key in keys:
            if key not in self.agreed:
                pair = [(self.x[key], 1.0)]
                book.at_least(rule, [*pair, (self.y[key], -float(need.share_min))], 0.0)
                book.at_most(rule, [*pair, (self.y[key], -float(need.share_max))], 0.0)
        by_branch: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for key in keys:
            by_branch[self.experts[key[0]].branch].append((self.y[key], -1.0))
        present = []
        for branch in sorted(by_branch):
            column = book.column(1.0)
            present.append((column, 1.0))
            book.at_most(None, [(column, 1.0), *by_branch[branch]], 0.0)
        text = f"{need.id} asks for members from at least {need.branches_min} branches"
        rule = book.rule("branches", name, text, BRANCHES)
        book.at_least(rule, [*present, (z, -float(need.branches_min))], 0.0)

    def _pairs(self) -> None:
        """What must not happen: forbidden, apart, without consent, never at the same time."""
        book = self.book
        for key in sorted(set(self.problem.forbidden)):
            if key in self.y:
                text = f"{key[0]} must not be in the team of {key[1]}"
                book.at_most(book.rule("forbidden", key, text, DROP), [(self.y[key], 1.0)], 0.0)
        for key in self.keys:
            if key not in self.agreed:
                self._meets(self.experts[key[0]], self.needs[key[1]], self.y[key])
        for one, other in sorted({(min(pair), max(pair)) for pair in self.problem.apart}):
            both = [n for n in self.z if (one, n) in self.y and (other, n) in self.y]
            if both:
                text = f"{one} and {other} must not be in one team"
                rule = book.rule("apart", (one, other), text, DROP)
                for need in both:
                    pair = [(self.y[(one, need)], 1.0), (self.y[(other, need)], 1.0)]
                    book.at_most(rule, pair, 1.0)

    def _meets(self, expert: Expert, need: Need, member: int) -> None:
        book, names = self.book, (expert.id, need.id)
        found = []
        if not expert.consent:
            found.append(("consent", f"{expert.id} has not consented", FIXED))
        if not expert.period.overlaps(need.period):
            found.append(("period", f"the periods of {expert.id} and {need.id} do not meet", DROP))
        if need.languages and expert.languages and not need.languages & expert.languages:
            text = f"{expert.id} and {need.id} have no language in common"
            found.append(("language", text, DROP))
        for kind, text, measure in found:
            book.at_most(book.rule(kind, names, text, measure), [(member, 1.0)], 0.0)

    def _time(self) -> None:
        of_expert: dict[str, list[tuple[str, str]]] = defaultdict(list)
        of_unit: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key in self.keys:
            of_expert[key[0]].append(key)
            unit = self.experts[key[0]].unit
            if unit is not None and unit in self.problem.unit_caps:
                of_unit[unit].append(key)
        for name in sorted(of_expert):
            capacity = self.experts[name].capacity
            text = f"{name} offers {percent(capacity)} at a time"
            self._cap("capacity", name, text, of_expert[name], capacity)
        for unit in sorted(of_unit):
            cap = self.problem.unit_caps[unit]
            text = f"unit {unit} lends at most {percent(cap)} at a time"
            self._cap("unit cap", unit, text, of_unit[unit], cap)

    def _cap(self, kind: str, name: str, text: str, keys: list[tuple[str, str]], cap: int) -> None:
        rule = self.book.rule(kind, (name,), text, STEPS)
        periods = [self.needs[key[1]].period for key in keys]
        for together in at_the_same_time(list(range(len(keys))), periods):
            entries = [(self.x[keys[place]], 1.0) for place in together]
            self.book.at_most(rule, entries, float(cap))
