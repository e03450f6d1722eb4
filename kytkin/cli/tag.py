"""`kytkin tag`: subjects (YSO) or skills (ESCO) of each text, with the words that caused them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import click

from kytkin.cli.counting import counting
from kytkin.cli.records import Record, read_records, writing
from kytkin.engine.tagging import (
    SkillTagger,
    SubjectSuggestion,
    read_skills,
    read_subjects,
    subject_tagger,
)
from kytkin.engine.text.language import detect_language

FIELDS: Final = ("id", "subjects")
LANGUAGES: Final = ("fi", "sv", "en")
DECIMALS: Final = 6
VOCABULARIES: Final = Path(__file__).resolve().parents[1] / "demo" / "data"
File = click.Path(path_type=Path)


@click.command("tag")
@click.argument("source", metavar="IN", type=File)
@click.option("--vocabulary", type=click.Choice(["yso", "esco"]), default="yso", show_default=True)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    help="Language of the texts and of the labels; without it each text's own is detected.",
)
@click.option("--top", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--fill", is_flag=True, help="YSO: give --top even where fewer are likely.")
@click.option("-o", "--output", type=File, required=True, help="Where to: .jsonl, .csv or .xlsx.")
def command(
    source: Path, vocabulary: str, lang: str | None, top: int, fill: bool, output: Path
) -> None:
    """Tag each text of IN with subjects of YSO, or with skills of ESCO.

    \b
    kytkin tag --vocabulary yso --lang fi --top 5 IN.jsonl -o OUT.jsonl
    in:  {"id": "p1", "text": "Nuorisorikollisuuden ehkäisy"}
    out: {"id": "p1", "subjects": [{"uri": "…", "label": "nuorisorikollisuus", "score": 0.9,
          "because": [{"words": "Nuorisorikollisuuden", "contribution": 0.9}]}]}

    A record's own field "lang" (fi, sv, en) goes before --lang. A subject's score is the
    chance that a librarian would give it to a text of a paragraph or more; for a few words it is
    an order only. What the words contribute sums to the score. At most --top subjects of
    YSO are given: as many as are likely enough to help more than they mislead.
    """
    if fill and vocabulary != "yso":
        raise click.UsageError("--fill is for --vocabulary yso; skills are given as many as found.")
    records = read_records(source, required=("id", "text"))
    languages = [_language(record, lang) for record in records]
    label = _labels(vocabulary)
    with writing(output, FIELDS) as writer, counting("Tagged") as counter:
        for record, language in zip(records, languages, strict=True):
            text = record.text("text")
            if vocabulary == "yso":
                found = subject_tagger(language).suggest(text, limit=top, fill=fill)
            else:
                found = _skill_tagger(language).suggest(text, limit=top)
            shown = [_shown(suggestion, label(suggestion.concept_id, lang or language))
                     for suggestion in found]  # fmt: skip
            writer.write({"id": record.id, "subjects": shown})
            counter.update(1)


def _language(record: Record, told: str | None) -> str:
    own = record.text("lang", "").strip().lower()
    if own and own not in LANGUAGES:
        raise record.broken("lang", f"expected fi, sv or en, found “{own}”")
    return own or told or detect_language(record.text("text"))


@cache
def _skill_tagger(language: str) -> SkillTagger:
    return SkillTagger(read_skills(VOCABULARIES), language)


@cache
def _labels(vocabulary: str) -> Callable[[str, str], str]:
    """(URI, language) → label."""
    read = read_subjects if vocabulary == "yso" else read_skills
    entries = {entry.uri: entry for entry in read(VOCABULARIES)}
    return lambda uri, language: entries[uri].label(language)


def _shown(suggestion: SubjectSuggestion, label: str) -> dict[str, object]:
    return {
        "uri": suggestion.concept_id,
        "label": label,
        "score": round(suggestion.score, DECIMALS),
        "because": [
            {"words": reason.surface, "contribution": round(reason.contribution, DECIMALS)}
            for reason in suggestion.reasons
        ],
    }
