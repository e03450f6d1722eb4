"""Ranking labels: through learned maps where there are any, else as other texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from kytkin.engine.ranking.labels import (
    WORDS_BESIDE_DENSE,
    WORDS_BESIDE_STATIC,
    LabelMeaning,
    label_features,
    shipped_label_map,
    words_beside,
)
from kytkin.engine.ranking.lexicon import Lexicon
from kytkin.engine.ranking.meaning import MeaningIndex
from kytkin.engine.ranking.texts import TextRanking
from kytkin.engine.ranking.words import Text
from kytkin.engine.text.alignment import LabelFeatures
from kytkin.engine.text.encoders import Kind, Matrix, unit
from kytkin.engine.text.static import static_encoder

pytestmark = pytest.mark.one_database
CORPUS = [
    Text("a", "tax law", "en"),
    Text("b", "forestry", "en"),
    Text("c", "skogsbruk", "sv"),
    Text("d", "sylviculture", "fr"),
]


class Vowels:
    """A dense encoder that no shipped map knows."""

    name, dimensions = "vowels-1", 5

    def encode(self, texts: Sequence[str], *, kind: Kind = "query") -> Matrix:
        rows = [[text.count(letter) + 0.1 for letter in "aeiou"] for text in texts]
        return unit(np.array(rows, dtype=np.float32))


def meaning(others: bool = True) -> LabelMeaning:
    features = label_features(None)
    index = (lambda: MeaningIndex(CORPUS, Vowels(), {})) if others else None
    return LabelMeaning(CORPUS, features, shipped_label_map(features), index)


def test_a_label_is_found_across_languages_without_a_dense_encoder() -> None:
    scores = meaning(others=False).scores(Text("q", "metsätalous", "fi"))
    assert scores[1] > scores[0] + 0.1
    assert scores[2] > scores[0] + 0.1
    assert scores[3] == 0


def test_what_no_map_reaches_is_scored_as_other_texts_are() -> None:
    plain = MeaningIndex(CORPUS, Vowels(), {})
    held = meaning()
    query = Text("q", "metsätalous", "fi")
    assert held.scores(query)[3] == plain.scores(query)[3]
    french = Text("q", "sylviculture", "fr")
    assert np.array_equal(held.scores(french), plain.scores(french))
    assert not meaning(others=False).scores(french).any()


def test_scores_lie_between_nothing_and_one() -> None:
    scores = meaning().scores(Text("q", "forestry", "en"))
    assert 0 <= scores.min() <= scores.max() <= 1


def test_an_encoder_that_no_map_knows_is_left_out() -> None:
    assert label_features(Vowels()).dense is None
    assert words_beside(label_features(None)) == WORDS_BESIDE_STATIC
    dense = LabelFeatures(Vowels(), static_encoder())
    assert words_beside(dense) == WORDS_BESIDE_DENSE


@pytest.mark.parametrize("encoder", [None, Vowels()])
def test_reasons_of_labels_sum_to_the_score(encoder: Vowels | None) -> None:
    lexicon = Lexicon({("fi", "en"): {"vero": (("tax", 0.9),)}})
    held = TextRanking.of_labels(CORPUS, lexicon, encoder, lambda _name: {})
    hits = held.best(Text("q", "verolaki", "fi"), 4)
    assert hits[0].id == "a"
    for hit in hits:
        assert sum(one.contribution for one in hit.reasons) == pytest.approx(hit.score)
    assert {"word", "meaning"} == {one.kind for one in hits[0].reasons}
