"""`kytkin bench audit`: the properties of trust, over the whole made-up set.

The same as `kytkin audit matching`, in the form of a benchmark. Where the dense encoder is
installed, twins are compared by vectors too, on a smaller set, to show what that does to them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from kytkin.engine.trust.audit import Property

NOTES: Final = [
    "4,000 made-up people and 400 needs of ESCO skills in three languages; what is measured, and "
    "what is not, stands in [the audit of matching](matching-audit.md). Bars are exact for "
    "counterfactuals, reasons and determinism; ratios come with a 95 % bootstrap interval.",
]
VECTOR_NOTE: Final = (
    "*With vectors* ({people} people, {needs} needs): on top of the skills read from texts, the "
    "texts' own dense vectors, less the centre of their language; or the mean of the vectors of "
    "the skills read, each by its English label. A sentence and its translation lie near each "
    "other, not on the same spot, so with vectors of texts twins do not find the same order; with "
    "vectors of what was read they do more. Impact ratios of so few people vary by chance and are "
    "left out here."
)
KINDS: Final = {"texts": "with vectors of texts: ", "skills": "with vectors of skills read: "}
MIXED: Final = "Language twins"


def figure(one: Property, prefix: str = "") -> dict[str, Any]:
    """A property as a figure with its bar."""
    interval = "" if one.low is None else f" (95 %: {one.low:.3f}–{one.high:.3f})"
    return {
        "name": f"{prefix}{one.area}: {one.name}{interval}",
        "value": one.value,
        "goal": one.bar,
        "baseline": False,
    }


@click.command("audit")
@click.option("--json", "target", type=click.Path(), help="Write the figures to this file too.")
@click.option(
    "--cache",
    type=click.Path(path_type=Path),
    envvar="KYTKIN_BENCH_CACHE",
    help="Keep vectors in this file.",
)
def command(target: str | None, cache: Path | None) -> None:
    """Measure every property of trust, without text vectors and, where installed, with them."""
    from kytkin.cli.audit import SMALL, WHOLE, Size, line, run
    from kytkin.engine.text.encoders import dense_encoder

    properties, _setting = run(WHOLE)
    for one in properties:
        click.echo(line(one))
    figures, notes = [figure(one) for one in properties], list(NOTES)
    if dense_encoder() is not None:
        size = Size(400, 60, SMALL.skills, SMALL.vocabulary)
        for kind, prefix in KINDS.items():
            for one in run(size, kind, cache)[0]:
                if one.area == MIXED:
                    click.echo(prefix + line(one))
                    figures.append(figure(one, prefix))
        notes.append(VECTOR_NOTE.format(people=size.people, needs=size.needs))
    if target:
        details = [[f"{one.area}: {one.name}", one.detail] for one in properties if one.detail]
        tables = [{"title": "Beside the figures", "columns": ["Property", ""], "rows": details}]
        held = {"name": "audit", "title": "Can matching be trusted?", "figures": figures,
                "notes": notes, "tables": tables}  # fmt: skip
        Path(target).write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
