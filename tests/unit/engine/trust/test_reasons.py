"""Faithful explanations: sums, and what a profile is without a named reason."""

from __future__ import annotations

from datetime import date

import pytest

from kytkin.engine.ranking.board import Fit, Term
from kytkin.engine.ranking.records import Need, Profile, WorkTime
from kytkin.engine.trust.reasons import has_place_for, largest_sum_error, without

pytestmark = pytest.mark.one_database
PROFILE = Profile(
    "aino",
    subjects=frozenset({"p1", "p2"}),
    skills=frozenset({"s1", "s2"}),
    wishes=frozenset({"s3"}),
    time=WorkTime(20, date(2027, 1, 1), date(2027, 7, 1)),
    languages=frozenset({"fi", "sv"}),
    places=frozenset({"Helsinki", "Turku", "Oulu"}),
)


def test_sum_error_is_the_largest_distance_between_score_and_terms():
    true = Fit("a", 0.75, (Term("skill", "s1", 0.5), Term("text", "", 0.25)))
    untrue = Fit("b", 0.75, (Term("skill", "s1", 0.5),))
    assert largest_sum_error([true]) == 0
    assert largest_sum_error([true, untrue]) == 0.25
    assert largest_sum_error([]) == 0


@pytest.mark.parametrize(
    ("kind", "about", "field", "left"),
    [
        ("subject", "p1", "subjects", {"p2"}),
        ("skill", "s2", "skills", {"s1"}),
        ("wish", "s3", "wishes", set()),
        ("language", "sv", "languages", {"fi"}),
        ("place", "Helsinki, Oulu", "places", {"Turku"}),
    ],
)
def test_reason_taken_away_is_gone_and_the_rest_stays(kind, about, field, left):
    changed = without(PROFILE, Term(kind, about, 0.1))
    assert getattr(changed, field) == left
    assert [
        name
        for name in PROFILE.__dataclass_fields__
        if getattr(changed, name) != getattr(PROFILE, name)
    ] == [field]


def test_time_goes_whole_and_a_text_is_no_field():
    assert without(PROFILE, Term("time", "", 0.1)).time is None
    assert without(PROFILE, Term("text", "", 0.1)) is None


def test_engine_has_no_place_for_personal_attributes():
    names = ("name", "gender", "birth_year", "photo", "age")
    assert has_place_for(Profile, names) == ()
    assert has_place_for(Need, names) == ()
    assert has_place_for(Profile, ("age", "skills")) == ("skills",)
