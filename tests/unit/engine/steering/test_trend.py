"""Trend, forecast band and standing follow the stated method."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kytkin.engine.steering.trend import Course, Standing, standing, trend

pytestmark = pytest.mark.one_database
FIGURES = st.dictionaries(st.integers(2010, 2026), st.floats(-1e6, 1e6), min_size=2, max_size=12)


def test_a_straight_line_is_followed_without_a_band_from_few_years():
    found = trend({2022: 10.0, 2023: 12.0, 2024: 14.0}, until=2026)
    assert found is not None
    assert found.slope == pytest.approx(2)
    assert [(one.year, one.value) for one in found.forecasts] == [
        (2025, pytest.approx(16)), (2026, pytest.approx(18)),
    ]  # fmt: skip
    assert found.forecasts[0].low is None


def test_the_band_is_the_prediction_interval_of_the_textbook():
    """Montgomery, Peck and Vining's formula, worked out here with NumPy's own line."""
    actuals = {2019: 3.0, 2020: 5.0, 2021: 4.0, 2022: 8.0, 2023: 7.0}
    found = trend(actuals, until=2024)
    x, y = np.array(list(actuals), float), np.array(list(actuals.values()))
    slope, level = np.polyfit(x - 2021, y, 1)
    error = np.sqrt(((y - level - slope * (x - 2021)) ** 2).sum() / 3)
    half = 1.6377443 * error * np.sqrt(1 + 1 / 5 + 9 / 10)
    (coming,) = found.forecasts
    assert coming.value == pytest.approx(level + 3 * slope)
    assert coming.high - coming.value == pytest.approx(half, rel=1e-5)
    assert coming.value - coming.low == pytest.approx(half, rel=1e-5)


@given(FIGURES, st.floats(-1e3, 1e3))
def test_moving_every_figure_moves_the_forecast_as_much(actuals, by):
    here = trend(actuals, until=2028)
    there = trend({year: value + by for year, value in actuals.items()}, until=2028)
    for one, two in zip(here.forecasts, there.forecasts, strict=True):
        assert two.value - one.value == pytest.approx(by, abs=1e-3)
        assert (one.low is None) == (two.low is None) == (len(actuals) < 4)


def test_too_little_or_a_wrong_band_is_refused():
    assert trend({2024: 1.0}, until=2030) is None
    with pytest.raises(ValueError, match="covers"):
        trend({2023: 1.0, 2024: 2.0}, until=2030, covers=1.0)


COURSE = Course((2024, 100.0), {2027: 130.0, 2030: 160.0}, up_is_better=True)


def test_the_expected_way_goes_straight_from_point_to_point():
    assert [COURSE.expected(year) for year in (2023, 2024, 2025, 2027, 2028, 2031)] == [
        None, 100, 110, 130, 140, 160,
    ]  # fmt: skip
    assert Course(None, {}, up_is_better=True).expected(2024) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (121, Standing.ON_TRACK), (118.1, Standing.ON_TRACK), (117, Standing.AT_RISK),
        (112.1, Standing.AT_RISK), (111, Standing.OFF_TRACK), (160, Standing.REACHED),
    ],
)  # fmt: skip
def test_standing_compares_the_way_gone_with_the_way_expected(value, expected):
    assert standing(COURSE, {2025: 100.0, 2026: value}) == expected


def test_without_target_figure_or_start_nothing_is_claimed():
    assert standing(Course((2024, 1.0), {}, up_is_better=True), {2025: 1.0}) == Standing.UNKNOWN
    assert standing(COURSE, {}) == Standing.UNKNOWN
    assert standing(COURSE, {2023: 90.0}) == Standing.UNKNOWN


def test_after_the_last_year_meeting_the_target_is_reaching_it():
    assert standing(COURSE, {2031: 160.0}) == Standing.REACHED
    assert standing(COURSE, {2031: 150.0}) == Standing.AT_RISK


def test_a_way_that_is_nothing_yet_is_measured_by_the_value_itself():
    flat = Course((2024, 100.0), {2028: 100.0}, up_is_better=True)
    assert standing(flat, {2026: 95.0}) == Standing.ON_TRACK
    assert standing(flat, {2026: 70.0}) == Standing.AT_RISK
    zero = Course((2024, 0.0), {2028: 0.0}, up_is_better=True)
    assert standing(zero, {2026: -0.5}) == Standing.OFF_TRACK
    alone = Course(None, {2028: 10.0}, up_is_better=True)
    assert standing(alone, {2028: 9.5}) == Standing.ON_TRACK


@given(st.floats(-500, 500), st.floats(-500, 500), st.floats(-500, 500), st.floats(-500, 500))
def test_down_is_up_upside_down(start, middle, end, actual):
    up = Course((2024, start), {2027: middle, 2030: end}, up_is_better=True)
    down = Course((2024, -start), {2027: -middle, 2030: -end}, up_is_better=False)
    assert standing(up, {2026: actual}) == standing(down, {2026: -actual})


ORDER = [Standing.OFF_TRACK, Standing.AT_RISK, Standing.ON_TRACK, Standing.REACHED]


@given(st.floats(0, 300), st.floats(0, 300))
def test_a_better_figure_never_stands_worse(one, other):
    low, high = sorted((one, other))
    assert ORDER.index(standing(COURSE, {2026: low})) <= ORDER.index(standing(COURSE, {2026: high}))
