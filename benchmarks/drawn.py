"""Plots that the report draws from a benchmark's own figures, by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from benchmarks.plots import Axis, Plot, Point, Series

Numbers = Mapping[str, float]
# A logarithmic axis has no zero: what took less, or is nearer, stands here.
LEAST: Final = 0.01
OWN: Final = re.compile(r"(?P<size>.+ × .+): proven gap")
OTHER: Final = re.compile(r"(?P<size>.+ × .+): (?P<way>.+), gap to Kytkin's bound")


def drawn_from(name: str, figures: Sequence[tuple[str, object]]) -> tuple[tuple[str, Plot], ...]:
    """The plots of a benchmark by file name, from (figure's name, value); none when there are no
    figures to draw."""
    numbers = {
        figure: float(value)
        for figure, value in figures
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    if name != "allocation":
        return ()
    series = _allocation(numbers)
    if not series:
        return ()
    return (("allocation-gap", _plot(series)),)


def _plot(series: tuple[Series, ...]) -> Plot:
    return Plot(
        "Allocation: distance from the best against time",
        "For each size of problem, how far each way's plan may lie from the best possible one, "
        "and how long it took. Nearer to the lower left corner is better.",
        Axis("seconds", is_log=True),
        Axis("gap to the proven bound, %", is_log=True),
        series,
    )


def _allocation(numbers: Numbers) -> tuple[Series, ...]:
    """Kytkin by its proven gap, every baseline by its gap to the same bound."""
    found: dict[str, list[Point]] = {}
    for name, gap in numbers.items():
        own, other = OWN.fullmatch(name), OTHER.fullmatch(name)
        if own:
            size, way, time = own["size"], "Kytkin", numbers.get(f"{own['size']}: time in all")
        elif other:
            size, way = other["size"], other["way"]
            time = numbers.get(f"{size}: {way}, time")
        else:
            continue
        if time is not None:
            # “plain HiGHS, 20 s” is one way, whatever time it had.
            point = Point(max(time, LEAST), max(gap, LEAST), size)
            found.setdefault(way.partition(",")[0], []).append(point)
    return tuple(Series(way, tuple(points), is_line=True) for way, points in found.items())
