"""The cases of `kytkin bench text`: what is asked among what, and what may be learned from."""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kytkin.engine.ranking.lexicon import Lexicon, learn_lexicon
from kytkin.engine.ranking.words import Text, WordIndex
from kytkin.engine.text.alignment import LANGUAGES, Pair
from kytkin.engine.text.labelled_pairs import Labelled, read_labels
from kytkin.engine.text.static import is_held_out

VOCABULARIES: Final = Path(__file__).resolve().parents[1] / "kytkin" / "demo" / "data"
POOL: Final = 5_000
SEED: Final = 20261123
Scores = NDArray[np.floating[Any]]  # (queries, labels)
Labels = dict[str, str]  # language → label


@dataclass(frozen=True)
class Asked:
    """Concepts of which those at `places` are asked, and a lexicon that has not seen them."""

    concepts: Sequence[Labels]
    places: Sequence[int]
    lexicon: Lexicon

    def queries(self, language: str) -> list[str]:
        return [self.concepts[place][language] for place in self.places]

    def labels(self, language: str) -> list[str]:
        return [concept[language] for concept in self.concepts]

    def precision(self, scores: Scores, language: str) -> float:
        """P@1: how often the best label is that of the concept asked, or equal to it."""
        labels, wanted = self.labels(language), self.queries(language)
        best = scores.argmax(axis=1).tolist()
        return sum(labels[f] == one for f, one in zip(best, wanted, strict=True)) / len(wanted)

    def by_words(self, pair: Pair) -> Scores:
        """BM25 across the lexicon, as `kytkin rank` has it."""
        texts = [Text(str(n), label, pair[1]) for n, label in enumerate(self.labels(pair[1]))]
        index = WordIndex(texts, self.lexicon)
        rows = [index.scores(index.ask(Text("q", one, pair[0]))) for one in self.queries(pair[0])]
        return np.array(rows, dtype=np.float32)


class Cases:
    """Skills of ESCO and subjects of YSO, some asked and never learned from."""

    def __init__(self, queries: int) -> None:
        self._queries = queries
        self.skills = read_labels(VOCABULARIES / "esco_skills_fi_sv_en.csv.gz")
        self.occupations = read_labels(VOCABULARIES / "esco_occupations_fi_sv_en.csv.gz")
        with gzip.open(VOCABULARIES / "yso_labels_fi_sv_en.tsv.gz", "rt", encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        self._subjects = [row for row in rows if all(row[language] for language in LANGUAGES)]
        self._places = sorted(random.Random(SEED).sample(range(len(self.skills)), queries))

    @cached_property
    def learned(self) -> list[Labelled]:
        """The skills that are not asked."""
        asked = set(self._places)
        return [one for place, one in enumerate(self.skills) if place not in asked]

    @cached_property
    def esco(self) -> Asked:
        """Asked among all skills."""
        concepts = [one.labels for one in self.skills]
        unseen = [concepts[place] for place in self._places]
        return Asked(concepts, self._places, self._lexicon(unseen))

    @cached_property
    def yso(self) -> Asked:
        """Asked are subjects that the word vectors left out, as many as there are."""
        rng = random.Random(SEED)
        unseen = [row for row in self._subjects if is_held_out(row["uri"])]
        others = [row for row in self._subjects if not is_held_out(row["uri"])]
        asked = rng.sample(unseen, min(self._queries, len(unseen)))
        concepts = [*asked, *rng.sample(others, POOL - len(asked))]
        return Asked(concepts, range(len(asked)), self._lexicon(unseen))

    def _lexicon(self, unseen: Iterable[Labels]) -> Lexicon:
        """From all concepts of both vocabularies but those that share a label with the unseen."""
        said = {one[language].lower() for one in unseen for language in LANGUAGES}
        known = [*(one.labels for one in self.skills), *self._subjects]
        fair = [
            one for one in known if said.isdisjoint(one[language].lower() for language in LANGUAGES)
        ]
        return learn_lexicon(fair, LANGUAGES)
