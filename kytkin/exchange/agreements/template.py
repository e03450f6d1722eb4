"""Writing a version of an agreement as a spreadsheet that can be filled and brought back."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Final, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from kytkin.common.languages import LANGUAGES
from kytkin.exchange.agreements.layout import (
    CODES,
    FIRST_ROW,
    GUIDE,
    PREAMBLE,
    PREAMBLE_COLUMNS,
    RESOURCE_COLUMNS,
    RESOURCES,
    SPARE_ROWS,
    TARGETS,
    target_columns,
)
from kytkin.exchange.tables.reading import harmless
from kytkin.exchange.tables.sheet_parts import escaped
from kytkin.goals.models import Direction, GoalState, SharedGoal
from kytkin.steering.content import VersionContent, content_of
from kytkin.steering.differences import dimension_of, direction_of
from kytkin.steering.models import AgreementVersion, BudgetItem, Dimension

Cell: TypeAlias = str | int | Decimal | None
HEADINGS: Final[dict[str, str | Promise]] = {
    "language": gettext_lazy("Language"),
    "text": gettext_lazy("Text"),
    "key": gettext_lazy("Number (empty: a new target)"),
    "dimension": gettext_lazy("Dimension"),
    "text_fi": gettext_lazy("Target in Finnish"),
    "text_sv": gettext_lazy("Target in Swedish"),
    "text_en": gettext_lazy("Target in English"),
    "indicator_fi": gettext_lazy("Indicator in Finnish"),
    "indicator_sv": gettext_lazy("Indicator in Swedish"),
    "indicator_en": gettext_lazy("Indicator in English"),
    "unit_fi": gettext_lazy("Unit in Finnish"),
    "unit_sv": gettext_lazy("Unit in Swedish"),
    "unit_en": gettext_lazy("Unit in English"),
    "direction": gettext_lazy("Which way is better?"),
    "baseline": gettext_lazy("Baseline"),
    "weight_percent": gettext_lazy("Weight, percent"),
    "shared_goal": gettext_lazy("Shared goal (code)"),
    "year": gettext_lazy("Year"),
    "budget_item": gettext_lazy("Budget item"),
    "amount_eur": gettext_lazy("Euros"),
    "person_years": gettext_lazy("Person-years"),
}
WIDTHS: Final = {"text": 60, "indicator": 36, "unit": 16, "shared": 26, "dimension": 24}
OPEN: Final = PatternFill("solid", fgColor="FFFDF3D6")
SMALL: Final = Font(size=8, color="FF6B6B6B")


def agreement_sheet(version: AgreementVersion) -> bytes:
    """An XLSX file in the language of the moment; only the cells to be filled are open."""
    agreement, content = version.agreement, content_of(version)
    book = Workbook()
    guide = book.active
    assert guide is not None
    guide.title = GUIDE
    _guide(guide, version)
    _preamble(book.create_sheet(PREAMBLE), content)
    _targets(book.create_sheet(TARGETS), content, agreement.years)
    _resources(book.create_sheet(RESOURCES), content, agreement.years)
    _codes(book.create_sheet(CODES))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _guide(sheet: Worksheet, version: AgreementVersion) -> None:
    agreement = version.agreement
    for row in (
        (_("Performance agreement"), f"{agreement.agency.name} "
         f"{agreement.first_year}–{agreement.last_year}"),
        (_("What to do"), _(
            "Fill the coloured cells on the next sheets, save the file and bring it back on the "
            "agreement’s page. You see every difference before anything is kept."
        )),
        (_("New targets"), _("Write them on the empty rows and leave the number empty.")),
        (_("Removing a target"), _("Empty all coloured cells of its row.")),
        ("agreement", str(agreement.pk)),
        ("version", str(version.number)),
        ("edition", str(version.edition)),
    ):  # fmt: skip
        sheet.append([_safe(cell) for cell in row])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 90
    for number in range(1, sheet.max_row + 1):
        sheet.cell(number, 1).font = Font(bold=True)
        sheet.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")
    _protect(sheet)


def _preamble(sheet: Worksheet, content: VersionContent) -> None:
    _head(sheet, PREAMBLE_COLUMNS)
    for code in LANGUAGES:
        _row(sheet, [code, content.preamble.get(code, "")], locked=1)
    sheet.column_dimensions["B"].width = 100
    _protect(sheet)


def _targets(sheet: Worksheet, content: VersionContent, years: range) -> None:
    columns = target_columns(years)
    _head(sheet, columns)
    for key, one in content.targets.items():
        texts = [
            text.get(code, "") for text in (one.text, one.indicator, one.unit) for code in LANGUAGES
        ]
        values = [one.years.get(year) for year in years]
        _row(
            sheet,
            [key, dimension_of(one.dimension), *texts, direction_of(one.direction), one.baseline,
             one.weight_percent, one.goal, *values],
            locked=1,
        )  # fmt: skip
    for _spare in range(SPARE_ROWS):
        _row(sheet, [None] * len(columns), locked=1)
    last = sheet.max_row
    _choice(sheet, "dimension", columns, last, [str(one.label) for one in Dimension])
    _choice(sheet, "direction", columns, last, [str(one.label) for one in Direction])
    weight = DataValidation(type="whole", operator="between", formula1="0", formula2="100")
    weight.error = _("A weight is a whole number from 0 to 100.")
    _apply(sheet, weight, "weight_percent", columns, last)
    number = DataValidation(type="decimal", operator="between", formula1="-1E+14", formula2="1E+14")
    number.error = _("Write a number.")
    for name in ("baseline", *(str(year) for year in years)):
        _apply(sheet, number, name, columns, last, add=name == "baseline")
    goal = DataValidation(type="list", formula1=f"='{CODES}'!$A$2:$A$600", allow_blank=True)
    _apply(sheet, goal, "shared_goal", columns, last)
    _protect(sheet)


def _resources(sheet: Worksheet, content: VersionContent, years: range) -> None:
    _head(sheet, RESOURCE_COLUMNS)
    for (year, code), amount in content.resources.items():
        _row(sheet, [year, code, amount.eur, amount.person_years], locked=0)
    for _spare in range(SPARE_ROWS):
        _row(sheet, [None] * len(RESOURCE_COLUMNS), locked=0)
    last = sheet.max_row
    _choice(sheet, "year", RESOURCE_COLUMNS, last, [str(year) for year in years])
    item = DataValidation(type="list", formula1=f"='{CODES}'!$C$2:$C$600", allow_blank=True)
    _apply(sheet, item, "budget_item", RESOURCE_COLUMNS, last)
    positive = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
    positive.error = _("An amount is zero or more: leave out the minus sign.")
    _apply(sheet, positive, "amount_eur", RESOURCE_COLUMNS, last)
    _apply(sheet, positive, "person_years", RESOURCE_COLUMNS, last, add=False)
    _protect(sheet)


def _codes(sheet: Worksheet) -> None:
    """What the lists of choices are drawn from."""
    goals = [
        (one.code, str(one.title))
        for one in SharedGoal.objects.exclude(state=GoalState.DRAFT).order_by("code")
    ]
    items = [(one.code, str(one.name)) for one in BudgetItem.objects.order_by("code")]
    sheet.append([str(HEADINGS["shared_goal"]), "", str(HEADINGS["budget_item"]), ""])
    for place in range(max(len(goals), len(items))):
        pairs = [rows[place] if place < len(rows) else ("", "") for rows in (goals, items)]
        sheet.append([_safe(cell) for pair in pairs for cell in pair])
    for letter, width in (("A", 34), ("B", 60), ("C", 14), ("D", 60)):
        sheet.column_dimensions[letter].width = width
    _protect(sheet)


def _head(sheet: Worksheet, columns: Iterable[str]) -> None:
    names = list(columns)
    sheet.append(names)
    sheet.append([_safe(str(HEADINGS.get(name, name))) for name in names])
    for place, name in enumerate(names, start=1):
        sheet.cell(1, place).font = SMALL
        heading = sheet.cell(2, place)
        heading.font, heading.alignment = Font(bold=True), Alignment(wrap_text=True)
        width = WIDTHS.get(name.partition("_")[0], 14)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"B{FIRST_ROW}"


def _row(sheet: Worksheet, cells: list[Cell], *, locked: int) -> None:
    """A row whose first `locked` cells stay closed."""
    sheet.append([_safe(cell) for cell in cells])
    for place in range(locked + 1, len(cells) + 1):
        cell = sheet.cell(sheet.max_row, place)
        cell.protection, cell.fill = Protection(locked=False), OPEN
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return escaped(harmless(cell)) or None
    return cell


def _choice(
    sheet: Worksheet, name: str, columns: tuple[str, ...], last: int, options: list[str]
) -> None:
    rule = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True)
    rule.error = _("Choose from the list.")
    _apply(sheet, rule, name, columns, last)


def _apply(
    sheet: Worksheet, rule: DataValidation, name: str, columns: tuple[str, ...], last: int, *,
    add: bool = True,
) -> None:  # fmt: skip
    letter = get_column_letter(columns.index(name) + 1)
    if add:
        sheet.add_data_validation(rule)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")


def _protect(sheet: Worksheet) -> None:
    """Closed without a password: against slips, not against people."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
