from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kytkin.engine.text.language import detect_language, language_scores
from kytkin.engine.text.lemmas import (
    compound_parts,
    content_tokens,
    index_terms,
    label_key,
    lemma_of,
    lemmatise,
    tokenise,
)


@pytest.mark.parametrize(
    ("word", "language", "lemma"),
    [
        ("nuorisorikollisuuden", "fi", "nuorisorikollisuus"),
        ("kyberturvallisuuslainsäädännön", "fi", "kyberturvallisuuslainsäädäntö"),
        ("alkoholilain", "fi", "alkoholilaki"),
        ("työ", "fi", "työ"),
        ("eu:n", "fi", "eu"),
        ("2026", "fi", "2026"),
        ("ungdomsbrottslighetens", "sv", "ungdomsbrottslighet"),
        ("cybersäkerhetslagen", "sv", "cybersäkerhetslag"),
        ("women", "en", "woman"),
        ("eu-direktiivin", "fi", "eu-direktiivi"),
        ("sosiaali-", "fi", "sosiaali"),
    ],
)
def test_inflected_word_leads_to_its_lemma(word, language, lemma):
    assert lemma_of(word, language) == lemma


@pytest.mark.parametrize(
    ("word", "language", "parts"),
    [
        ("nuorisorikollisuus", "fi", ("nuoriso", "rikollisuus")),
        ("huoltovarmuusneuvosto", "fi", ("huoltovarmuus", "neuvosto")),
        ("työpanos", "fi", ("työ", "panos")),
        ("kyberturvallisuuslainsäädäntö", "fi", ("kyberturvallisuus", "lainsäädäntö")),
        ("eu-direktiivi", "fi", ("eu", "direktiivi")),
        ("e-kirje", "fi", ()),
        ("työmaatiexxxx", "fi", ()),
        ("hallitus", "fi", ()),
        ("yksinäisyys", "fi", ()),
        ("laki", "fi", ()),
        ("ungdomsbrottslighet", "sv", ("ungdom", "brottslighet")),
        ("cybersäkerhetslag", "sv", ("cybersäkerhet", "lag")),
        ("loneliness", "en", ()),
    ],
)
def test_compound_is_split_into_known_parts(word, language, parts):
    assert compound_parts(word, language) == parts


@pytest.mark.parametrize(
    "name", "hankinta ilmasto päästökauppa ajoneuvo terveydenhuolto yhteistoiminta".split()
)
@pytest.mark.parametrize("form", ["lain", "lakia", "laissa", "lakiin", "lailla", "laiksi"])
def test_an_act_is_found_in_any_form_of_its_name(name, form):
    assert lemma_of(name + form, "fi") == name + "laki"


def test_people_of_a_place_are_no_act():
    assert not lemma_of("amerikansuomalaista", "fi").endswith("laki")


def test_word_that_no_dictionary_knows_stays_as_it_is():
    assert lemma_of("glaxuttaminen", "fi") == "glaxuttaminen"


def test_word_longer_than_any_real_one_is_left_alone():
    endless = "rikollisuuden" * 7
    assert lemma_of(endless, "fi") == endless
    assert compound_parts(endless, "fi") == ()


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("ikääntyneet", "ikääntyneiden", "fi"),
        ("yksinäiset", "yksinäinen", "fi"),
        ("nuoret", "nuori", "fi"),
        ("ensamma", "ensam", "sv"),
        ("barnskyddslagen", "barnskyddslag", "sv"),
        ("wind turbines", "wind turbine", "en"),
    ],
)
def test_plural_label_and_singular_question_share_a_key(one, other, language):
    assert label_key(one, language) == label_key(other, language)


def test_label_and_its_inflections_share_a_key():
    assert label_key("nuorten syrjäytyminen", "fi") == label_key("nuorten syrjäytymisen", "fi")
    assert label_key("young people", "en") == "young people"


def test_qualifier_of_a_label_is_left_out_of_its_key():
    assert label_key("lapset (ikäryhmät)", "fi") == label_key("lapset", "fi")


def test_terms_for_the_index_hold_lemmas_and_parts_without_function_words():
    assert index_terms("Missä nuorisorikollisuutta ja jengejä torjutaan?", "fi") == (
        "nuorisorikollisuus",
        "nuoriso",
        "rikollisuus",
        "jengi",
        "torjua",
    )


def test_tokens_stand_where_they_stand():
    text = "Ikääntyneiden yksinäisyys"
    for token in lemmatise(text, "fi"):
        assert text[token.start : token.end] == token.surface
    assert [token.lemma for token in content_tokens(text, "fi")] == ["ikääntynyt", "yksinäisyys"]


@given(st.text(max_size=80))
def test_words_never_overlap_and_come_in_order(text):
    found = tokenise(text)
    assert all(text[start:end] == word for word, start, end in found)
    assert all(a[2] <= b[1] for a, b in itertools.pairwise(found))


@given(st.text(max_size=40), st.sampled_from(["fi", "sv", "en"]))
def test_any_text_can_be_indexed(text, language):
    assert all(term == term.strip() and term for term in index_terms(text, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("missä valmistellaan ikääntyneiden yksinäisyyttä", "fi"),
        ("var bereds äldres ensamhet", "sv"),
        ("where is loneliness of the elderly being prepared", "en"),
        ("skärgården", "sv"),
        ("huoltovarmuus", "fi"),
        ("wind power", "en"),
    ],
)
def test_language_of_a_question_is_seen(text, language):
    assert detect_language(text) == language


def test_text_that_speaks_for_no_language_is_in_the_one_expected():
    assert detect_language("2026 / 7", default="sv") == "sv"
    assert set(language_scores("123").values()) == {0.0}
