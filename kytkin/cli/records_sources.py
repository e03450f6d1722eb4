"""Opening records: lines of text and rows of tables, with limits, or a clear refusal."""

from __future__ import annotations

import csv
import gzip
import json
import math
import sys
import zlib
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import IO, Any, Final, NoReturn

import click

from kytkin.exchange.tables.limits import LARGEST_FILE
from kytkin.exchange.tables.problems import TableRefused
from kytkin.exchange.tables.reading import restored
from kytkin.exchange.tables.sheets import MOST_RATIO, sheet_rows

LONGEST_LINE: Final = 4_000_000
# Text seldom packs tighter than 1 to 30; a small file may.
LEAST_BOMB: Final = 50_000_000
NAMES: Final = {
    bool: "true or false", str: "a text", dict: "an object", list: "a list",
    int: "a number", float: "a number", type(None): "nothing",
}  # fmt: skip


class BrokenInput(click.ClickException):
    """A file that cannot be used: says file, line, field and what was expected."""

    exit_code = 2

    def __init__(
        self, source: str, expected: str, *, line: int | None = None, field: str | None = None
    ) -> None:
        self.source, self.expected, self.line, self.field = source, expected, line, field
        place = [source]
        if line is not None:
            place.append(f"line {line}")
        if field is not None:
            place.append(f"field {field}")
        super().__init__(f"{', '.join(place)}: {expected}.")


def named(value: object) -> str:
    """The kind of a JSON value, in words."""
    return NAMES[type(value)]


def lines_of(path: Path, source: str) -> Iterator[tuple[int, str]]:
    """The lines of a UTF-8 text with their numbers; a byte order mark is left out."""
    try:
        with _opened(path) as stream:
            packed = path.stat().st_size if path.suffix.lower() == ".gz" else None
            yield from _decoded(stream, source, packed)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BrokenInput(source, f"expected a whole gzip file ({error})") from error
    except OSError as error:
        raise BrokenInput(source, f"cannot be read: {error.strerror or error}") from error


def _opened(path: Path) -> BufferedIOBase | IO[bytes]:
    if str(path) == "-":
        return sys.stdin.buffer
    if path.suffix.lower() == ".gz":
        return gzip.open(path, "rb")
    return path.open("rb")


def _decoded(
    stream: BufferedIOBase | IO[bytes], source: str, packed: int | None
) -> Iterator[tuple[int, str]]:
    number = total = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        total += len(line)
        if len(line) > LONGEST_LINE:
            expected = f"expected at most {LONGEST_LINE} bytes on a line, found more"
            raise BrokenInput(source, expected, line=number)
        if packed is not None and total > LEAST_BOMB and total > MOST_RATIO * packed:
            expected = "would unpack to far more than it weighs, so the rest was not read"
            raise BrokenInput(source, expected, line=number)
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            expected = f"expected letters in UTF-8, found another encoding at byte {error.start}"
            raise BrokenInput(source, expected, line=number) from None
        yield number, text


def table_rows(path: Path, source: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV or XLSX table with the line that each begins at."""
    if path.suffix.lower() == ".xlsx":
        return _sheet(path, source)
    return _csv(path, source)


def _sheet(path: Path, source: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        if path.stat().st_size > LARGEST_FILE:
            expected = f"expected at most {LARGEST_FILE} bytes of XLSX; write JSONL or CSV instead"
            raise BrokenInput(source, expected)
        for number, cells in enumerate(sheet_rows(path), start=1):
            yield number, [restored(cell) for cell in cells]
    except TableRefused as error:
        place = number + 1 if number else None
        raise BrokenInput(source, error.in_english.rstrip("."), line=place) from error
    except OSError as error:
        raise BrokenInput(source, f"cannot be read: {error.strerror or error}") from error


class _Lines:
    """Lines for the CSV reader; knows where the row began and how long it is by now."""

    def __init__(self, path: Path, source: str) -> None:
        self.source = source
        self.lines = lines_of(path, source)
        self.begun = self.letters = 0

    def __iter__(self) -> Iterator[str]:
        for number, text in self.lines:
            self.begun = self.begun or number
            self.letters += len(text)
            if "\x00" in text:
                raise BrokenInput(self.source, "expected text, found other bytes", line=number)
            if self.letters > LONGEST_LINE:
                expected = f"expected at most {LONGEST_LINE} letters in a row, found more"
                raise BrokenInput(self.source, expected, line=self.begun)
            yield text

    def next_row(self) -> int:
        """The line where the row just read began."""
        begun, self.begun, self.letters = self.begun, 0, 0
        return begun


def _csv(path: Path, source: str) -> Iterator[tuple[int, list[str]]]:
    first = next(lines_of(path, source), (1, ""))[1]
    delimiter = max((",", ";", "\t"), key=first.count)
    lines = _Lines(path, source)
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))  # of the process: only raised
    try:
        for row in csv.reader(lines, delimiter=delimiter, strict=True):
            yield lines.next_row(), [restored(cell) for cell in row]
    except csv.Error as error:
        expected = f"expected cells by the rules of CSV ({error})"
        raise BrokenInput(source, expected, line=max(1, lines.begun)) from None


def parsed(text: str) -> Any:
    """A JSON text (RFC 8259) without what JSON does not know; raises ValueError with the reason."""
    try:
        value = json.loads(
            text, parse_constant=_no_number, parse_float=finite, object_pairs_hook=_each_once
        )
    except RecursionError:
        raise ValueError("expected fewer lists and objects within each other") from None
    return value


def finite(text: str) -> float:
    """The number; raises ValueError for what is none, or lies beyond all numbers."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"expected a finite number, found {text[:40]}")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"expected a finite number, found {name}")


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"expected each field once, “{twice[:80]}” stands twice")
    return values
