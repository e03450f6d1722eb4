"""Finding phenomena and themes by themselves; what carries them is asked of preparations."""

from __future__ import annotations

from typing import Final, Self

from django.db import models
from django.db.models.functions import Coalesce

from kytkin.notifications.models import Follow, FollowKind
from kytkin.themes.models import Phenomenon, PhenomenonTheme, Theme

LONGEST_CHAIN: Final = 20


class PhenomenonQuerySet(models.QuerySet[Phenomenon]):
    """Phenomena, read as adjectives: `phenomena().current().with_counts()`."""

    def current(self) -> Self:
        """Not superseded by another."""
        return self.filter(superseded_by__isnull=True)

    def with_counts(self) -> Self:
        """With `theme_count` and `follower_count`, in the same query."""
        followers = (
            Follow.objects.filter(kind=FollowKind.PHENOMENON, target=models.OuterRef("code"))
            .order_by()
            .values("target")
            .annotate(count=models.Count("pk"))
            .values("count")
        )
        themes = (
            PhenomenonTheme.objects.filter(phenomenon=models.OuterRef("pk"))
            .order_by()
            .values("phenomenon")
            .annotate(count=models.Count("pk"))
            .values("count")
        )
        return self.annotate(
            theme_count=Coalesce(models.Subquery(themes), 0),
            follower_count=Coalesce(models.Subquery(followers), 0),
        )

    def with_themes(self) -> Self:
        """With `theme_links`, core themes first, and their concepts: two queries."""
        return self.prefetch_related(
            models.Prefetch(
                "theme_links",
                queryset=PhenomenonTheme.objects.select_related("theme__concept").order_by(
                    "-weight", "theme_id"
                ),
            )
        )


def phenomena() -> PhenomenonQuerySet:
    return PhenomenonQuerySet(Phenomenon)


def successor_of(phenomenon: Phenomenon) -> Phenomenon:
    """The current phenomenon in whose place this one's page leads; itself when current."""
    for _step in range(LONGEST_CHAIN):
        if phenomenon.superseded_by is None:
            break
        phenomenon = phenomenon.superseded_by
    return phenomenon


def theme_of_notation(notation: str) -> Theme:
    """The theme of yso:p716, also asked for by an id that has been replaced since.

    Raises Theme.DoesNotExist.
    """
    themes = Theme.objects.select_related("concept")
    return (
        themes.filter(
            models.Q(concept__notation=notation) | models.Q(concept__replaces__notation=notation)
        )
        .distinct()
        .order_by(models.Case(models.When(concept__notation=notation, then=0), default=1))[:1]
        .get()
    )
