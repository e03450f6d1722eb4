"""`kytkin tidy`: erase what is past its time."""

from __future__ import annotations

import click

from kytkin.cli.django import start_django


@click.command()
def command() -> None:
    """Erase proposals for profiles that nobody answered in 90 days.

    Nobody is shown them after that anyway; this takes their content out of the database. Run it
    from a timer:

    \b
      15 3 * * *  kytkin tidy

    Exit code 0: done.
    """
    start_django()
    from django.utils import timezone

    from kytkin.people.invitations import erase_expired

    erased = erase_expired(now=timezone.now())
    click.echo(f"{erased} proposals for profiles erased.")
