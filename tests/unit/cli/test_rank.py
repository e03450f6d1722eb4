"""`kytkin rank`: records in, ranked records out, and refusals that say what was expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kytkin.cli import rank
from kytkin.cli.rank import command
from tests.unit.engine.ranking.test_texts import Spelling

pytestmark = pytest.mark.one_database
QUERIES = [{"id": "q1", "text": "verot", "lang": "fi"}, {"id": "q2", "text": "metsän vesi"}]
CORPUS = [
    {"id": "c1", "text": "taxation and taxes", "lang": "en"},
    {"id": "c2", "text": "forests of the north", "lang": "en"},
    {"id": "c3", "text": "metsä"},
]


@pytest.fixture(autouse=True)
def _words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rank, "dense_encoder", lambda: None)


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return path


def run(folder: Path, *more: str, queries: Any = QUERIES, corpus: Any = CORPUS) -> Result:
    arguments = [
        "--queries", str(write(folder / "q.jsonl", queries)),
        "--corpus", str(write(folder / "c.jsonl", corpus)),
        "-o", str(folder / "out.jsonl"),
    ]  # fmt: skip
    return CliRunner().invoke(command, [*arguments, *more])


def found(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]


def test_each_query_gets_its_hits_with_reasons_that_sum_to_the_score(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 0, result.output
    first, second = found(tmp_path)
    assert (first["id"], second["id"]) == ("q1", "q2")
    assert [hit["id"] for hit in first["hits"]] == ["c1"]
    assert [hit["id"] for hit in second["hits"]] == ["c3", "c2"]
    for hit in [*first["hits"], *second["hits"]]:
        parts = sum(reason["contribution"] for reason in hit["reasons"])
        assert parts == pytest.approx(hit["score"], abs=1e-5)
    assert first["hits"][0]["reasons"][0]["word"] == "verot"


def test_without_the_dense_encoder_it_says_that_words_decide(tmp_path: Path) -> None:
    assert "by words only" in run(tmp_path).stderr


def test_with_an_encoder_meaning_is_a_reason_and_vectors_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rank, "dense_encoder", Spelling)
    for more in ((), ("--short",)):
        result = run(tmp_path, "--cache", str(tmp_path / "kept.sqlite3"), *more)
        assert result.exit_code == 0, result.output
        hits = found(tmp_path)[0]["hits"]
        assert len(hits) == len(CORPUS)
        assert "meaning" in {reason["kind"] for reason in hits[0]["reasons"]}
    assert (tmp_path / "kept.sqlite3").exists()


def test_an_answer_is_the_same_alone_and_among_others(tmp_path: Path) -> None:
    run(tmp_path)
    together = found(tmp_path)
    for query, expected in zip(QUERIES, together, strict=True):
        run(tmp_path, queries=[query])
        assert found(tmp_path) == [expected]


def test_a_query_without_text_finds_nothing_and_an_empty_text_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rank, "dense_encoder", Spelling)
    empty = [{"id": "q0", "text": " ", "lang": "fi"}, *QUERIES]
    result = run(tmp_path, queries=empty, corpus=[{"id": "c0", "text": "", "lang": "fi"}, *CORPUS])
    assert result.exit_code == 0, result.output
    hits = {row["id"]: [hit["id"] for hit in row["hits"]] for row in found(tmp_path)}
    assert hits["q0"] == []
    assert hits["q1"]
    assert "c0" not in hits["q1"] + hits["q2"]


def test_top_limits_the_hits(tmp_path: Path) -> None:
    run(tmp_path, "--top", "1")
    assert [len(one["hits"]) for one in found(tmp_path)] == [1, 1]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    run(tmp_path)
    once = (tmp_path / "out.jsonl").read_bytes()
    run(tmp_path)
    assert (tmp_path / "out.jsonl").read_bytes() == once


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"id": "x"}, "field text"),
        ({"id": "x", "text": "a", "lang": "suomi!"}, "expected a code such as fi, sv or en"),
        ({"id": "x", "text": "a", "lang": 5}, "field lang"),
        ({"id": "q1", "text": "a"}, "expected a new id"),
    ],
)
def test_a_broken_record_is_refused_and_nothing_is_left(
    tmp_path: Path, broken: dict[str, Any], said: str
) -> None:
    result = run(tmp_path, queries=[*QUERIES, broken])
    assert result.exit_code == 2
    assert "line 3" in result.stderr
    assert said in result.stderr
    assert not (tmp_path / "out.jsonl").exists()
