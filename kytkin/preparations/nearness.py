"""How near preparations are to some subjects: the sum of what each shared subject adds.

A subject adds interest × weight there × rarity. Rarity is ln((1 + N) / (1 + n)) for a subject that
n of N preparations carry (inverse document frequency, Spärck Jones 1972). A subject that nobody
has confirmed counts half.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, FloatField, QuerySet, Sum, Value, When
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Cast

from kytkin.organisations.permissions import Visitor
from kytkin.preparations.models import Preparation, PreparationTheme, Standing
from kytkin.preparations.queries import COUNTED_STANDINGS, preparations
from kytkin.themes.models import Theme

SUGGESTED_COUNTS = 0.5
MOST_SUBJECTS = 60  # the most telling ones; more would not change who is near
SPARE = 4  # the database preselects this many times what is wanted, exact sums decide


@dataclass(frozen=True, slots=True)
class Shared:
    """A subject in common and what it adds."""

    theme: Theme
    adds: float


@dataclass(frozen=True, slots=True)
class Near:
    """A preparation and the subjects that bring it near, the strongest first."""

    preparation: Preparation
    shared: tuple[Shared, ...]

    @property
    def score(self) -> float:
        return total(self.shared)


def counted_links() -> QuerySet[PreparationTheme]:
    return PreparationTheme.objects.filter(standing__in=COUNTED_STANDINGS)


def strength(link: PreparationTheme) -> float:
    return float(link.weight) * (SUGGESTED_COUNTS if link.standing == Standing.SUGGESTED else 1)


def telling(interest: Mapping[int, float], *, visitor: Visitor) -> dict[int, float]:
    """Interest × rarity by theme id; what everything carries tells nothing and is left out."""
    everything = preparations().visible_to(visitor).count()
    carried = counted_links().filter(theme__in=interest).values_list("theme")
    worth = {
        theme: interest[theme] * math.log((1 + max(everything, count)) / (1 + count))
        for theme, count in carried.annotate(count=Count("pk")).order_by("theme")
    }
    strongest = sorted(worth, key=lambda theme: (-worth[theme], theme))[:MOST_SUBJECTS]
    return {theme: worth[theme] for theme in strongest if worth[theme] > 0}


def nearest(
    interest: Mapping[int, float],
    *,
    visitor: Visitor,
    among: QuerySet[Preparation],
    limit: int,
    first: Sequence[BaseExpression] = (),
) -> tuple[Near, ...]:
    """The nearest of `among`, in a constant number of queries; `first` goes before nearness.

    Ties break by key. `among` must hold only what the visitor may see.
    """
    worth = telling(interest, visitor=visitor)
    if not worth:
        return ()
    adds = Case(
        *(When(theme=theme, then=Value(value)) for theme, value in worth.items()),
        output_field=FloatField(),
    )
    certain = Case(
        When(standing=Standing.SUGGESTED, then=Value(SUGGESTED_COUNTS)),
        default=Value(1.0),
        output_field=FloatField(),
    )
    leading = {f"first{place}": expression for place, expression in enumerate(first)}
    preselected = list(
        counted_links()
        .filter(theme__in=worth, preparation__in=among.order_by().values("pk"))
        .values("preparation")
        .annotate(near=Sum(Cast(F("weight"), FloatField()) * adds * certain), **leading)
        .order_by(*leading, "-near", "preparation__key")
        .values_list("preparation", "preparation__key", *leading)[: limit * SPARE]
    )
    shared = subjects_of([row[0] for row in preselected], worth)
    preselected.sort(key=lambda row: (*row[2:], -round(total(shared[row[0]]), 9), row[1]))
    chosen = [row[0] for row in preselected[:limit]]
    found = preparations().for_cards().in_bulk(chosen)
    return tuple(Near(found[pk], shared[pk]) for pk in chosen)


def total(shared: Sequence[Shared]) -> float:
    return math.fsum(subject.adds for subject in shared)


def subjects_of(chosen: Sequence[int], worth: Mapping[int, float]) -> dict[int, tuple[Shared, ...]]:
    """The shared subjects of each, the strongest first."""
    shared: dict[int, list[Shared]] = defaultdict(list)
    links = counted_links().filter(preparation__in=chosen, theme__in=worth)
    for link in links.select_related("theme__concept"):
        adds = worth[link.theme_id] * strength(link)
        shared[link.preparation_id].append(Shared(link.theme, adds))
    return {
        pk: tuple(sorted(subjects, key=lambda one: (-one.adds, one.theme.pk)))
        for pk, subjects in shared.items()
    }
