"""What an import would do, before anything is written: the preview and the carrying out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.exchange.models import ImportRun, RunState, Severity, Source
from kytkin.exchange.runs import add_findings, begin_run, count, end_run, finding
from kytkin.exchange.tables.cells import Problems
from kytkin.exchange.tables.columns import TableKind
from kytkin.exchange.tables.problems import RowProblem

SOURCES = {
    TableKind.ORGANISATIONS: Source.ORGANISATIONS,
    TableKind.PREPARATIONS: Source.PREPARATIONS,
    TableKind.PROFILES: Source.PROFILES,
}


class PlanHasProblems(KytkinError):
    """A plan with problems is never carried out."""

    code = "plan_has_problems"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, as a person reads them; `before` is empty for a new thing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """A row that makes or changes one thing; `write` does it."""

    row: int
    item: str
    is_new: bool
    changes: tuple[FieldChange, ...]
    write: Callable[[dt.datetime, User | None], None] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a table would do. `after` is called once when all steps are written."""

    kind: TableKind
    steps: tuple[Step, ...]
    unchanged: int
    problems: tuple[RowProblem, ...]
    more_problems: int = 0
    after: Callable[[list[str]], None] = field(default=lambda _items: None, compare=False)

    @property
    def mark(self) -> str:
        """The same for two plans that would do the same."""
        return sha256(repr((self.kind.value, self.steps)).encode()).hexdigest()

    @property
    def created(self) -> list[Step]:
        return [step for step in self.steps if step.is_new]

    @property
    def changed(self) -> list[Step]:
        return [step for step in self.steps if not step.is_new]


def plan_of(
    kind: TableKind,
    steps: list[Step],
    unchanged: int,
    problems: Problems,
    after: Callable[[list[str]], None],
) -> Plan:
    found = tuple(sorted(problems.found, key=lambda problem: problem.row))
    return Plan(kind, tuple(steps), unchanged, found, problems.more, after)


def record_dry_run(plan: Plan, *, origin: str, by: User | None, now: dt.datetime) -> ImportRun:
    """Keep what was found without doing anything."""
    with transaction.atomic():
        run = begin_run(SOURCES[plan.kind], origin=origin, by=by, now=now, is_dry_run=True)
        _account(run, plan)
        state = RunState.REFUSED if plan.problems else RunState.COMPLETED
        return end_run(run, state=state, now=now)


def no_progress(_done: int) -> None:
    """For callers without a progress bar."""


def moved_meanwhile() -> StaleVersion:
    """What a step raises when it finds another world than its plan was made for."""
    return StaleVersion(
        _("Somebody changed the same things meanwhile, so nothing was imported. Try again.")
    )


def carry_out(
    plan: Plan,
    *,
    origin: str,
    by: User | None,
    now: dt.datetime,
    progress: Callable[[int], None] = no_progress,
) -> ImportRun:
    """Do all of it or nothing.

    A plan with problems is refused whole (PlanHasProblems), and so is one that others' changes
    have overtaken (StaleVersion).
    """
    if plan.problems:
        raise PlanHasProblems(plan.problems[0].sentence)
    with transaction.atomic():
        run = begin_run(SOURCES[plan.kind], origin=origin, by=by, now=now)
        for step in plan.steps:
            step.write(now, by)
            progress(1)
        plan.after([step.item for step in plan.steps])
        _account(run, plan)
        return end_run(run, state=RunState.COMPLETED, now=now)


def refuse(plan: Plan, *, origin: str, by: User | None, now: dt.datetime) -> ImportRun:
    """Keep the problems in a report; nothing was imported."""
    with transaction.atomic():
        run = begin_run(SOURCES[plan.kind], origin=origin, by=by, now=now)
        _tell(run, plan)
        run.read_count = run.rejected_count = len({problem.row for problem in plan.problems})
        return end_run(run, state=RunState.REFUSED, now=now)


def _account(run: ImportRun, plan: Plan) -> None:
    for step in plan.steps:
        count(run, "created" if step.is_new else "updated")
    run.read_count += plan.unchanged
    run.unchanged_count = plan.unchanged
    _tell(run, plan)


def _tell(run: ImportRun, plan: Plan) -> None:
    add_findings(
        finding(
            run, Severity.ERROR, f"table_{problem.code}",
            row=problem.row, column=problem.column, params=_kept(plan, problem),
        )
        for problem in plan.problems
    )  # fmt: skip


def _kept(plan: Plan, problem: RowProblem) -> dict[str, object]:
    """What a report keeps of a problem: of people's rows not what stood in the cell."""
    hidden = {"value": "…"} if plan.kind == TableKind.PROFILES and "value" in problem.params else {}
    return {**problem.params, **hidden}


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[FieldChange, ...]:
    """The fields whose values differ, as texts; nothing and nothing are the same."""
    return tuple(
        FieldChange(name, shown(before.get(name)), shown(value))
        for name, value in after.items()
        if before.get(name) != value and (before.get(name) or value)
    )


def shown(value: Any) -> str:
    """A value as a cell shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return " / ".join(f"{lang}: {text}" for lang, text in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return "; ".join(str(part) for part in value)
    return str(value)
