"""Writing a table to CSV, XLSX or JSON lines; no cell can run as a formula."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from openpyxl import Workbook

from kytkin.exchange.tables.problems import TableRefused
from kytkin.exchange.tables.reading import harmless
from kytkin.exchange.tables.sheet_parts import escaped

Progress = Callable[[int], None]


def write_table(rows: Iterable[list[str]], target: Path, *, progress: Progress) -> int:
    """Write the rows (headings first) by the file's ending; gives the rows without headings."""
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx, ".jsonl": _write_jsonl}
    writer = writers.get(target.suffix.lower())
    if writer is None:
        raise TableRefused("%(name)s ends in neither .csv, .xlsx nor .jsonl.", name=target.name)
    return writer(rows, target, progress) - 1


def _write_csv(rows: Iterable[list[str]], target: Path, progress: Progress) -> int:
    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.writer(lines)
        for row in rows:
            writer.writerow([harmless(cell) for cell in row])
            progress(1)
            count += 1
    return count


def _write_xlsx(rows: Iterable[list[str]], target: Path, progress: Progress) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Kytkin")
    sheet.freeze_panes = "A2"
    count = 0
    for row in rows:
        sheet.append([escaped(harmless(cell)) for cell in row])
        progress(1)
        count += 1
    book.save(target)
    return count


def _write_jsonl(rows: Iterable[list[str]], target: Path, progress: Progress) -> int:
    count = 0
    headings: list[str] = []
    with target.open("w", encoding="utf-8") as lines:
        for count, row in enumerate(rows, start=1):
            if count == 1:
                headings = row
            else:
                lines.write(json.dumps(dict(zip(headings, row, strict=True)), ensure_ascii=False))
                lines.write("\n")
            progress(1)
    return count
