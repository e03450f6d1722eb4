"""Plots: sound SVG with words for who cannot see it, marks apart without colour."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.drawn import drawn_from
from benchmarks.plots import COLOURS, HEIGHT, WIDTH, Axis, Plot, Point, Series, number, svg

pytestmark = pytest.mark.one_database
SVG = "{http://www.w3.org/2000/svg}"


def plot(*series, x=None, y=None):
    axes = (x or Axis("texts a second"), y or Axis("P@1"))
    return Plot("Quality <against> speed", "Faster & nearly as good.", *axes, series)


def drawn(one):
    return ElementTree.fromstring(svg(one))


def test_plot_has_a_title_and_a_description():
    root = drawn(plot(Series("a", (Point(1, 2, "here"),))))
    assert root.get("role") == "img"
    names = {root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")}
    assert names == set(root.get("aria-labelledby").split())
    assert root.find(f"{SVG}title").text == "Quality <against> speed"
    assert "here" in [text.text for text in root.iter(f"{SVG}text")]


def test_series_differ_by_mark_and_lines_join_points():
    points = (Point(1, 2), Point(2, 3))
    root = drawn(plot(*(Series(str(n), points, is_line=n == 0) for n in range(4))))
    assert len(list(root.iter(f"{SVG}circle"))) == 3
    corners = {len(shape.get("points").split()) for shape in root.iter(f"{SVG}polygon")}
    assert corners == {3, 4}
    assert len(list(root.iter(f"{SVG}polyline"))) == 1


def test_goals_are_drawn_and_within_the_axes():
    root = drawn(plot(Series("a", (Point(1, 0.5),)), x=Axis("s", goal=20), y=Axis("q", goal=0.8)))
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert {"goal 20", "goal 0.8"} <= set(words)
    assert len([line for line in root.iter(f"{SVG}line") if line.get("stroke-dasharray")]) == 2


NUMBERS = st.floats(1e-3, 1e7)


@given(points=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6), log=st.booleans())
def test_every_point_lies_within_the_picture(points, log):
    series = Series("a", tuple(Point(x, y) for x, y in points))
    root = drawn(plot(series, x=Axis("x", log), y=Axis("y", not log)))
    for circle in root.iter(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx")) <= WIDTH
        assert 0 <= float(circle.get("cy")) <= HEIGHT


def test_same_points_give_the_same_bytes_and_negative_ones_are_drawn():
    one = plot(Series("a", (Point(-1, -2), Point(0, 0))))
    assert svg(one) == svg(one)


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="a plot needs a point"):
        svg(plot(Series("a", ())))
    with pytest.raises(ValueError, match="above zero"):
        svg(plot(Series("a", (Point(0, 1),)), x=Axis("x", is_log=True)))


def test_colours_have_contrast_on_white():
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text."""

    def part(two):
        value = int(two, 16) / 255
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    for colour in COLOURS:
        red, green, blue = (part(colour[place : place + 2]) for place in (1, 3, 5))
        assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5


def test_numbers_are_shown_with_what_matters():
    values = [0, 0.12345, 1234567, 2.5e-7]
    assert [number(value) for value in values] == ["0", "0.1235", "1 234 567", "2.5e-07"]


ALLOCATION = [
    ("300 × 45: proven gap", 0.3),
    ("300 × 45: time in all", 2.0),
    ("300 × 45: against greedy", 1.05),
    ("300 × 45: greedy, gap to Kytkin's bound", 5.0),
    ("300 × 45: greedy, time", 0.0),
    ("300 × 45: plain HiGHS, 10 s, gap to Kytkin's bound", "no plan"),
    ("300 × 45: plain HiGHS, 10 s, time", 10.0),
    ("500 × 75: plain HiGHS, 20 s, gap to Kytkin's bound", 7.0),
    ("500 × 75: plain HiGHS, 20 s, time", 20.0),
    ("500 × 75: first come, gap to Kytkin's bound", 9.0),
]


def test_allocation_is_drawn_from_its_figures():
    ((name, found),) = drawn_from("allocation", ALLOCATION)
    assert name == "allocation-gap"
    assert {series.name: series.points for series in found.series} == {
        "Kytkin": (Point(2.0, 0.3, "300 × 45"),),
        "greedy": (Point(0.01, 5.0, "300 × 45"),),
        "plain HiGHS": (Point(20.0, 7.0, "500 × 75"),),
    }
    assert "300 × 45" in svg(found)


def test_nothing_is_drawn_of_what_is_not_there():
    assert drawn_from("allocation", [("300 × 45: against greedy", True)]) == ()
    assert drawn_from("where", ALLOCATION) == ()
