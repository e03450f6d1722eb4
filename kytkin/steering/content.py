"""What a version of an agreement says, apart from its rows: to compare, copy and exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from kytkin.common.texts import TranslatedText
from kytkin.steering.models import AgreementVersion, Resource, Target

ZERO = Decimal("0.00")
ResourceKey: TypeAlias = tuple[int, str]
"""A year and the number of a budget item."""


@dataclass(frozen=True, slots=True)
class TargetContent:
    """A target as it is written; `goal` is the code of a shared goal or empty."""

    dimension: str
    text: TranslatedText
    indicator: TranslatedText
    unit: TranslatedText
    direction: str
    baseline: Decimal | None = None
    weight_percent: int = 0
    goal: str = ""
    years: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amount:
    """Euros and person-years."""

    eur: Decimal = ZERO
    person_years: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class VersionContent:
    """Targets by their key, resources by year and budget item."""

    preamble: TranslatedText
    targets: Mapping[int, TargetContent]
    resources: Mapping[ResourceKey, Amount]


def content_of(version: AgreementVersion) -> VersionContent:
    """Three queries."""
    targets = version.targets.select_related("shared_goal").prefetch_related("years")
    resources = version.resources.select_related("budget_item")
    return VersionContent(
        TranslatedText.of(version.preamble),
        {one.key: content_of_target(one) for one in targets.order_by("key")},
        {
            (one.year, one.budget_item.code): _amount_of(one)
            for one in resources.order_by("year", "budget_item__code")
        },
    )


def content_of_target(target: Target) -> TargetContent:
    return TargetContent(
        dimension=target.dimension,
        text=TranslatedText.of(target.text),
        indicator=TranslatedText.of(target.indicator),
        unit=TranslatedText.of(target.unit),
        direction=target.direction,
        baseline=_plain(target.baseline),
        weight_percent=target.weight_percent,
        goal=target.shared_goal.code if target.shared_goal else "",
        years={
            one.year: plain(one.value) for one in sorted(target.years.all(), key=lambda y: y.year)
        },
    )


def _amount_of(row: Resource) -> Amount:
    return Amount(row.amount_eur, row.person_years)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros: 4.5000 and 4.5 are no difference."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else plain(value)


def as_json(content: VersionContent) -> dict[str, Any]:
    """Plain values, numbers as text; `from_json` undoes it."""
    return {
        "preamble": dict(content.preamble),
        "targets": [
            {
                "key": key,
                "dimension": one.dimension,
                "text": dict(one.text),
                "indicator": dict(one.indicator),
                "unit": dict(one.unit),
                "direction": one.direction,
                "baseline": None if one.baseline is None else format(one.baseline, "f"),
                "weight_percent": one.weight_percent,
                "goal": one.goal,
                "years": {str(year): format(value, "f") for year, value in one.years.items()},
            }
            for key, one in content.targets.items()
        ],
        "resources": [
            [year, item, format(one.eur, "f"), format(one.person_years, "f")]
            for (year, item), one in content.resources.items()
        ],
    }


def from_json(written: Mapping[str, Any]) -> VersionContent:
    return VersionContent(
        TranslatedText.of(written["preamble"]),
        {
            one["key"]: TargetContent(
                dimension=one["dimension"],
                text=TranslatedText.of(one["text"]),
                indicator=TranslatedText.of(one["indicator"]),
                unit=TranslatedText.of(one["unit"]),
                direction=one["direction"],
                baseline=None if one["baseline"] is None else Decimal(one["baseline"]),
                weight_percent=one["weight_percent"],
                goal=one["goal"],
                years={int(year): Decimal(value) for year, value in one["years"].items()},
            )
            for one in written["targets"]
        },
        {
            (year, item): Amount(Decimal(eur), Decimal(time))
            for year, item, eur, time in written["resources"]
        },
    )
