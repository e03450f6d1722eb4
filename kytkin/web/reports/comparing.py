"""What differs between two frozen reports: cell by cell, by table and row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Place = tuple[str, str, str]
"""The table's caption or the name of a fact, the row's first cell, the column."""


@dataclass(frozen=True, slots=True)
class ReportDifference:
    table: str
    row: str
    column: str
    before: str
    after: str


def report_differences(
    before: Mapping[str, Any], after: Mapping[str, Any], language: str
) -> list[ReportDifference]:
    """In the order of the later report; what only the earlier one had comes last."""
    was, is_now = _cells(before, language), _cells(after, language)
    places = [*is_now, *(place for place in was if place not in is_now)]
    return [
        ReportDifference(*place, was.get(place, ""), is_now.get(place, ""))
        for place in places
        if was.get(place, "") != is_now.get(place, "")
    ]


def _cells(content: Mapping[str, Any], language: str) -> dict[Place, str]:
    cells: dict[Place, str] = {}
    for block in content["words"][language]["blocks"]:
        if block["is"] == "facts":
            for row in block["rows"]:
                cells[row["label"], "", ""] = row["text"]
        elif block["is"] == "table":
            for row in block["rows"]:
                first = row[0]["text"]
                for column, cell in zip(block["columns"][1:], row[1:], strict=True):
                    cells[block["caption"], first, column] = cell["text"]
        elif block["is"] == "paragraph" and block["lead"]:
            cells[block["lead"], "", ""] = block["text"]
    return cells
