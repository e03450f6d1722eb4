"""`kytkin bench report`: writes docs/benchmarks.md and its pictures from benchmarks/results.json.

Nothing is measured: the same JSON gives the same report.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from benchmarks.figures import Figure, Result, Table
from benchmarks.plots import Plot, Series, number, svg

ROOT: Final = Path(__file__).resolve().parents[1]
RESULTS: Final = ROOT / "benchmarks" / "results.json"
REPORT: Final = ROOT / "docs" / "benchmarks.md"
# What people meet first stands first; benchmarks that are not named follow.
ORDER: Final = (
    "text", "tagging", "skills", "ranking", "needs", "overlap", "allocation", "audit", "where",
    "map", "directory", "matrix",
)  # fmt: skip
BEGINNING: Final = """# Figures
Machines are noisy: compare figures of one run only. Baselines were measured in the same run as what they stand beside. None of these is a test. `kytkin bench all` measures everything, `kytkin bench all --only text,audit` a part, and `kytkin bench report` writes this page anew from `benchmarks/results.json`.
"""  # noqa: E501 a paragraph of Markdown is one line
ENDING: Final = """## Hostile tables
A sheet of a million rows, a zip bomb, XML tricks and a 21 MB file are refused within 3 s of processor time and 170 MB (bars: 5 s, 256 MB); `tests/integration/test_hostile_tables.py` checks the bars.
"""  # noqa: E501


def read_results(path: Path = RESULTS) -> dict[str, Any]:
    """The results as they were written, or none yet."""
    if not path.exists():
        return {"machine": "", "benchmarks": {}}
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held


def in_order(names: Iterable[str]) -> list[str]:
    """The names as the report shows them."""
    return sorted(names, key=lambda name: (ORDER.index(name) if name in ORDER else 99, name))


def pictures(results: Mapping[str, Any]) -> dict[str, str]:
    """The SVG pictures by file name."""
    drawn = {}
    for held in results["benchmarks"].values():
        for name, plot in Result.read(held).plots:
            drawn[f"{name}.svg"] = svg(plot)
    return drawn


def rendered(results: Mapping[str, Any]) -> str:
    """The report as Markdown."""
    held = results["benchmarks"]
    found = [Result.read(held[name]) for name in in_order(held)]
    parts = [BEGINNING]
    if results.get("machine"):
        parts.append(f"Machine: {results['machine']}.\n")
    parts += [_overview(found), _misses(found)]
    parts += [_section(result) for result in found]
    return "\n".join([*parts, ENDING])


def _overview(results: list[Result]) -> str:
    rows = (
        (
            f"[{result.title}](#{_anchor(result.title)})",
            f"{len(result.bars) - len(result.missed)} of {len(result.bars)}",
            result.measured_on,
            f"{result.took_s:.0f} s" if result.took_s else "–",
        )
        for result in results
    )
    return "\n".join(_lines(("Benchmark", "Goals met", "Measured on", "Took"), rows)) + "\n"


def _anchor(title: str) -> str:
    """As GitHub names a heading."""
    kept = "".join(letter for letter in title.lower() if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")


def _misses(results: list[Result]) -> str:
    lines = ["## What missed its goal"]
    for result in results:
        lines += [
            f"- {result.title}: {figure.name}, {figure.shown} (goal {figure.goal})"
            for figure in result.missed
        ]
    if len(lines) == 1:
        lines.append("Nothing did.")
    else:
        lines.append("\nWhat was tried is told below, with each benchmark.")
    return "\n".join(lines) + "\n"


def _section(result: Result) -> str:
    lines = [f"## {result.title}", f"`kytkin bench {result.name}`", ""]
    for note in result.notes:
        lines += [note, ""]
    if result.figures:
        rows = (_figure_row(figure) for figure in result.figures)
        lines += [*_lines(("Figure", "Value", "Goal", ""), rows), ""]
    for table in result.tables:
        lines += _table_lines(table)
    for name, plot in result.plots:
        lines += _plot_lines(name, plot)
    return "\n".join(lines)


def _figure_row(figure: Figure) -> tuple[str, ...]:
    if figure.is_baseline:
        return (f"{figure.name} *(baseline)*", figure.shown, "", "")
    verdict = "" if figure.goal is None else "**missed**" if figure.is_missed else "met"
    return (figure.name, figure.shown, str(figure.goal or ""), verdict)


def _table_lines(table: Table) -> list[str]:
    return [*([f"**{table.title}**", ""] if table.title else []),
            *_lines(table.columns, table.rows), ""]  # fmt: skip


def _plot_lines(name: str, plot: Plot) -> list[str]:
    """The picture, and its points as a table for who cannot see it."""
    rows = (row for series in plot.series for row in _points(series))
    columns = (plot.title, plot.x.name, plot.y.name)
    return [f"![{plot.title}. {plot.description}](pictures/{name}.svg)", "",
            *_lines(columns, rows), ""]  # fmt: skip


def _points(series: Series) -> Iterable[tuple[str, ...]]:
    for point in series.points:
        name = f"{series.name}: {point.label}" if point.label else series.name
        yield (name, number(point.x), number(point.y))


def _lines(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """A table in Markdown."""
    return [
        f"| {' | '.join(_plain(cell) for cell in columns)} |",
        f"|{'---|' * len(columns)}",
        *(f"| {' | '.join(_plain(cell) for cell in row)} |" for row in rows),
    ]


def _plain(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


def write_report(results: Mapping[str, Any], report: Path = REPORT) -> None:
    """Write the page and its pictures beside it."""
    folder = report.parent / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in pictures(results).items():
        (folder / name).write_text(content, encoding="utf-8")
    report.write_text(rendered(results), encoding="utf-8")


@click.command("report")
def command() -> None:
    """Write docs/benchmarks.md anew from the figures that are there; measure nothing."""
    results = read_results()
    if not results["benchmarks"]:
        raise click.ClickException("There are no figures yet. Measure first: kytkin bench all")
    write_report(results)
    click.echo(f"Written: {REPORT.relative_to(ROOT)}")
