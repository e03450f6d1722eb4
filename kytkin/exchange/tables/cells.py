"""Reading cells of a row: each reader gives a value or tells a problem."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from kytkin.common.languages import LANGUAGES
from kytkin.common.texts import TranslatedText
from kytkin.exchange.tables.columns import COLUMNS, NEEDED, TableKind
from kytkin.exchange.tables.not_handled import not_handled
from kytkin.exchange.tables.problems import MOST_PROBLEMS, RowProblem
from kytkin.exchange.tables.reading import Table

KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
CODE: Final = re.compile(r"[A-Za-zÅÄÖåäö0-9_-]+")
YES: Final = {"yes": True, "true": True, "1": True, "kyllä": True, "ja": True}


@dataclass(slots=True)
class Problems:
    """The problems met so far; past the limit they are only counted."""

    found: list[RowProblem] = field(default_factory=list)
    more: int = 0

    def tell(self, row: int, column: str, code: str, **params: object) -> None:
        if len(self.found) < MOST_PROBLEMS:
            words = {name: str(value)[:120] for name, value in params.items()}
            self.found.append(RowProblem(row, column, code, words))
        else:
            self.more += 1

    def __bool__(self) -> bool:
        return bool(self.found)


@dataclass(frozen=True, slots=True)
class Row:
    """A row by column, with its number; readers tell problems at the right place."""

    number: int
    cells: Mapping[str, str]
    problems: Problems

    def has(self, column: str) -> bool:
        """The table has this column at all; what it has not is left as it is."""
        return column in self.cells

    def text(self, column: str, limit: int = 20_000) -> str:
        value = self.cells.get(column, "").strip()
        if len(value) > limit:
            self.tell(column, "too_long", length=len(value), limit=limit)
        return value[:limit]

    def identifier(self, column: str, form: re.Pattern[str], limit: int) -> str:
        value = self.text(column, limit)
        if value and not form.fullmatch(value):
            self.tell(column, "code_malformed", value=value)
        return value

    def choice(self, column: str, allowed: Iterable[str]) -> str:
        value, values = self.text(column), list(allowed)
        if value and value not in values:
            shown = ", ".join(v for v in values if v)
            self.tell(column, "choice_unknown", value=value, allowed=shown)
            return ""
        return value

    def day(self, column: str) -> dt.date | None:
        value = self.text(column)
        if not value:
            return None
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.tell(column, "date_unreadable", value=value)
            return None

    def number_in(self, column: str) -> int | None:
        value = self.text(column)
        if not value:
            return None
        if value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
        self.tell(column, "number_unreadable", value=value)
        return None

    def address(self, column: str, limit: int) -> str:
        value = self.text(column, limit)
        try:
            is_page = urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)
        except ValueError:
            is_page = False
        if value and not is_page:
            self.tell(column, "address_unreadable", value=value)
        return value

    def yes(self, column: str) -> bool:
        return YES.get(self.text(column).lower(), False)

    def texts(self, column: str) -> TranslatedText:
        return TranslatedText.of({lang: self.text(f"{column}_{lang}") for lang in LANGUAGES})

    def has_texts(self, column: str) -> bool:
        return any(self.has(f"{column}_{lang}") for lang in LANGUAGES)

    def parts(self, column: str) -> list[str]:
        """The cell's parts between semicolons, each once."""
        pieces = (piece.strip() for piece in self.text(column).split(";"))
        return list(dict.fromkeys(piece for piece in pieces if piece))

    def tell(self, column: str, code: str, **params: object) -> None:
        self.problems.tell(self.number, column, code, **params)


def rows_of(kind: str, table: Table, problems: Problems) -> list[Row]:
    """The rows that hold anything; problems of the headings are told at row 1."""
    known = COLUMNS[kind]
    for place, heading in enumerate(table.headings):
        if kind == TableKind.PROFILES and (subject := not_handled(heading)):
            problems.tell(1, heading, "column_refused", subject=subject)
        elif heading not in known:
            problems.tell(1, heading, "column_unknown", known=", ".join(known))
        elif heading in table.headings[:place]:
            problems.tell(1, heading, "column_twice")
    for heading in NEEDED[kind]:
        if heading not in table.headings:
            problems.tell(1, heading, "column_missing")
    rows = []
    for number, cells in enumerate(table.rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        beyond = [cell for cell in cells[len(table.headings) :] if cell.strip()]
        if beyond:
            problems.tell(number, "", "cells_beyond", value=beyond[0])
        padded = [*cells, *[""] * (len(table.headings) - len(cells))]
        row = Row(number, dict(zip(table.headings, padded, strict=False)), problems)
        for heading in NEEDED[kind]:
            if row.has(heading) and not row.text(heading):
                row.tell(heading, "value_missing")
        rows.append(row)
    _tell_twice(rows, NEEDED[kind][0])
    return rows


def _tell_twice(rows: list[Row], column: str) -> None:
    first: dict[str, int] = {}
    for row in rows:
        value = row.text(column)
        if value and value in first:
            row.tell(column, "row_twice", value=value, first=first[value])
        first.setdefault(value, row.number)
