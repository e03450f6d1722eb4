"""The sheets and columns of an agreement's spreadsheet; names hold in every language."""

from __future__ import annotations

from typing import Final

GUIDE: Final = "Ohje – Anvisning"
PREAMBLE: Final = "Johdanto – Ingress"
TARGETS: Final = "Tavoitteet – Mål"
RESOURCES: Final = "Resurssit – Resurser"
CODES: Final = "Koodit – Koder"

PREAMBLE_COLUMNS: Final = ("language", "text")
TARGET_COLUMNS: Final = (
    "key", "dimension", "text_fi", "text_sv", "text_en", "indicator_fi", "indicator_sv",
    "indicator_en", "unit_fi", "unit_sv", "unit_en", "direction", "baseline", "weight_percent",
    "shared_goal",
)  # fmt: skip
RESOURCE_COLUMNS: Final = ("year", "budget_item", "amount_eur", "person_years")
FIRST_ROW: Final = 3
"""Row 1 holds the columns' codes, row 2 their headings, as people read them."""
SPARE_ROWS: Final = 20


def target_columns(years: range) -> tuple[str, ...]:
    return (*TARGET_COLUMNS, *(str(year) for year in years))
