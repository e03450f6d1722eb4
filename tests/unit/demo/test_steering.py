"""The demo's appropriations and agreements hold together before anything is loaded."""

from __future__ import annotations

import csv
import json

import pytest

from kytkin.demo.content import DATA
from kytkin.steering.models import Dimension

pytestmark = pytest.mark.one_database


def appropriations():
    with (DATA / "appropriations_2024.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def organisations():
    with (DATA / "organisations.csv").open(encoding="utf-8") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def test_appropriations_are_those_of_the_budget_and_name_our_organisations():
    rows, places = appropriations(), organisations()
    assert len(rows) == 84
    assert sum(int(row["eur"]) for row in rows) == 8_095_006_000
    named = {row["name_fi"] for row in places.values()}
    for row in rows:
        if row["name_fi"] == "Ulkoasiainhallinto":
            assert row["organisation"] == "UM"
        elif row["organisation"]:
            assert places[row["organisation"]]["name_fi"].startswith(row["name_fi"][:12])
        else:
            assert row["branch"] in named


def test_a_name_that_a_machine_had_wrong_says_so():
    corrected = {row["name_fi"]: row["note"] for row in appropriations() if row["note"]}
    assert corrected["Puolustusvoimat"] == "machine: Puolustusvoima"
    assert corrected["Korkein oikeus"] == "machine: Korkeimman oikeus"


def test_agreements_are_whole_in_both_languages():
    places = organisations()
    goals = {one["code"] for one in json.loads((DATA / "goals.json").read_text("utf-8"))}
    rows = json.loads((DATA / "agreements.json").read_text("utf-8"))
    for row in rows:
        assert {row["agency"], *row["ministries"]} <= set(places)
        for target in row["targets"]:
            assert target["dimension"] in Dimension.values
            assert target["goal"] in {"", *goals}
            assert all({"fi", "sv"} <= set(target[name]) for name in ("text", "indicator", "unit"))
    signed = [row for row in rows if "signatures" in row]
    for row in signed:
        assert sum(target["weight"] for target in row["targets"]) == 100
        assert {code for code, *_ in row["signatures"]} == {row["agency"], *row["ministries"]}
    assert len(goals) == 12
