"""Skills of a text by the words of their labels, in any form and order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kytkin.engine.tagging import Entry, SkillTagger

pytestmark = pytest.mark.one_database

SKILLS = (
    Entry("s:team", {"fi": "johtaa tiimiä", "en": "lead a team"}, {"en": ("manage teams",)}),
    Entry("s:python", {"fi": "Python (tietokoneohjelmointi)", "en": "Python (programming)"}, {}),
    Entry("s:service", {"fi": "asiakaspalvelu", "en": "customer service"}, {}),
    Entry("s:lead-service", {"fi": "johtaa asiakaspalvelua"}, {}),
    Entry("s:train", {"fi": "kouluttaa henkilöstöä", "en": "train staff"}, {}),
    Entry("s:twin", {"fi": "kouluttaa henkilöstöä"}, {}),
)
WORDS = ["johdin", "tiimiä", "Python", "asiakaspalvelussa", "ja", ",", ".", "henkilöstön", "2026"]


@pytest.fixture(scope="module")
def tagger():
    return SkillTagger(SKILLS, "fi")


def uris(found):
    return [suggestion.concept_id for suggestion in found]


def test_label_is_found_in_other_forms_and_another_order(tagger):
    found = tagger.suggest("Tiimin johtaminen oli työtäni.")
    assert uris(found)[0] == "s:team"
    assert {reason.surface for reason in found[0].reasons} == {"Tiimin", "johtaminen"}


def test_qualifier_in_parentheses_is_no_part_of_the_label(tagger):
    assert uris(tagger.suggest("Osaan Python-ohjelmointia")) == ["s:python"]


def test_words_of_two_clauses_count_less_than_of_one(tagger):
    one = tagger.suggest("kouluttanut henkilöstöä")[0].score
    two = tagger.suggest("kouluttanut uusia, valinnut henkilöstöä")[0].score
    assert two < one


def test_words_of_two_sentences_count_less_than_of_one(tagger):
    one = tagger.suggest("kouluttanut uusia, valinnut henkilöstöä")[0].score
    two = tagger.suggest("Kouluttanut uusia. Valinnut henkilöstöä.")
    assert all(suggestion.score < one for suggestion in two)


def test_better_label_takes_its_words(tagger):
    found = tagger.suggest("johtaa asiakaspalvelua")
    alone = tagger.suggest("asiakaspalvelu")
    scores = {s.concept_id: s.score for s in found}
    assert uris(found)[0] == "s:lead-service"
    assert scores["s:service"] < {s.concept_id: s.score for s in alone}["s:service"]


def test_ties_break_by_uri_and_the_limit_holds(tagger):
    found = tagger.suggest("kouluttaa henkilöstöä")
    assert uris(found)[:1] == ["s:train"]
    assert uris(tagger.suggest("kouluttaa henkilöstöä", limit=1)) == ["s:train"]


def test_least_score_is_kept(tagger):
    assert tagger.suggest("johtaa tiimiä", least_score=0.99) == ()


def test_other_labels_are_found_too():
    assert uris(SkillTagger(SKILLS, "en").suggest("I managed teams")) == ["s:team"]


def test_text_without_a_known_word_has_no_skills(tagger):
    assert tagger.suggest("") == ()
    assert tagger.suggest("xyzzy") == ()


@given(st.lists(st.sampled_from(WORDS), max_size=12))
@settings(max_examples=50, deadline=None)
def test_reasons_sum_to_the_score_and_stand_in_the_text(words):
    text = " ".join(words)
    for suggestion in SkillTagger(SKILLS, "fi").suggest(text):
        assert 0 < suggestion.score <= 1
        assert sum(r.contribution for r in suggestion.reasons) == pytest.approx(suggestion.score)
        assert all(reason.surface in text for reason in suggestion.reasons)
