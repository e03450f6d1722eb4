"""Texts by their meaning: dense vectors, centred by language, so that ranking crosses languages.

Vectors of one language lie together, whatever they mean. The centre of a corpus is known; the
centre of the queries is taken to lie from it as the languages lie from each other, never from
other queries: an answer is the same alone and among thousands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from pathlib import Path
from statistics import median
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from kytkin.engine.ranking.words import Text
from kytkin.engine.text.encoders import Kind, Matrix, TextEncoder, unit
from kytkin.engine.text.weighting import Scores

SHIPPED: Final = Path(__file__).with_name("data") / "language_centres.json"


class Reading(Enum):
    """How texts are encoded. LABELS: as queries. SENTENCES: as queries and as passages, the two
    vectors added. PASSAGES: what is searched as passages, what it is searched with as queries.
    """

    LABELS = "labels"
    SENTENCES = "sentences"
    PASSAGES = "passages"


Centres = Mapping[str, NDArray[np.float32]]  # language → (dimensions,)
PRIOR_TEXTS: Final = 20  # as if a corpus had this many more texts, of a general kind
SHORT: Final = 300  # characters; texts that are mostly shorter are read as sentences
DECIMALS: Final = 6


@cache
def _all_centres() -> dict[str, dict[str, list[float]]]:
    held: dict[str, dict[str, list[float]]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return held


def shipped_centres(encoder: str) -> Centres:
    """Where the languages lie for an encoder by its name; nothing for one that is not known."""
    found = _all_centres().get(encoder, {})
    return {language: np.array(row, dtype=np.float32) for language, row in found.items()}


class MeaningIndex:
    """The vectors of a corpus, centred for each of its languages and of unit length."""

    def __init__(
        self,
        texts: Sequence[Text],
        encoder: TextEncoder,
        centres: Centres,
        reading: Reading | None = None,
    ) -> None:
        self._encoder, self._centres = encoder, centres
        written = [text.text for text in texts]
        self._reading = reading or _reading(written)
        rows = self._rows(written, "passage")
        languages = np.array([text.language for text in texts])
        self._places: dict[str, NDArray[np.intp]] = {}
        self._middles: dict[str, Matrix] = {}
        for language in sorted(set(languages.tolist())):
            places = np.flatnonzero(languages == language)
            general = centres.get(language, np.zeros(rows.shape[1], dtype=np.float32))
            middle = rows[places].sum(axis=0) + PRIOR_TEXTS * general
            self._places[language] = places
            self._middles[language] = middle / (len(places) + PRIOR_TEXTS)
            rows[places] -= self._middles[language]
        self.rows = unit(rows)

    def scores(self, query: Text) -> Scores:
        """(texts,): (1 + cosine) / 2, from 0 to 1."""
        asked = self._rows([query.text], "query")
        found = np.empty(len(self.rows))
        for language, places in self._places.items():
            centred = unit(asked - self._middles[language] - self._away(query.language, language))
            found[places] = self.rows[places] @ centred[0]
        return np.round((1 + found) / 2, DECIMALS)

    def _rows(self, texts: Sequence[str], kind: Kind) -> Matrix:
        match self._reading:
            case Reading.LABELS:
                return self._encoder.encode(texts, kind="query")
            case Reading.PASSAGES:
                return self._encoder.encode(texts, kind=kind)
        asked, held = (self._encoder.encode(texts, kind=one) for one in get_args(Kind))
        return unit(asked + held)

    def _away(self, language: str, other: str) -> Matrix | float:
        """How far texts of a language lie from those of another; 0 where it is not known."""
        if language == other or language not in self._centres or other not in self._centres:
            return 0.0
        return self._centres[language] - self._centres[other]


def _reading(texts: Sequence[str]) -> Reading:
    """By the corpus alone: queries may be of any length."""
    middle = median([len(text) for text in texts] or [0])
    return Reading.SENTENCES if middle <= SHORT else Reading.PASSAGES
