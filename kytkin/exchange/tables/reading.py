"""Reading a table from CSV or XLSX with limits, so that a hostile file is refused at once."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from kytkin.exchange.tables.limits import (
    LARGEST_FILE,
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
)
from kytkin.exchange.tables.problems import TableRefused
from kytkin.exchange.tables.problems import marked as _
from kytkin.exchange.tables.sheet_parts import too_many_columns, too_many_rows
from kytkin.exchange.tables.sheets import sheet_rows

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
            _("%(name)s is neither .csv nor .xlsx. Save the table as one of these."), name=shown
        )
    if path.stat().st_size > LARGEST_FILE:
        raise TableRefused(
            _("%(name)s is larger than 20 MB. Split it into smaller tables."), name=shown
        )
    return _limited(_sheet_rows(path) if suffix == ".xlsx" else _csv_rows(path))


def _sheet_rows(path: Path) -> Iterator[list[str]]:
    return ([restored(cell) for cell in row] for row in sheet_rows(path))


def _limited(lines: Iterator[list[str]]) -> Table:
    headings: list[str] | None = None
    rows: list[list[str]] = []
    cells = 0
    for line in lines:
        if len(line) > MOST_COLUMNS:
            raise too_many_columns()
        if any(len(cell) > LONGEST_CELL for cell in line):
            raise TableRefused(
                _("A cell has more than %(most)d letters. Shorten it."), most=LONGEST_CELL
            )
        if headings is None:
            headings = [cell.strip().lower() for cell in line]
            continue
        rows.append(line)
        cells += len(line)
        if cells > MOST_CELLS:
            raise TableRefused(
                _("The table has more than %(most)d cells. Split it into smaller tables."),
                most=MOST_CELLS,
            )
        if len(rows) > MOST_ROWS:
            raise too_many_rows()
    if headings is None or not any(headings):
        raise TableRefused(_("The table is empty. Begin from an exported table."))
    while headings and not headings[-1]:
        headings.pop()
    return Table(headings, rows)


def _csv_rows(path: Path) -> Iterator[list[str]]:
    _refuse_other_letters(path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        first = stream.readline(LONGEST_ROW)
        delimiter = max((",", ";", "\t"), key=first.count)
        stream.seek(0)
        lines = _Lines(stream)
        csv.field_size_limit(
            max(csv.field_size_limit(), LONGEST_ROW)
        )  # of the process: only raised
        try:
            for row in csv.reader(lines, delimiter=delimiter, strict=True):
                lines.letters = 0
                yield [restored(cell) for cell in row]
        except csv.Error as error:
            raise TableRefused(
                _("The file breaks the rules of CSV: %(error)s. Save it again as CSV UTF-8."),
                error=error,
            ) from error


def _refuse_other_letters(path: Path) -> None:
    content = path.read_bytes()
    if b"\x00" in content:
        raise TableRefused(_("The file is no text. Save the table as CSV UTF-8 or XLSX."))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise TableRefused(
            _("The letters on row %(row)d are not UTF-8. Save the table as “CSV UTF-8”."), row=row
        ) from error


class _Lines:
    """The lines of a file, as long as those of one row stay within the limit."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.letters = 0

    def __iter__(self) -> Iterator[str]:
        while line := self.stream.readline(LONGEST_ROW):
            self.letters += len(line)
            if self.letters >= LONGEST_ROW:
                raise TableRefused(
                    _("A row has more than %(most)d letters. Check that the file is a table."),
                    most=LONGEST_ROW,
                )
            yield line


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; `restored` undoes it."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA_SIGNS) else cell


def restored(cell: str) -> str:
    """The text as it was before `harmless`; an apostrophe before other text is its own."""
    is_made_harmless = cell[:1] == "'" and cell.lstrip("'").startswith(FORMULA_SIGNS)
    return cell[1:] if is_made_harmless else cell
