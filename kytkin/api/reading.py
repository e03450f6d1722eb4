"""The API's addresses: everything the pages show of the map, for programs to read."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from kytkin.api import shaping
from kytkin.api.schemas import (
    OrganisationOut,
    Page,
    PhenomenonOut,
    PreparationOut,
    Problem,
    ThemeOut,
)
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.preparations.models import Kind, Stage, State, Way
from kytkin.preparations.queries import COUNTED_STANDINGS, PreparationQuerySet, preparations
from kytkin.themes.models import Phenomenon, Theme

router = Router(tags=["reading"])

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most on a page.")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="How many to pass over first.")]
Word = Annotated[str | None, Query(max_length=120, pattern=r"^[^\x00]*$")]
MISSING: dict[Any, Any] = {404: Problem}


@router.get("/organisations", response=Page[OrganisationOut], summary="List organisations")
def list_organisations(
    request: HttpRequest,
    kind: OrganisationKind | None = None,
    branch: Word = None,
    current_on: dt.date | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Branches, ministries, agencies, departments and units, in the order of their codes."""
    found = Organisation.objects.order_by("code")
    if kind:
        found = found.filter(kind=kind)
    if branch:
        found = found.filter(Q(branch__code=branch) | Q(code=branch))
    if current_on:
        found = found.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=current_on),
            Q(ends_before__isnull=True) | Q(ends_before__gt=current_on),
        )
    rows = found.select_related("parent", "branch").prefetch_related(
        "follows__predecessor", "followed_by__successor"
    )[offset : offset + limit]
    return {
        **shaping.page_links(request, found.count(), limit, offset),
        "items": [shaping.shape_organisation(row) for row in rows],
    }


@router.get(
    "/organisations/{code}", response={200: OrganisationOut, **MISSING}, summary="One organisation"
)
def read_organisation(request: HttpRequest, code: str) -> OrganisationOut:
    organisation = get_object_or_404(
        Organisation.objects.select_related("parent", "branch"), code=code.replace("\x00", "")
    )
    return shaping.shape_organisation(organisation)


def counted(row: Theme | Phenomenon) -> int:
    """The number that `with_counts` or `phenomenon_counts` put on the row."""
    number: int = vars(row)["counted"]
    return number


def with_counts(request: HttpRequest) -> Count:
    """How many preparations that the reader may see carry the theme."""
    return Count(
        "preparation_links__preparation",
        filter=Q(
            preparation_links__standing__in=COUNTED_STANDINGS,
            preparation_links__preparation__in=preparations().visible_to(request.user),
        ),
        distinct=True,
    )


@router.get("/themes", response=Page[ThemeOut], summary="List themes")
def list_themes(
    request: HttpRequest, phenomenon: Word = None, limit: Limit = 50, offset: Offset = 0
) -> dict[str, Any]:
    """Subjects that preparations carry, in the order of their identifiers."""
    found = Theme.objects.exclude(concept__labels={}).order_by("concept__notation")
    if phenomenon:
        found = found.filter(phenomenon_links__phenomenon__code=phenomenon)
    rows = found.select_related("concept").annotate(counted=with_counts(request))
    return {
        **shaping.page_links(request, found.count(), limit, offset),
        "items": [shaping.shape_theme(row, counted(row)) for row in rows[offset : offset + limit]],
    }


@router.get("/themes/{notation}", response={200: ThemeOut, **MISSING}, summary="One theme")
def read_theme(request: HttpRequest, notation: str) -> ThemeOut:
    theme = get_object_or_404(
        Theme.objects.select_related("concept").annotate(counted=with_counts(request)),
        concept__notation=notation.replace("\x00", ""),
    )
    return shaping.shape_theme(theme, counted(theme))


def phenomenon_counts(request: HttpRequest) -> Count:
    return Count(
        "themes__preparation_links__preparation",
        filter=Q(
            themes__preparation_links__standing__in=COUNTED_STANDINGS,
            themes__preparation_links__preparation__in=preparations().visible_to(request.user),
        ),
        distinct=True,
    )


@router.get("/phenomena", response=Page[PhenomenonOut], summary="List phenomena")
def list_phenomena(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """Wider questions over themes; those that another has superseded are left out."""
    found = Phenomenon.objects.filter(superseded_by__isnull=True).order_by("code")
    rows = found.prefetch_related("theme_links__theme__concept").annotate(
        counted=phenomenon_counts(request)
    )[offset : offset + limit]
    return {
        **shaping.page_links(request, found.count(), limit, offset),
        "items": [shaping.shape_phenomenon(row, counted(row)) for row in rows],
    }


@router.get("/phenomena/{code}", response={200: PhenomenonOut, **MISSING}, summary="One phenomenon")
def read_phenomenon(request: HttpRequest, code: str) -> PhenomenonOut:
    phenomenon = get_object_or_404(
        Phenomenon.objects.annotate(counted=phenomenon_counts(request)),
        code=code.replace("\x00", ""),
    )
    return shaping.shape_phenomenon(phenomenon, counted(phenomenon))


def whole(found: PreparationQuerySet) -> PreparationQuerySet:
    return found.for_cards().prefetch_related("numbers", "dates")


@router.get("/preparations", response=Page[PreparationOut], summary="List preparations")
def list_preparations(
    request: HttpRequest,
    branch: Word = None,
    organisation: Word = None,
    theme: Word = None,
    phenomenon: Word = None,
    kind: Kind | None = None,
    state: State | None = None,
    stage: Stage | None = None,
    way: Way | None = None,
    updated_since: dt.date | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Preparations, in the order of their keys; conditions are joined with "and"."""
    found = preparations().visible_to(request.user)
    for code in filter(None, (branch, organisation)):
        place = Organisation.objects.filter(code=code).first()
        found = found.in_branch(place) if place else found.none()
    conditions: dict[str, Any] = {
        "kind": kind,
        "state": state,
        "stage": stage,
        "offered_ways__way": way,
        "updated_at__date__gte": updated_since,
    }
    found = found.filter(**{name: value for name, value in conditions.items() if value})
    if theme:
        found = found.filter(
            theme_links__theme__concept__notation=theme,
            theme_links__standing__in=COUNTED_STANDINGS,
        )
    if phenomenon:
        found = found.filter(
            theme_links__theme__phenomenon_links__phenomenon__code=phenomenon,
            theme_links__standing__in=COUNTED_STANDINGS,
        )
    found = found.distinct().order_by("key")
    return {
        **shaping.page_links(request, found.count(), limit, offset),
        "items": [shaping.shape_preparation(row) for row in whole(found)[offset : offset + limit]],
    }


@router.get(
    "/preparations/{key}", response={200: PreparationOut, **MISSING}, summary="One preparation"
)
def read_preparation(request: HttpRequest, key: str) -> PreparationOut:
    """By key (OM083-00-2023)."""
    preparation = get_object_or_404(
        whole(preparations().visible_to(request.user)), key=key.replace("\x00", "")
    )
    return shaping.shape_preparation(preparation)
