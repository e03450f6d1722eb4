"""`kytkin import hankeikkuna`: the government's project register, live or from a captured file."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from kytkin.cli.counting import counting


@click.command("hankeikkuna")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only what has changed on this day or later (default: everything).",
)
@click.option("--url", help="Address of the interface (default: KYTKIN_HANKEIKKUNA_URL).")
@click.option("--resume", is_flag=True, help="Go on with an import that was interrupted.")
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read a captured answer (JSON) instead of asking the register.",
)
def command(since: dt.datetime | None, url: str | None, resume: bool, file: Path | None) -> None:
    """Bring in preparations from Hankeikkuna. Running it again changes nothing.

    What people have decided in Kytkin is never overwritten. Each page is kept as soon as it is
    stored; faults are retried politely; what is odd stands in the import report.

    \b
    kytkin import hankeikkuna --since 2026-11-01
    kytkin import hankeikkuna --resume
    kytkin import hankeikkuna --file answer.json
    """
    from kytkin.cli.django import start_django

    start_django()
    from django.conf import settings
    from django.utils import timezone

    from kytkin.common.errors import KytkinError
    from kytkin.exchange.hankeikkuna import live
    from kytkin.exchange.hankeikkuna.client import RegisterClient
    from kytkin.exchange.models import RunState
    from kytkin.matching.suggesting import suggest_themes
    from kytkin.search import index

    client = RegisterClient(url or settings.HANKEIKKUNA_URL)
    now = timezone.now()
    try:
        with counting("Preparations") as bar:
            if file:
                run = live.import_hits_file(file, now=now, progress=bar.update)
            elif resume:
                run = live.resume_live(client, now=now, progress=bar.update)
            else:
                day = since.date() if since else None
                run = live.import_live(client, since=day, now=now, progress=bar.update)
    except KytkinError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    suggest_themes(now=now)
    index.rebuild(now=now)
    click.echo(
        f"{run.read_count} read: {run.created_count} new, {run.updated_count} changed, "
        f"{run.unchanged_count} as before, {run.rejected_count} refused. "
        f"Report: {settings.BASE_URL}{run.get_absolute_url()}"
    )
    if run.read_count == run.unchanged_count:
        click.echo("Nothing has changed.")
    if run.state != RunState.COMPLETED:
        click.echo("Interrupted. Go on with: kytkin import hankeikkuna --resume", err=True)
        sys.exit(1)
