from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kytkin.engine.keywords import default_blocks, keyword_weights
from kytkin.engine.tagging import TextField, suggest_subjects
from kytkin.engine.text.labels import Label, LabelMatcher
from kytkin.engine.text.spelling import Speller, plain


@pytest.fixture
def matcher():
    return LabelMatcher(
        [
            Label("youth-crime", "fi", "nuorisorikollisuus"),
            Label("crime", "fi", "rikollisuus"),
            Label("work-ability", "fi", "työkyky"),
            Label("mental-health", "fi", "mielenterveys"),
            Label("mental-health-work", "fi", "mielenterveystyö"),
            Label("same-a", "fi", "asuminen"),
            Label("same-b", "fi", "asuminen"),
            Label("long", "fi", "nuorten syrjäytyminen"),
            Label("young", "fi", "nuoret"),
        ]
    )


def test_inflected_label_is_found_where_it_stands(matcher):
    found = matcher.match("Toimet nuorisorikollisuuden torjumiseksi", "fi")
    assert [(m.concept_ids, m.surface, m.via_part) for m in found] == [
        (("youth-crime",), "nuorisorikollisuuden", False)
    ]


def test_longest_label_takes_its_words(matcher):
    found = matcher.match("nuorten syrjäytymisen ehkäisy", "fi")
    assert [m.concept_ids for m in found] == [("long",)]


def test_label_inside_a_compound_is_marked(matcher):
    found = matcher.match("talousrikollisuutta", "fi")
    assert [(m.concept_ids, m.via_part) for m in found] == [(("crime",), True)]


def test_ambiguous_label_keeps_all_its_concepts(matcher):
    assert matcher.match("asumisen tuki", "fi")[0].concept_ids == ("same-a", "same-b")


def test_shorter_label_is_taken_where_the_longer_one_does_not_go_on(matcher):
    found = matcher.match("nuorten asuminen", "fi")
    assert [(m.concept_ids, m.surface) for m in found] == [
        (("young",), "nuorten"),
        (("same-a", "same-b"), "asuminen"),
    ]


LABELS = ["nuoret", "nuorten syrjäytyminen", "rikollisuus", "asuminen", "työkyky"]
WORDS = [*LABELS, "nuorten", "syrjäytymisen", "talousrikollisuutta", "ja", "kissa", "2026"]


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_matches_come_in_order_and_whole_ones_never_overlap(words):
    text = " ".join(words)
    found = LabelMatcher(Label(label, "fi", label) for label in LABELS).match(text, "fi")
    assert all(text[m.start : m.end] == m.surface for m in found)
    assert all(a.end <= b.start or a.via_part for a, b in itertools.pairwise(found))


def test_matcher_from_keys_is_the_same(matcher):
    keyed = LabelMatcher.from_keys([("youth-crime", "nuorisorikollisuus"), ("empty", "")])
    assert len(keyed) == 1
    assert keyed.match("nuorisorikollisuus", "fi")[0].concept_ids == ("youth-crime",)


def suggested(matcher, *fields, background=None, **options):
    return suggest_subjects(
        [TextField(name, text, "fi", weight) for name, text, weight in fields],
        {"fi": matcher},
        background=background or {},
        background_size=100,
        **options,
    )


def test_reasons_sum_to_the_score_and_name_the_words(matcher):
    found = suggested(
        matcher, ("name", "Nuorisorikollisuus", 1.0), ("objective", "nuorisorikollisuutta", 0.5)
    )
    assert found[0].concept_id == "youth-crime"
    assert sum(r.contribution for r in found[0].reasons) == pytest.approx(found[0].score)
    assert {r.surface for r in found[0].reasons} == {"Nuorisorikollisuus", "nuorisorikollisuutta"}


def test_score_never_passes_one(matcher):
    text = " ".join(["nuorisorikollisuus"] * 30)
    assert suggested(matcher, ("name", text, 1.0))[0].score == pytest.approx(1.0)


def test_taking_the_named_words_away_lowers_the_score(matcher):
    with_words = suggested(matcher, ("name", "mielenterveys ja työkyky", 1.0))
    without = suggested(matcher, ("name", "ja työkyky", 1.0))
    assert {s.concept_id for s in with_words} - {s.concept_id for s in without} == {"mental-health"}


def test_what_stands_everywhere_says_little(matcher):
    rare = suggested(matcher, ("name", "työkyky", 1.0))[0].score
    common = suggested(
        matcher, ("name", "työkyky", 1.0), background={"work-ability": 90}, least_score=0.0
    )[0].score
    assert common < rare / 5


def test_part_of_a_compound_weighs_less_than_the_word(matcher):
    whole = suggested(matcher, ("name", "rikollisuus", 1.0))[0].score
    part = suggested(matcher, ("name", "talousrikollisuus", 1.0))[0].score
    assert part < whole


def test_function_word_that_is_also_a_label_suggests_nothing():
    matcher = LabelMatcher.from_keys([("with", "kanssa"), ("work-ability", "työkyky")])
    found = suggested(matcher, ("name", "työkyky kanssa", 1.0))
    assert [s.concept_id for s in found] == ["work-ability"]


def test_text_without_a_background_lets_every_concept_count_fully(matcher):
    field = TextField("name", "työkyky", "fi")
    alone = suggest_subjects([field], {"fi": matcher}, background={}, background_size=0)
    unheard = suggested(matcher, ("name", "työkyky", 1.0))
    assert alone[0].score == pytest.approx(unheard[0].score)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), st.integers(0, 100))
def test_any_suggestion_is_the_sum_of_its_reasons_and_at_most_one(words, common):
    matcher = LabelMatcher(Label(label, "fi", label) for label in LABELS)
    found = suggested(
        matcher, ("name", " ".join(words), 1.0), background={"nuoret": common}, least_score=0.0
    )
    for suggestion in found:
        assert 0 <= suggestion.score <= 1 + 1e-9
        assert sum(r.contribution for r in suggestion.reasons) == pytest.approx(suggestion.score)
    assert [(-s.score, s.concept_id) for s in found] == sorted(
        (-s.score, s.concept_id) for s in found
    )


def test_ties_are_broken_by_id_and_the_limit_holds(matcher):
    found = suggested(matcher, ("name", "asuminen", 1.0), limit=1, least_score=0.1)
    assert [s.concept_id for s in found] == ["same-a"]


def test_language_without_labels_gives_nothing(matcher):
    field = TextField("name", "ungdomar", "sv")
    assert suggest_subjects([field], {"fi": matcher}, background={}, background_size=1) == ()


BLOCK = ["a", "b", "c", "d"]


def test_keywords_that_always_come_together_are_a_block():
    lists = {f"d{n}": [*BLOCK, f"own{n}"] for n in range(6)} | {"other": ["x", "y"]}
    blocks = default_blocks(lists)
    assert [block.keywords for block in blocks] == [tuple(BLOCK)]
    weights = keyword_weights(lists, blocks)
    assert weights["d0"] == {"a": 0.25, "b": 0.25, "c": 0.25, "d": 0.25, "own0": 1.0}
    assert weights["other"] == {"x": 1.0, "y": 1.0}


def test_keywords_that_meet_now_and_then_are_no_block():
    lists = {f"d{n}": ["a", f"b{n % 3}", f"c{n % 4}"] for n in range(12)}
    assert default_blocks(lists) == ()


def test_two_keywords_are_too_few_for_a_block():
    lists = {f"d{n}": ["a", "b", f"own{n}"] for n in range(6)}
    assert default_blocks(lists) == ()
    assert [block.keywords for block in default_blocks(lists, minimum_size=2)] == [("a", "b")]


def test_accents_and_typing_mistakes_are_mended():
    speller = Speller({"syrjäytyminen": 3, "åland": 2, "nuorisorikollisuus": 5, "alko": 1})
    assert speller.correct("syrjaytyminen")[0].word == "syrjäytyminen"
    assert speller.correct("aland")[0].word == "åland"
    assert speller.correct("nuorisoriikollisuus")[0].distance == 1
    assert speller.correct("nuorsiorikollisuus")[0].word == "nuorisorikollisuus"
    assert speller.correct("kissa") == ()


def test_short_words_are_mended_by_accents_only():
    speller = Speller({"työ": 4, "tie": 2})
    assert [c.word for c in speller.correct("tyo")] == ["työ"]
    assert speller.correct("tia") == ()


def test_nearest_and_most_frequent_word_comes_first():
    speller = Speller({"metsästys": 1, "metsästäjä": 9})
    assert next(c.word for c in speller.correct("metsästyss")) == "metsästys"
    assert plain("Åbo") == "Abo"
