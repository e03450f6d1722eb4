"""The dense encoder as commands use it: with progress, and with vectors kept in a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kytkin.cli.counting import counting
from kytkin.engine.text.encoders import CachedEncoder, TextEncoder


class BadCache(click.ClickException):
    """The file for vectors cannot be used."""

    exit_code = 2


@contextmanager
def keeping(dense: TextEncoder | None, cache: Path | None) -> Iterator[TextEncoder | None]:
    """The encoder with its rows kept, None without one. Raises BadCache, whenever it shows."""
    with counting("Encoded") as counter:
        try:
            yield dense and CachedEncoder(
                dense, cache, progress=lambda done, _all: counter.update(done - counter.done)
            )
        except sqlite3.Error as error:
            raise _bad(cache, str(error)) from error
        except OSError as error:
            if cache is None or error.filename not in (str(cache), str(cache.parent)):
                raise
            raise _bad(cache, error.strerror or str(error)) from error


def _bad(cache: Path | None, why: str) -> BadCache:
    return BadCache(
        f"{cache}: expected a file of vectors that Kytkin keeps, or none yet, in a folder that"
        f" can be written to ({why})."
    )
