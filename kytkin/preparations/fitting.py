"""Preparations that may concern a person: by the subjects of what the person follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from kytkin.organisations.permissions import Visitor
from kytkin.preparations.models import Preparation, PreparationTheme
from kytkin.preparations.neighbours import Shared, counted_links, rarity_of, strength
from kytkin.preparations.queries import preparations
from kytkin.themes.models import PhenomenonTheme, Theme

AROUND_A_PREPARATION = 0.5  # following one preparation says less about its subjects


@dataclass(frozen=True, slots=True)
class Fitting:
    """A preparation and the subjects that make it fit, the strongest first."""

    preparation: Preparation
    shared: tuple[Shared, ...]

    @property
    def fit(self) -> float:
        return sum(subject.adds for subject in self.shared)


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
    wanted: Mapping[int, float],
    *,
    visitor: Visitor,
    besides: Iterable[str] = (),
    limit: int = 4,
) -> tuple[Fitting, ...]:
    """Running preparations, open to join, that carry what is wanted; constant query count.

    Each subject adds interest × weight there × rarity, as among neighbours; ties by key.
    """
    if not wanted:
        return ()
    visible = preparations().visible_to(visitor)
    rarity = rarity_of(list(wanted), among=visible.count())
    open_ones = (
        visible.running().open_to_join().exclude(Q(key__in=list(besides)) | Q(contact=visitor.pk))
    )
    shared: dict[int, list[Shared]] = defaultdict(list)
    links: Iterable[PreparationTheme] = (
        counted_links()
        .filter(theme__in=wanted, preparation__in=open_ones.order_by().values("pk"))
        .select_related("theme__concept")
    )
    for link in links:
        adds = wanted[link.theme_id] * strength(link) * rarity[link.theme_id]
        if adds > 0:
            shared[link.preparation_id].append(Shared(link.theme, adds))
    keys = dict(Preparation.objects.filter(pk__in=shared).values_list("pk", "key"))
    best = sorted(shared, key=lambda pk: (-sum(one.adds for one in shared[pk]), keys[pk]))[:limit]
    found = preparations().for_cards().in_bulk(best)
    return tuple(
        Fitting(
            preparation=found[pk],
            shared=tuple(sorted(shared[pk], key=lambda one: (-one.adds, one.theme.pk))),
        )
        for pk in best
    )
