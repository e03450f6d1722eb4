"""Neighbours: other preparations that share subjects, those across branches first."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from kytkin.organisations.permissions import Visitor
from kytkin.preparations.models import Preparation, PreparationTheme, Standing, State
from kytkin.preparations.queries import COUNTED_STANDINGS, preparations
from kytkin.themes.models import Theme

SUGGESTED_COUNTS = 0.5  # a subject that nobody has confirmed is half as good a reason


@dataclass(frozen=True, slots=True)
class Shared:
    """A subject in common and what it adds to the closeness."""

    theme: Theme
    adds: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another preparation; `closeness` is the sum of what the shared subjects add."""

    preparation: Preparation
    across_branches: bool
    shared: tuple[Shared, ...]

    @property
    def closeness(self) -> float:
        return sum(subject.adds for subject in self.shared)


def counted_links() -> QuerySet[PreparationTheme]:
    return PreparationTheme.objects.filter(standing__in=COUNTED_STANDINGS)


def strength(link: PreparationTheme) -> float:
    return float(link.weight) * (SUGGESTED_COUNTS if link.standing == Standing.SUGGESTED else 1)


def rarity_of(themes: list[int], *, among: int) -> dict[int, float]:
    """How telling each subject is: one that everything carries tells nothing."""
    carried = counted_links().filter(theme__in=themes).values_list("theme")
    return {
        theme: math.log((1 + max(among, count)) / (1 + count))
        for theme, count in carried.annotate(count=Count("pk")).order_by("theme")
    }


def neighbours(
    preparation: Preparation, *, visitor: Visitor, limit: int = 6
) -> tuple[Neighbour, ...]:
    """The nearest preparations that the visitor may see, in a constant number of queries.

    A shared subject adds weight here × weight there × rarity, where rarity is
    ln((1 + preparations) / (1 + preparations with the subject)) (inverse document frequency,
    Spärck Jones 1972). Order: across branches, running, closeness, key.
    """
    own = {
        link.theme_id: link
        for link in counted_links().filter(preparation=preparation).select_related("theme__concept")
    }
    if not own:
        return ()
    visible = preparations().visible_to(visitor)
    rarity = rarity_of(list(own), among=visible.count())
    shared: dict[int, list[Shared]] = defaultdict(list)
    links = (
        counted_links()
        .filter(theme__in=own, preparation__in=visible.order_by().values("pk"))
        .exclude(preparation=preparation)
    )
    for link in links.order_by("preparation_id", "theme_id"):
        adds = strength(own[link.theme_id]) * strength(link) * rarity[link.theme_id]
        if adds > 0:
            shared[link.preparation_id].append(Shared(own[link.theme_id].theme, adds))
    branch = preparation.setter.branch_id or preparation.setter_id
    facts = Preparation.objects.filter(pk__in=shared).values_list(
        "pk", "key", "state", "setter__branch", "setter"
    )
    ranked = sorted(
        facts,
        key=lambda row: (
            (row[3] or row[4]) == branch,
            row[2] == State.ENDED,
            -sum(subject.adds for subject in shared[row[0]]),
            row[1],
        ),
    )[:limit]
    found = preparations().for_cards().in_bulk([row[0] for row in ranked])
    return tuple(
        Neighbour(
            preparation=found[row[0]],
            across_branches=(row[3] or row[4]) != branch,
            shared=tuple(
                sorted(shared[row[0]], key=lambda subject: (-subject.adds, subject.theme.pk))
            ),
        )
        for row in ranked
    )
