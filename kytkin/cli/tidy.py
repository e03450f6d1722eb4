"""`kytkin tidy`: erase what is past its time."""

from __future__ import annotations

import click

from kytkin.cli.django import start_django


@click.command()
def command() -> None:
    """Erase proposals for profiles that nobody answered in 90 days, match logs after a year, and
    the keys of forms sent over a week ago.

    Nobody is shown the proposals after that anyway; this takes their content out of the database.
    Run it from a timer:

    \b
      15 3 * * *  kytkin tidy

    Exit code 0: done.
    """
    start_django()
    from django.utils import timezone

    from kytkin.matching.fitting import forget_old_runs
    from kytkin.mobility.posting import forget_posted
    from kytkin.people.invitations import erase_expired

    now = timezone.now()
    click.echo(f"{erase_expired(now=now)} proposals for profiles erased.")
    click.echo(f"{forget_old_runs(now=now)} rows of the match log removed.")
    click.echo(f"{forget_posted(now=now)} keys of forms removed.")
