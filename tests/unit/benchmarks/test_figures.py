"""Figures of benchmarks: goals are read as people write them, and met or missed honestly."""

from __future__ import annotations

import pytest

from benchmarks.figures import Figure, Goal, Result

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("goal", "better", "met", "missed", "shown"),
    [
        (0.8, "higher", 0.8, 0.79, "≥ 0.8"),
        (20, "lower", 20, 20.1, "≤ 20"),
        ("≥ .80", "higher", 0.8, 0.7, "≥ 0.8"),
        (">= 1.02 × greedy", "higher", 1.02, 1.01, "≥ 1.02"),
        ("≤ 1,500 MB", "higher", 1500, 1501, "≤ 1 500"),
        ("<= 0.5", "higher", 0.5, 0.6, "≤ 0.5"),
        ("= 0", "higher", 0, 1e-9, "= 0"),
        ("≤ 1e-9", "higher", 1e-10, 1e-8, "≤ 1e-09"),
        ("< 5", "higher", 4.9, 5, "< 5"),
        ("> 5", "higher", 5.1, 5, "> 5"),
        ("0.9–1.1", "higher", 1.1, 1.11, "0.9–1.1"),
        ("20", "lower", 19, 21, "≤ 20"),
    ],
)
def test_goal_is_met_or_missed(goal, better, met, missed, shown):
    read = Goal.read(goal, better)
    assert (read.is_met_by(met), read.is_met_by(missed), str(read)) == (True, False, shown)


def test_what_is_no_goal_is_refused_and_a_text_meets_none():
    with pytest.raises(ValueError, match="a goal is a number"):
        Goal.read("as good as can be")
    assert not Goal.read("≥ 0").is_met_by("not measured")
    assert Goal.read("= 1").is_met_by(True)


def test_figure_shows_its_value_with_the_unit():
    held = {"name": "f", "value": 0.123456, "unit": "s", "baseline": True}
    figure = Figure.read(held)
    assert (figure.shown, figure.is_baseline, figure.is_missed) == ("0.1235 s", True, False)
    values = [(True, "yes"), (False, "no"), ("none", "none"), (12345.6, "12 346"), (0, "0")]
    for value, shown in values:
        assert Figure.read({"name": "f", "value": value}).shown == shown


def test_result_counts_its_bars_and_misses():
    result = Result.read(
        {
            "name": "x",
            "figures": [
                {"name": "a", "value": 1, "goal": 2},
                {"name": "b", "value": 1, "goal": 2, "better": "lower"},
                {"name": "c", "value": 1},
                {"name": "d", "value": 1, "goal": 2, "baseline": True},
            ],
            "tables": [{"columns": ["n"], "rows": [[1.5], ["t"], [True]]}],
        }
    )
    assert [figure.name for figure in result.bars] == ["a", "b"]
    assert [figure.name for figure in result.missed] == ["a"]
    assert (result.title, result.tables[0].rows) == ("x", (("1.5",), ("t",), ("True",)))
