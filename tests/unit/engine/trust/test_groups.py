"""Fairness between groups: rates, exposure and their intervals."""

from __future__ import annotations

import numpy as np
import pytest

from kytkin.engine.trust.groups import GroupRate, exposure_ratio, exposures, impact_ratio

pytestmark = pytest.mark.one_database


def generator():
    return np.random.default_rng(7)


def test_impact_ratio_is_the_least_rate_over_the_highest():
    groups = ["small"] * 4 + ["large"] * 5 + ["middle"] * 2
    selected = np.array([1, 0, 0, 1, 1, 1, 1, 0, 1, 0.6, 0.6])
    found = impact_ratio(groups, selected, generator())
    assert (found.lowest, found.highest) == ("small", "large")
    assert found.ratio == pytest.approx(0.5 / 0.8)
    assert found.rates[1:] == (GroupRate("middle", 2, 0.6), GroupRate("small", 4, 0.5))
    assert found.interval.low < found.ratio < found.interval.high


def test_interval_narrows_with_more_members():
    wide, narrow = (
        impact_ratio(["a", "b"] * n, generator().random(2 * n), generator()).interval
        for n in (20, 2_000)
    )
    assert narrow.high - narrow.low < (wide.high - wide.low) / 4


def test_same_seed_gives_the_same_interval():
    groups, selected = ["a", "b"] * 30, generator().random(60)
    assert impact_ratio(groups, selected, generator()) == impact_ratio(
        groups, selected, generator()
    )


def test_impact_ratio_needs_two_groups_and_a_selection():
    with pytest.raises(ValueError, match="two groups"):
        impact_ratio(["a", "a"], np.ones(2), generator())
    with pytest.raises(ValueError, match="nobody"):
        impact_ratio(["a", "b"], np.zeros(2), generator())


def test_exposure_falls_with_the_place():
    found = exposures([[2, 0], [2], []], 4)
    assert found == pytest.approx([1 / np.log2(3), 0, 2, 0])


def test_exposure_ratio_is_one_when_all_are_seen_by_their_relevance():
    relevance = generator().random(300)
    small = np.arange(300) < 90
    found = exposure_ratio(3 * relevance, relevance, small, generator())
    assert found.ratio == pytest.approx(1)
    assert (found.interval.low, found.interval.high) == pytest.approx((1, 1))


def test_exposure_ratio_tells_who_is_seen_less():
    relevance = np.ones(200)
    small = np.arange(200) < 100
    exposure = np.where(small, 0.8, 1.0) * generator().uniform(0.5, 1.5, 200)
    found = exposure_ratio(exposure, relevance, small, generator())
    assert 0.7 < found.ratio < 0.9
    assert found.interval.low < found.ratio < found.interval.high < 1


def test_exposure_ratio_needs_two_groups_that_can_be_compared():
    ones = np.ones(3)
    some = np.array([True, False, False])
    for exposure, relevance, first, words in (
        (ones, ones, np.ones(3, dtype=bool), "both groups"),
        (ones, np.array([0.0, 1, 1]), some, "both groups"),
        (np.array([1.0, 0, 0]), ones, some, "no exposure"),
    ):
        with pytest.raises(ValueError, match=words):
            exposure_ratio(exposure, relevance, first, generator())


def test_draws_without_anything_to_compare_with_are_infinite():
    found = exposure_ratio(
        np.array([1.0, 1, 1, 0]), np.ones(4), np.array([True, True, False, False]), generator()
    )
    assert found.interval.high == np.inf
