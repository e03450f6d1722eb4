"""The vocabularies as the files that ship with Kytkin have them, read plainly."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("fi", "sv", "en")
YSO_FILE: Final = "yso_labels_fi_sv_en.tsv.gz"
JUHO_FILE: Final = "juho_labels_fi_sv_en.tsv"
ESCO_FILE: Final = "esco_skills_fi_sv_en.csv.gz"
YSO: Final = "http://www.yso.fi/onto/yso/"
JUHO: Final = "http://www.yso.fi/onto/juho/"


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept with its preferred labels by language, and other labels it has."""

    uri: str
    labels: Mapping[str, str]
    others: Mapping[str, tuple[str, ...]]
    successors: tuple[str, ...] = ()  # the concepts that replace it

    def label(self, language: str) -> str:
        """In this language, else in the first of fi, sv and en that there is, else the URI."""
        tried = (language, *LANGUAGES)
        return next((self.labels[lang] for lang in tried if self.labels.get(lang)), self.uri)


def read_subjects(folder: Path) -> tuple[Entry, ...]:
    """YSO's subjects, then JUHO's, in the order of their files."""
    with gzip.open(folder / YSO_FILE, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = [Entry(row["uri"], _labels(row), {}) for row in rows]
    with (folder / JUHO_FILE).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        successors = tuple(expanded(part) for part in row["replaced_by"].split(";") if part)
        found.append(Entry(expanded(row["id"]), _labels(row), {}, successors))
    return tuple(found)


def read_skills(folder: Path) -> tuple[Entry, ...]:
    """ESCO's skills in the order of the file; other labels exist in English only."""
    with gzip.open(folder / ESCO_FILE, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        Entry(row["uri"], _labels(row), {"en": tuple(filter(None, row["alt_en"].split("|")))})
        for row in rows
    )


def expanded(short: str) -> str:
    """yso:p10 and juho:p1006 as URIs; a URI stays as it is."""
    for prefix, base in (("yso:", YSO), ("juho:", JUHO)):
        if short.startswith(prefix):
            return base + short.removeprefix(prefix)
    return short


def _labels(row: Mapping[str, str]) -> dict[str, str]:
    return {language: row[language] for language in LANGUAGES if row[language]}
