"""`kytkin export`: tables out, to be edited and brought back without loss."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kytkin.cli.counting import counting


@click.command("export")
@click.argument("kind", type=click.Choice(["organisations", "preparations"]))
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write: .csv, .xlsx or .jsonl.",
)
@click.option("--public-only", is_flag=True, help="Leave out what is not yet public.")
def command(kind: str, target: Path, public_only: bool) -> None:
    """Write organisations or preparations to a table.

    Texts that a spreadsheet would run as formulas are made harmless; importing undoes it.

    \b
    kytkin export preparations --to preparations.xlsx
    kytkin export organisations --to organisations.csv
    """
    from kytkin.cli.django import start_django

    start_django()
    from kytkin.exchange.tables.organisations import exported_organisations
    from kytkin.exchange.tables.preparations import exported_preparations
    from kytkin.exchange.tables.problems import TableRefused
    from kytkin.exchange.tables.writing import write_table

    rows = (
        exported_organisations()
        if kind == "organisations"
        else exported_preparations(everything=not public_only)
    )
    try:
        with counting(kind.capitalize()) as bar:
            count = write_table(rows, target, progress=bar.update)
    except (TableRefused, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"{count} {kind} written to {target}")
