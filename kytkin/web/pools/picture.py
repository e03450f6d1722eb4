"""A year's pool as a waterfall: each agency's part stands on the ones before, up to the need."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kytkin.steering.queries_pools import PoolYear

WIDTH: Final = 640
LEFT: Final = 200
ROW: Final = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the picture: where it begins and how long it is, in pixels, and what it says."""

    y: int
    x: float
    width: float
    solid: float
    label: str
    value: Decimal
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Bars from the top; the need is a line at `need_x`."""

    height: int
    bars: tuple[Bar, ...]
    need_x: float | None
    need: Decimal | None


def waterfall(year: PoolYear, missing_label: str) -> Waterfall | None:
    """Person-years of a year: pledged outlined, confirmed solid; None without any."""
    need = year.need_person_years
    whole = max(year.sums.pledged_person_years, need or Decimal(0))
    if not whole:
        return None
    scale = (WIDTH - LEFT - 80) / float(whole)
    bars, done = [], 0.0
    parts = [
        (
            str(one.organisation.name), one.sums.pledged_person_years,
            one.sums.confirmed_person_years,
        )
        for one in year.lines
        if one.sums.pledged_person_years
    ]  # fmt: skip
    for place, (label, pledged, confirmed) in enumerate(parts):
        width = float(pledged) * scale
        bars.append(
            Bar(place * ROW, round(LEFT + done, 1), round(width, 1),
                round(float(confirmed) * scale, 1), label, pledged, is_missing=False)
        )  # fmt: skip
        done += width
    if year.missing_person_years:
        bars.append(
            Bar(len(parts) * ROW, round(LEFT + done, 1),
                round(float(year.missing_person_years) * scale, 1), 0.0, missing_label,
                year.missing_person_years, is_missing=True)
        )  # fmt: skip
    return Waterfall(
        len(bars) * ROW + 6,
        tuple(bars),
        None if need is None else round(LEFT + float(need) * scale, 1),
        need,
    )
