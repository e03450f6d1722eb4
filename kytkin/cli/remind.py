"""`kytkin remind`: nothing waits silently."""

from __future__ import annotations

import click

from kytkin.cli.django import start_django


@click.command()
def command() -> None:
    """Remind of what waits, pass on what has waited too long, tell of days that have come.

    \b
    - a side that has not answered by its day is reminded once
    - a supervisor who is silent a week more: human resources may answer, and are told
    - arrangements that begin, that end in two weeks, that are completed
    - requests to join that nobody has answered for a week
    - profiles that nobody has confirmed for a year
    - figures of shared goals that are due or late, milestones, quiet goals, ends
    - tasks of the yearly steering clock that are near or late
    - new hits of saved searches, to those who asked for them daily

    What has been told is remembered, so it may run twice, late, or after days of silence. Run it
    from a timer:

    \b
      0 7 * * *  kytkin remind

    Exit code 0: done.
    """
    start_django()
    from django.utils import timezone

    from kytkin.goals.reminding import remind_of_goals
    from kytkin.mobility.reminding import remind
    from kytkin.people.reminding import ask_to_confirm
    from kytkin.steering.reminding import remind_of_the_clock
    from kytkin.web.digest.rounds import send_alerts

    now = timezone.now()
    done = remind(now=now)
    profiles = ask_to_confirm(now=now)
    goals = remind_of_goals(now=now)
    clock = remind_of_the_clock(now=now)
    alerts = send_alerts(now=now)
    click.echo(
        f"{done.reminded} reminded, {done.passed_on} passed on to human resources, "
        f"{done.days_told} beginnings and ends told, {done.requests} requests reminded of, "
        f"{profiles} asked to confirm a profile, {goals} told of shared goals, "
        f"{clock} told of the steering clock, "
        f"{alerts} told of new hits."
    )
