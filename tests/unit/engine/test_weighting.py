"""TF-IDF and BM25F: known values, and what must hold for any terms."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kytkin.engine.text.weighting import (
    Field,
    TermIndex,
    character_ngrams,
    plain,
    word_ngrams,
)

pytestmark = pytest.mark.one_database

TEXT = {"text": Field()}
DOCUMENTS = plain([["housing", "rent"], ["rent", "rent", "tax"], ["forest"]])
words = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=8)
Scheme = Callable[..., TermIndex]
schemes = st.sampled_from([TermIndex.tfidf, TermIndex.bm25])


def test_word_runs_are_single_words_and_pairs() -> None:
    assert word_ngrams(["a", "b", "c"]) == ["a", "b", "c", "a b", "b c"]


def test_letter_runs_stay_within_words_and_mark_their_ends() -> None:
    assert character_ngrams(["talo"], 3, 4) == ["^ta", "tal", "alo", "lo$", "^tal", "talo", "alo$"]
    assert character_ngrams(["a", "ab"], 3, 5) == ["^a$", "^ab", "ab$", "^ab$"]
    assert character_ngrams(["a"], 4, 5) == ["^a$"]


def test_tfidf_is_the_cosine_of_sublinear_counts_and_smoothed_idf() -> None:
    index = TermIndex.tfidf(DOCUMENTS, TEXT)
    rent, tax, housing = math.log(4 / 3) + 1, math.log(4 / 2) + 1, math.log(4 / 2) + 1
    twice = (1 + math.log(2)) * rent
    expected = [
        rent / math.hypot(housing, rent),
        twice / math.hypot(twice, tax),
        0.0,
    ]
    assert index.scores(["rent"]) == pytest.approx(expected, rel=1e-6)
    assert index.scores(["rent", "rent", "tax"])[1] == pytest.approx(1, rel=1e-6)


def test_bm25_is_robertsons_formula() -> None:
    index = TermIndex.bm25(DOCUMENTS, TEXT)
    idf = math.log1p((3 - 2 + 0.5) / (2 + 0.5))
    counts = [1 / (0.25 + 0.75 * 2 / 2), 2 / (0.25 + 0.75 * 3 / 2)]
    expected = [idf * 2.2 * count / (count + 1.2) for count in counts]
    assert index.scores(["rent"]) == pytest.approx([*expected, 0.0], rel=1e-6)
    assert index.scores(["rent", "rent"]) == pytest.approx([*np.multiply(expected, 2), 0.0])


def test_a_term_in_a_weightier_field_counts_for_more() -> None:
    documents = [{"name": ["tax"], "body": ["rent"]}, {"name": ["rent"], "body": ["tax"]}]
    for scheme in (TermIndex.tfidf, TermIndex.bm25):
        index = scheme(documents, {"name": Field(weight=3), "body": Field()})
        first, second = index.scores(["rent"])
        assert second > first > 0


def test_a_field_of_no_weight_is_as_if_it_were_not_there() -> None:
    index = TermIndex.tfidf([{"name": ["tax"], "aside": ["rent"]}], {"name": Field()})
    assert list(index.scores(["rent"])) == [0.0]
    silent = TermIndex.tfidf([{"name": ["tax"]}], {"name": Field(weight=0)})
    assert list(silent.scores(["tax"])) == [0.0]


@pytest.mark.parametrize("scheme", [TermIndex.tfidf, TermIndex.bm25])
def test_no_documents_and_empty_documents_give_no_scores(scheme: Scheme) -> None:
    assert scheme([], TEXT).scores(["rent"]).shape == (0,)
    index = scheme(plain([[], []]), TEXT)
    assert len(index) == 2
    assert list(index.scores(["rent"])) == [0.0, 0.0]
    assert index.explain(["rent"], 0) == ()


def test_explanation_names_the_terms_greatest_first() -> None:
    index = TermIndex.bm25(DOCUMENTS, TEXT)
    terms = index.explain(["rent", "housing", "unheard"], 0)
    assert [one.term for one in terms] == ["housing", "rent"]
    assert terms[0].value > terms[1].value


@given(st.lists(words, min_size=1, max_size=6), words, schemes)
def test_terms_sum_to_the_score(
    documents: list[list[str]], query: list[str], scheme: Scheme
) -> None:
    index = scheme(plain(documents), TEXT)
    scores = index.scores(query)
    for number, score in enumerate(scores):
        assert sum(one.value for one in index.explain(query, number)) == pytest.approx(score)


@given(st.lists(words, min_size=1, max_size=6), words, schemes, st.randoms(use_true_random=False))
def test_order_of_query_terms_and_documents_does_not_matter(
    documents: list[list[str]], query: list[str], scheme: Scheme, shuffler: random.Random
) -> None:
    order = list(range(len(documents)))
    shuffler.shuffle(order)
    plainly = scheme(plain(documents), TEXT).scores(query)
    shuffled = scheme(plain([documents[number] for number in order]), TEXT).scores(query[::-1])
    assert shuffled == pytest.approx(plainly[order])


@given(st.lists(words, min_size=1, max_size=6), words)
def test_cosine_stays_within_bounds(documents: list[list[str]], query: list[str]) -> None:
    scores = TermIndex.tfidf(plain(documents), TEXT).scores(query)
    assert all(0 <= score <= 1 + 1e-6 for score in scores)
