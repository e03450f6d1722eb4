"""Writing records: whole or not at all, in a form that reads back and runs nothing."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kytkin.cli import records_out
from kytkin.cli.records import read_records, whole_file, writing
from kytkin.cli.records_out import CannotWrite

pytestmark = pytest.mark.one_database
RECORDS = [
    {"id": "a", "text": "=1+1", "score": 0.25, "hits": [{"id": "x", "score": 1}]},
    {"id": "b", "score": None, "hits": [], "text": 'hyvää, yötä; "ja"\nhei'},
    {"id": "c", "text": "'-x", "score": -2},
]
FIELDS = ("id", "text", "score", "hits")
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)


def write(path, records=RECORDS, fields=FIELDS):
    with writing(path, fields) as writer:
        for record in records:
            writer.write(record)
    return path


def broken_off(path, error):
    with writing(path, FIELDS) as writer:
        writer.write(RECORDS[0])
        raise error


def left_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["out.jsonl", "out.ndjson", "out.jsonl.gz"])
def test_jsonl_comes_back_as_it_was(tmp_path, name):
    assert [dict(r.values) for r in read_records(write(tmp_path / name))] == [
        {field: record[field] for field in FIELDS if field in record} for record in RECORDS
    ]
    assert left_in(tmp_path) == [name]


@pytest.mark.parametrize("name", ["out.csv", "out.tsv", "out.csv.gz", "out.xlsx"])
def test_tables_hold_texts_numbers_and_json_and_come_back(tmp_path, name):
    first, second, third = (dict(r.values) for r in read_records(write(tmp_path / name)))
    assert first["text"] == "=1+1"
    assert json.loads(first["hits"]) == RECORDS[0]["hits"]
    assert (first["score"], second["score"], third["score"]) == ("0.25", "", "-2")
    assert second["text"] == RECORDS[1]["text"]
    assert (third["text"], third["hits"]) == ("'-x", "")
    assert left_in(tmp_path) == [name]


def test_no_cell_runs_as_a_formula_and_numbers_stay_numbers(tmp_path):
    sheet = load_workbook(write(tmp_path / "out.xlsx")).active
    assert [sheet["B2"].value, sheet["B2"].data_type] == ["'=1+1", "s"]
    assert [sheet["C2"].value, sheet["C4"].value] == [0.25, -2]
    content = write(tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,text,score,hits\r\na,'=1+1,0.25,")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=4), ending=st.sampled_from(["csv", "xlsx"]))
def test_any_text_comes_back_from_a_table(tmp_path, texts, ending):
    rows = [{"id": f"r{n}", "text": text} for n, text in enumerate(texts)]
    file = write(tmp_path / f"out.{ending}", rows, ("id", "text"))
    assert [dict(record.values) for record in read_records(file)] == rows


def test_same_records_give_the_same_bytes(tmp_path):
    for name in ("a.jsonl.gz", "a.csv.gz"):
        first = write(tmp_path / name).read_bytes()
        assert write(tmp_path / name).read_bytes() == first


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, SystemExit])
@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.xlsx", "out.csv.gz"])
def test_error_leaves_nothing_behind_and_an_older_file_as_it_was(tmp_path, error, name):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / name).write_text("older")
    for folder, left in ((tmp_path, ["old"]), (tmp_path / "old", [name])):
        with pytest.raises(error):
            broken_off(folder / name, error)
        assert left_in(folder) == left
    assert (tmp_path / "old" / name).read_text() == "older"


def test_full_disk_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(records_out.os, "fsync", full)
    with pytest.raises(CannotWrite, match=r"out\.jsonl: cannot be written: No space left"):
        write(tmp_path / "out.jsonl")
    assert left_in(tmp_path) == []


def test_another_files_trouble_is_not_the_outputs(tmp_path):
    with pytest.raises(FileNotFoundError), writing(tmp_path / "out.jsonl", ["id"]):
        (tmp_path / "none.txt").read_text()
    assert left_in(tmp_path) == []


def test_asked_to_end_it_leaves_nothing_behind(tmp_path):
    """SIGTERM, as from a scheduler, in the middle of writing."""
    program = """
import os, signal, sys
from pathlib import Path
from kytkin.cli.main import main
from kytkin.cli.records_out import writing

@main.command("slow")
def slow():
    with writing(Path(sys.argv[1]), ["id"]) as out:
        out.write({"id": 1})
        os.kill(os.getpid(), signal.SIGTERM)

main.get_command = lambda context, name: slow
main(args=["slow"])
"""
    target = tmp_path / "out.jsonl"
    ended = subprocess.run([sys.executable, "-c", program, str(target)], check=False, timeout=60)
    assert ended.returncode == 128 + signal.SIGTERM
    assert left_in(tmp_path) == []


def test_place_that_cannot_be_written_is_told(tmp_path):
    for path, words in (
        (tmp_path / "none" / "out.jsonl", "cannot be written: No such file"),
        (tmp_path, "found a folder"),
        (tmp_path / "out.pdf", r"ends in \.jsonl, \.csv or \.xlsx"),
        (tmp_path / "out.xlsx.gz", r"ends in \.jsonl"),
    ):
        with pytest.raises(CannotWrite, match=words) as caught:
            write(path)
        assert caught.value.exit_code == 2


def test_file_gets_the_usual_permissions_and_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "real.jsonl", tmp_path / "link.jsonl"
    link.symlink_to(target)
    write(link)
    assert link.is_symlink()
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~mask


def test_standard_output_gets_whole_jsonl_or_nothing(monkeypatch):
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", out)
    with pytest.raises(RuntimeError):
        broken_off(Path("-"), RuntimeError)
    assert out.buffer.getvalue() == b""
    write(Path("-"), [{"id": "ä"}], ["id"])
    assert out.buffer.getvalue() == '{"id": "ä"}\n'.encode()


def test_device_is_written_as_it_is():
    write(Path("/dev/null"))
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.xlsx"])
def test_unknown_fields_and_numbers_that_are_none_are_refused(tmp_path, name):
    for record, words in (
        ({"id": "a", "other": 1}, "no such field: other"),
        ({"id": "a", "score": float("nan")}, "not"),
        ({"id": "a", "hits": [float("inf")]}, "not JSON compliant"),
    ):
        with pytest.raises(ValueError, match=words):
            write(tmp_path / name, [record])
    assert left_in(tmp_path) == []


def test_sheet_says_what_it_cannot_hold(tmp_path, monkeypatch):
    with pytest.raises(CannotWrite, match="Row 2, field text: a cell of a sheet holds 32767"):
        write(tmp_path / "out.xlsx", [{"id": "a", "text": "x" * 32_768}])
    monkeypatch.setattr(records_out, "MOST_SHEET_ROWS", 2)
    with pytest.raises(CannotWrite, match="A sheet holds 2 rows"):
        write(tmp_path / "out.xlsx")
    assert left_in(tmp_path) == []


def test_packed_csv_is_gzip(tmp_path):
    assert gzip.decompress(write(tmp_path / "out.csv.gz").read_bytes())[:5] == b"\xef\xbb\xbfid"


def test_any_file_may_be_written_whole(tmp_path):
    with whole_file(tmp_path / "plan.json") as stream:
        stream.write(b"{}")
        assert not (tmp_path / "plan.json").exists()
    assert (tmp_path / "plan.json").read_bytes() == b"{}"
