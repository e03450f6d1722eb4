"""Subjects of a text with the statistics that ship, and with a few made up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kytkin.engine.tagging.statistics import from_arrays, subject_statistics
from kytkin.engine.tagging.subjects import Fusion, SubjectTagger, most_useful, subject_tagger

pytestmark = pytest.mark.one_database

YSO = "http://www.yso.fi/onto/yso/"
WORDS = [
    "nuorisorikollisuus", "koulujen", "kädestä", "ennustaminen", "kirjastot", "ja", "2026",
    "metsien", "hoitoa", "lain", "muuttaminen", "xyzzy", "romaani",
]  # fmt: skip


def packed(*texts):
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def small(**changes):
    """Three subjects: forest (a, b share its label), school; "puu" stands with forest only."""
    arrays = {
        "titles": np.array(100),
        "subjects": packed("s:a", "s:b", "s:c"),
        "terms": packed("koulu", "metsä", "puu"),
        "term_titles": np.array([10, 8, 20]),
        "joint_indptr": np.array([0, 2, 2, 3]),
        "joint_indices": np.array([1, 2, 0]),
        "joint_counts": np.array([8, 6, 4], dtype=np.uint8),
        "label_indptr": np.array([0, 1, 2, 3]),
        "label_indices": np.array([1, 1, 0]),
        "label_weights": np.array([2, 2, 2], dtype=np.uint8),
        "keys": packed("metsä", "metsä", "koulu"),
        "key_subjects": np.array([0, 1, 2]),
        "key_titles": np.array([8, 8, 10]),
        "presence": np.array([[8, 8, 9], [4, 4, 9], [1, 1, 1]], dtype=np.uint8),
    }
    return SubjectTagger(from_arrays("fi", arrays | changes), Fusion())


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        ("fi", "Miten nuorten rikoksia ja nuorisorikollisuutta ehkäistään?", "p14411"),
        ("sv", "Hur förebyggs ungdomsbrottslighet?", "p14411"),
        ("en", "How is juvenile delinquency prevented?", "p14411"),
    ],
)
def test_subject_is_found_in_each_language(language, text, label):
    found = subject_tagger(language).suggest(text)
    assert 1 <= len(found) <= 5
    assert label in {suggestion.concept_id.removeprefix(YSO) for suggestion in found}


@given(st.lists(st.sampled_from(WORDS), max_size=12))
@settings(max_examples=30, deadline=None)
def test_reasons_sum_to_the_score_and_stand_in_the_text(words):
    text = " ".join(words)
    for suggestion in subject_tagger("fi").suggest(text):
        assert 0 < suggestion.score < 1
        assert sum(r.contribution for r in suggestion.reasons) == pytest.approx(suggestion.score)
        assert all(reason.surface in words for reason in suggestion.reasons)


def test_taking_a_named_word_away_lowers_the_score():
    tagger = subject_tagger("fi")
    text = "kädestä ennustaminen ja kirjastojen romaanit sekä metsien hoito"
    before = {s.concept_id: s for s in tagger.suggest(text, limit=5)}
    for uri, suggestion in before.items():
        for reason in suggestion.reasons:
            without = text.replace(reason.surface, "")
            after = {s.concept_id: s.score for s in tagger.suggest(without, limit=500)}
            assert after.get(uri, 0) < suggestion.score


def test_same_text_gets_the_same_answer():
    text = "Kirjaston romaanit ja runot"
    assert subject_tagger("fi").suggest(text) == subject_tagger("fi").suggest(text)


@pytest.mark.parametrize("text", ["", "   ", "2026 ja 15", "xyzzy", "laki muuttaminen"])
def test_text_without_content_has_no_subjects(text):
    assert subject_tagger("fi").suggest(text) == ()


def test_word_that_keeps_company_with_a_subject_speaks_for_it():
    found = small().suggest("puut")
    assert [s.concept_id for s in found] == ["s:a"]
    assert [reason.surface for reason in found[0].reasons] == ["puut"]


def test_subject_of_the_same_label_with_more_titles_comes_first():
    found = small().suggest("metsän puut")
    assert [s.concept_id for s in found] == ["s:a", "s:b"]


def test_ties_break_by_uri():
    nothing = np.zeros(3, dtype=np.uint8)
    tagger = small(joint_counts=nothing)
    found = tagger.suggest("metsä")
    assert [s.concept_id for s in found] == ["s:a", "s:b"]
    assert found[0].score == found[1].score


def test_limit_and_least_score_are_kept():
    assert len(small().suggest("metsä", limit=1)) == 1
    assert small().suggest("metsä", least_score=0.9999) == ()


def test_evidence_has_a_row_for_each_candidate():
    uris, evidence = small().evidence("metsän koulu")
    assert uris == ("s:a", "s:b", "s:c")
    assert evidence.shape == (3, 6)
    assert np.isfinite(evidence).all()


def test_word_inside_a_compound_counts_less_than_the_word():
    whole = {s.concept_id: s.score for s in small().suggest("koulu")}
    part = {s.concept_id: s.score for s in small().suggest("metsäkoulu")}
    assert part["s:c"] < whole["s:c"]


def test_statistics_are_read_once_and_agree_in_size():
    statistics = subject_statistics("sv")
    assert statistics is subject_statistics("sv")
    assert statistics.likeness.shape == (len(statistics.subjects), len(statistics.terms))
    assert statistics.presence.shape == (3, len(statistics.subjects))
    assert list(statistics.terms) == sorted(statistics.terms)


def test_as_many_are_given_as_promise_the_best_agreement():
    """By hand: .9/6 < 1.7/7 > 1.75/8; a long even tail is worth its five."""
    assert most_useful([0.9, 0.8, 0.05]) == 2
    assert most_useful([0.4] * 5) == 5
    assert most_useful([0.01]) == 1
    assert most_useful([]) == 0


def test_the_full_number_is_given_where_it_is_asked_for():
    text = "Nuorisorikollisuuden ehkäisy"
    few, full = (subject_tagger("fi").suggest(text, fill=fill) for fill in (False, True))
    assert 1 <= len(few) < len(full) == 5
    assert full[: len(few)] == few
