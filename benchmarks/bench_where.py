"""`kytkin bench where`: 30 questions in three languages; is a right answer among the first three?

Questions and accepted answers stand in where_questions.json. A hit counts when it is one of the
accepted things; `preparations only` looks at the first three preparations alone.
"""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

QUESTIONS = Path(__file__).with_name("where_questions.json")
LANGUAGES = ("fi", "sv", "en")
FIRST = 3
NAMES = {"fi": "Finnish", "sv": "Swedish", "en": "English"}
NOTES = [
    "30 questions, each in three languages; a hit is an accepted answer among the first three. "
    "The questions and the accepted answers, with a reason each, stand in "
    "`benchmarks/where_questions.json`.",
    "Thirty other questions, written later by somebody who had not seen the search's code, gave "
    "26, 22 and 23 (November 2026): a truer picture of what a stranger meets. What they miss are "
    "mostly words that no vocabulary links (*tourist tax*, *conversion therapy*) and compounds of "
    "two subjects.",
]


@dataclass(frozen=True)
class Outcome:
    """One question in one language: whether hit, among all and among preparations."""

    id: str
    language: str
    hit: bool
    preparation_hit: bool | None
    milliseconds: float
    found: tuple[str, ...]


def run() -> list[Outcome]:
    from kytkin.search.queries import find

    find("lämmittely uppvärmning warming")
    outcomes = []
    for question in json.loads(QUESTIONS.read_text(encoding="utf-8")):
        accepted = {(answer["kind"], answer["id"]) for answer in question["accepted"]}
        for language in LANGUAGES:
            begun = time.perf_counter()
            hits = find(question[language], language=language).hits
            took = (time.perf_counter() - begun) * 1000
            found = [(hit.kind.value, hit.target) for hit in hits]
            only = [pair for pair in found if pair[0] == "preparation"][:FIRST]
            asked = any(kind == "preparation" for kind, _id in accepted)
            outcomes.append(
                Outcome(
                    question["id"],
                    language,
                    any(pair in accepted for pair in found[:FIRST]),
                    any(pair in accepted for pair in only) if asked else None,
                    took,
                    tuple(f"{kind}:{target}" for kind, target in found[:FIRST]),
                )
            )
    return outcomes


def summary(outcomes: list[Outcome]) -> dict[str, Any]:
    def share(language: str) -> dict[str, Any]:
        mine = [o for o in outcomes if o.language == language]
        asked = [o for o in mine if o.preparation_hit is not None]
        return {
            "questions": len(mine),
            "hit_at_3": sum(o.hit for o in mine),
            "preparations_hit_at_3": sum(bool(o.preparation_hit) for o in asked),
            "preparations_asked": len(asked),
            "median_ms": round(statistics.median(o.milliseconds for o in mine), 1),
        }

    return {language: share(language) for language in LANGUAGES}


def report(summed: dict[str, Any]) -> dict[str, Any]:
    """The figures as `kytkin bench all` takes them."""
    figures = []
    for language, share in summed.items():
        name = NAMES[language]
        asked = share["preparations_asked"]
        figures += [
            {"name": f"{name}, hit@3 of {share['questions']}", "value": share["hit_at_3"]},
            {
                "name": f"{name}, preparations alone, hit@3 of {asked}",
                "value": share["preparations_hit_at_3"],
            },
            {"name": f"{name}, median of a search", "value": share["median_ms"], "unit": "ms"},
        ]
    return {
        "name": "where",
        "title": "Does the search find what people ask for?",
        "figures": [figure | {"baseline": False} for figure in figures],
        "notes": NOTES,
    }


@click.command("where")
@click.option("--json", "target", type=click.Path(), help="Write the figures to this file too.")
def command(target: str | None) -> None:
    """Does the search find what people ask for? Needs the demo data: kytkin demo --load-only."""
    from kytkin.cli.django import start_django

    start_django()
    outcomes = run()
    figures = summary(outcomes)
    for language, share in figures.items():
        click.echo(
            f"{language}: hit@3 {share['hit_at_3']}/{share['questions']}, preparations only "
            f"{share['preparations_hit_at_3']}/{share['preparations_asked']}, "
            f"median {share['median_ms']} ms"
        )
    for outcome in outcomes:
        if not outcome.hit:
            click.echo(f"  missed {outcome.id} ({outcome.language}): {', '.join(outcome.found)}")
    if target:
        text = json.dumps(report(figures), ensure_ascii=False, indent=1)
        Path(target).write_text(text, encoding="utf-8")
