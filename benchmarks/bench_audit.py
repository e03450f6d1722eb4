"""`kytkin bench audit`: the properties of trust, over the whole made-up set.

The same as `kytkin audit matching`, in the form of a benchmark. With --vectors dense the texts
are compared by vectors too, on a smaller set, to show what that does to the properties.
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
DENSE_NOTE: Final = (
    "*With dense vectors*: {people} people and {needs} needs, their texts compared by vectors "
    "({encoder}) on top of the skills read from them. A sentence and its translation lie near each "
    "other, not on the same spot, so twins no longer find the same order: people are matched by "
    "what is read from their texts, without text vectors. Impact ratios of so few people vary by "
    "chance and are left out here."
)
MIXED: Final = ("Language twins",)


def figure(one: Property, prefix: str = "") -> dict[str, Any]:
    """A property as a figure with its bar."""
    interval = "" if one.low is None else f" (95 %: {one.low:.3f}–{one.high:.3f})"
    return {
        "name": f"{prefix}{one.area}: {one.name}{interval}",
        "value": one.value,
        "goal": one.bar,
        "baseline": bool(prefix),
    }


@click.command("audit")
@click.option("--json", "target", type=click.Path(), help="Write the figures to this file too.")
@click.option("--cache", type=click.Path(path_type=Path), help="Keep vectors in this file.")
def command(target: str | None, cache: Path | None) -> None:
    """Measure every property of trust, without text vectors and, where installed, with them."""
    from kytkin.cli.audit import SMALL, WHOLE, Size, line, run
    from kytkin.engine.text.encoders import CachedEncoder, dense_encoder

    properties, _setting = run(WHOLE)
    for one in properties:
        click.echo(line(one))
    figures, notes = [figure(one) for one in properties], list(NOTES)
    encoder = dense_encoder()
    if encoder is not None:
        size = Size(400, 60, SMALL.skills, SMALL.vocabulary)
        with_vectors, setting = run(size, CachedEncoder(encoder, cache))
        shown = [one for one in with_vectors if one.area in MIXED]
        for one in shown:
            click.echo(f"with dense vectors: {line(one)}")
        figures += [figure(one, "with dense vectors: ") for one in shown]
        notes.append(
            DENSE_NOTE.format(people=setting.people, needs=setting.needs, encoder=setting.encoder)
        )
    if target:
        held = {"name": "audit", "title": "Can matching be trusted?", "figures": figures,
                "notes": notes}  # fmt: skip
        Path(target).write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
