"""Labels by their meaning: maps learned for short labels, where there is one for the languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from kytkin.engine.ranking.meaning import MeaningIndex
from kytkin.engine.ranking.words import Text
from kytkin.engine.text.alignment import LANGUAGES, AlignedLabels, LabelFeatures, Pair, PairMap
from kytkin.engine.text.alignment_file import is_shipped, read_map
from kytkin.engine.text.encoders import TextEncoder
from kytkin.engine.text.static import static_encoder
from kytkin.engine.text.weighting import Scores

# What a point of BM25 counts against one of the meaning of labels, by what the meaning knows.
WORDS_BESIDE_DENSE: Final = 0.015
WORDS_BESIDE_STATIC: Final = 0.07


def label_features(encoder: TextEncoder | None) -> LabelFeatures:
    """What labels are compared by; an encoder that no shipped map knows is left out."""
    features = LabelFeatures(encoder, static_encoder())
    return features if is_shipped(features.variant) else LabelFeatures(None, static_encoder())


class LabelMeaning:
    """Scores of a corpus of labels, each in its own language.

    `others` scores what no map reaches, labels and queries in other languages; without it they
    score 0.
    """

    def __init__(
        self,
        texts: Sequence[Text],
        features: LabelFeatures,
        map_of: Callable[[Pair], PairMap],
        others: Callable[[], MeaningIndex] | None = None,
    ) -> None:
        self._size, self._others = len(texts), others
        self._fallback: MeaningIndex | None = None
        languages = np.array([text.language for text in texts])
        self._groups = []
        for language in LANGUAGES:
            places = np.flatnonzero(languages == language)
            if len(places):
                labels = [texts[place].text for place in places.tolist()]
                self._groups.append((places, AlignedLabels(labels, language, features, map_of)))

    def scores(self, query: Text) -> Scores:
        """(texts,): from 0 to 1."""
        known = query.language in LANGUAGES
        reached = sum(len(places) for places, _labels in self._groups) if known else 0
        found = np.zeros(self._size)
        if reached < self._size and self._others is not None:
            if self._fallback is None:
                self._fallback = self._others()
            found = self._fallback.scores(query)
        for places, labels in self._groups if known else ():
            found[places] = labels.scores(query.text, query.language)
        return np.clip(found, 0, 1)


def shipped_label_map(features: LabelFeatures) -> Callable[[Pair], PairMap]:
    """The shipped maps for these features."""
    return lambda pair: read_map(features.variant, pair)


def words_beside(features: LabelFeatures) -> float:
    """The weight of BM25 beside the meaning of labels."""
    return WORDS_BESIDE_STATIC if features.dense is None else WORDS_BESIDE_DENSE
