"""`kytkin allocate`: who gives how much time to which need, with a proven bound, as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click

from kytkin.cli.json_places import line_of
from kytkin.cli.records import BrokenInput, CannotWrite, whole_file
from kytkin.cli.records_sources import lines_of, parsed
from kytkin.engine.allocation import BadProblem, Infeasible, Moment, Target, Undecided, allocate
from kytkin.engine.allocation.documents import (
    Document,
    as_written,
    read_problem,
    written_collision,
    written_plan,
)

INFEASIBLE = 3
MOST_TOLD = 20
File = click.Path(path_type=Path)


@click.command("allocate")
@click.argument("problem", type=File)
@click.option("-o", "--output", type=File, required=True, help="Where the plan goes; - prints it.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    default=60.0,
    show_default=True,
    help="Stop after about this long.",
)
@click.option(
    "--gap",
    type=click.FloatRange(min=0.0),
    default=0.001,
    show_default=True,
    help="Stop when the plan is proven to be this near the best.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def command(problem: Path, output: Path, seconds: float, gap: float, workers: int) -> None:
    """Allocate experts' time to needs: the best plan found, and how far from the best it can be.

    \b
    kytkin allocate PROBLEM.json -o PLAN.json --seconds 20 --gap 0.005
    in:  {"experts": [{"id": "aino", "branch": "OKM", "capacity_percent": 20}],
          "needs": [{"id": "n1", "asked_percent": 40, "team_min": 2, "branches_min": 2}],
          "candidates": [{"expert": "aino", "need": "n1", "fit": 0.8}]}
    out: {"objective": …, "bound": …, "gap": …, "assignments": [{"expert": "aino", …}]}

    Every field: docs/allocation.md. When no plan can keep every rule, the colliding rules and
    what would ease them are printed, nothing is written, and the exit code is 3.
    """
    if str(output) != "-" and output.suffix.lower() in (".csv", ".tsv", ".xlsx", ".jsonl"):
        raise CannotWrite(f"{output}: a plan is one JSON object: expected a name as plan.json.")
    text, document = _read(problem)
    _warn(problem, document)
    target = Target(gap=gap, seconds=seconds, workers=workers)
    try:
        plan = allocate(document.problem, target, clock=time.perf_counter, watch=_tell)
    except BadProblem as error:
        raise _broken(problem, text, as_written(error)) from None
    except Undecided as error:
        raise click.ClickException(f"{error}.") from None
    except Infeasible as error:
        click.echo(json.dumps(written_collision(error.collision), ensure_ascii=False, indent=1))
        _explain(error)
        raise click.exceptions.Exit(INFEASIBLE) from None
    with whole_file(output) as stream:
        shown = json.dumps(written_plan(plan), ensure_ascii=False, indent=1)
        stream.write(f"{shown}\n".encode())
    click.echo(
        f"{len(plan.assignments)} assignments, objective {plan.objective:.3f}, bound "
        f"{plan.bound:.3f}, gap {plan.gap:.3%}, {plan.seconds:.1f} s, "
        f"stopped by {plan.stopped_by}",
        err=True,
    )


def _warn(path: Path, document: Document) -> None:
    told = [f"{field} is not a field of the format: ignored." for field in document.ignored]
    told += document.doubts
    for one in told[:MOST_TOLD]:
        click.echo(f"{path}: {one}", err=True)
    if len(told) > MOST_TOLD:
        click.echo(f"{path}: … and {len(told) - MOST_TOLD} more such remarks.", err=True)


def _read(path: Path) -> tuple[str, Document]:
    """The file's text and the problem in it."""
    source = str(path)
    text = "".join(line for _number, line in lines_of(path, source))
    try:
        data = parsed(text)
    except json.JSONDecodeError as error:
        expected = f"expected JSON ({error.msg}, column {error.colno})"
        raise BrokenInput(source, expected, line=error.lineno) from None
    except ValueError as error:
        raise BrokenInput(source, str(error)) from None
    try:
        return text, read_problem(data)
    except BadProblem as error:
        raise _broken(path, text, error) from None


def _broken(path: Path, text: str, error: BadProblem) -> BrokenInput:
    return BrokenInput(str(path), error.expected, line=line_of(text, error.path), field=error.path)


def _tell(moment: Moment) -> None:
    if sys.stderr.isatty():
        text = f"\r{moment.step}: {moment.objective:.2f} of at most {moment.bound:.2f}   "
        click.echo(text, nl=False, err=True)


def _explain(error: Infeasible) -> None:
    click.echo("No plan can keep all of these rules together:", err=True)
    for rule in error.collision.rules:
        click.echo(f"  - {rule.text} ({rule.kind})", err=True)
    click.echo("All of these together would ease it:", err=True)
    for remedy in error.collision.remedies:
        click.echo(f"  - {remedy.text}", err=True)
