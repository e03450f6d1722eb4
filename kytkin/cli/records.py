"""Records in and out for commands that need no database: JSONL, CSV and XLSX.

`read_records` reads a whole file or refuses it, saying file, line, field and what was expected;
`writing` writes one whole or leaves nothing behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kytkin.cli.records_out import CannotWrite, Writer, whole_file, writing
from kytkin.cli.records_sources import BrokenInput, finite, lines_of, named, parsed, table_rows

__all__ = [
    "BrokenInput", "CannotWrite", "Record", "Writer", "read_records", "whole_file", "writing",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file: the line it begins at (1 is the first) and its fields.

    Tables give every value as text; JSONL gives what JSON holds.
    """

    line: int
    values: Mapping[str, object]
    source: str = ""

    @property
    def id(self) -> str:
        """The field `id` as text; records of a file have different ones."""
        return self.text("id")

    def text(self, field: str, default: str | None = None) -> str:
        """The field as text; without it `default`, or BrokenInput when there is none."""
        value = self.values.get(field)
        if isinstance(value, str):
            return value
        if value is None and default is not None:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        raise self.broken(field, f"expected a text, found {named(value)}")

    def number(self, field: str, default: float | None = None) -> float:
        """The field as a finite number, also from a table's cell; raises BrokenInput."""
        value = self.values.get(field)
        if (value is None or value == "") and default is not None:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        if isinstance(value, str):
            try:
                return finite(value.strip())
            except ValueError:
                raise self.broken(field, f"expected a number, found “{value[:40]}”") from None
        raise self.broken(field, f"expected a number, found {named(value)}")

    def listed(self, field: str) -> list[object]:
        """The field as a list; in a cell of a table it stands as JSON text. Absent: empty."""
        value = self.values.get(field)
        if value is None or value == "":
            return []
        if isinstance(value, str) and value.lstrip().startswith("["):
            try:
                value = parsed(value)
            except ValueError as error:
                raise self.broken(field, f"expected a list in JSON ({error})") from None
        if not isinstance(value, list):
            raise self.broken(field, f"expected a list, found {named(value)}")
        return value

    def broken(self, field: str, expected: str) -> BrokenInput:
        """The error that says what was expected of a field of this record."""
        return BrokenInput(self.source, expected, line=self.line, field=field)


def read_records(path: Path, *, required: Sequence[str] = ()) -> list[Record]:
    """All records of a .jsonl, .ndjson, .csv, .tsv or .xlsx file, the first four also as .gz.

    `-` is standard input, as JSONL. Each record must have every `required` field, with a text or
    a number; `id`, where there is one, must be a text or a whole number that no other record has.
    Raises BrokenInput, which ends a command with exit code 2.
    """
    source = "standard input" if str(path) == "-" else str(path)
    records = []
    first: dict[str, int] = {}
    for record in _records(path, source, required):
        for field in required:
            _check_required(record, field)
        if "id" in record.values:
            _check_id(record, first)
        records.append(record)
    if not records:
        raise BrokenInput(source, "expected at least one record, found none", line=1)
    return records


def _check_required(record: Record, field: str) -> None:
    value = record.values.get(field)
    if field not in record.values:
        found = ", ".join(record.values) or "no fields"
        raise record.broken(field, f"expected this field, found {found[:200]}")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise record.broken(field, f"expected a text, found {named(value)}")


def _check_id(record: Record, first: dict[str, int]) -> None:
    value = record.values["id"]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise record.broken("id", f"expected a text or a whole number, found {named(value)}")
    if not str(value).strip():
        raise record.broken("id", "expected an id, found an empty text")
    before = first.setdefault(str(value), record.line)
    if before != record.line:
        shown = str(value)[:80]
        raise record.broken("id", f"expected a new id, “{shown}” stands on line {before} too")


def _records(path: Path, source: str, required: Sequence[str]) -> Iterator[Record]:
    ending = path.name.lower().removesuffix(".gz")
    if source == "standard input" or ending.endswith((".jsonl", ".ndjson")):
        for line, text in lines_of(path, source):
            if text.strip():
                yield Record(line, _object(text, source, line), source)
    elif ending.endswith((".csv", ".tsv", ".xlsx")):
        yield from _table_records(path, source, required)
    else:
        raise BrokenInput(source, "expected a file that ends in .jsonl, .csv or .xlsx")


def _object(text: str, source: str, line: int) -> Mapping[str, object]:
    """One line of JSONL."""
    try:
        value = parsed(text)
    except json.JSONDecodeError as error:
        expected = f"expected one JSON object on the line: {error.msg} at letter {error.colno}"
        raise BrokenInput(source, expected, line=line) from None
    except ValueError as error:
        raise BrokenInput(source, str(error), line=line) from None
    if not isinstance(value, dict):
        expected = f"expected one JSON object on the line, found {named(value)}"
        raise BrokenInput(source, expected, line=line)
    if "\\u" in text:
        _refuse_half_letters(value, source, line)
    return value


def _refuse_half_letters(values: Mapping[str, object], source: str, line: int) -> None:
    """Half of a surrogate pair (RFC 8259, section 8.2) could not be written out again."""
    for field, value in values.items():
        try:
            json.dumps({field: value}, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            expected = "expected whole letters, found half of a surrogate pair (\\ud800–\\udfff)"
            shown = field.encode("ascii", "backslashreplace").decode()
            raise BrokenInput(source, expected, line=line, field=shown) from None


def _table_records(path: Path, source: str, required: Sequence[str]) -> Iterator[Record]:
    rows = table_rows(path, source)
    line, headings = next(rows, (1, []))
    headings = [heading.strip() for heading in headings]
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise BrokenInput(source, "expected a row of headings, found none", line=line)
    for place, heading in enumerate(headings, start=1):
        if not heading:
            raise BrokenInput(source, f"expected a heading in column {place}", line=line)
        if heading in headings[: place - 1]:
            raise BrokenInput(source, "expected this heading once", line=line, field=heading)
    for field in required:
        if field not in headings:
            expected = f"expected a column of this name, found {', '.join(headings)[:200]}"
            raise BrokenInput(source, expected, line=line, field=field)
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(headings) :]):
            expected = f"expected {len(headings)} cells, found {len(cells)}"
            raise BrokenInput(source, expected, line=line)
        padded = [*cells, *[""] * (len(headings) - len(cells))]
        yield Record(line, dict(zip(headings, padded, strict=False)), source)
