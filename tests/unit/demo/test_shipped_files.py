"""The shipped files agree with one another, in three languages. Nothing is loaded."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import re
from pathlib import Path

import pytest

from kytkin.demo.content import DATA

LANGUAGES = {"fi", "sv", "en"}
QUESTIONS = Path(__file__).parents[3] / "benchmarks" / "where_questions.json"
ONTOLOGIES = "http://www.yso.fi/onto/"


def read_json(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def read_table(name, delimiter="\t"):
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def preparations_beside_the_register():
    lines = (DATA / "preparations.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def subjects():
    with gzip.open(
        DATA / "yso_labels_fi_sv_en.tsv.gz", "rt", encoding="utf-8", newline=""
    ) as lines:
        found = {row["uri"]: row["fi"] for row in csv.DictReader(lines, delimiter="\t")}
    juho = read_table("juho_labels_fi_sv_en.tsv")
    return found | {ONTOLOGIES + row["id"].replace(":", "/"): row["fi"] for row in juho}


@pytest.fixture(scope="module")
def organisations():
    return {row["code"]: row for row in read_table("organisations.csv", ",")}


def test_organisations_have_a_known_parent_and_successors_that_begin_when_they_end(organisations):
    assert len(organisations) == len(read_table("organisations.csv", ","))
    for row in organisations.values():
        assert not row["parent_code"] or row["parent_code"] in organisations, row["code"]
        for code in filter(None, row["successor_codes"].split(";")):
            ended = dt.date.fromisoformat(row["valid_until"])
            assert dt.date.fromisoformat(organisations[code]["valid_from"]) == ended, row["code"]


def test_organisations_are_named_in_three_languages_and_say_where_from(organisations):
    for row in organisations.values():
        assert all(row[f"name_{language}"] for language in LANGUAGES), row["code"]
        assert row["verified"] in {"yes", "no"}, row["code"]
        assert row["note"], row["code"]


def test_every_setter_and_partner_is_a_ministry_of_the_file(organisations):
    ministries = {code for code, row in organisations.items() if row["kind"] == "ministry"}
    setters = {
        re.match("[A-ZÄÖ]+", row["tunnus"]).group()
        for row in read_table("hankeikkuna_projects.tsv")
    }
    named = {
        code
        for preparation in preparations_beside_the_register()
        for code in (preparation["ministry"], *preparation["co_ministries"])
    }
    assert setters | named <= ministries


def test_phenomena_are_told_in_three_languages_over_subjects_that_have_labels(subjects):
    phenomena = read_json("phenomena.json")
    assert len({phenomenon["code"] for phenomenon in phenomena}) == len(phenomena)
    for phenomenon in phenomena:
        for field in ("title", "description", "search_words"):
            assert set(phenomenon[field]) == LANGUAGES, phenomenon["code"]
            assert all(phenomenon[field].values()), phenomenon["code"]
        uris = [theme["uri"] for theme in phenomenon["themes"]]
        assert len(set(uris)) == len(uris), phenomenon["code"]
        assert all(subjects.get(uri) for uri in uris), phenomenon["code"]
        assert {theme["weight"] for theme in phenomenon["themes"]} <= {0.5, 1.0}


def test_people_are_marked_fictional_and_can_receive_no_mail(organisations):
    marks = {"fi": "kuvitteellinen", "sv": "fiktiv", "en": "fictional"}
    for person in read_json("people.json"):
        assert person["email"].endswith(".example"), person["username"]
        assert set(person["story"]) == LANGUAGES, person["username"]
        assert all(mark in person["title"][language] for language, mark in marks.items())
        assert {m["organisation"] for m in person["memberships"]} <= set(organisations)


def test_every_ministry_that_set_a_preparation_up_has_somebody_to_answer():
    preparers = {
        membership["organisation"]
        for person in read_json("people.json")
        for membership in person["memberships"]
        if membership["role"] == "preparer"
    }
    assert {p["ministry"] for p in preparations_beside_the_register()} <= preparers


def test_questions_are_asked_in_three_languages_and_accept_what_exists(subjects, organisations):
    known = {
        "phenomenon": {phenomenon["code"] for phenomenon in read_json("phenomena.json")},
        "theme": {uri.removeprefix(ONTOLOGIES).replace("/", ":") for uri in subjects},
        "organisation": set(organisations),
        "preparation": {
            (p["tunnus"] or p["id"]).replace(":", "-").replace("/", "-")
            for p in (*read_table("hankeikkuna_projects.tsv"), *preparations_beside_the_register())
        },
    }
    questions = json.loads(QUESTIONS.read_text(encoding="utf-8"))
    assert len({question["id"] for question in questions}) == 30
    for question in questions:
        assert all(question[language] for language in LANGUAGES), question["id"]
        assert question["why"], question["id"]
        assert question["accepted"], question["id"]
        for answer in question["accepted"]:
            assert answer["id"] in known[answer["kind"]], question["id"]
