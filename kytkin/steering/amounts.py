"""Euros and person-years between the database's decimals and the engine's whole numbers."""

from __future__ import annotations

from decimal import Decimal

from kytkin.engine.steering.pooling import Amounts
from kytkin.steering.models import Contribution, ContributionEntry

HUNDRED = Decimal(100)
CENT = Decimal("0.01")


def hundredths(value: Decimal) -> int:
    """Whole hundredths of an amount that has at most two decimals; else ValueError."""
    whole = value * HUNDRED
    if whole != whole.to_integral_value():
        raise ValueError(f"more than two decimals: {value}")
    return int(whole)


def decimal_of(hundredths_: int) -> Decimal:
    return (Decimal(hundredths_) / HUNDRED).quantize(CENT)


def amounts_of(row: Contribution | ContributionEntry) -> Amounts:
    return Amounts(
        hundredths(row.pledged_eur),
        hundredths(row.pledged_person_years),
        hundredths(row.confirmed_eur),
        hundredths(row.confirmed_person_years),
        hundredths(row.actual_eur),
        hundredths(row.actual_person_years),
    )


def set_amounts(row: Contribution | ContributionEntry, amounts: Amounts) -> None:
    row.pledged_eur = decimal_of(amounts.pledged_cents)
    row.pledged_person_years = decimal_of(amounts.pledged_hundredths)
    row.confirmed_eur = decimal_of(amounts.confirmed_cents)
    row.confirmed_person_years = decimal_of(amounts.confirmed_hundredths)
    row.actual_eur = decimal_of(amounts.actual_cents)
    row.actual_person_years = decimal_of(amounts.actual_hundredths)
