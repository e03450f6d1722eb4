"""`kytkin digest`: everybody's week in one message."""

from __future__ import annotations

import click

from kytkin.cli.django import start_django


@click.command()
def command() -> None:
    """Tell everybody who wants it of their week: one notice and one mail each.

    \b
    - what waits for the person: consents, requests to join
    - arrangements that begin or end by the end of next week
    - new hits of saved searches, each told once
    - news of what the person follows, since the digest before

    Who has nothing to be told gets nothing. It may run late; who has had a digest in the last
    four days gets no other. Run it from a timer:

    \b
      30 7 * * 1  kytkin digest

    Exit code 0: done.
    """
    start_django()
    from django.utils import timezone

    from kytkin.web.digest.rounds import send_digests, waiting_for_digest

    now = timezone.now()
    with click.progressbar(length=waiting_for_digest(now).count(), label="Gathering") as bar:
        told = send_digests(now=now, progress=lambda: bar.update(1))
    click.echo(f"{told} digests told.")
