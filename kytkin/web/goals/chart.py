"""An indicator's picture: where it began, where it should go, what it has shown, where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kytkin.goals.models import IndicatorTarget
from kytkin.goals.status import IndicatorStatus, Trend, as_number, course_of, trend_of

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 12, 96, 24, 30


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the picture with its year, value and whether it is a milestone."""

    x: float
    y: float
    year: int
    value: Decimal
    is_milestone: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A year in the table beside the picture."""

    year: int
    target: Decimal | None
    is_milestone: bool
    actual: Decimal | None
    revision: int
    note: str
    low: Decimal | None
    forecast: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Points and lines as SVG takes them, and the same as rows; empty without any figure."""

    width: int
    height: int
    ticks: tuple[tuple[float, int], ...]
    targets: tuple[Dot, ...]
    actuals: tuple[Dot, ...]
    target_line: str
    actual_line: str
    forecast_line: str
    band: str
    baseline: Dot | None
    rows: tuple[Row, ...]
    slope: Decimal | None


MOST_TICKS: Final = 12


def chart_of(status: IndicatorStatus) -> Chart | None:
    """None when there is nothing to draw."""
    indicator, targets = status.indicator, sorted(
        status.indicator.targets.all(), key=lambda one: one.year
    )  # fmt: skip
    course = course_of(indicator)
    actuals = {year: float(one.value) for year, one in status.actuals.items()}
    until = max((target.year for target in targets), default=max(actuals, default=0))
    line = trend_of(status, until)
    values = [float(one.value) for one in targets] + list(actuals.values())
    years = [one.year for one in targets] + list(actuals)
    if course.baseline is not None:
        years.append(course.baseline[0])
        values.append(course.baseline[1])
    if not years:
        return None
    for one in line.forecasts if line else ():
        values += [edge for edge in (one.low, one.value, one.high) if edge is not None]
    place = _Scale(min(years), max(years), min(values), max(values))
    digits = indicator.decimals
    dots = tuple(
        Dot(*place.at(one.year, float(one.value)), one.year, as_number(one.value, digits),
            one.is_milestone)
        for one in targets
    )  # fmt: skip
    shown = tuple(
        Dot(*place.at(year, value), year, as_number(status.actuals[year].value, digits))
        for year, value in actuals.items()
    )
    baseline = None
    if course.baseline is not None and indicator.baseline_value is not None:
        baseline = Dot(
            *place.at(*course.baseline), course.baseline[0],
            as_number(indicator.baseline_value, digits),
        )  # fmt: skip
    begins = [(baseline.x, baseline.y)] if baseline else []
    return Chart(
        WIDTH,
        HEIGHT,
        place.ticks(),
        dots,
        shown,
        _points(begins + [(one.x, one.y) for one in dots]),
        _points([(one.x, one.y) for one in shown]),
        *_forecast(line, place, shown),
        baseline,
        _rows(targets, status, line),
        None if line is None else Decimal(str(round(line.slope, digits + 1))),
    )


class _Scale:
    """From years and values to places in the picture; numbers are kept to a tenth of a pixel."""

    def __init__(self, first: int, last: int, low: float, high: float) -> None:
        self.first, self.years = first, max(last - first, 1)
        margin = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
        self.low, self.size = low - margin, (high - low) + 2 * margin

    def at(self, year: float, value: float) -> tuple[float, float]:
        x = LEFT + (year - self.first) / self.years * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - (value - self.low) / self.size * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)

    def ticks(self) -> tuple[tuple[float, int], ...]:
        step = -(-(self.years + 1) // MOST_TICKS)
        years = range(self.first, self.first + self.years + 1, step)
        return tuple((self.at(year, 0)[0], year) for year in years)


def _points(places: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)


def _forecast(line: Trend | None, place: _Scale, shown: tuple[Dot, ...]) -> tuple[str, str]:
    """The line to come and its band, from the last actual figure on."""
    if line is None or not line.forecasts or not shown:
        return "", ""
    last = (shown[-1].x, shown[-1].y)
    ahead = [place.at(one.year, one.value) for one in line.forecasts]
    low = [place.at(one.year, one.low) for one in line.forecasts if one.low is not None]
    high = [place.at(one.year, one.high) for one in line.forecasts if one.high is not None]
    band = _points([last, *high, *reversed(low)]) if high else ""
    return _points([last, *ahead]), band


def _rows(
    targets: list[IndicatorTarget], status: IndicatorStatus, line: Trend | None
) -> tuple[Row, ...]:
    digits = status.indicator.decimals
    wanted = {one.year: one for one in targets}
    coming = {one.year: one for one in line.forecasts} if line else {}

    def number(value: float | None) -> Decimal | None:
        return None if value is None else as_number(Decimal(str(value)), digits)

    rows = []
    for year in sorted({*wanted, *status.actuals, *coming}):
        target, actual, ahead = wanted.get(year), status.actuals.get(year), coming.get(year)
        rows.append(
            Row(
                year,
                as_number(target.value, digits) if target else None,
                bool(target and target.is_milestone),
                as_number(actual.value, digits) if actual else None,
                actual.revision if actual else 0,
                actual.note if actual else "",
                number(ahead.low) if ahead else None,
                number(ahead.value) if ahead else None,
                number(ahead.high) if ahead else None,
            )
        )
    return tuple(rows)
