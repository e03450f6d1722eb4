"""`kytkin mail`: send what waits in the outbox."""

from __future__ import annotations

import sys

import click

from kytkin.cli.django import start_django


@click.command()
@click.option("--limit", default=1000, show_default=True, help="Send at most this many.")
def command(limit: int) -> None:
    """Send the messages that wait in the outbox.

    Messages normally leave at once. One that could not be sent waits, is tried again each time
    this command runs, and is given up after eight attempts. Run it from a timer:

    \b
      */10 * * * *  kytkin mail

    Exit code 0: nothing waits any more. 1: something could not be sent.
    """
    start_django()
    from django.utils import timezone

    from kytkin.notifications.mail import send_waiting
    from kytkin.notifications.queries import notifications

    waiting = min(limit, notifications().waiting_for_mail().count())
    with click.progressbar(length=waiting, label="Sending mail") as bar:
        delivery = send_waiting(now=timezone.now(), limit=limit, progress=lambda: bar.update(1))
    click.echo(f"{delivery.sent} sent, {delivery.failed} could not be sent.")
    if given_up := notifications().given_up().count():
        click.echo(f"{given_up} given up after repeated failures; see the log for why.")
    sys.exit(1 if delivery.failed else 0)
