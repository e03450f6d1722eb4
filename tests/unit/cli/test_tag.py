"""`kytkin tag`: files in, files out, broken input refused."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from kytkin.cli.tag import command

pytestmark = pytest.mark.one_database


def run(tmp_path, records, *options, name="out.jsonl"):
    source, target = tmp_path / "in.jsonl", tmp_path / name
    source.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    result = CliRunner().invoke(command, [str(source), "-o", str(target), *options])
    return result, target


def rows(target):
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_subjects_come_with_label_score_and_words(tmp_path):
    records = [{"id": "p1", "text": "Nuorisorikollisuuden ehkäisy kouluissa"}]
    result, target = run(tmp_path, records, "--lang", "fi", "--top", "3")
    assert result.exit_code == 0, result.output
    [row] = rows(target)
    assert row["id"] == "p1"
    assert len(row["subjects"]) == 3
    first = row["subjects"][0]
    assert first["label"] == "nuorisorikollisuus"
    assert first["uri"] == "http://www.yso.fi/onto/yso/p14411"
    words = first["because"]
    assert "Nuorisorikollisuuden" in {one["words"] for one in words}
    assert sum(one["contribution"] for one in words) == pytest.approx(first["score"], abs=1e-5)


def test_language_of_the_record_goes_first_and_labels_are_in_the_asked_one(tmp_path):
    records = [
        {"id": 1, "text": "ungdomsbrottslighet", "lang": "sv"},
        {"id": 2, "text": "Varför ökar ungdomsbrottsligheten i skolorna?"},
    ]
    _result, told = run(tmp_path, records[:1], "--lang", "en")
    assert "juvenile delinquency" in {one["label"] for one in rows(told)[0]["subjects"]}
    _result, detected = run(tmp_path, records[1:])
    assert "ungdomsbrottslighet" in {one["label"] for one in rows(detected)[0]["subjects"]}


def test_skills_are_found_for_esco(tmp_path):
    records = [{"id": "cv", "text": "Olen johtanut tiimiä ja osaan Python-ohjelmointia."}]
    result, target = run(tmp_path, records, "--vocabulary", "esco", "--lang", "fi")
    assert result.exit_code == 0, result.output
    found = {one["label"]: one for one in rows(target)[0]["subjects"]}
    assert found["johtaa tiimiä"]["uri"].startswith("http://data.europa.eu/esco/skill/")
    assert "Python (tietokoneohjelmointi)" in found


def test_text_without_subjects_gets_an_empty_list(tmp_path):
    _result, target = run(tmp_path, [{"id": "x", "text": ""}], "--lang", "fi")
    assert rows(target) == [{"id": "x", "subjects": []}]


def test_unknown_language_is_refused_with_line_and_field(tmp_path):
    records = [{"id": "a", "text": "metsä"}, {"id": "b", "text": "x", "lang": "de"}]
    result, target = run(tmp_path, records)
    assert result.exit_code == 2
    assert "2" in result.output
    assert "lang" in result.output
    assert not target.exists()


def test_record_without_a_text_is_refused(tmp_path):
    result, target = run(tmp_path, [{"id": "a"}])
    assert result.exit_code == 2
    assert "text" in result.output
    assert not target.exists()


def test_same_input_gives_the_same_bytes(tmp_path):
    records = [{"id": "p1", "text": "Metsien hoito ja nuorten koulutus"}]
    _result, target = run(tmp_path, records, "--lang", "fi")
    first = target.read_bytes()
    _result, target = run(tmp_path, records, "--lang", "fi")
    assert target.read_bytes() == first


def test_filling_is_for_subjects_only(tmp_path):
    result, target = run(tmp_path, [{"id": "a", "text": "verot"}], "--vocabulary", "esco", "--fill")
    assert result.exit_code == 2
    assert "--fill is for --vocabulary yso" in result.output
    assert not target.exists()
