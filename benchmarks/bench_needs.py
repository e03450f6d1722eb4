"""`kytkin bench needs`: a need in Finnish, people who describe themselves in fi, sv or en.

Made from ESCO, with a seed. A need names up to four essential skills of an occupation, in Finnish.
A person names up to four essential skills of theirs. Of each occupation the skills are split in
two: needs take from one half and people from the other, so a need and its own occupation's person
name no skill in common, in any language; what links them is what the skills are about. Titles and
descriptions of occupations are not used.

Truth: the part of the essential skills of the need's occupation that are essential in the person's
occupation too (1 for the same occupation); nDCG@10 with these gains against their best order.

The lexicon is learned anew, from YSO and from the labels of skills that no text here names: what
ships has seen all labels and would know the answers' words.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from kytkin.engine.ranking.lexicon import Lexicon, learn_lexicon
from kytkin.engine.ranking.meaning import shipped_centres
from kytkin.engine.ranking.texts import TextRanking
from kytkin.engine.ranking.words import Text
from kytkin.engine.text.encoders import CachedEncoder, TextEncoder, dense_encoder
from kytkin.engine.text.lemmas import fold, index_terms, tokenise
from kytkin.engine.text.weighting import Field, TermIndex, character_ngrams, plain

SHIPPED = Path(__file__).resolve().parents[1] / "kytkin" / "demo" / "data"
ESSENTIAL = Path(__file__).with_name("data") / "esco_essential_skills.tsv.gz"
LANGUAGES = ("fi", "sv", "en")
SEED = 20261123
FEWEST, NAMED, FIRST = 10, 4, 10
Scores = NDArray[np.float64]
Rank = Callable[[str], Scores]


def labels(name: str, delimiter: str) -> list[dict[str, str]]:
    with gzip.open(SHIPPED / name, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def essential() -> dict[str, list[str]]:
    """Occupation → its essential skills, both by the last part of their URI."""
    with gzip.open(ESSENTIAL, "rt", encoding="utf-8") as lines:
        skills = next(lines).split("\t")[1].split()
        rows = [line.split("\t") for line in lines]
    return {name: [skills[int(number)] for number in numbers.split()] for name, numbers in rows}


class Made:
    """Needs and people of occupations, and how well each person's occupation fits each need."""

    def __init__(self, needs: int, people: int) -> None:
        rng = random.Random(SEED)
        self.names = {
            row["uri"].rsplit("/", 1)[1]: row
            for row in labels("esco_skills_fi_sv_en.csv.gz", ",")
            if all(row[language] for language in LANGUAGES)
        }
        known = {
            name: frozenset(skill for skill in skills if skill in self.names)
            for name, skills in essential().items()
        }
        able = sorted(name for name, skills in known.items() if len(skills) >= FEWEST)
        chosen = rng.sample(able, people)
        self.asked, self.offered = [], []
        for name in chosen:
            skills = rng.sample(sorted(known[name]), len(known[name]))
            half = len(skills) // 2
            self.asked.append(skills[:half][:NAMED])
            self.offered.append(skills[half:][:NAMED])
        self.asked = self.asked[:needs]
        self.gains = np.array(
            [
                [len(known[need] & known[person]) / len(known[need]) for person in chosen]
                for need in chosen[:needs]
            ]
        )

    def text(self, skills: Sequence[str], language: str) -> str:
        return ", ".join(self.names[skill][language] for skill in skills)

    def lexicon(self) -> Lexicon:
        """From labels that no text here names."""
        told = {skill for skills in (*self.asked, *self.offered) for skill in skills}
        seen = {self.names[skill][language].lower() for skill in told for language in LANGUAGES}
        rows = [row for name, row in self.names.items() if name not in told]
        rows += labels("yso_labels_fi_sv_en.tsv.gz", "\t")
        kept = [
            {language: row[language] for language in LANGUAGES}
            for row in rows
            if not any(row[language].lower() in seen for language in LANGUAGES)
        ]
        return learn_lexicon(kept, LANGUAGES)


def by_bm25(people: Sequence[str], language: str) -> Rank:
    index = TermIndex.bm25(plain(index_terms(text, language) for text in people), {"text": Field()})
    return lambda need: index.scores(index_terms(need, "fi"))


def by_letters(people: Sequence[str], _language: str) -> Rank:
    def grams(text: str) -> list[str]:
        return character_ngrams(fold(word) for word, _start, _end in tokenise(text))

    index = TermIndex.tfidf(plain(grams(text) for text in people), {"text": Field()})
    return lambda need: index.scores(grams(need))


def by_e5(people: Sequence[str], encoder: TextEncoder) -> Rank:
    rows = encoder.encode(people, kind="passage")
    return lambda need: (rows @ encoder.encode([need])[0]).astype(np.float64)


def by_kytkin(
    people: Sequence[str], language: str, lexicon: Lexicon, encoder: TextEncoder | None
) -> Rank:
    texts = [Text(f"{number:05d}", text, language) for number, text in enumerate(people)]
    ranking = TextRanking.of(texts, lexicon, encoder, shipped_centres)

    def scores(need: str) -> Scores:
        found = np.zeros(len(people))
        for hit in ranking.best(Text("need", need, "fi"), len(people)):
            found[int(hit.id)] = hit.score
        return found

    return scores


def ndcg(gains: Scores, scores: Scores) -> float:
    """Järvelin and Kekäläinen 2002, over the first ten; ties by number."""
    discounts = 1 / np.log2(np.arange(2, FIRST + 2))
    best = np.sort(gains)[::-1][:FIRST]
    found = gains[np.argsort(-scores, kind="stable")[:FIRST]]
    return float(found @ discounts[: len(found)]) / float(best @ discounts[: len(best)])


def figures(made: Made, encoder: TextEncoder | None) -> list[dict[str, Any]]:
    lexicon = made.lexicon()
    needs = [made.text(skills, "fi") for skills in made.asked]
    found: list[dict[str, Any]] = []
    for language in LANGUAGES:
        people = [made.text(skills, language) for skills in made.offered]
        ways: dict[str, Rank] = {
            "BM25 (lemmas)": by_bm25(people, language),
            "char TF-IDF": by_letters(people, language),
            "Kytkin without the dense encoder": by_kytkin(people, language, lexicon, None),
        }
        if encoder is not None:
            ways["raw e5"] = by_e5(people, encoder)
            ways["Kytkin"] = by_kytkin(people, language, lexicon, encoder)
        for name, rank in ways.items():
            each = [ndcg(gains, rank(need)) for gains, need in zip(made.gains, needs, strict=True)]
            spread = float(np.std(each) / np.sqrt(len(each)))
            found.append(
                {
                    "name": f"people in {language}, need in fi: nDCG@10, {name}",
                    "value": round(float(np.mean(each)), 3),
                    "unit": f"± {spread:.3f}",
                    "baseline": not name.startswith("Kytkin"),
                }
            )
    return found


@click.command("needs")
@click.option("--needs", default=300, show_default=True)
@click.option("--people", default=800, show_default=True)
@click.option(
    "--cache",
    type=click.Path(path_type=Path),
    envvar="KYTKIN_BENCH_CACHE",
    help="Keep vectors in this file.",
)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures here.")
def command(needs: int, people: int, cache: Path | None, target: Path | None) -> None:
    """Needs in Finnish, people in three languages, from ESCO: nDCG@10 beside three baselines."""
    made = Made(needs, people)
    dense = dense_encoder()
    rows = figures(made, CachedEncoder(dense, cache) if dense else None)
    notes = [
        f"{needs} needs, {people} people, a seed; needs and people of one occupation name no "
        "skill in common; truth is the part of essential skills shared by occupations.",
        "± is the standard error of the mean over needs. The lexicon was learned anew without "
        "any label that the texts name.",
    ]
    for row in rows:
        click.echo(f"{row['name']:<70} {row['value']:.3f} {row['unit']}")
    if target:
        held = {"name": "needs", "figures": rows, "notes": notes}
        target.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
