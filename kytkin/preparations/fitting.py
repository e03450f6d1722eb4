"""Preparations that may concern a person: by the subjects of what the person follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q

from kytkin.organisations.permissions import Visitor
from kytkin.preparations.nearness import Near, counted_links, nearest, strength
from kytkin.preparations.queries import preparations
from kytkin.themes.models import PhenomenonTheme, Theme

AROUND_A_PREPARATION = 0.5  # following one preparation says less about its subjects


def interests(
    *, themes: Iterable[str], phenomena: Iterable[str], keys: Iterable[str]
) -> dict[int, float]:
    """Theme ids with how much each interests, 0–1, from notations, codes and keys followed."""
    found: dict[int, float] = defaultdict(float)
    for pk in Theme.objects.filter(concept__notation__in=list(themes)).values_list("pk", flat=True):
        found[pk] = 1.0
    for link in PhenomenonTheme.objects.filter(phenomenon__code__in=list(phenomena)):
        found[link.theme_id] = max(found[link.theme_id], float(link.weight))
    for carried in counted_links().filter(preparation__key__in=list(keys)):
        weight = strength(carried) * AROUND_A_PREPARATION
        found[carried.theme_id] = max(found[carried.theme_id], weight)
    return dict(found)


def fitting(
    wanted: Mapping[int, float], *, visitor: Visitor, besides: Iterable[str] = (), limit: int = 4
) -> tuple[Near, ...]:
    """Running preparations, open to join, that carry what is wanted; not the visitor's own."""
    return nearest(
        wanted,
        visitor=visitor,
        among=preparations()
        .visible_to(visitor)
        .running()
        .open_to_join()
        .exclude(Q(key__in=list(besides)) | Q(contact=visitor.pk)),
        limit=limit,
    )
