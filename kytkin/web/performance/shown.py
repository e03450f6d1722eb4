"""What pages show of performance agreements: cards, versions in tables, parties."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from kytkin.organisations.models import Organisation
from kytkin.steering.content import plain
from kytkin.steering.differences import shown
from kytkin.steering.models import (
    AgreementVersion,
    BudgetItem,
    Contribution,
    Dimension,
    PerformanceAgreement,
    Target,
    VersionState,
)
from kytkin.steering.permissions import is_party, may_see_version, visible_agreements

PILLS: Final = {
    VersionState.DRAFT: "waiting",
    VersionState.NEGOTIATING: "open",
    VersionState.SIGNED: "accepted",
    VersionState.REVISED: "info",
}
ZERO: Final = Decimal("0.00")
NOTHING: Final = "–"


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target with its value for each year of the period, and how much was said of it."""

    target: Target
    baseline: str
    values: tuple[str, ...]
    comments: int


@dataclass(frozen=True, slots=True)
class ResourceRow:
    item: BudgetItem | None
    cells: tuple[tuple[Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version by dimension, with its resources and their sums by year."""

    version: AgreementVersion
    pill: str
    groups: tuple[tuple[str, tuple[TargetRow, ...]], ...]
    weights: int
    resources: tuple[ResourceRow, ...]
    total: ResourceRow


def pill_of(version: AgreementVersion) -> str:
    return PILLS[VersionState(version.state)]


def seen_agreement(request: HttpRequest, pk: int) -> PerformanceAgreement:
    """The agreement, or 404 for who may not see it."""
    found = PerformanceAgreement.objects.filter(visible_agreements(request.user)).distinct()
    return get_object_or_404(
        found.select_related("agency__branch").prefetch_related(
            Prefetch("ministries", Organisation.objects.select_related("branch").order_by("code")),
            Prefetch("versions", AgreementVersion.objects.order_by("-number")),
        ),
        pk=pk,
    )


def party_agreement(request: HttpRequest, pk: int) -> PerformanceAgreement:
    """The agreement for its parties; 404 for everybody else."""
    agreement = seen_agreement(request, pk)
    if not is_party(request.user, agreement):
        raise Http404
    return agreement


def seen_versions(request: HttpRequest, agreement: PerformanceAgreement) -> list[AgreementVersion]:
    """The newest first."""
    return [
        one
        for one in agreement.versions.all()
        if may_see_version(request.user, _with(one, agreement))
    ]


def _with(version: AgreementVersion, agreement: PerformanceAgreement) -> AgreementVersion:
    version.agreement = agreement
    return version


def open_version(request: HttpRequest, pk: int) -> AgreementVersion:
    """The version that the parties can write; 404 when there is none or one is no party."""
    agreement = party_agreement(request, pk)
    for one in agreement.versions.all():
        if one.is_open:
            return _with(one, agreement)
    raise Http404


def figure(value: Decimal | None) -> str:
    """As people read it: 4,5 for 4.5000, and a dash for what is not known."""
    return NOTHING if value is None else shown(plain(value))


def version_shown(version: AgreementVersion) -> VersionShown:
    """Four queries."""
    agreement = version.agreement
    years = list(agreement.years)
    said = Counter(agreement.comments.values_list("key", flat=True))
    targets = list(
        version.targets.select_related("shared_goal").prefetch_related("years").order_by("key")
    )
    rows = [_target_row(one, years, said[one.key]) for one in targets]
    groups = tuple(
        (str(dimension.label), tuple(row for row in rows if row.target.dimension == dimension))
        for dimension in Dimension
    )
    resources = _resources(version, years)
    total = ResourceRow(
        None,
        tuple(
            (
                sum((row.cells[place][0] for row in resources), ZERO),
                sum((row.cells[place][1] for row in resources), ZERO),
            )
            for place in range(len(years))
        ),
    )
    return VersionShown(
        version, pill_of(version), tuple((name, found) for name, found in groups if found),
        sum(one.weight_percent for one in targets), resources, total,
    )  # fmt: skip


def _target_row(target: Target, years: list[int], comments: int) -> TargetRow:
    values = {one.year: one.value for one in target.years.all()}
    shown = tuple(figure(values.get(year)) for year in years)
    return TargetRow(target, figure(target.baseline), shown, comments)


def _resources(version: AgreementVersion, years: list[int]) -> tuple[ResourceRow, ...]:
    found: dict[str, tuple[BudgetItem, dict[int, tuple[Decimal, Decimal]]]] = {}
    rows = version.resources.select_related("budget_item").order_by("budget_item__code", "year")
    for row in rows:
        cells = found.setdefault(row.budget_item.code, (row.budget_item, {}))[1]
        cells[row.year] = (row.amount_eur, row.person_years)
    return tuple(
        ResourceRow(item, tuple(cells.get(year, (ZERO, ZERO)) for year in years))
        for item, cells in found.values()
    )


@dataclass(frozen=True, slots=True)
class GivenYear:
    """What the agency brings to shared goals in a year of the period."""

    year: int
    eur: Decimal
    person_years: Decimal


def given_to_goals(agreement: PerformanceAgreement) -> list[GivenYear]:
    """Confirmed contributions by year; years without any are left out.

    Added up here: SQLite sums decimals as floating-point numbers.
    """
    rows = Contribution.objects.filter(
        organisation=agreement.agency, year__in=list(agreement.years)
    ).values_list("year", "confirmed_eur", "confirmed_person_years")
    sums: dict[int, tuple[Decimal, Decimal]] = {}
    for year, eur, time in rows:
        was = sums.get(year, (ZERO, ZERO))
        sums[year] = was[0] + eur, was[1] + time
    return [GivenYear(year, eur, time) for year, (eur, time) in sorted(sums.items()) if eur or time]


def crumbs(agreement: PerformanceAgreement, label: str = "") -> list[dict[str, Any]]:
    trail: list[dict[str, Any]] = [
        {"label": _("Steering"), "url": reverse("steering")},
        {"label": _("Performance agreements"), "url": reverse("performance_agreements")},
    ]
    named = f"{agreement.agency.name} {agreement.first_year}–{agreement.last_year}"
    if not label:
        return [*trail, {"label": named}]
    return [*trail, {"label": named, "url": agreement.get_absolute_url()}, {"label": label}]


def today_in(agreement: PerformanceAgreement, today: dt.date) -> int:
    """The year of the agreement that is nearest to today."""
    return min(max(today.year, agreement.first_year), agreement.last_year)
