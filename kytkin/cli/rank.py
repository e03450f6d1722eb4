"""`kytkin rank`: for each text the nearest texts of a corpus, across languages, with reasons."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import click

from kytkin.cli.counting import counting
from kytkin.cli.records import Record, read_records, writing
from kytkin.cli.vectors import keeping
from kytkin.engine.ranking.lexicon import shipped_lexicon
from kytkin.engine.ranking.meaning import shipped_centres
from kytkin.engine.ranking.texts import Hit, TextRanking
from kytkin.engine.ranking.words import Text
from kytkin.engine.text.encoders import TextEncoder, dense_encoder
from kytkin.engine.text.language import detect_language

FIELDS: Final = ("id", "hits")
CODE: Final = re.compile(r"[a-z]{2,3}")
DECIMALS: Final = 6
File = click.Path(path_type=Path)


@click.command("rank")
@click.option("--queries", type=File, required=True, help="Records with id, text and maybe lang.")
@click.option("--corpus", type=File, required=True, help="The texts to search, as the queries.")
@click.option("--top", type=click.IntRange(1, 10_000), default=10, show_default=True)
@click.option("--short", is_flag=True, help="The texts are labels: skills, subjects.")
@click.option("--cache", type=File, help="Keep vectors in this file for the next time.")
@click.option("-o", "--output", type=File, required=True, help="Where to: .jsonl, .csv or .xlsx.")
def command(
    queries: Path, corpus: Path, top: int, short: bool, cache: Path | None, output: Path
) -> None:
    """Rank the texts of a corpus for each query, also across languages, with reasons.

    \b
    kytkin rank --queries Q.jsonl --corpus C.jsonl --top 10 -o OUT.jsonl
    in:  {"id": "q1", "text": "nuorten rikokset", "lang": "fi"}    lang is detected without it
    out: {"id": "q1", "hits": [{"id": "c7", "score": 0.81, "reasons": [...]}]}
    """
    asked = [_text(record) for record in read_records(queries, required=("id", "text"))]
    texts = [_text(record) for record in read_records(corpus, required=("id", "text"))]
    dense = dense_encoder()
    if dense is None:
        click.echo("No dense encoder is installed, so ranking goes by words only.", err=True)
    with writing(output, FIELDS) as writer:
        ranking = _ranking(texts, dense, cache, short=short)
        with counting("Ranked") as counter:
            for query in asked:
                hits = ranking.best(query, top)
                writer.write({"id": query.id, "hits": [_shown(hit) for hit in hits]})
                counter.update(1)


def _text(record: Record) -> Text:
    """A record as a text; its language is detected where none is told."""
    text, language = record.text("text"), record.text("lang", "").strip().lower()
    if language and not CODE.fullmatch(language):
        raise record.broken("lang", f"expected a code such as fi, sv or en, found “{language}”")
    return Text(record.id, text, language or detect_language(text))


def _ranking(
    texts: list[Text], dense: TextEncoder | None, cache: Path | None, *, short: bool
) -> TextRanking:
    with keeping(dense, cache) as encoder:
        make = TextRanking.of_labels if short else TextRanking.of
        return make(texts, shipped_lexicon(), encoder, shipped_centres)


def _shown(hit: Hit) -> dict[str, object]:
    reasons = [
        {"kind": reason.kind, "contribution": round(reason.contribution, DECIMALS)}
        | ({"word": reason.about} if reason.about else {})
        for reason in hit.reasons
    ]
    return {"id": hit.id, "score": round(hit.score, DECIMALS), "reasons": reasons}
