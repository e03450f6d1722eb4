"""The matrix as rows and as a spreadsheet: the same whole cents and hundredths as on the page."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from kytkin.exchange.tables.reading import harmless
from kytkin.exchange.tables.sheet_parts import escaped
from kytkin.steering.amounts import decimal_of
from kytkin.steering.matrix import Matrix, Stage

ABOUT: Final = ("branch", "organisation", "organisation_name", "goal", "goal_title", "year")
Key = tuple[str, str, str, str, str, int]

__all__ = ["matrix_rows", "matrix_sheet"]


def matrix_rows(
    sheets: Mapping[tuple[int, Stage], Matrix], stages: Sequence[Stage]
) -> list[list[Any]]:
    """A heading row, then a row for each filled cell of each year; amounts as Decimal."""
    cells: dict[Key, dict[Stage, tuple[int, int]]] = defaultdict(dict)
    for (year, stage), matrix in sheets.items():
        for row, agency in enumerate(matrix.agencies):
            branch = agency.branch.short_code if agency.branch else ""
            for column, goal in enumerate(matrix.goals):
                amounts = int(matrix.cents[row, column]), int(matrix.time[row, column])
                if any(amounts):
                    key = (branch, agency.code, str(agency.name), goal.code, str(goal.title), year)
                    cells[key][stage] = amounts
    heading = [*ABOUT, *(f"{one}_{unit}" for one in stages for unit in ("eur", "person_years"))]
    rows: list[list[Any]] = [heading]
    for key in sorted(cells, key=lambda key: (key[5], key[0], key[1], key[3])):
        amounts_of = [cells[key].get(stage, (0, 0)) for stage in stages]
        texts = [harmless(cell) if isinstance(cell, str) else cell for cell in key]
        rows.append([*texts, *(decimal_of(one) for pair in amounts_of for one in pair)])
    return rows


def matrix_sheet(rows: Sequence[Sequence[Any]]) -> bytes:
    """XLSX: the rows, and the sums by organisation, by goal and by year."""
    heading, facts = rows[0], rows[1:]
    amounts = range(len(ABOUT), len(heading))
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "matrix"
    _write(first, heading, facts)
    for name in ("organisation", "goal", "year"):
        place = ABOUT.index(name)
        sums: dict[Any, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(amounts))
        for row in facts:
            sums[row[place]] = [
                was + row[column] for was, column in zip(sums[row[place]], amounts, strict=True)
            ]
        together = [sum((row[column] for row in facts), Decimal(0)) for column in amounts]
        lines = [[key, *sums[key]] for key in sorted(sums)] + [["*", *together]]
        _write(book.create_sheet(f"by {name}"), [name, *heading[len(ABOUT) :]], lines)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write(sheet: Worksheet, heading: Sequence[Any], rows: Sequence[Sequence[Any]]) -> None:
    sheet.append(list(heading))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([escaped(cell) if isinstance(cell, str) else cell for cell in row])
    sheet.freeze_panes = "A2"
