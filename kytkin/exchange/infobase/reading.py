"""Reading InfoBase's programmes; every number exactly as written, every fault with its line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from kytkin.common.errors import KytkinError

LONGEST_LINE: Final = 200_000
MOST_LINES: Final = 20_000
LAST_YEAR: Final = 2025
"""The fiscal year that ended in March of this year is the file's “last year” (see docs/data.md)."""
SPENT: Final = {
    "pa_last_year_5_exp": LAST_YEAR - 4, "pa_last_year_4_exp": LAST_YEAR - 3,
    "pa_last_year_3_exp": LAST_YEAR - 2, "pa_last_year_2_exp": LAST_YEAR - 1,
    "pa_last_year_exp": LAST_YEAR,
}  # fmt: skip
PLANNED: Final = {
    "pa_last_year_planned": LAST_YEAR, "planning_year_1": LAST_YEAR + 1,
    "planning_year_2": LAST_YEAR + 2, "planning_year_3": LAST_YEAR + 3,
}  # fmt: skip
YEARS: Final = range(LAST_YEAR - 4, LAST_YEAR + 4)
UNTAGGED: Final = "NOTAG"


class InfoBaseFaulty(KytkinError):
    """A line of the file is not what InfoBase writes; nothing is loaded."""

    code = "infobase_faulty"


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme; amounts by year in cents and in hundredths of full-time equivalents.

    Spending may be negative (recoveries); `tags` are the horizontal groupings it belongs to.
    """

    id: str
    department: str
    department_name: str
    tags: tuple[str, ...]
    spent_cents: Mapping[int, int]
    planned_cents: Mapping[int, int]
    actual_time: Mapping[int, int]
    planned_time: Mapping[int, int]


def read_programmes(path: Path) -> list[Programme]:
    """All programmes of the file in its order. Raises `InfoBaseFaulty` with line and field."""
    found: list[Programme] = []
    seen: set[str] = set()
    for number, line in _lines(path):
        programme = _programme(number, line)
        if programme.id in seen:
            raise InfoBaseFaulty(f"Line {number}: the programme {programme.id} stands twice.")
        seen.add(programme.id)
        found.append(programme)
    if not found:
        raise InfoBaseFaulty(f"{path.name} holds no programme.")
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            number = 0
            while line := stream.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE or number > MOST_LINES:
                    raise InfoBaseFaulty(f"Line {number}: the file or the line is too long.")
                if line.strip():
                    yield number, line
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InfoBaseFaulty(f"{path.name} is no gzip file of JSON lines: {error}") from error


def _programme(number: int, line: str) -> Programme:
    try:
        row = json.loads(line, parse_float=Decimal, parse_int=Decimal)
    except json.JSONDecodeError as error:
        raise InfoBaseFaulty(f"Line {number}: no JSON ({error}).") from error
    if not isinstance(row, dict):
        raise InfoBaseFaulty(f"Line {number}: no JSON object.")
    texts: dict[str, str] = {}
    for name in ("id", "dept", "dept_en"):
        text = row.get(name)
        if not isinstance(text, str) or not text.strip():
            raise InfoBaseFaulty(f"Line {number}, {name}: the text is missing.")
        texts[name] = text.strip()
    tags = row.get("tags")
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag for tag in tags):
        raise InfoBaseFaulty(f"Line {number}, tags: a list of codes is expected.")
    spend, fte = row.get("spend") or {}, row.get("fte") or {}
    people = {name.removesuffix("_exp"): year for name, year in SPENT.items()}
    return Programme(
        id=texts["id"], department=texts["dept"], department_name=texts["dept_en"],
        tags=tuple(sorted(set(tags))) or (UNTAGGED,),
        spent_cents=_amounts(number, "spend", spend, SPENT),
        planned_cents=_amounts(number, "spend", spend, PLANNED),
        actual_time=_amounts(number, "fte", fte, people),
        planned_time=_amounts(number, "fte", fte, PLANNED),
    )  # fmt: skip


def _amounts(number: int, part: str, row: Any, years: Mapping[str, int]) -> dict[int, int]:
    """Whole hundredths by year; what is missing is nothing."""
    if not isinstance(row, dict):
        raise InfoBaseFaulty(f"Line {number}, {part}: amounts by year are expected.")
    found = {}
    for name, year in years.items():
        value = row.get(name)
        if value is None:
            continue
        if not isinstance(value, Decimal) or not value.is_finite() or value != round(value, 2):
            raise InfoBaseFaulty(
                f"Line {number}, {part}.{name}: {value} is no amount with at most two decimals."
            )
        if part == "fte" and value < 0:
            raise InfoBaseFaulty(f"Line {number}, {part}.{name}: {value} people are negative.")
        found[year] = int(value * 100)
    return found
