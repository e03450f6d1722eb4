"""Progress of work whose amount is not known beforehand: a running number."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click


class Counter:
    """Shows how many are done, on a terminal only."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.done = 0
        self.shows = sys.stderr.isatty()

    def update(self, number: int) -> None:
        self.done += number
        if self.shows and (self.done % 50 == 0 or number > 1):
            click.echo(f"\r{self.label}: {self.done}", nl=False, err=True)


@contextmanager
def counting(label: str) -> Iterator[Counter]:
    counter = Counter(label)
    yield counter
    if counter.shows:
        click.echo(f"\r{label}: {counter.done}", err=True)
