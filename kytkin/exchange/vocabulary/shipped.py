"""Readers of the vocabulary files that ship with the product."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

from kytkin.common.texts import TranslatedText
from kytkin.exchange.vocabulary.rows import ConceptRow, uri_of
from kytkin.vocabulary.models import Scheme


def read_table(path: Path, delimiter: str) -> Iterator[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as lines:
        if delimiter == "\t":
            yield from csv.DictReader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        else:
            yield from csv.DictReader(lines, delimiter=delimiter)


def read_yso(path: Path) -> Iterator[ConceptRow]:
    for row in read_table(path, "\t"):
        yield ConceptRow(row["uri"], Scheme.YSO, TranslatedText.of(row))


def read_juho(path: Path) -> Iterator[ConceptRow]:
    """JUHO: each subject names the YSO concept that replaces it, or stands on its own."""
    for row in read_table(path, "\t"):
        broader = tuple(uri_of(notation) for notation in row["broader"].split(";") if notation)
        replaced_by = row["replaced_by"].split(";")[0]
        yield ConceptRow(
            uri_of(row["id"]),
            Scheme.JUHO,
            TranslatedText.of(row),
            replaced_by=uri_of(replaced_by) if replaced_by else "",
            broader=broader,
        )


def read_esco_skills(path: Path) -> Iterator[ConceptRow]:
    for row in read_table(path, ","):
        yield ConceptRow(
            row["uri"],
            Scheme.ESCO_SKILL,
            TranslatedText.of(row),
            kind=row["skill_type"].removeprefix("skill/"),
            alt_labels=_alternatives(row["alt_en"]),
            description=TranslatedText.of({"en": row["description_en"]}),
        )


def read_esco_occupations(path: Path) -> Iterator[ConceptRow]:
    for row in read_table(path, ","):
        yield ConceptRow(
            row["uri"],
            Scheme.ESCO_OCCUPATION,
            TranslatedText.of(row),
            kind=row["kind"],
            alt_labels=_alternatives(row["alt_en"]),
            description=TranslatedText.of({"en": row["description_en"]}),
            broader=(row["broader"],) if row["broader"] else (),
        )


def _alternatives(joined: str) -> dict[str, list[str]]:
    labels = sorted({label.strip() for label in joined.split("|")} - {""})
    return {"en": labels} if labels else {}
