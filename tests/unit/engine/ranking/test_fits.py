"""What a fit is made of: known values, and what must hold for any records."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kytkin.engine.ranking.board import Term
from kytkin.engine.ranking.records import Facts, Need, Preparation, Profile, Theme, WorkTime, facts
from kytkin.engine.ranking.weights import Weights, rarities
from tests.unit.engine.ranking.making import (
    NEW_YEAR,
    fit,
    needs,
    profiles,
    times,
    weights,
    work_time,
)

pytestmark = pytest.mark.one_database
texts = st.floats(-1, 1)
PERSONAL = {"name", "gender", "age", "photo", "born_on", "graduated", "pay", "agency"}


def test_each_shared_skill_is_named_with_its_part() -> None:
    found = fit(Profile("aino", skills=frozenset("ab")), Need("n", skills=frozenset("abc")))
    assert found.score == pytest.approx(0.6 * 0.7 * 2 / 4)
    assert [(term.kind, term.about) for term in found.terms] == [("skill", "a"), ("skill", "b")]
    assert found.terms[0].contribution == pytest.approx(found.score / 2)


def test_a_wish_to_learn_counts_half_of_a_skill_had() -> None:
    need = Need("n", skills=frozenset("a"))
    wished = fit(Profile("aino", wishes=frozenset("a")), need)
    assert wished.terms == (Term("wish", "a", wished.score),)
    assert 0 < wished.score < fit(Profile("aino", skills=frozenset("a")), need).score


def test_any_one_of_the_wanted_skills_makes_a_fit() -> None:
    wanted = frozenset("abcdefgh")
    assert fit(Profile("aino", skills=frozenset("h")), Need("n", skills=wanted)).score > 0


def test_time_overlap_is_a_factor_stated_as_a_term_of_its_own() -> None:
    need = Need("n", skills=frozenset("a"), time=work_time(40, 0, 100))
    half = replace(PERSON, time=work_time(20, 50, 100))
    content = 0.7 / 3
    found = fit(half, need)
    assert found.terms[-1].kind == "time"
    assert found.terms[-1].contribution == pytest.approx(content * 0.25 * 0.5 * 0.5)
    assert fit(replace(PERSON, time=work_time(40, 100, 9)), need).score == fit(PERSON, need).score


def test_time_language_and_place_alone_make_no_fit() -> None:
    ask = Need("n", frozenset(), frozenset(), work_time(), frozenset(["fi"]), frozenset(["Oulu"]))
    offer = Profile("a", time=work_time(), languages=ask.languages, places=ask.places)
    assert fit(offer, ask).score == 0


def test_languages_count_by_the_part_met_and_any_place_is_enough() -> None:
    ask = Need(
        "n", skills=frozenset("a"), languages=frozenset(["fi", "sv"]),
        places=frozenset(["Oulu", "Vaasa"]),
    )  # fmt: skip
    found = fit(replace(PERSON, languages=frozenset(["sv"]), places=frozenset(["Oulu"])), ask)
    others = {term.kind: (term.about, term.contribution) for term in found.terms}
    assert others["language"] == ("sv", pytest.approx(0.7 / 3 * 0.1 * 0.5))
    assert others["place"] == ("Oulu", pytest.approx(0.7 / 3 * 0.05))


def test_texts_count_by_their_similarity_and_never_against_a_fit() -> None:
    need = Need("n", skills=frozenset("a"))
    assert fit(PERSON, need, text=0.5).score == pytest.approx(0.6 * (0.7 / 3 + 0.3 * 0.5))
    assert fit(PERSON, need, text=-0.5).score == fit(PERSON, need).score


def test_rare_concepts_count_for_more() -> None:
    common, rare = ("skill", "a"), ("skill", "b")
    weighed = rarities([Facts(str(n), frozenset([common])) for n in range(9)])
    weighed |= rarities([Facts("x", frozenset([rare]))])
    assert weighed == {common: 0.1, rare: 1.0}
    need = Need("n", skills=frozenset("ab"))
    by_rarity = Weights(rarity=weighed)
    less = fit(Profile("a", skills=frozenset("a")), need, by_rarity)
    more = fit(Profile("a", skills=frozenset("b")), need, by_rarity)
    assert less.score < more.score


def test_themes_and_preparations_are_met_by_subjects_and_time() -> None:
    prepared = Preparation("p", frozenset("ab"), work_time())
    assert fit(Theme("t", frozenset("b")), prepared).score == pytest.approx(0.6 * 0.7 * 0.7 / 2.7)
    near = fit(Preparation("q", frozenset("b"), work_time()), prepared)
    assert [term.kind for term in near.terms] == ["subject", "time"]
    assert facts(Theme("t", frozenset("b"))).time is None


def test_nothing_personal_can_be_entered() -> None:
    entered = {field.name for kind in (Profile, Need, Facts) for field in fields(kind)}
    assert not entered & PERSONAL
    assert entered == {
        "id", "keys", "subjects", "skills", "wishes", "time", "languages", "places",
    }  # fmt: skip


@pytest.mark.parametrize("share", [0, -5, 100.5])
def test_a_share_beyond_full_time_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        work_time(share)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        WorkTime(20, NEW_YEAR, NEW_YEAR)


@pytest.mark.parametrize("wrong", [{"text": -1}, {"half": 0}, {"time": 0.9, "language": 0.1}])
def test_weights_that_would_turn_a_reason_round_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="weigh"):
        Weights(**wrong)


def test_a_similarity_that_rounding_could_make_is_no_reason() -> None:
    found = fit(PERSON, Need("n", skills=frozenset("a")), text=1e-9)
    assert [term.kind for term in found.terms] == ["skill"]


@given(profiles, needs, weights, texts)
def test_terms_sum_to_the_score(person: Profile, need: Need, by: Weights, text: float) -> None:
    found = fit(person, need, by, text)
    assert sum(term.contribution for term in found.terms) == pytest.approx(found.score, abs=1e-12)
    assert all(term.contribution > 0 for term in found.terms)
    assert 0 <= found.score <= by.concepts + by.text + 1e-9


@given(profiles, needs, texts)
def test_removing_a_named_reason_lowers_the_score(person: Profile, need: Need, text: float) -> None:
    found = fit(person, need, text=text)
    for term in found.terms:
        if term.kind == "text":
            assert fit(person, need, text=0).score < found.score
            continue
        poorer = without(person, term)
        assert fit(poorer, need, text=text).score < found.score, term


@given(profiles, needs, texts, st.sampled_from("abcdefgh"))
def test_adding_a_wanted_skill_never_lowers_a_fit(
    person: Profile, need: Need, text: float, skill: str
) -> None:
    before = fit(person, need, text=text).score
    richer = replace(person, skills=person.skills | {skill})
    asking = replace(need, skills=need.skills | {skill})
    assert fit(richer, need, text=text).score >= before
    assert fit(person, asking, text=text).score >= before
    assert fit(richer, asking, text=text).score > before or skill in person.skills & need.skills


@given(profiles, needs, times)
def test_more_time_in_the_same_period_never_lowers_a_fit(
    person: Profile, need: Need, time: WorkTime | None
) -> None:
    if time is None:
        return
    offered = replace(person, time=time)
    more = replace(person, time=replace(time, share_percent=100))
    assert fit(more, need).score >= fit(offered, need).score


@given(profiles, needs, weights, texts)
def test_a_person_and_a_need_fit_alike_from_either_side(
    person: Profile, need: Need, by: Weights, text: float
) -> None:
    one, other = fit(person, need, by, text), fit(need, person, by, text)
    assert one.score == pytest.approx(other.score, abs=1e-12)
    assert {(t.kind, t.about) for t in one.terms} == {(t.kind, t.about) for t in other.terms}


PERSON = Profile("aino", skills=frozenset("a"))


def without(person: Profile, term: Term) -> Profile:
    """The profile without what the term names."""
    match term.kind:
        case "time":
            return replace(person, time=None)
        case "place":
            return replace(person, places=person.places - set(term.about.split(", ")))
    field = {"subject": "subjects", "skill": "skills", "wish": "wishes", "language": "languages"}
    name = field[term.kind]
    return replace(person, **{name: getattr(person, name) - {term.about}})
