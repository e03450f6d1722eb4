"""`kytkin audit matching`: the small set holds, and a property that fails fails the command."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from kytkin.cli import audit, rank
from kytkin.cli.main import main
from kytkin.cli.records import Record
from kytkin.engine.text import encoders
from kytkin.engine.trust.audit import Audit, Property
from kytkin.engine.trust.fiction import Skill
from kytkin.engine.trust.publishing import Setting

pytestmark = pytest.mark.one_database
SETTING = Setting(10, 5, 96, "none", 1, "0.1.0")


@pytest.fixture(autouse=True)
def _words_only(monkeypatch):
    """`kytkin rank` by words: encoding takes seconds and changes nothing of what is shown here."""
    monkeypatch.setattr(rank, "dense_encoder", lambda: None)


def run(*words):
    return CliRunner().invoke(main, ["audit", "matching", *map(str, words)])


def pretending(monkeypatch, holds):
    one = Property("Exposure", "seen", 0.5, "0.9–1.1", holds)
    asked = []

    def measured(*given):
        asked.append(given)
        return [one], SETTING

    monkeypatch.setattr(audit, "run", measured)
    return asked


def test_small_set_keeps_every_bar(tmp_path):
    """The gate: a change of the engine that breaks a property fails here."""
    answer = run("--small", "-o", tmp_path / "r.md", "--json", tmp_path / "r.json")
    held = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in held["properties"] if not one["holds"]] == []
    assert (answer.exit_code, held["holds"], len(held["properties"])) == (0, True, 16)
    assert answer.output.count("holds  ") == 16
    assert "**Every property holds.**" in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_property_that_fails_ends_with_1_and_the_report_is_written(monkeypatch, tmp_path):
    pretending(monkeypatch, holds=False)
    answer = run("-o", tmp_path / "r.md")
    assert (answer.exit_code, answer.output) == (1, "FAILS  Exposure: seen: 0.5000 (bar 0.9–1.1)\n")
    assert "**fails**" in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_report_goes_to_the_terminal_when_no_file_is_named(monkeypatch):
    asked = pretending(monkeypatch, holds=True)
    answer = run()
    assert (answer.exit_code, answer.output.startswith("# Audit of matching")) == (0, True)
    assert asked == [(audit.WHOLE, "none", None)]


class Encoder:
    """Rows by the number of letters: enough to be ranked by."""

    name, dimensions = "letters-1", 2

    def encode(self, texts, *, kind="query"):
        return np.array([[1.0, len(text) / 100] for text in texts], dtype=np.float32)


@pytest.mark.parametrize("kind", ["texts", "skills"])
def test_vectors_may_be_compared_too(monkeypatch, tmp_path, kind):
    monkeypatch.setattr(encoders, "dense_encoder", Encoder)
    size = audit.Size(people=60, needs=6, skills=48, vocabulary=48)
    monkeypatch.setattr(audit, "SMALL", size)
    answer = run("--small", "--vectors", kind, "--cache", tmp_path / "v.db")
    assert "(letters-1). Made by `kytkin audit matching`" in answer.output
    assert (tmp_path / "v.db").exists()
    held = {one.name: one for one in audit.run(size, kind)[0]}
    assert held["named reasons whose removal lowers the score"].holds
    assert held["largest change of a score with personal fields added"].holds


def test_vectors_that_are_not_installed_are_wrong_usage(monkeypatch):
    monkeypatch.setattr(encoders, "dense_encoder", lambda: None)
    answer = run("--small", "--vectors", "texts")
    assert (answer.exit_code, "not installed" in answer.output) == (2, True)


def test_label_written_letter_by_letter_is_read_before_one_of_the_same_lemmas():
    labels = {"fi": "hallintajärjestelmä", "sv": "improvisera", "en": "management system"}
    plural = {"fi": "hallintajärjestelmät", "sv": "improvisera", "en": "management systems"}
    read = audit._reader([Skill("one", labels), Skill("many", plural)])
    assert read("Osaan: hallintajärjestelmät.", "fi") == {"many"}
    assert read("Osaan: Hallintajärjestelmä.", "fi") == {"one"}
    assert read("Kunskaper: hallintajärjestelmien", "fi") == {"one", "many"}
    assert read("Jag kan improvisera.", "sv") == {"one", "many"}


def test_part_of_a_compound_is_not_read_as_a_skill():
    read = audit._reader([Skill("crime", dict.fromkeys(("fi", "sv", "en"), "rikollisuus"))])
    assert read("Osaan: rikollisuus.", "fi") == {"crime"}
    assert read("Osaan: nuorisorikollisuus.", "fi") == frozenset()


def test_matching_that_looks_at_a_personal_field_is_found(monkeypatch):
    """The counterfactual would see it: here older people are read as knowing nothing."""
    honest = audit.profile_of
    words = ("id", "skill-a", "skill-b")

    def unfair(record, read):
        if record.values.get("age") == audit.LIVES[2]["age"]:
            record = Record(record.line, {**record.values, "can": words[0]}, record.source)
        return honest(record, read)

    monkeypatch.setattr(audit, "profile_of", unfair)
    text_of = rank._text

    def with_the_name(record):
        text = text_of(record)
        return replace(text, text=f"{text.text} {record.values.get('name', '')}")

    monkeypatch.setattr(rank, "_text", with_the_name)
    size = audit.Size(people=60, needs=6, skills=48, vocabulary=48)
    found = {one.name: one for one in audit.run(size)[0]}
    assert not found["answers of `kytkin rank` that are not byte-identical"].holds
    assert not found["largest change of a score with personal fields added"].holds
    assert not found["rankings with reasons that are not byte-identical"].holds
    assert Audit.inputs(None)[0].holds
