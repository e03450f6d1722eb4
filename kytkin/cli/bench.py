"""`kytkin bench`: measures; every figure in docs/benchmarks.md comes from here."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = {"map": "benchmarks.bench_map", "where": "benchmarks.bench_where"}


class Benchmarks(click.Group):
    """Loads a benchmark only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(BENCHMARKS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in BENCHMARKS:
            return None
        if not (ROOT / "benchmarks").is_dir():
            raise click.UsageError("Benchmarks run from a checkout of the source only.")
        if str(ROOT) not in sys.path:
            sys.path.insert(0, str(ROOT))
        loaded: click.Command = importlib.import_module(BENCHMARKS[cmd_name]).command
        return loaded


@click.command(cls=Benchmarks)
def command() -> None:
    """Measure Kytkin on this machine.

    Machines are noisy: compare figures of one run only.

    \b
    kytkin bench where              does the search find what people ask for?
    kytkin bench map                queries, bytes and times at 10,000 preparations
    """
