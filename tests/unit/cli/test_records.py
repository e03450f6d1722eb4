"""Reading records: what is sound is read whole, what is not says where and what was expected."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys

import pytest
from openpyxl import Workbook

from kytkin.cli import records_sources
from kytkin.cli.records import BrokenInput, Record, read_records

pytestmark = pytest.mark.one_database


def written(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def values(records):
    return [dict(record.values) for record in records]


def refused(path, *, required=("id", "text")):
    with pytest.raises(BrokenInput) as caught:
        read_records(path, required=required)
    assert caught.value.exit_code == 2
    assert caught.value.message.startswith(str(path))
    return caught.value


@pytest.mark.parametrize("name", ["in.jsonl", "in.ndjson", "IN.JSONL"])
def test_jsonl_is_read_with_line_numbers_and_blank_lines_left_out(tmp_path, name):
    file = written(tmp_path / name, '{"id": "a", "n": [1]}\n\n{"id": 7}')
    records = read_records(file, required=["id"])
    assert [(record.line, record.id) for record in records] == [(1, "a"), (3, "7")]
    assert values(records) == [{"id": "a", "n": [1]}, {"id": 7}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_may_divide_by_comma_semicolon_or_tab_and_carry_a_mark(tmp_path, delimiter, mark):
    rows = [mark + delimiter.join(("id", "text", "")), delimiter.join(("ä", '"x\ny,;"', ""))]
    file = written(tmp_path / "in.csv", "\r\n".join(rows) + f"\r\n\r\nb{delimiter}z\r\n")
    records = read_records(file, required=["id", "text"])
    assert values(records) == [{"id": "ä", "text": "x\ny,;"}, {"id": "b", "text": "z"}]
    assert [record.line for record in records] == [2, 5]


def test_sheet_is_read_as_people_see_it(tmp_path):
    book = Workbook()
    for row in [("id", "text", "share"), (1, "'=1+1", 0.5), (None, None, None), ("b", "x", None)]:
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    records = read_records(tmp_path / "in.xlsx", required=["id", "text"])
    assert values(records) == [
        {"id": "1", "text": "=1+1", "share": "0.5"},
        {"id": "b", "text": "x", "share": ""},
    ]
    assert [record.line for record in records] == [2, 4]


@pytest.mark.parametrize(
    ("name", "text"), [("in.jsonl.gz", '{"id": "a", "text": "x"}\n'), ("in.csv.gz", "id,text\na,x")]
)
def test_packed_files_are_read(tmp_path, name, text):
    file = written(tmp_path / name, gzip.compress(text.encode()))
    assert values(read_records(file)) == [{"id": "a", "text": "x"}]


def test_standard_input_is_jsonl(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"id": "a"}\n{"id"}\n')))
    with pytest.raises(BrokenInput, match="standard input, line 2: expected one JSON object"):
        read_records(records_sources.Path("-"))


@pytest.mark.parametrize(
    ("content", "line", "field", "words"),
    [
        ("", 1, None, "at least one record, found none"),
        ("\n \n", 1, None, "at least one record"),
        ('{"id": "a", "text": "x"}\n{"id": "b"', 2, None, "one JSON object on the line"),
        ("[]", 1, None, "one JSON object on the line, found a list"),
        ("3", 1, None, "found a number"),
        ('{"id": "a"}', 1, "text", "expected this field, found id"),
        ("{}", 1, "id", "expected this field, found no fields"),
        ('{"id": "a", "text": null}', 1, "text", "expected a text, found nothing"),
        ('{"id": "a", "text": {"fi": "x"}}', 1, "text", "expected a text, found an object"),
        ('{"id": "a", "text": ["x"]}', 1, "text", "expected a text, found a list"),
        ('{"id": "a", "text": true}', 1, "text", "expected a text, found true or false"),
        ('{"id": "a", "text": NaN}', 1, None, "expected a finite number, found NaN"),
        ('{"id": "a", "text": "x", "n": -Infinity}', 1, None, "found -Infinity"),
        ('{"id": "a", "text": "x", "n": 1e999}', 1, None, "found 1e999"),
        ('{"id": "a", "text": "x", "n": ' + "9" * 5000 + "}", 1, None, "digits"),
        ('{"id": "a", "text": "x", "id": "b"}', 1, None, "each field once, “id”"),
        ('{"id": "a", "text": ' + "[" * 5000, 1, None, "fewer lists and objects within each other"),
        ('{"id": "a", "text": "\\ud800"}', 1, "text", "half of a surrogate pair"),
        ('{"id": "a", "text": "x", "\\udc00": 1}', 1, "\\udc00", "half of a surrogate pair"),
        ('{"id": 1.5, "text": "x"}', 1, "id", "a text or a whole number, found a number"),
        ('{"id": true, "text": "x"}', 1, "id", "found true or false"),
        ('{"id": " ", "text": "x"}', 1, "id", "expected an id, found an empty text"),
        ('{"id": "1", "text": "x"}\n{"id": 1, "text": "y"}', 2, "id", "“1” stands on line 1 too"),
        ('{"id": "ä", "text": "x"}'.encode("latin-1"), 1, None, "UTF-8"),
        ('{"id": "ä", "text": "x"}'.encode("utf-16"), 1, None, "UTF-8"),
    ],
)
def test_broken_jsonl_says_line_field_and_what_was_expected(tmp_path, content, line, field, words):
    error = refused(written(tmp_path / "in.jsonl", content))
    assert (error.line, error.field) == (line, field)
    assert words in error.message
    assert f"line {line}" in error.message


@pytest.mark.parametrize(
    ("content", "line", "field", "words"),
    [
        ("", 1, None, "a row of headings, found none"),
        ("\n\n", 1, None, "a row of headings, found none"),
        ("id,text\n", 1, None, "at least one record"),
        ("id,body\na,x\n", 1, "text", "a column of this name, found id, body"),
        ("id,,text\na,,x\n", 1, None, "a heading in column 2"),
        ("id,text,id\na,x,b\n", 1, "id", "expected this heading once"),
        ("id,text\na,x\nb,y,z\n", 3, None, "expected 2 cells, found 3"),
        ("id,text\na,x\na,y\n", 3, "id", "“a” stands on line 2 too"),
        ('id,text\na,"x\nb,y\n', 2, None, "by the rules of CSV"),
        ('id,text\na,"x"y\n', 2, None, "by the rules of CSV"),
        ("id,text\na,x\x00\n", 2, None, "expected text, found other bytes"),
        ("id,text\nä,x\n".encode("latin-1"), 2, None, "UTF-8"),
        ("id,text\na,x\n".encode("utf-16"), 1, None, "UTF-8"),
    ],
)
def test_broken_csv_says_line_field_and_what_was_expected(tmp_path, content, line, field, words):
    error = refused(written(tmp_path / "in.csv", content))
    assert (error.line, error.field) == (line, field)
    assert words in error.message


def test_lines_and_rows_too_long_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(records_sources, "LONGEST_LINE", 100)
    line = refused(written(tmp_path / "in.jsonl", "{" + " " * 200 + "}"))
    assert (line.line, "at most 100 bytes on a line" in line.message) == (1, True)
    row = refused(written(tmp_path / "in.csv", 'id,text\na,"' + "\n".join(["b" * 30] * 9) + '"'))
    assert (row.line, "at most 100 letters in a row" in row.message) == (2, True)


def test_packed_file_that_would_unpack_to_far_more_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(records_sources, "LEAST_BOMB", 1_000_000)
    file = written(tmp_path / "in.jsonl.gz", gzip.compress(b"\n" * 3_000_000))
    assert "far more than it weighs" in refused(file).message


def test_packed_file_that_is_broken_is_refused(tmp_path):
    whole = gzip.compress(b'{"id": "a", "text": "x"}\n')
    for content in (b"plain", whole[:-9], whole[:15] + b"\xff\xff\xff" + whole[18:]):
        error = refused(written(tmp_path / "in.jsonl.gz", content))
        assert "expected a whole gzip file" in error.message


def test_sheet_that_is_broken_or_too_large_is_refused(tmp_path, monkeypatch):
    file = written(tmp_path / "in.xlsx", b"PK nothing")
    assert "no sound XLSX table" in refused(file).message
    book = Workbook()
    book.active.append(["id", "text"])
    book.active.append([f"c{n}" for n in range(41)])
    book.save(file)
    assert "more than 40 columns" in refused(file).message
    monkeypatch.setattr(records_sources, "LARGEST_FILE", 10)
    assert "at most 10 bytes of XLSX" in refused(file).message


def test_sheet_that_breaks_off_says_the_line(tmp_path, monkeypatch):
    def rows(_path):
        yield ["id", "text"]
        raise records_sources.TableRefused("It breaks off at %(place)s.", place="here")

    monkeypatch.setattr(records_sources, "sheet_rows", rows)
    error = refused(written(tmp_path / "in.xlsx", b""))
    assert (error.line, error.expected) == (2, "It breaks off at here")


@pytest.mark.parametrize("name", ["none.jsonl", "none.csv", "none.xlsx"])
def test_file_that_is_not_there_is_refused(tmp_path, name):
    assert "cannot be read: No such file" in refused(tmp_path / name).message


def test_file_of_another_kind_is_refused(tmp_path):
    assert "ends in .jsonl, .csv or .xlsx" in refused(written(tmp_path / "in.pdf", "x")).message


def test_records_give_texts_numbers_and_lists():
    record = Record(4, {"t": "x", "i": 3, "f": " 0,5", "s": "2.5", "n": 1.5, "e": ""}, "in.csv")
    assert (record.text("t"), record.text("i"), record.text("none", "fi")) == ("x", "3", "fi")
    assert (record.number("s"), record.number("n"), record.number("i")) == (2.5, 1.5, 3.0)
    assert (record.number("e", 7), record.number("none", 7)) == (7, 7)
    lists = Record(
        4, {"l": [1], "c": ' ["a"]', "e": "", "bad": "[1", "t": "x", "b": True}, "in.csv"
    )
    assert [lists.listed(name) for name in ("l", "c", "e", "none")] == [[1], ["a"], [], []]
    for read, words in (
        (lambda: record.text("none"), "line 4, field none: expected a text, found nothing"),
        (lambda: lists.text("l"), "expected a text, found a list"),
        (lambda: record.number("f"), "expected a number, found “ 0,5”"),
        (lambda: lists.number("b"), "expected a number, found true or false"),
        (lambda: lists.listed("bad"), r"expected a list in JSON \(Expecting"),
        (lambda: lists.listed("t"), "expected a list, found a text"),
    ):
        with pytest.raises(BrokenInput, match=words):
            read()


def test_reading_needs_no_settings(tmp_path):
    """Refusals of sheets too are told without a catalogue of translations."""
    written(tmp_path / "in.xlsx", b"PK nothing")
    program = (
        "import sys; from pathlib import Path; from kytkin.cli.records import read_records\n"
        "try: read_records(Path(sys.argv[1]))\n"
        "except Exception as error: print(error.message)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "in.xlsx")]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env={})
    assert "no sound XLSX table" in said.stdout


def test_records_need_no_id_and_escaped_letters_are_whole_ones(tmp_path):
    file = written(tmp_path / "in.jsonl", '{"text": "\\u00e4\\ud83d\\ude00"}\n{"text": "y"}')
    assert values(read_records(file, required=["text"])) == [{"text": "ä😀"}, {"text": "y"}]
