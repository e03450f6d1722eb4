"""The choices that narrow a search, each with how many preparations it would leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, TextChoices
from django.utils.translation import gettext as _

from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.preparations.models import Kind, Preparation, PreparationTheme, Stage, State
from kytkin.preparations.queries import COUNTED_STANDINGS
from kytkin.themes.models import Theme
from kytkin.web.search.filters import UNKNOWN_STAGE, Filters, label_of

MOST_THEMES = 12


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    checked: bool
    branch: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    options: tuple[Option, ...]
    is_open: bool


def facets_of(found: QuerySet[Preparation], filters: Filters) -> list[Facet]:
    """The facets of the preparations found; the number of queries does not depend on how many."""
    keys = found.order_by().values("pk")
    within = Preparation.objects.filter(pk__in=keys).order_by()
    return [
        _branches(within, filters),
        _choices(within, filters, "state", _("State"), "state"),
        _choices(within, filters, "stage", _("Stage"), "stage"),
        _choices(within, filters, "type", _("Type"), "kind"),
        _themes(keys, filters),
    ]


def _branches(within: QuerySet[Preparation], filters: Filters) -> Facet:
    counts = dict(
        within.values_list("partnerships__organisation__branch_id").annotate(
            number=Count("pk", distinct=True)
        )
    )
    chosen = {branch.pk for branch in filters.branch}
    branches = Organisation.objects.filter(kind=OrganisationKind.BRANCH).order_by("colour_index")
    options = tuple(
        Option(
            branch.short_code, str(branch), counts.get(branch.pk, 0), branch.pk in chosen, branch
        )
        for branch in branches
        if counts.get(branch.pk) or branch.pk in chosen
    )
    return Facet("branch", _("Branch"), options, is_open=True)


def _choices(
    within: QuerySet[Preparation], filters: Filters, name: str, label: str, column: str
) -> Facet:
    by_name: dict[str, type[TextChoices]] = {"state": State, "stage": Stage, "type": Kind}
    choices = by_name[name]
    chosen: tuple[str, ...] = getattr(filters, name)
    counts = dict(within.values_list(column).annotate(number=Count("pk")))
    options = tuple(
        Option(
            value or UNKNOWN_STAGE,
            label_of(choices, value),
            counts[value],
            (value or UNKNOWN_STAGE) in chosen,
        )
        for value in choices.values
        if counts.get(value) and (value or name == "stage")
    )
    return Facet(name, label, options, is_open=bool(chosen))


def _themes(keys: QuerySet[Preparation, Any], filters: Filters) -> Facet:
    counts = list(
        PreparationTheme.objects.filter(preparation__in=keys, standing__in=COUNTED_STANDINGS)
        .exclude(theme__concept__labels={})
        .values_list("theme_id")
        .annotate(number=Count("preparation_id", distinct=True))
        .order_by("-number", "theme_id")[:MOST_THEMES]
    )
    themes = Theme.objects.select_related("concept").in_bulk([theme for theme, _n in counts])
    chosen = {theme.pk for theme in filters.theme}
    options = tuple(
        Option(themes[pk].concept.notation, str(themes[pk]), number, pk in chosen)
        for pk, number in counts
    )
    return Facet("theme", _("Theme"), options, is_open=bool(chosen))
