"""The demo's goals hold together before anything is loaded."""

from __future__ import annotations

import csv
import json
from collections import Counter

import pytest

from kytkin.demo.content import DATA
from kytkin.goals.collaboration import signs
from kytkin.goals.models import GoalRole, Sharing

pytestmark = pytest.mark.one_database


def rows(name: str):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def test_goals_name_real_organisations_phenomena_and_preparations():
    with (DATA / "organisations.csv").open(encoding="utf-8") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    phenomena = {row["code"] for row in rows("phenomena.json")}
    people = {row["username"] for row in rows("people.json")}
    lines = (DATA / "preparations.jsonl").read_text(encoding="utf-8").splitlines()
    prepared = {json.loads(line)["id"] for line in lines}
    shares: Counter[str] = Counter()
    for goal in rows("goals.json"):
        assert {goal["lead"], *goal["owners"]} <= codes
        assert goal["phenomenon"] in phenomena
        assert goal["sharing"] in Sharing.values
        assert {*goal["met"], *(item for item, _note in goal["unmet"])} <= set(signs())
        for username, code, role in goal["members"]:
            assert username in people
            assert code in codes
            assert role in GoalRole.values
        for key, share in goal["preparations"]:
            assert key in prepared
            shares[key] += share
    assert max(shares.values()) <= 100


def test_goals_are_written_in_both_languages_and_say_that_figures_are_fictional():
    for goal in rows("goals.json"):
        texts = [goal["title"], goal["text"], *(text for _level, text in goal["chain"])]
        texts += [one[name] for one in goal["indicators"] for name in ("name", "unit", "source")]
        assert all({"fi", "sv"} <= set(text) for text in texts)
        for one in goal["indicators"]:
            assert "kuvitteellisia" in one["source"]["fi"]
            assert "påhittade" in one["source"]["sv"]
            assert one["milestone"] < max(map(int, one["targets"]))
