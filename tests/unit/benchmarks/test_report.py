"""The report of all benchmarks: from one JSON, the same each time, honest about what missed."""

from __future__ import annotations

import importlib
import json
import re
from dataclasses import replace

import click
import pytest
from click.testing import CliRunner

from benchmarks import bench_all, bench_audit, report
from benchmarks.bench_where import report as where_report
from kytkin.cli.main import main
from kytkin.engine.trust.audit import Property

pytestmark = pytest.mark.one_database
TEXT = {
    "name": "text",
    "title": "Labels in three languages",
    "measured_on": "2026-11-23",
    "took_s": 61.2,
    "figures": [
        {"name": "ESCO fi→en", "value": 0.81, "goal": "≥ 0.80", "baseline": False},
        {"name": "ESCO fi→sv", "value": 0.7, "goal": "≥ 0.72", "baseline": False},
        {"name": "char TF-IDF | fi→en", "value": 0.049, "baseline": True},
    ],
    "notes": ["Tried: more pairs."],
    "tables": [{"title": "All", "columns": ["a", "b"], "rows": [["x", 1]]}],
    "plots": [
        {
            "file": "frontier",
            "title": "Quality against speed",
            "description": "The static encoder is fast.",
            "x": {"name": "texts/s", "log": True},
            "y": {"name": "P@1", "goal": 0.8},
            "series": [{"name": "static", "points": [[5000, 0.7, "ours"], [50, 0.8]]}],
        }
    ],
}
RESULTS = {"machine": "x86_64, 2 cores", "benchmarks": {"zeta": {**TEXT, "name": "zeta",
           "title": "Last", "figures": [], "plots": [], "tables": []}, "text": TEXT}}  # fmt: skip


def test_every_figure_stands_beside_its_goal():
    text = report.rendered(RESULTS)
    assert "| ESCO fi→en | 0.81 | ≥ 0.8 | met |" in text
    assert "| ESCO fi→sv | 0.7 | ≥ 0.72 | **missed** |" in text
    assert "| char TF-IDF \\| fi→en *(baseline)* | 0.049 |  |  |" in text
    assert "Machine: x86_64, 2 cores." in text
    assert "Tried: more pairs." in text
    assert text == report.rendered(json.loads(json.dumps(RESULTS)))


def test_overview_links_to_sections_in_order_and_misses_are_told_first():
    text = report.rendered(RESULTS)
    row = "| [Labels in three languages](#labels-in-three-languages) | 1 of 2 | 2026-11-23 | 61 s |"
    assert row in text
    assert "- Labels in three languages: ESCO fi→sv, 0.7 (goal ≥ 0.72)" in text
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == [
        "What missed its goal",
        "Labels in three languages",
        "Last",
        "Hostile tables",
    ]


def test_nothing_missed_is_said():
    held = {"benchmarks": {"text": {**TEXT, "figures": TEXT["figures"][:1]}}}
    assert "## What missed its goal\nNothing did." in report.rendered(held)


def test_picture_has_its_points_in_a_table_beside_it():
    text = report.rendered(RESULTS)
    assert "![Quality against speed. The static encoder is fast.](pictures/frontier.svg)" in text
    assert "| static: ours | 5 000 | 0.7 |" in text
    assert "| static | 50 | 0.8 |" in text
    assert list(report.pictures(RESULTS)) == ["frontier.svg"]


def test_report_command_writes_what_is_there(monkeypatch, tmp_path):
    target = tmp_path / "docs" / "benchmarks.md"
    report.write_report(RESULTS, target)
    assert target.read_text(encoding="utf-8") == report.rendered(RESULTS)
    assert (target.parent / "pictures" / "frontier.svg").read_text().startswith("<svg")
    monkeypatch.setattr(report, "read_results", lambda: {"benchmarks": {}})
    answer = CliRunner().invoke(main, ["bench", "report"])
    assert (answer.exit_code, "kytkin bench all" in answer.output) == (1, True)


def test_results_that_are_not_there_yet_are_empty(tmp_path):
    assert report.read_results(tmp_path / "none.json") == {"machine": "", "benchmarks": {}}


@pytest.fixture
def in_a_folder(monkeypatch, tmp_path):
    """Everything is written into a folder of the test's own; no benchmark runs."""
    monkeypatch.setattr(bench_all, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(
        bench_all, "read_results", lambda: report.read_results(tmp_path / "results.json")
    )
    monkeypatch.setattr(
        bench_all, "write_report", lambda held: report.write_report(held, tmp_path / "r.md")
    )
    monkeypatch.setattr(
        bench_all, "registered", lambda: {"text": "benchmarks.bench_text", "map": "m"}
    )
    return tmp_path


def test_all_measures_each_and_keeps_what_it_does_not_measure(monkeypatch, in_a_folder):
    asked = []
    monkeypatch.setattr(
        bench_all, "measured", lambda name, _m: asked.append(name) or {**TEXT, "name": name}
    )
    run = CliRunner().invoke(bench_all.command, [])
    assert (run.exit_code, asked) == (0, ["text", "map"])
    monkeypatch.setattr(bench_all, "measured", lambda name, _m: {**TEXT, "title": "Newer"})
    assert CliRunner().invoke(bench_all.command, ["--only", "map"]).exit_code == 0
    held = report.read_results(in_a_folder / "results.json")["benchmarks"]
    assert (held["text"]["title"], held["map"]["title"]) == (TEXT["title"], "Newer")
    assert "## Newer" in (in_a_folder / "r.md").read_text(encoding="utf-8")


def test_benchmark_that_fails_keeps_its_figures_and_is_told(monkeypatch, in_a_folder):
    monkeypatch.setattr(bench_all, "measured", lambda name, _m: TEXT if name == "text" else None)
    run = CliRunner().invoke(bench_all.command, [])
    assert (run.exit_code, "Not measured: map." in run.output) == (1, True)
    assert list(report.read_results(in_a_folder / "results.json")["benchmarks"]) == ["text"]


@pytest.mark.parametrize("only", ["tekst", "text,none", ","])
def test_unknown_benchmarks_are_wrong_usage(in_a_folder, only):
    run = CliRunner().invoke(bench_all.command, ["--only", only])
    assert (run.exit_code, "There are: text, map." in run.output) == (2, True)


def pretended(monkeypatch, code, content):
    """The benchmark's process: writes its JSON, ends with the code."""
    calls = []

    def process(words, environment):
        calls.append((words, environment))
        if words[0] == "bench" and content is not None:
            target = report.Path(words[words.index("--json") + 1])
            target.write_text(json.dumps(content), encoding="utf-8")
        return code if words[0] == "bench" else 0

    monkeypatch.setattr(bench_all, "kytkin", process)
    return calls


def test_measured_figures_get_their_title_day_and_time(monkeypatch):
    pretended(monkeypatch, 1, {"figures": [], "notes": []})
    held = bench_all.measured("map", "benchmarks.bench_map")
    assert (held["name"], held["title"][:20]) == ("map", "Pages at 10,000 prep")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", held["measured_on"])
    assert held["took_s"] >= 0


@pytest.mark.parametrize(("code", "content"), [(0, None), (2, {"figures": []})])
def test_process_that_fails_gives_nothing(monkeypatch, code, content):
    pretended(monkeypatch, code, content)
    assert bench_all.measured("map", "benchmarks.bench_map") is None


def test_search_is_measured_on_a_demo_of_its_own(monkeypatch):
    calls = pretended(monkeypatch, 0, {"figures": []})
    assert bench_all.measured("where", "benchmarks.bench_where")
    assert calls[0][0] == ["demo", "--load-only"]
    assert calls[0][1]["KYTKIN_VAR"] == calls[1][1]["KYTKIN_VAR"]
    monkeypatch.setattr(bench_all, "kytkin", lambda *_args: 1)
    assert bench_all.measured("where", "benchmarks.bench_where") is None


def test_machine_is_told_by_kind():
    assert "cores, Python 3." in bench_all.machine()


def test_search_figures_and_audit_figures_have_the_shape_of_all():
    share = {"questions": 30, "hit_at_3": 29, "median_ms": 4.5}
    share |= {"preparations_hit_at_3": 28, "preparations_asked": 30}
    shares = dict.fromkeys(("fi", "sv"), share)
    held = where_report(shares)
    assert [figure["value"] for figure in held["figures"]] == [29, 28, 4.5] * 2
    one = Property("Exposure", "seen", 0.97, "0.9–1.1", True, 0.9, 1.05)
    figure = bench_audit.figure(one)
    assert figure["name"] == "Exposure: seen (95 %: 0.900–1.050)"
    parsed = report.Result.read({"name": "audit", "figures": [figure]})
    assert not parsed.missed
    with_vectors = bench_audit.figure(replace(one, value=0.5), "with vectors: ")
    missed = report.Result.read({"name": "audit", "figures": [with_vectors]}).missed
    assert [each.name for each in missed] == ["with vectors: Exposure: seen (95 %: 0.900–1.050)"]


def test_bench_lists_its_benchmarks_without_loading_them():
    answer = CliRunner().invoke(main, ["bench", "--help"])
    for name in bench_all.registered():
        assert f"kytkin bench {name}" in answer.output
    assert CliRunner().invoke(main, ["bench", "none"]).exit_code == 2


def test_every_registered_benchmark_is_there_and_takes_json():
    modules = bench_all.registered()
    assert modules
    for name in modules:
        command = importlib.import_module(modules[name]).command
        options = [option for option in command.params if isinstance(option, click.Option)]
        assert any("--json" in option.opts for option in options), name
        assert bench_all.title_of(modules[name])
