"""Texts near a text, also across languages: what the words say and what the meaning says, added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

import numpy as np

from kytkin.engine.ranking.labels import (
    LabelMeaning,
    label_features,
    shipped_label_map,
    words_beside,
)
from kytkin.engine.ranking.lexicon import Lexicon
from kytkin.engine.ranking.meaning import Centres, MeaningIndex, Reading
from kytkin.engine.ranking.words import Asked, Text, WordIndex
from kytkin.engine.text.encoders import TextEncoder
from kytkin.engine.text.weighting import Scores

WORDS: Final = 0.075  # what a point of BM25 counts against one of meaning, in any language


class MeaningScores(Protocol):
    """Scores by meaning, from 0 to 1, of each text of a corpus."""

    def scores(self, query: Text) -> Scores:
        """(texts,) for one query, whatever other queries there are."""


@dataclass(frozen=True, slots=True)
class TextReason:
    """Why a text is near: a `word` of the query (`about`, as written), or its `meaning`."""

    kind: str
    about: str
    contribution: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A text near the query; the reasons' contributions sum to the score."""

    id: str
    score: float
    reasons: tuple[TextReason, ...]


class TextRanking:
    """A corpus ready to be searched; without `meaning` it works by words alone."""

    def __init__(
        self,
        texts: Sequence[Text],
        words: WordIndex,
        meaning: MeaningScores | None,
        weight: float = WORDS,
    ) -> None:
        self._ids = [text.id for text in texts]
        self._told = np.array([bool(text.text.strip()) for text in texts], dtype=bool)
        self._words, self._meaning, self._weight = words, meaning, weight
        order = sorted(range(len(texts)), key=self._ids.__getitem__)
        self._order = np.empty(len(texts), dtype=np.intp)
        self._order[order] = np.arange(len(texts))

    @classmethod
    def of(
        cls,
        texts: Sequence[Text],
        lexicon: Lexicon,
        encoder: TextEncoder | None,
        centres: Callable[[str], Centres],
    ) -> TextRanking:
        """Words and, with an encoder, meaning; `centres` gives those of an encoder by name."""
        meaning = None
        if encoder is not None:
            meaning = MeaningIndex(texts, encoder, centres(encoder.name))
        return cls(texts, WordIndex(texts, lexicon), meaning)

    @classmethod
    def of_labels(
        cls,
        texts: Sequence[Text],
        lexicon: Lexicon,
        encoder: TextEncoder | None,
        centres: Callable[[str], Centres],
    ) -> TextRanking:
        """Short labels, through the maps that ship; languages without one as `of` has them."""
        features = label_features(encoder)
        others = None
        if encoder is not None:
            others = partial(MeaningIndex, texts, encoder, centres(encoder.name), Reading.LABELS)
        meaning = LabelMeaning(texts, features, shipped_label_map(features), others)
        return cls(texts, WordIndex(texts, lexicon), meaning, words_beside(features))

    def best(self, query: Text, k: int) -> tuple[Hit, ...]:
        """The k texts nearest, highest score first, ties by id; none with a score of 0.

        An answer depends on the query and the corpus only, never on other queries. A query
        without text finds nothing, and a text without words is found by none.
        """
        if not query.text.strip():
            return ()
        asked = self._words.ask(query)
        words = self._weight * self._words.scores(asked)
        meaning = self._meaning.scores(query) if self._meaning else np.zeros(len(words))
        total = np.where(self._told, words + meaning, 0.0)
        first = np.lexsort((self._order, -total))[:k]
        return tuple(
            Hit(self._ids[text], float(total[text]), self._reasons(asked, text, meaning[text]))
            for text in first.tolist()
            if total[text] > 0
        )

    def _reasons(self, asked: Asked, text: int, meaning: float) -> tuple[TextReason, ...]:
        reasons = [
            TextReason("word", word, self._weight * part)
            for word, part in self._words.explain(asked, text)
        ]
        if meaning > 0:
            reasons.append(TextReason("meaning", "", float(meaning)))
        return tuple(sorted(reasons, key=lambda one: (-one.contribution, one.kind, one.about)))
