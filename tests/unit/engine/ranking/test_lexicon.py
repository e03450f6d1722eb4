"""Words across languages: learned from labels, kept as text, shipped for three languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kytkin.engine.ranking.lexicon import (
    DOUBT,
    LEAST,
    MOST,
    Lexicon,
    learn_lexicon,
    read_lexicon,
    shipped_lexicon,
)

pytestmark = pytest.mark.one_database
LABELS = [
    {"fi": "vero", "en": "tax"},
    {"fi": "vero ja maksu", "en": "tax and payment"},
    {"fi": "maksu", "en": "payment"},
    {"fi": "metsä"},
]


def test_words_that_stand_together_translate_each_other() -> None:
    lexicon = learn_lexicon(LABELS, ("fi", "en"))
    best, chance = lexicon.translate("vero", "fi", "en")[0]
    assert best == "tax"
    assert chance > 0.8
    assert lexicon.translate("payment", "en", "fi")[0][0] == "maksu"


def test_a_word_without_the_other_language_has_no_translation() -> None:
    lexicon = learn_lexicon(LABELS, ("fi", "en"))
    assert lexicon.translate("metsä", "fi", "en") == ()
    assert lexicon.translate("vero", "fi", "sv") == ()


def test_a_word_seen_once_is_believed_less_than_one_seen_often() -> None:
    once = learn_lexicon([{"fi": "kissa", "en": "cat"}], ("fi", "en"))
    assert once.translate("kissa", "fi", "en") == (("cat", 1 / (1 + DOUBT)),)


def test_no_labels_teach_nothing() -> None:
    assert learn_lexicon([], ("fi", "en")).translate("vero", "fi", "en") == ()


words = st.lists(st.sampled_from(["talo", "vesi", "laki", "koulu", "raha"]), min_size=1, max_size=4)
english = st.lists(st.sampled_from(["house", "water", "law", "school"]), min_size=1, max_size=4)
concepts = st.lists(
    st.builds(lambda fi, en: {"fi": " ".join(fi), "en": " ".join(en)}, words, english), max_size=8
)


@given(concepts)
def test_chances_are_few_likely_and_at_most_one_together(labels: list[dict[str, str]]) -> None:
    for found in learn_lexicon(labels, ("fi", "en")).words["fi", "en"].values():
        assert 0 < len(found) <= MOST
        assert all(part >= LEAST for _term, part in found)
        assert sum(part for _term, part in found) < 1


@given(concepts)
def test_a_lexicon_read_back_from_its_lines_writes_the_same_lines(
    labels: list[dict[str, str]],
) -> None:
    lines = learn_lexicon(labels, ("fi", "en")).lines()
    assert read_lexicon(lines).lines() == lines


def test_the_shipped_lexicon_knows_the_words_of_government() -> None:
    lexicon = shipped_lexicon()
    assert isinstance(lexicon, Lexicon)
    assert lexicon.translate("vero", "fi", "en")[0][0] == "tax"
    assert lexicon.translate("ympäristö", "fi", "sv")[0][0] == "miljö"
    assert {target for source, target in lexicon.words if source == "fi"} == {"sv", "en"}
