"""`kytkin bench`: measures; every figure in docs/benchmarks.md comes from here."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = {
    "all": "benchmarks.bench_all",
    "allocation": "benchmarks.bench_allocation",
    "audit": "benchmarks.bench_audit",
    "directory": "benchmarks.bench_directory",
    "map": "benchmarks.bench_map",
    "matrix": "benchmarks.bench_matrix",
    "needs": "benchmarks.bench_needs",
    "overlap": "benchmarks.bench_overlap",
    "ranking": "benchmarks.bench_ranking",
    "report": "benchmarks.report",
    "skills": "benchmarks.bench_skills",
    "tagging": "benchmarks.bench_tagging",
    "text": "benchmarks.bench_text",
    "where": "benchmarks.bench_where",
}


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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help lists them itself, so that no benchmark is loaded to be told about."""


@click.command(cls=Benchmarks)
def command() -> None:
    """Measure Kytkin on this machine.

    Machines are noisy: compare figures of one run only.

    \b
    kytkin bench all                every benchmark; writes docs/benchmarks.md
    kytkin bench all --only text,audit
    kytkin bench report             writes docs/benchmarks.md anew, measures nothing

    \b
    kytkin bench text               labels in three languages: quality against texts a second
    kytkin bench tagging            subjects of a text
    kytkin bench skills             ESCO skills of a pasted paragraph
    kytkin bench ranking            exact top-k at 80,000 × 5,000 beside the bare product
    kytkin bench needs              people for needs across languages
    kytkin bench overlap            preparations that are worth a talk
    kytkin bench allocation         who gives how much to what: bound, gap and time
    kytkin bench audit              the properties of trust, on the whole set
    kytkin bench where              does the search find what people ask for?
    kytkin bench map                queries, bytes and times at 10,000 preparations
    kytkin bench directory          the directory of people at 80,000 profiles
    kytkin bench matrix             agencies by shared goals at 100 × 500 × 10
    """
