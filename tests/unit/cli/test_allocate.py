"""`kytkin allocate`: a problem in, a plan out, refusals by field, and nothing left half done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kytkin.cli import allocate
from kytkin.cli.allocate import command
from kytkin.engine.allocation import Moment, Undecided

pytestmark = pytest.mark.one_database
SMALL: dict[str, Any] = {
    "experts": [
        {"id": "aino", "agency": "A", "branch": "OKM", "capacity_percent": 20},
        {"id": "elin", "agency": "B", "branch": "STM", "capacity_percent": 30},
    ],
    "needs": [{"id": "n1", "asked_percent": 40, "team_min": 2, "branches_min": 2}],
    "candidates": [
        {"expert": "aino", "need": "n1", "fit": 0.8, "reasons": ["knows water law"]},
        {"expert": "elin", "need": "n1", "fit": 0.7},
    ],
}


def run(folder: Path, problem: object, *more: str) -> Result:
    source = folder / "problem.json"
    text = problem if isinstance(problem, str) else json.dumps(problem)
    source.write_text(text, encoding="utf-8")
    return CliRunner().invoke(command, [str(source), "-o", str(folder / "plan.json"), *more])


def test_a_plan_is_written_with_its_bound_and_its_reasons(tmp_path):
    result = run(tmp_path, SMALL, "--seconds", "5", "--gap", "0")
    assert result.exit_code == 0, result.output
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    shares = {one["expert"]: one["share_percent"] for one in plan["assignments"]}
    assert shares == {"aino": 20, "elin": 20}
    assert plan["objective"] == pytest.approx(0.8 * 4 + 0.7 * 4)
    assert plan["bound"] >= plan["objective"]
    assert plan["gap"] == 0
    assert "knows water law" in plan["assignments"][0]["reasons"]
    assert [use["agency"] for use in plan["fairness"]["agencies"]] == ["A", "B"]


def test_the_plan_alone_stands_on_standard_output(tmp_path):
    result = run(tmp_path, SMALL, "-o", "-")
    assert json.loads(result.stdout)["stopped_by"] == "gap"
    assert "2 assignments" in result.stderr


def test_an_impossible_problem_says_what_collides_and_writes_nothing(tmp_path):
    needs = [SMALL["needs"][0] | {"mandatory": True}]
    problem = SMALL | {"needs": needs, "forbidden": [["elin", "n1"]]}
    result = run(tmp_path, problem)
    assert result.exit_code == 3
    answer = json.loads(result.stdout)
    assert answer["infeasible"] is True
    assert {"forbidden", "mandatory"} <= {rule["kind"] for rule in answer["colliding"]}
    assert answer["remedies"]
    assert "elin must not be in the team of n1" in result.stderr
    assert not (tmp_path / "plan.json").exists()


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"experts": None}, "experts", "expected a list of objects, found nothing"),
        ({"needs": [3]}, "needs[0]", "expected an object, found 3"),
        ({"needs": [{"id": "n1"}]}, "needs[0].asked_percent", "expected a percentage"),
        (
            {"needs": [{"id": "n1", "asked_percent": 42}]},
            "needs[0].asked_percent",
            "a multiple of 5, at least 0, found 42",
        ),
        (
            {"needs": [{"id": "n1", "asked_percent": 5, "starts_on": "soon"}]},
            "needs[0].starts_on",
            "expected a day as 2027-01-31, found 'soon'",
        ),
        (
            {"needs": [{"id": "n1", "asked_percent": 5, "mandatory": 1}]},
            "needs[0].mandatory",
            "expected true or false, found 1",
        ),
        (
            {"needs": [{"id": "n1", "asked_percent": 5, "languages": [1]}]},
            "needs[0].languages[0]",
            "expected a text, found 1",
        ),
        (
            {"needs": [{"id": "n1", "asked_percent": 5, "team_min": 1.5}]},
            "needs[0].team_min",
            "expected a whole number, found 1.5",
        ),
        ({"candidates": None}, "candidates", "expected a list of objects, found nothing"),
        (
            {"experts": [{"id": "aino", "capacity_percent": 105}]},
            "experts[0].capacity_percent",
            "expected 0 % to a week (100 %)",
        ),
        (
            {"needs": [{"id": "n1", "asked_percent": 5, "least_percent": 10}]},
            "needs[0].least_percent",
            "expected from 0 up to what is asked",
        ),
        (
            {
                "needs": [
                    SMALL["needs"][0] | {"starts_on": "2027-02-01", "ends_before": "2027-01-01"}
                ]
            },
            "needs[0].ends_before",
            "expected a day after starts_on",
        ),
        ({"forbiden": []}, "forbiden", "expected forbidden, found a name like it"),
        ({"forced": [["aino"]]}, "forced[0]", "expected two ids"),
        ({"forced": [["aino", "n9"]]}, "forced[0]", "expected a known id instead of 'n9'"),
        ({"forced": [{"expert": "aino"}]}, "forced[0].need", "expected a text, found nothing"),
        ({"apart": [["aino", "aino"]]}, "apart[0]", "expected two different experts"),
        ({"unit_caps_percent": {"u": 3}}, "unit_caps_percent.u", "expected a multiple of 5"),
        (
            {"candidates": [{"expert": "aino", "need": "n1", "fit": 1.5}]},
            "candidates[0].fit",
            "more than 0, at most 1",
        ),
        (
            {"experts": [SMALL["experts"][0], SMALL["experts"][0]]},
            "experts[1]",
            "expected another than 'aino', which came before",
        ),
    ],
)
def test_a_wrong_field_is_named_with_what_was_expected(tmp_path, change, field, expected):
    result = run(tmp_path, SMALL | change)
    assert result.exit_code == 2
    assert f"problem.json, line 1, field {field}: " in result.stderr
    assert expected in result.stderr
    assert not (tmp_path / "plan.json").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"experts": [}', "line 1: expected JSON"),
        ('{"experts": [], "experts": []}', "expected each field once"),
        ("[]", "expected an object"),
    ],
)
def test_what_is_no_problem_at_all_is_refused(tmp_path, text, expected):
    result = run(tmp_path, text)
    assert result.exit_code == 2
    assert expected in result.stderr


def test_optional_fields_are_understood_and_unknown_ones_are_told(tmp_path):
    problem = {
        "experts": [
            {"id": 1, "capacity_percent": 40, "unit": "u", "languages": ["fi"], "consent": True},
            {"id": "elin", "capacity_percent": 20, "ends_before": "2027-07-01", "nmae": "Elin"},
        ],
        "needs": [
            {"id": "n1", "asked_percent": 40, "least_percent": 20, "share_max_percent": 20},
            {"id": "n2", "asked_percent": 20, "starts_on": "2027-08-01", "priority": 2},
        ],
        "candidates": [
            {"expert": "1", "need": "n1", "fit": 1},
            {"expert": "elin", "need": "n2", "fit": 0.5},
        ],
        "agreed": [{"expert": "1", "need": "n1", "share_percent": 15}],
        "forced": [{"expert": "1", "need": "n1"}],
        "forbidden": [["elin", "n2"]],
        "apart": [{"one": "1", "other": "elin"}],
        "unit_caps_percent": {"u": 100},
        "fairness": {"weight": 0.1, "floor": 0.5, "small_below_percent": 100},
    }
    result = run(tmp_path, problem)
    assert result.exit_code == 3
    problem["needs"][0]["least_percent"] = 15
    result = run(tmp_path, problem)
    assert result.exit_code == 0, result.output
    assert "experts[1].nmae is not a field of the format" in result.stderr
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert [(one["expert"], one["share_percent"]) for one in plan["assignments"]] == [("1", 15)]
    assert plan["closed"] == ["n2"]


def test_a_wrong_field_is_named_with_its_line(tmp_path):
    text = json.dumps(SMALL | {"experts": [*SMALL["experts"], {"id": "x"}]}, indent=1)
    line = text[: text.index('"x"')].count("\n")  # where its object begins
    assert f"line {line}, field experts[2].capacity_percent" in run(tmp_path, text).stderr
    assert "line 3: expected JSON" in run(tmp_path, '{\n"experts":\n}').stderr


def test_what_looks_odd_is_told_but_not_without_end(tmp_path):
    experts = [expert | {f"note{n}": 1 for n in range(15)} for expert in SMALL["experts"]]
    result = run(tmp_path, SMALL | {"experts": experts})
    assert result.exit_code == 0
    assert result.stderr.count("is not a field of the format") == 20
    assert "and 10 more such remarks" in result.stderr
    result = run(tmp_path, SMALL | {"unit_caps_percent": {"tax": 20}})
    assert "unit_caps_percent.tax binds nobody: no expert has the unit 'tax'" in result.stderr


def test_last_times_assignments_are_agreements_and_ids_may_be_numbers(tmp_path):
    experts = [
        expert | {"id": number, "languages": ["FI"]}
        for number, expert in enumerate(SMALL["experts"], start=1)
    ]
    needs = [SMALL["needs"][0] | {"languages": ["fi"]}]
    candidates = [{"expert": number, "need": "n1", "fit": 0.5} for number in (1, 2)]
    problem = {"experts": experts, "needs": needs, "candidates": candidates, "forced": [[1, "n1"]]}
    assert run(tmp_path, problem).exit_code == 0
    first = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["assignments"]
    assert [one["expert"] for one in first] == ["1", "2"]
    result = run(tmp_path, problem | {"agreed": first})
    assert result.exit_code == 0
    assert "ignored" not in result.stderr
    again = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["assignments"]
    shares = [[(one["expert"], one["share_percent"]) for one in plan] for plan in (first, again)]
    assert shares[0] == shares[1]


@pytest.mark.parametrize("name", ["plan.csv", "plan.xlsx"])
def test_a_table_is_no_plan(tmp_path, name):
    result = run(tmp_path, SMALL, "-o", str(tmp_path / name))
    assert result.exit_code == 2
    assert "expected a name as plan.json" in result.stderr
    assert not (tmp_path / name).exists()


def test_neither_plan_nor_proof_in_time_is_a_refusal(tmp_path, monkeypatch):
    def undecided(*_arguments: object, **_named: object) -> None:
        raise Undecided("in 1 seconds no plan was found")

    monkeypatch.setattr(allocate, "allocate", undecided)
    result = run(tmp_path, SMALL)
    assert result.exit_code == 1
    assert "no plan was found" in result.stderr


def test_progress_is_shown_on_a_terminal_only(monkeypatch, capsys):
    allocate._tell(Moment("plan", 1.0, 2.0))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(allocate.sys.stderr, "isatty", lambda: True, raising=False)
    allocate._tell(Moment("plan", 1.0, 2.0))
    assert "plan: 1.00 of at most 2.00" in capsys.readouterr().err
