"""Plots as SVG, written by hand: points and lines with a title, a description and plain words.

Series differ by colour and by mark, so that none is told by colour alone; the figures stand in a
table beside the picture wherever it is shown. The same points give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 84, 24, 56, 64
# Dark enough on white: each has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
COLOURS: Final = ("#00509e", "#a33b00", "#00695c", "#7b1fa2", "#5d4037", "#37474f")
MARKS: Final = ("circle", "square", "diamond", "triangle")


@dataclass(frozen=True, slots=True)
class Point:
    """A point in the units of the axes, with a word beside it."""

    x: float
    y: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Points that belong together; joined by a line when they follow one another."""

    name: str
    points: tuple[Point, ...]
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis shows, and whether its steps are powers of ten. `goal` is drawn across."""

    name: str
    is_log: bool = False
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture of series; `description` says in words what it shows."""

    title: str
    description: str
    x: Axis
    y: Axis
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    start: float
    end: float
    is_log: bool

    def at(self, value: float) -> float:
        low, high, here = self.low, self.high, value
        if self.is_log:
            low, high, here = math.log10(low), math.log10(high), math.log10(value)
        return round(self.start + (here - low) / (high - low) * (self.end - self.start), 1)

    def ticks(self) -> list[float]:
        if self.is_log:
            first, last = round(math.log10(self.low)), round(math.log10(self.high))
            return [10.0**power for power in range(first, last + 1)]
        step = _step(self.high - self.low)
        count = round((self.high - self.low) / step)
        return [round(self.low + number * step, 10) for number in range(count + 1)]


def _step(span: float) -> float:
    """1, 2 or 5 times a power of ten that cuts the span into four to ten parts."""
    power = 10.0 ** math.floor(math.log10(span / 4))
    return next(power * times for times in (1, 2, 5, 10) if span / (power * times) <= 8)


def _scale(values: Sequence[float], start: float, end: float, is_log: bool) -> _Scale:
    low, high = min(values), max(values)
    if is_log:
        if low <= 0:
            raise ValueError("an axis of powers of ten shows numbers above zero only")
        low, high = 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high))
        high = high if high > low else low * 10
    else:
        span = high - low or abs(high) or 1.0
        step = _step(span)
        low, high = math.floor(low / step) * step, math.ceil(high / step) * step
        high = high if high > low else low + step
    return _Scale(low, high, start, end, is_log)


def number(value: float) -> str:
    """A number for people: up to four digits that matter, thousands set apart."""
    if value == 0:
        return "0"
    if abs(value) >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.4g}"


def svg(plot: Plot) -> str:
    """The plot as SVG 1.1. Raises ValueError without points, or at zero on a logarithmic axis."""
    points = [point for series in plot.series for point in series.points]
    if not points:
        raise ValueError("a plot needs a point")
    xs = [point.x for point in points] + [g for g in (plot.x.goal,) if g is not None]
    ys = [point.y for point in points] + [g for g in (plot.y.goal,) if g is not None]
    x = _scale(xs, LEFT, WIDTH - RIGHT, plot.x.is_log)
    y = _scale(ys, HEIGHT - BOTTOM, TOP, plot.y.is_log)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="title desc" font-family="sans-serif" font-size="13">',
        f'<title id="title">{escape(plot.title)}</title>',
        f'<desc id="desc">{escape(plot.description)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="16" font-weight="bold" fill="#1a1a1a">'
        f"{escape(plot.title)}</text>",
        *_axes(plot, x, y),
    ]
    for place, series in enumerate(plot.series):
        parts += _drawn(series, place, x, y)
    return "\n".join([*parts, "</svg>", ""])


def _axes(plot: Plot, x: _Scale, y: _Scale) -> list[str]:
    parts = []
    for tick in x.ticks():
        at = x.at(tick)
        parts.append(_line(at, TOP, at, HEIGHT - BOTTOM, "#dddddd"))
        parts.append(_text(at, HEIGHT - BOTTOM + 18, number(tick), "middle"))
    for tick in y.ticks():
        at = y.at(tick)
        parts.append(_line(LEFT, at, WIDTH - RIGHT, at, "#dddddd"))
        parts.append(_text(LEFT - 8, at + 4, number(tick), "end"))
    if plot.x.goal is not None:
        at = x.at(plot.x.goal)
        parts.append(_line(at, TOP, at, HEIGHT - BOTTOM, "#1a1a1a", dashes=True))
        parts.append(_text(at + 4, TOP + 12, f"goal {number(plot.x.goal)}", "start"))
    if plot.y.goal is not None:
        at = y.at(plot.y.goal)
        parts.append(_line(LEFT, at, WIDTH - RIGHT, at, "#1a1a1a", dashes=True))
        parts.append(_text(LEFT + 6, at - 5, f"goal {number(plot.y.goal)}", "start"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(_text(middle, HEIGHT - 24, plot.x.name, "middle"))
    centre = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(
        f'<text transform="translate(20 {centre}) rotate(-90)" text-anchor="middle" '
        f'fill="#1a1a1a">{escape(plot.y.name)}</text>'
    )
    return parts


def _drawn(series: Series, place: int, x: _Scale, y: _Scale) -> list[str]:
    colour, mark = COLOURS[place % len(COLOURS)], MARKS[place % len(MARKS)]
    spots = [(x.at(point.x), y.at(point.y)) for point in series.points]
    parts = []
    if series.is_line and len(spots) > 1:
        path = " ".join(f"{a},{b}" for a, b in spots)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
    for point, (a, b) in zip(series.points, spots, strict=True):
        parts.append(_mark(mark, a, b, colour))
        if point.label:
            near_the_edge = a > WIDTH - 180
            at = a - 9 if near_the_edge else a + 9
            parts.append(_text(at, b - 7, point.label, "end" if near_the_edge else "start", colour))
    row = LEFT + place * 150
    parts.append(_mark(mark, row + 5, 40, colour))
    parts.append(_text(row + 16, 44, series.name, "start", colour))
    return parts


def _mark(kind: str, x: float, y: float, colour: str) -> str:
    if kind == "circle":
        return f'<circle cx="{x}" cy="{y}" r="5" fill="{colour}"/>'
    shapes = {
        "square": ((-4.5, -4.5), (4.5, -4.5), (4.5, 4.5), (-4.5, 4.5)),
        "diamond": ((0, -6), (6, 0), (0, 6), (-6, 0)),
        "triangle": ((0, -6), (6, 5), (-6, 5)),
    }
    corners = " ".join(f"{round(x + a, 1)},{round(y + b, 1)}" for a, b in shapes[kind])
    return f'<polygon points="{corners}" fill="{colour}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dashes: bool = False) -> str:
    style = ' stroke-dasharray="6 4"' if dashes else ""
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}"{style}/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#1a1a1a") -> str:
    place = f'x="{round(x, 1)}" y="{round(y, 1)}"'
    return f'<text {place} text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
