"""`kytkin overlap`: records in, neighbours with reasons out, refusals that say why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kytkin.cli import overlap
from kytkin.cli.overlap import command
from tests.unit.engine.overlap.test_model import TEXTS, Letters

pytestmark = pytest.mark.one_database
MODEL_OF = overlap.OverlapModel.of
RECORDS: list[dict[str, Any]] = [
    {"id": key, "name_fi": name, "aim_fi": body, "ministry": group}
    for key, (name, body, group) in TEXTS.items()
]


@pytest.fixture(autouse=True)
def _words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap, "dense_encoder", lambda: None)


def run(folder: Path, *more: str, records: list[dict[str, Any]] = RECORDS) -> Result:
    source = folder / "in.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    arguments = ["--text", "name_fi,aim_fi", "-o", str(folder / "out.jsonl"), str(source)]
    return CliRunner().invoke(command, [*arguments, *more])


def found(folder: Path) -> dict[str, list[dict[str, Any]]]:
    lines = (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row["neighbours"] for row in map(json.loads, lines)}


def test_each_record_gets_neighbours_with_reasons_that_sum_to_the_score(tmp_path: Path) -> None:
    result = run(tmp_path, "--group", "ministry", "--only-across", "--top", "2")
    assert result.exit_code == 0, result.output
    neighbours = found(tmp_path)
    assert list(neighbours) == list(TEXTS)
    assert [len(rows) for rows in neighbours.values()] == [2] * 6
    first = neighbours["c"][0]
    assert first["id"] == "d"
    assert 0 < first["probability"] < 1
    assert first["verdict"] in ("duplicate", "overlapping", "complementary")
    assert first["time"] == {"timing": "unknown"}
    parts = sum(reason["contribution"] for reason in first["reasons"])
    assert parts == pytest.approx(first["score"], abs=1e-5)
    assert "f" not in [row["id"] for row in run_all(tmp_path)["e"]]


def run_all(folder: Path) -> dict[str, list[dict[str, Any]]]:
    assert run(folder, "--group", "ministry", "--only-across").exit_code == 0
    return found(folder)


def test_without_a_group_all_are_compared(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 0
    assert found(tmp_path)["e"][0]["id"] == "f"


def test_sentences_and_the_cache_come_with_the_dense_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overlap, "dense_encoder", Letters)
    result = run(tmp_path, "--cache", str(tmp_path / "rows.sqlite3"))
    assert result.exit_code == 0, result.output
    assert set(found(tmp_path)["c"][0]["sentences"]) == {"own", "other", "cosine"}
    assert (tmp_path / "rows.sqlite3").exists()


def test_subjects_and_periods_are_read_in_the_forms_people_write(tmp_path: Path) -> None:
    told = {
        "a": {"tags": ["nuoret", "rikos"], "from": "2023", "to": "2023-06"},
        "b": {"tags": "rikos; lapset", "from": "2023-06-30", "to": "2024"},
        "c": {"tags": '["metsä"]', "from": "", "to": "2023-12"},
    }
    records = [one | told.get(one["id"], {}) for one in RECORDS]
    more = ["--subjects", "tags", "--starts", "from", "--ends", "to"]
    result = run(tmp_path, *more, records=records)
    assert result.exit_code == 0, result.output
    rows = {row["id"]: row for row in found(tmp_path)["a"]}
    assert rows["b"]["subjects"] == ["rikos"]
    assert rows["b"]["time"] == {"timing": "same_time", "days": 1}
    assert rows["c"]["time"] == {"timing": "unknown"}
    assert "subjects" in [reason["kind"] for reason in rows["b"]["reasons"]]


def test_queries_may_be_in_another_language(tmp_path: Path) -> None:
    french = dict(zip(TEXTS, ("crimes", "crimes", "forêt", "forêt", "impôt", "impôt"), strict=True))
    records = [one | {"name_fr": french[one["id"]]} for one in RECORDS]
    result = run(tmp_path, "--queries-text", "name_fr", records=records)
    assert result.exit_code == 0, result.output
    assert "bridge" in [reason["kind"] for reason in found(tmp_path)["c"][0]["reasons"]]


def test_the_language_is_told_detected_or_read_from_the_field(tmp_path: Path) -> None:
    records = [{"id": key, "text": name} for key, (name, _body, _group) in TEXTS.items()]
    for more in ([], ["--lang", "fi"]):
        source = tmp_path / "in.jsonl"
        source.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
        arguments = ["--text", "text", "-o", str(tmp_path / "out.jsonl"), str(source)]
        assert CliRunner().invoke(command, [*arguments, *more]).exit_code == 0
        about = found(tmp_path)["c"][0]
        assert about["id"] == "d"


@pytest.mark.parametrize(
    ("change", "more", "field", "expected"),
    [
        ({"name_fi": None}, [], "name_fi", "expected a text, found nothing"),
        ({"aim_fi": ["x"]}, [], "aim_fi", "expected a text, found a list"),
        ({"from": "2023-13"}, ["--starts", "from"], "from", "expected a day as 2026"),
        ({"to": "ensi vuonna"}, ["--ends", "to"], "to", "found “ensi vuonna”"),
        ({"to": "9999"}, ["--ends", "to"], "to", "expected a day"),
        (
            {"from": "2024-05", "to": "2024-04"},
            ["--starts", "from", "--ends", "to"],
            "to",
            "expected a day not before from, 2024-05-01",
        ),
        ({"lang": "suomi"}, [], "lang", "expected a code such as fi"),
        ({"tags": [1]}, ["--subjects", "tags"], "tags", "expected a list of texts"),
        ({"tags": 3}, ["--subjects", "tags"], "tags", "expected a list, found a number"),
    ],
)
def test_broken_input_is_refused_by_line_and_field_and_nothing_is_written(
    tmp_path: Path, change: dict[str, Any], more: list[str], field: str, expected: str
) -> None:
    records = [RECORDS[0], RECORDS[1] | change]
    result = run(tmp_path, *more, records=records)
    assert result.exit_code == 2
    assert f"line 2, field {field}" in result.output
    assert expected in result.output
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("option", ["--group", "--queries-text", "--subjects", "--starts"])
def test_a_field_that_no_record_has_is_refused(tmp_path: Path, option: str) -> None:
    result = run(tmp_path, option, "minsitry")
    assert result.exit_code == 2
    assert "field minsitry: expected this field in at least one record" in result.output
    assert not (tmp_path / "out.jsonl").exists()


def test_the_records_own_language_goes_before_the_option_and_the_fields_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str | None]] = []

    def noted(preparations: Any, *rest: Any, **more: Any) -> Any:
        seen.extend((p.wording.language, p.asked and p.asked.language) for p in preparations)
        return MODEL_OF(preparations, *rest, **more)

    monkeypatch.setattr(overlap.OverlapModel, "of", noted)
    records = [one | {"name_fr": "impôt"} for one in RECORDS]
    records[0]["lang"] = "SV"
    result = run(tmp_path, "--lang", "en", "--queries-text", "name_fr", records=records)
    assert result.exit_code == 0, result.output
    assert seen == [("sv", "fr"), *[("en", "fr")] * 5]


def test_a_floor_leaves_out_what_scores_less(tmp_path: Path) -> None:
    assert run(tmp_path, "--least", "1").exit_code == 0
    kept = found(tmp_path)
    assert run(tmp_path).exit_code == 0
    every = found(tmp_path)
    assert kept == {key: [row for row in rows if row["score"] >= 1] for key, rows in every.items()}
    assert kept != every
    assert {row["verdict"] for rows in kept.values() for row in rows}.isdisjoint({"none"})


@pytest.mark.parametrize("name", ["words.txt", "", "none/deep"])
def test_a_cache_that_cannot_be_used_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(overlap, "dense_encoder", Letters)
    (tmp_path / "words.txt").write_text("no database at all, " * 100, encoding="utf-8")
    (tmp_path / "none").write_text("a file, not a folder", encoding="utf-8")
    result = run(tmp_path, "--cache", str(tmp_path / name))
    assert result.exit_code == 2
    assert f"{tmp_path / name}: expected a file of vectors that Kytkin keeps" in result.output
    assert not (tmp_path / "out.jsonl").exists()


def test_wrong_use_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--only-across needs --group" in run(tmp_path, "--only-across").output
    assert "expected a code such as fi" in run(tmp_path, "--lang", "suomi").output
    result = run(tmp_path, "--text", " , ")
    assert result.exit_code == 2
    assert "at least one field" in result.output
    monkeypatch.setattr(overlap, "MOST", 3)
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "At most 3 preparations" in result.output
