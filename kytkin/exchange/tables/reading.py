"""Reading a table from CSV or XLSX with limits, so that a hostile file is refused at once."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _

from kytkin.exchange.tables.problems import TableRefused

LARGEST_FILE: Final = 20_000_000
LARGEST_UNPACKED: Final = 120_000_000
MOST_RATIO: Final = 150
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 20_000
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of text; the first row has number 2, as people count in a sheet."""

    headings: list[str]
    rows: list[list[str]]


def read_table(path: Path, *, name: str = "") -> Table:
    """The table in the file; raises TableRefused with what to do. `name` is the file's own name."""
    shown = Path(name or path.name).name
    suffix = Path(shown).suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise TableRefused(
            _("%(name)s is neither .csv nor .xlsx. Save the table as one of these.")
            % {"name": shown}
        )
    if path.stat().st_size > LARGEST_FILE:
        raise TableRefused(
            _("%(name)s is larger than 20 MB. Split it into smaller tables.") % {"name": shown}
        )
    lines = _xlsx_rows(path) if suffix == ".xlsx" else _csv_rows(path)
    return _limited(lines)


def _limited(lines: Iterator[list[str]]) -> Table:
    headings: list[str] | None = None
    rows: list[list[str]] = []
    for line in lines:
        if len(line) > MOST_COLUMNS:
            raise TableRefused(
                _("The table has more than %(most)d columns. Remove those that are not needed.")
                % {"most": MOST_COLUMNS}
            )
        if any(len(cell) > LONGEST_CELL for cell in line):
            raise TableRefused(
                _("A cell has more than %(most)d letters. Shorten it.") % {"most": LONGEST_CELL}
            )
        if headings is None:
            headings = [cell.strip().lower() for cell in line]
            continue
        rows.append(line)
        if len(rows) > MOST_ROWS:
            raise TableRefused(
                _("The table has more than %(most)d rows. Split it into smaller tables.")
                % {"most": MOST_ROWS}
            )
    if headings is None or not any(headings):
        raise TableRefused(_("The table is empty. Begin from an exported table."))
    while headings and not headings[-1]:
        headings.pop()
    return Table(headings, rows)


def _csv_rows(path: Path) -> Iterator[list[str]]:
    content = path.read_bytes()
    if b"\x00" in content[:4096]:
        raise TableRefused(_("The file is no text. Save the table as CSV UTF-8 or XLSX."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise TableRefused(
            _("The letters on row %(row)d are not UTF-8. Save the table as “CSV UTF-8”.")
            % {"row": row}
        ) from error
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    csv.field_size_limit(LONGEST_CELL * 8)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [restored(cell) for cell in line]
    except csv.Error as error:
        raise TableRefused(
            _("The file breaks the rules of CSV: %(error)s. Save it again as CSV UTF-8.")
            % {"error": error}
        ) from error


def _xlsx_rows(path: Path) -> Iterator[list[str]]:
    _refuse_bomb(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except TableRefused:
        raise
    except (
        DefusedXmlException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError,
        TypeError, AttributeError,
    ) as error:  # fmt: skip
        raise TableRefused(
            _("The file is no sound XLSX table. Open it in your program and save it again.")
        ) from error
    try:
        sheet = book.worksheets[0]
        for cells in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
            yield _trimmed([_as_text(value) for value in cells])
    except (DefusedXmlException, KeyError, ValueError, SyntaxError, IndexError) as error:
        raise TableRefused(
            _("The file is no sound XLSX table. Open it in your program and save it again.")
        ) from error
    finally:
        book.close()


def _refuse_bomb(path: Path) -> None:
    """Refuse a package that would unpack to far more than it weighs."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except zipfile.BadZipFile as error:
        raise TableRefused(
            _("The file is no sound XLSX table. Open it in your program and save it again.")
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > LARGEST_UNPACKED or (unpacked > 1_000_000 and unpacked / packed > MOST_RATIO):
        raise TableRefused(
            _("The file would unpack to far more than it weighs, so it was not opened.")
        )


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return restored(str(value))


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; `restored` undoes it."""
    return f"'{cell}" if cell.startswith((*FORMULA_SIGNS, "'")) else cell


def restored(cell: str) -> str:
    """The text as it was before `harmless`."""
    return cell[1:] if cell.startswith("'") else cell
