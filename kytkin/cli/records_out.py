"""Writing records: JSONL, CSV or XLSX, whole or not at all."""

from __future__ import annotations

import codecs
import csv
import gzip
import json
import math
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, Protocol

import click
from openpyxl import Workbook

from kytkin.exchange.tables.reading import harmless
from kytkin.exchange.tables.sheet_parts import escaped

LONGEST_SHEET_CELL: Final = 32_767
MOST_SHEET_ROWS: Final = 1_048_576
IN_MEMORY: Final = 16_000_000


class Writer(Protocol):
    """Takes records one by one."""

    def write(self, record: Mapping[str, object]) -> None:
        """Write the record: its fields in the order given to `writing`, no others."""


class CannotWrite(click.ClickException):
    """The output cannot be written there, or not in this form."""

    exit_code = 2


@contextmanager
def writing(path: Path, fields: Sequence[str]) -> Iterator[Writer]:
    """A writer of records with these fields, by the file's ending; `-` is standard output (JSONL).

    Endings: .jsonl, .ndjson, .csv, .tsv (each also with .gz) and .xlsx. The file appears when the
    block has ended well; on any error nothing is left behind and an older file stays as it was.
    In tables, lists and objects stand as JSON text and no cell runs as a formula. Raises
    CannotWrite, and ValueError for a field that is not in `fields` or a number that is not finite.
    """
    _refuse_unknown(path)
    with whole_file(path) as stream:
        ending = "" if str(path) == "-" or _is_device(path) else path.name.lower()
        if ending.endswith(".gz"):
            packed = gzip.GzipFile(filename="", fileobj=stream, mode="wb", mtime=0)
            with packed:
                writer = _writer(ending.removesuffix(".gz"), packed, fields)
                yield writer
                writer.close()
        else:
            writer = _writer(ending, stream, fields)
            yield writer
            writer.close()


def _is_device(path: Path) -> bool:
    """Such as /dev/null: nothing that another file could take the place of."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A stream whose bytes reach the path only when all is written; `-` is standard output.

    On any error nothing is left behind and an older file stays as it was. Raises CannotWrite.
    """
    if str(path) == "-":
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as spool:
            yield spool
            spool.seek(0)
            shutil.copyfileobj(spool, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    if _is_device(path):
        with path.open("wb") as device:
            yield device
        return
    if path.is_dir():
        raise CannotWrite(f"{path}: expected a file, found a folder.")
    target = path.resolve()
    part = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}.part")
    try:
        stream = part.open("xb")
    except OSError as error:
        raise CannotWrite(f"{path}: cannot be written: {error.strerror}.") from error
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError as error:
        if error.filename not in (None, str(part)):  # another file's trouble
            raise
        raise CannotWrite(f"{path}: cannot be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)


def _refuse_unknown(path: Path) -> None:
    if str(path) == "-" or _is_device(path) or path.is_dir():
        return
    name = path.name.lower()
    known = (".jsonl", ".ndjson", ".csv", ".tsv")
    if not name.removesuffix(".gz").endswith(known) and not name.endswith(".xlsx"):
        raise CannotWrite(f"{path}: expected a name that ends in .jsonl, .csv or .xlsx.")


def _writer(ending: str, stream: Any, fields: Sequence[str]) -> _Jsonl | _Csv | _Xlsx:
    if ending.endswith(".xlsx"):
        return _Xlsx(stream, fields)
    if ending.endswith((".csv", ".tsv")):
        return _Csv(stream, fields, "\t" if ending.endswith(".tsv") else ",")
    return _Jsonl(stream, fields)


def _known(record: Mapping[str, object], fields: Sequence[str]) -> None:
    unknown = [name for name in record if name not in fields]
    if unknown:
        raise ValueError(f"no such field: {', '.join(unknown)}")


def as_json(value: object) -> str:
    """One line of JSON; the same value gives the same letters. ValueError for NaN and infinity."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


class _Jsonl:
    def __init__(self, stream: IO[bytes], fields: Sequence[str]) -> None:
        self.stream, self.fields = stream, fields

    def write(self, record: Mapping[str, object]) -> None:
        _known(record, self.fields)
        line = as_json({name: record[name] for name in self.fields if name in record})
        self.stream.write(line.encode() + b"\n")

    def close(self) -> None:
        """Nothing is kept back."""


def _cell(value: object) -> str | int | float:
    """A value as a table holds it: texts harmless, numbers as they are, the rest as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise ValueError("not a finite number")
        return value
    return as_json(value)


class _Encoded:
    """What the CSV writer writes to: letters in, UTF-8 out."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        return self.stream.write(text.encode())


class _Csv:
    def __init__(self, stream: IO[bytes], fields: Sequence[str], delimiter: str) -> None:
        self.fields = fields
        # The mark lets spreadsheet programs know the letters.
        stream.write(codecs.BOM_UTF8)
        self.rows = csv.writer(_Encoded(stream), delimiter=delimiter)
        self.rows.writerow([harmless(name) for name in fields])

    def write(self, record: Mapping[str, object]) -> None:
        _known(record, self.fields)
        self.rows.writerow([_cell(record.get(name)) for name in self.fields])

    def close(self) -> None:
        """Nothing is kept back."""


class _Xlsx:
    """Keeps its rows until the end: a book left half written would complain when taken away."""

    def __init__(self, stream: IO[bytes], fields: Sequence[str]) -> None:
        self.stream, self.fields = stream, fields
        self.rows: list[list[str | int | float]] = [[harmless(name) for name in fields]]

    def write(self, record: Mapping[str, object]) -> None:
        _known(record, self.fields)
        cells = [_cell(record.get(name)) for name in self.fields]
        shown = [escaped(cell) if isinstance(cell, str) else cell for cell in cells]
        self.rows.append(shown)
        if len(self.rows) > MOST_SHEET_ROWS:
            raise CannotWrite(f"A sheet holds {MOST_SHEET_ROWS} rows: write .jsonl or .csv.")
        for name, cell in zip(self.fields, shown, strict=True):
            if isinstance(cell, str) and len(cell) > LONGEST_SHEET_CELL:
                raise CannotWrite(
                    f"Row {len(self.rows)}, field {name}: a cell of a sheet holds "
                    f"{LONGEST_SHEET_CELL} letters: write .jsonl or .csv."
                )

    def close(self) -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Kytkin")
        sheet.freeze_panes = "A2"
        for row in self.rows:
            sheet.append(row)
        book.save(self.stream)
