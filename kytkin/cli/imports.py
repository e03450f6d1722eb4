"""`kytkin import`: bringing things in from registers, tables and vocabularies."""

from __future__ import annotations

import datetime as dt
import importlib
import sys
from pathlib import Path
from typing import Any

import click

from kytkin.cli.counting import counting

MOST_SHOWN = 40
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Imports(click.Group):
    """Knows the register's command without loading it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "hankeikkuna"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "hankeikkuna":
            loaded: click.Command = importlib.import_module("kytkin.cli.import_hankeikkuna").command
            return loaded
        return super().get_command(ctx, cmd_name)


@click.command(cls=Imports)
def command() -> None:
    """Bring in preparations, organisations and vocabularies. Nothing is half-imported.

    \b
    kytkin import hankeikkuna --since 2026-11-01
    kytkin import preparations table.xlsx --dry-run
    kytkin import vocabulary yso-skos.ttl
    """


@command.command("organisations")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
def organisations(file: Path, dry_run: bool) -> None:
    """Bring in organisations from a CSV or XLSX FILE.

    Begin from `kytkin export organisations --to organisations.xlsx`. Columns that the table does
    not have are left as they are.

    \b
    kytkin import organisations organisations.xlsx --dry-run
    kytkin import organisations organisations.xlsx
    """
    import_table("organisations", file, dry_run)


@command.command("preparations")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
def preparations(file: Path, dry_run: bool) -> None:
    """Bring in preparations from a CSV or XLSX FILE.

    Begin from `kytkin export preparations --to preparations.xlsx`. With the column `version`, a
    row that somebody has changed meanwhile is refused.

    \b
    kytkin import preparations preparations.xlsx --dry-run
    kytkin import preparations preparations.xlsx
    """
    import_table("preparations", file, dry_run)


@command.command("profiles")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Show what would be proposed; change nothing.")
def profiles(file: Path, dry_run: bool) -> None:
    """Invite people to profiles from a CSV or XLSX FILE of what their agencies know.

    Each row becomes a proposal that only its person sees, confirms part by part or declines. Who
    has no account gets one without a password. Columns: email, name, organisation, and any of
    language, title, about, contact_about, skills, wanted_skills, themes, languages,
    share_percent, place, town.

    \b
    kytkin import profiles profiles.xlsx --dry-run
    kytkin import profiles profiles.xlsx
    """
    import_table("profiles", file, dry_run)


def import_table(kind: str, file: Path, dry_run: bool) -> None:
    from kytkin.cli.django import start_django

    start_django()
    from django.utils import timezone

    from kytkin.common.errors import StaleVersion
    from kytkin.exchange.tables.columns import TableKind
    from kytkin.exchange.tables.doors import plan_file
    from kytkin.exchange.tables.planning import carry_out, record_dry_run, refuse
    from kytkin.exchange.tables.problems import TableRefused

    try:
        plan = plan_file(TableKind(kind), file, by=None)
    except TableRefused as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    show_problems(plan)
    now = timezone.now()
    if dry_run:
        show_steps(plan)
        record_dry_run(plan, origin=file.name, by=None, now=now)
        click.echo("Dry run: nothing was changed.")
    elif plan.problems:
        refuse(plan, origin=file.name, by=None, now=now)
        click.echo("Nothing was imported. Correct the rows above, then import again.", err=True)
    else:
        try:
            with counting(kind.capitalize()) as bar:
                carry_out(plan, origin=file.name, by=None, now=now, progress=bar.update)
        except StaleVersion as error:
            click.echo(str(error), err=True)
            sys.exit(1)
        if plan.steps and kind == TableKind.PREPARATIONS:
            suggest_for_them(now)
    click.echo(
        f"{len(plan.created)} new, {len(plan.changed)} changed, {plan.unchanged} as before."
        if not plan.problems or dry_run
        else f"{len(plan.problems) + plan.more_problems} problems."
    )
    sys.exit(1 if plan.problems else 0)


def suggest_for_them(now: dt.datetime) -> None:
    """Preparations that came without themes get suggestions, and are found by them."""
    from kytkin.matching.suggesting import suggest_themes
    from kytkin.search import index

    with counting("Suggested themes") as bar:
        suggested = suggest_themes(now=now, progress=bar.update)
    if suggested:
        index.rebuild(now=now)


def show_problems(plan: Any) -> None:
    for problem in plan.problems[:MOST_SHOWN]:
        click.echo(
            f"Row {problem.row}, column {problem.column}: {problem.sentence} {problem.remedy}",
            err=True,
        )
    more = len(plan.problems[MOST_SHOWN:]) + plan.more_problems
    if more:
        click.echo(f"… and {more} problems more.", err=True)


def show_steps(plan: Any) -> None:
    for step in plan.steps[:MOST_SHOWN]:
        click.echo(f"{'new    ' if step.is_new else 'changed'} row {step.row}: {step.item}")
        if not step.is_new:
            for change in step.changes:
                click.echo(
                    f"          {change.field}: {change.before or '–'} → {change.after or '–'}"
                )
    if len(plan.steps) > MOST_SHOWN:
        click.echo(f"… and {len(plan.steps) - MOST_SHOWN} more.")


@command.command("vocabulary")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
def vocabulary(file: Path, dry_run: bool) -> None:
    """Load a newer YSO or JUHO from a SKOS FILE (.ttl or .nt), as downloaded from Finto.

    \b
    kytkin import vocabulary yso-skos.ttl --dry-run
    kytkin import vocabulary juho-skos.ttl
    """
    from kytkin.cli.django import start_django

    start_django()
    from django.utils import timezone

    from kytkin.common.errors import KytkinError
    from kytkin.exchange.vocabulary import import_turtle

    try:
        with counting("Concepts") as bar:
            run = import_turtle(
                file, by=None, now=timezone.now(), dry_run=dry_run, progress=bar.update
            )
    except KytkinError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(
        f"{run.read_count} concepts: {run.created_count} new, {run.updated_count} changed, "
        f"{run.unchanged_count} as before.{' Dry run: nothing was changed.' if dry_run else ''}"
    )
