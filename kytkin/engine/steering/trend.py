"""Where an indicator is going: a straight line through its years, and a band around it.

Method, stated plainly: ordinary least squares over the years that have a figure; the band is the
prediction interval of the straight-line model with Student's t (Montgomery, Peck and Vining,
Introduction to Linear Regression Analysis, ch. 2.5). With fewer than four years there is no band:
two points make a line, three make a guess. It knows nothing of causes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from scipy import stats

FEWEST_YEARS: Final = 4
COVERS: Final = 0.8
TOLERANCE: Final = 0.1
FAR: Final = 0.4


@dataclass(frozen=True, slots=True)
class Forecast:
    """A year's expected value with the lower and upper end of the band (None without a band)."""

    year: int
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """The line's change a year, the years it was drawn through, and the years to come."""

    slope: float
    years: tuple[int, ...]
    forecasts: tuple[Forecast, ...]


def trend(actuals: Mapping[int, float], until: int, covers: float = COVERS) -> Trend | None:
    """The line through yearly figures, drawn on to the year `until`; None with under two years.

    `covers`: how likely a new year's figure falls into the band, were the line true, in (0, 1).
    """
    if not 0 < covers < 1:
        raise ValueError("covers lies between 0 and 1")
    if len(actuals) < 2:
        return None
    years = np.array(sorted(actuals), dtype=np.float64)
    values = np.array([actuals[int(year)] for year in years], dtype=np.float64)
    middle = years.mean()
    spread = float(((years - middle) ** 2).sum())
    slope = float(((years - middle) * values).sum() / spread)
    level = float(values.mean())
    coming = range(int(years[-1]) + 1, until + 1)
    half = _half_widths(years, values - level - slope * (years - middle), coming, covers)
    return Trend(
        slope,
        tuple(int(year) for year in years),
        tuple(
            Forecast(
                year,
                value := level + slope * (year - float(middle)),
                None if half is None else value - half[year],
                None if half is None else value + half[year],
            )
            for year in coming
        ),
    )


def _half_widths(
    years: np.ndarray, residuals: np.ndarray, coming: Sequence[int], covers: float
) -> dict[int, float] | None:
    count = len(years)
    if count < FEWEST_YEARS:
        return None
    middle = years.mean()
    spread = float(((years - middle) ** 2).sum())
    error = float(np.sqrt((residuals**2).sum() / (count - 2)))
    wide = float(stats.t.ppf((1 + covers) / 2, count - 2))
    return {
        year: wide * error * float(np.sqrt(1 + 1 / count + (year - middle) ** 2 / spread))
        for year in coming
    }


class Standing(StrEnum):
    """How one indicator stands."""

    UNKNOWN = "unknown"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Course:
    """From where to where an indicator should go: the baseline and the targets by year."""

    baseline: tuple[int, float] | None
    targets: Mapping[int, float]
    up_is_better: bool

    def expected(self, year: int) -> float | None:
        """The value that a year should show: a straight line from each given point to the next.

        None before the first point; after the last target its value.
        """
        points = dict(self.targets)
        if self.baseline is not None:
            points.setdefault(*self.baseline)
        if not points or year < min(points):
            return None
        years = sorted(points)
        return float(np.interp(year, years, [points[one] for one in years]))


def standing(course: Course, actuals: Mapping[int, float]) -> Standing:
    """How the newest figure stands against what its year should show.

    The way is measured from the start to the expected value: at least 90 % of it gone (or of the
    expected value, when the way is nothing yet) is on track, at least 60 % is at risk, less is off
    track. Reached: the last target's value is met. Unknown: no target or no figure.
    """
    if not course.targets or not actuals:
        return Standing.UNKNOWN
    year = max(actuals)
    sign = 1.0 if course.up_is_better else -1.0
    actual = sign * actuals[year]
    last = max(course.targets)
    if actual >= sign * course.targets[last] and last >= year:
        return Standing.REACHED
    wanted = course.expected(year)
    if wanted is None:
        return Standing.UNKNOWN
    lacking = sign * wanted - actual
    if lacking <= 0:
        return Standing.REACHED if year >= last else Standing.ON_TRACK
    start = course.baseline[1] if course.baseline is not None else None
    way = abs(wanted - start) if start is not None else abs(wanted)
    if way == 0:
        way = abs(wanted) or 1.0
    if lacking <= TOLERANCE * way:
        return Standing.ON_TRACK
    return Standing.AT_RISK if lacking <= FAR * way else Standing.OFF_TRACK
