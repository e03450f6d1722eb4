"""What overlap is made of: terms, siblings, scale, curve, verdicts and time."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kytkin.engine.overlap.calibration import Curve, fitted
from kytkin.engine.overlap.likeness import Sentences, bridge_likeness, whole_vectors
from kytkin.engine.overlap.records import Period, Timing, Verdict, Wording
from kytkin.engine.overlap.scale import standardised
from kytkin.engine.overlap.siblings import sibling_parts, sibling_weights
from kytkin.engine.overlap.terms import documents_of, sentences_of
from kytkin.engine.overlap.verdicts import time_overlap, verdict
from tests.unit.engine.overlap.test_model import Letters

pytestmark = pytest.mark.one_database
Days = tuple[date | None, date | None]


def test_terms_are_lemmas_and_parts_of_compounds_beside_them() -> None:
    found = documents_of([Wording("fi", "Nuorisorikollisuuden ehkäisy", "ja metsän")])[0]
    assert found["name"] == ("nuorisorikollisuus", "ehkäisy")
    assert found["name_parts"] == ("nuoriso", "rikollisuus")
    assert found["body"] == ("metsä",)
    assert found["body_parts"] == ()


def test_words_of_other_languages_stand_as_written_without_everyday_ones() -> None:
    texts = [Wording("fr", f"mot{number}", "les l'eau") for number in range(25)]
    found = documents_of([*texts, Wording("fr", "forêt")])
    assert found[0]["name"] == ("mot0",)
    assert found[0]["body"] == ()
    assert found[-1]["name"] == ("forêt",)
    few = documents_of(texts[:5])
    assert few[0]["body"] == ("les", "eau")


def test_sentences_are_those_of_the_body_or_else_the_name() -> None:
    assert sentences_of(Wording("fi", "Nimi", "Yksi. Kaksi; kolme. X")) == (
        "Yksi.",
        "Kaksi;",
        "kolme.",
    )
    assert sentences_of(Wording("fi", "Pelkkä nimi")) == ("Pelkkä nimi",)
    assert sentences_of(Wording("fi")) == ()
    assert sentences_of(Wording("fi", "EU")) == ("EU",)
    assert sentences_of(Wording("fi", "Nimi", "a. b. c")) == ("Nimi. a. b. c",)


def test_texts_that_are_not_there_have_rows_of_nothing() -> None:
    rows = whole_vectors([Wording("fi", "vero"), Wording("fi"), Wording("fi", "metsä")], Letters())
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1])
    assert not whole_vectors([Wording("fi")], Letters()).any()
    assert Sentences([Wording("fi")], Letters()).of(0).shape == (0, 8)


def test_siblings_are_the_nearest_of_the_same_group_and_sum_to_one() -> None:
    likeness = np.array([[0, 2, 6, 1], [2, 0, -1, 3], [6, -1, 0, 1], [1, 3, 1, 0]], dtype=float)
    weights = sibling_weights(likeness, ["x", "x", "x", ""])
    assert weights[0] == pytest.approx([0, 0.25, 0.75, 0])
    assert weights[1] == pytest.approx([1, 0, 0, 0])
    assert weights[3] == pytest.approx([0, 0, 0, 0])


def test_only_the_ten_nearest_siblings_count() -> None:
    likeness = np.tile(np.arange(1.0, 14.0), (13, 1))
    weights = sibling_weights(likeness, ["x"] * 13)
    assert (weights[0] > 0).sum() == 10
    assert weights[0, :3] == pytest.approx([0, 0, 0])


def test_a_pair_is_helped_by_what_its_siblings_share() -> None:
    likeness = np.array([[0, 1, 0, 0], [1, 0, 0, 4], [0, 0, 0, 1], [0, 4, 1, 0]], dtype=float)
    weights = sibling_weights(likeness, ["x", "x", "y", "y"])
    one, both = sibling_parts(likeness, likeness, weights, weights)
    assert both[0, 2] == 4
    assert one[0, 3] > 0


def test_likeness_is_counted_in_spreads_of_the_pairs_compared() -> None:
    likeness = np.array([[9.0, 1.0], [3.0, 9.0]])
    compared = ~np.eye(2, dtype=bool)
    assert standardised(likeness, compared)[compared] == pytest.approx([-1, 1])
    assert not standardised(np.ones((2, 2)), compared).any()
    assert not standardised(likeness, np.zeros((2, 2), dtype=bool)).any()


def test_a_bridge_never_leads_through_the_two_themselves() -> None:
    likeness = np.eye(3) + 0.5
    assert bridge_likeness(np.eye(3), np.eye(3), 2) == pytest.approx(np.zeros((3, 3)))
    assert bridge_likeness(likeness, likeness, 1)[0, 0] == pytest.approx(1)


@given(st.floats(0.01, 20), st.floats(-30, 30), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_probability_grows_with_the_score(slope, start, one, other):
    curve = Curve(slope, start)
    low, high = sorted((one, other))
    assert 0 <= curve.probability(low) <= curve.probability(high) <= 1


def test_a_fitted_curve_tells_how_often_it_comes_true() -> None:
    rng = np.random.default_rng(3)
    made = Curve(2.0, -5.0)
    scores = rng.normal(0, 2, 40_000)
    truth = rng.random(40_000) < [made.probability(score) for score in scores]
    found = fitted(scores, truth)
    assert (found.slope, found.start) == pytest.approx((2.0, -5.0), rel=0.1)
    with pytest.raises(ValueError, match="pairs that share"):
        fitted(scores, np.zeros(40_000, dtype=bool))


Y23, Y24, Y25, Y26 = (date(year, 1, 1) for year in (2023, 2024, 2025, 2026))


@pytest.mark.parametrize(
    ("one", "other", "timing", "days"),
    [
        ((Y23, Y24), (Y24, Y25), Timing.APART, 0),
        ((Y23, Y25), (Y24, Y26), Timing.SAME_TIME, 366),
        ((Y23, None), (Y24, Y25), Timing.UNKNOWN, None),
        ((Y23, Y25), (Y24, None), Timing.SAME_TIME, None),
        ((Y23, None), (Y23, None), Timing.SAME_TIME, None),
        ((None, None), (Y23, Y24), Timing.UNKNOWN, None),
        ((None, Y23), (Y24, None), Timing.APART, 0),
    ],
)
def test_periods_meet_or_not_or_it_is_not_known(
    one: Days, other: Days, timing: Timing, days: int | None
) -> None:
    for first, second in ((one, other), (other, one)):
        found = time_overlap(Period(*first), Period(*second))
        assert (found.timing, found.days) == (timing, days)


@pytest.mark.parametrize(
    ("words", "own", "score", "period", "expected"),
    [
        (0.9, 3.0, 3.0, (Y24, Y25), Verdict.COMPLEMENTARY),
        (0.9, 3.0, 3.0, (Y23, Y24), Verdict.DUPLICATE),
        (0.2, 3.0, 3.0, (Y23, Y24), Verdict.OVERLAPPING),
        (0.2, 0.3, 1.4, (Y23, Y24), Verdict.COMPLEMENTARY),
        (0.2, 0.3, 0.9, (Y23, Y24), Verdict.NONE),
        (0.2, 0.3, 0.9, (Y24, Y25), Verdict.NONE),
    ],
)
def test_a_verdict_is_suggested_by_the_rule(
    words: float, own: float, score: float, period: Days, expected: Verdict
) -> None:
    time = time_overlap(Period(Y23, Y24), Period(*period))
    assert verdict(words, own, score, time) is expected
