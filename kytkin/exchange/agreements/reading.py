"""Reading a filled spreadsheet of an agreement, telling each problem by sheet, row, column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from kytkin.common.languages import LANGUAGES
from kytkin.common.numbers import plain as plain_number
from kytkin.common.texts import TranslatedText
from kytkin.exchange.agreements.layout import (
    FIRST_ROW,
    GUIDE,
    PREAMBLE,
    PREAMBLE_COLUMNS,
    RESOURCE_COLUMNS,
    RESOURCES,
    TARGETS,
    target_columns,
)
from kytkin.exchange.tables.limits import LARGEST_FILE, LONGEST_CELL, MOST_COLUMNS
from kytkin.exchange.tables.problems import TableRefused, marked
from kytkin.exchange.tables.reading import restored
from kytkin.exchange.tables.sheets import sheet_rows
from kytkin.goals.models import Direction
from kytkin.steering.actions_targets import check_resources, check_target
from kytkin.steering.content import Amount, ResourceKey, TargetContent, VersionContent, plain
from kytkin.steering.errors import AgreementRefused
from kytkin.steering.models import AgreementVersion, Dimension

MOST_ROWS: Final = 500
MOST_PROBLEMS: Final = 100
FINEST: Final = Decimal("0.000001")
FIELD_COLUMNS: Final = {
    "text": "text_fi", "indicator": "indicator_fi", "goal": "shared_goal", "years": "",
    "weight_percent": "weight_percent",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where; `row` counts as people count in a sheet."""

    sheet: str
    row: int
    column: str
    text: str


@dataclass(slots=True)
class Brought:
    """What a spreadsheet says; nothing of it is kept yet."""

    content: VersionContent
    edition: int
    problems: list[Problem] = field(default_factory=list)

    def tell(self, sheet: str, row: int, column: str, text: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(sheet, row, column, text))


Row = tuple[int, Mapping[str, str]]


def read_agreement(path: Path, version: AgreementVersion) -> Brought:
    """The content of the file for that version.

    Raises TableRefused when it is no such spreadsheet, or one of another agreement or version.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise TableRefused(marked("The file is larger than 20 MB. Split it into smaller tables."))
    said = {row[0]: row[1] for row in _cells(path, GUIDE) if len(row) > 1}
    agreement = version.agreement
    if (said.get("agreement"), said.get("version")) != (str(agreement.pk), str(version.number)):
        raise TableRefused(
            marked(
                "The spreadsheet is not of this version of this agreement. Download it here, "
                "fill it and bring it back."
            )
        )
    edition = said.get("edition", "")
    brought = Brought(
        VersionContent(TranslatedText(), {}, {}), int(edition) if edition.isdecimal() else 0
    )
    preamble = {
        row["language"].strip(): row["text"]
        for _number, row in _rows(path, PREAMBLE, PREAMBLE_COLUMNS)
    }
    brought.content = VersionContent(
        TranslatedText.of(preamble),
        _targets(path, version, brought),
        _resources(path, version, brought),
    )
    return brought


def _cells(path: Path, sheet: str) -> list[list[str]]:
    rows = []
    for cells in sheet_rows(path, sheet):
        if len(cells) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in cells):
            raise TableRefused(
                marked("A row of the spreadsheet is too wide or a cell too long. Shorten it.")
            )
        rows.append([restored(cell) for cell in cells])
        if len(rows) > MOST_ROWS:
            raise TableRefused(
                marked("The spreadsheet has more than %(most)d rows. Download it anew."),
                most=MOST_ROWS,
            )
    return rows


def _rows(path: Path, sheet: str, columns: tuple[str, ...]) -> list[Row]:
    """The filled rows by column; row 1 must still hold the codes of the columns."""
    found = _cells(path, sheet)
    head = [cell.strip() for cell in found[0]] if found else []
    missing = [name for name in columns if name not in head]
    if missing:
        raise TableRefused(
            marked(
                "On the sheet %(sheet)s the first row lacks the codes %(missing)s. Download the "
                "spreadsheet anew, and leave its first row as it is."
            ),
            sheet=sheet, missing=", ".join(missing),
        )  # fmt: skip
    rows: list[Row] = []
    for number, cells in enumerate(found[FIRST_ROW - 1 :], start=FIRST_ROW):
        padded = [*cells, *[""] * len(head)]
        row = {name: padded[head.index(name)].strip() for name in columns}
        rows.append((number, row))
    return rows


def _targets(path: Path, version: AgreementVersion, brought: Brought) -> dict[int, TargetContent]:
    years = version.agreement.years
    known = set(version.targets.values_list("key", flat=True))
    targets: dict[int, TargetContent] = {}
    for number, row in _rows(path, TARGETS, target_columns(years)):
        if not any(value for name, value in row.items() if name != "key"):
            continue
        tell = _teller(brought, TARGETS, number)
        key = _key(row["key"], known, targets, tell)
        content = TargetContent(
            dimension=_choice(Dimension, row["dimension"]),
            text=_texts(row, "text"),
            indicator=_texts(row, "indicator"),
            unit=_texts(row, "unit"),
            direction=_choice(Direction, row["direction"]),
            baseline=_number(row["baseline"], "baseline", tell),
            weight_percent=int(_number(row["weight_percent"], "weight_percent", tell) or 0),
            goal=row["shared_goal"],
            years={
                year: value
                for year in years
                if (value := _number(row[str(year)], str(year), tell)) is not None
            },
        )
        try:
            check_target(version.agreement, content)
        except AgreementRefused as error:
            tell(FIELD_COLUMNS.get(error.field, error.field), str(error))
        targets[key] = content
    return targets


def _key(
    written: str, known: set[int], taken: Mapping[int, object], tell: Callable[[str, str], None]
) -> int:
    """A known number, or a negative one for a new target."""
    new = min([0, *taken]) - 1
    if not written:
        return new
    number = int(written) if written.isdecimal() and len(written) < 6 else 0
    if number not in known or number in taken:
        tell(
            "key",
            _("The number %(number)s is not a target of this version, or stands twice. Leave "
              "it empty for a new target.") % {"number": written},
        )  # fmt: skip
        return new
    return number


def _resources(
    path: Path, version: AgreementVersion, brought: Brought
) -> dict[ResourceKey, Amount]:
    resources: dict[ResourceKey, Amount] = {}
    for number, row in _rows(path, RESOURCES, RESOURCE_COLUMNS):
        if not any(row.values()):
            continue
        tell = _teller(brought, RESOURCES, number)
        year = _number(row["year"], "year", tell)
        key = (int(year) if year is not None else 0, row["budget_item"])
        amount = Amount(
            _number(row["amount_eur"], "amount_eur", tell) or Decimal("0.00"),
            _number(row["person_years"], "person_years", tell) or Decimal("0.00"),
        )
        if key in resources:
            tell("budget_item", _("This year and budget item stand on an earlier row: join them."))
            continue
        try:
            check_resources(version.agreement, {key: amount})
        except AgreementRefused as error:
            tell(error.field, str(error))
            continue
        resources[key] = Amount(round(amount.eur, 2), round(amount.person_years, 2))
    return resources


def _teller(brought: Brought, sheet: str, row: int) -> Callable[[str, str], None]:
    return lambda column, text: brought.tell(sheet, row, column, text)


def _texts(row: Mapping[str, str], name: str) -> TranslatedText:
    return TranslatedText.of({code: row[f"{name}_{code}"] for code in LANGUAGES})


def _number(written: str, column: str, tell: Callable[[str, str], None]) -> Decimal | None:
    """A number as people or spreadsheets write it; noise beyond six decimals is rounded off."""
    if not written:
        return None
    try:
        value = Decimal(plain_number(written))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= Decimal(10) ** 18:
        tell(column, _("“%(value)s” is not a number: write it as 1250,50.") % {"value": written})
        return None
    return plain(value.quantize(FINEST))


def _choice(choices: type[models.TextChoices], written: str) -> str:
    """The code of what is written: a code, or its name in any of the languages."""
    said = written.casefold()
    for language in LANGUAGES:
        with translation.override(language):
            for one in choices:
                if said in (one.value, str(one.label).casefold()):
                    return str(one.value)
    return written
