"""Finding preparations."""

from __future__ import annotations

from typing import Self

from django.db import models

from kytkin.accounts.models import User
from kytkin.organisations.models import Organisation
from kytkin.organisations.permissions import Visitor
from kytkin.preparations.models import (
    OfferedWay,
    Partnership,
    Preparation,
    PreparationTheme,
    Standing,
    State,
    Way,
)
from kytkin.preparations.permissions import visible_condition
from kytkin.themes.models import Phenomenon, Theme

COUNTED_STANDINGS = (Standing.CONFIRMED, Standing.SUGGESTED)


class PreparationQuerySet(models.QuerySet[Preparation]):
    """Preparations, read as adjectives: `preparations().visible_to(user).running()`."""

    def visible_to(self, visitor: Visitor) -> Self:
        return self.filter(visible_condition(visitor))

    def running(self) -> Self:
        return self.filter(state__in=(State.PLANNED, State.RUNNING))

    def joint(self) -> Self:
        """Prepared by organisations of more than one branch."""
        spread = (
            Preparation.objects.filter(partnerships__organisation__branch__isnull=False)
            .values("pk")
            .annotate(branches=models.Count("partnerships__organisation__branch", distinct=True))
            .filter(branches__gt=1)
        )
        return self.filter(pk__in=spread.values("pk"))

    def open_to_join(self) -> Self:
        """Open to more than following."""
        ways = [way for way in Way.values if way != Way.FOLLOW]
        return self.filter(pk__in=OfferedWay.objects.filter(way__in=ways).values("preparation"))

    def in_branch(self, branch: Organisation) -> Self:
        """Set by, or prepared with, an organisation of the branch."""
        with_others = Partnership.objects.filter(organisation__path__startswith=branch.path)
        return self.filter(
            models.Q(setter__path__startswith=branch.path)
            | models.Q(pk__in=with_others.values("preparation"))
        )

    def carrying(self, theme: Theme) -> Self:
        return self.filter(theme_links__theme=theme, theme_links__standing__in=COUNTED_STANDINGS)

    def touching(self, phenomenon: Phenomenon) -> Self:
        carrying = PreparationTheme.objects.filter(
            theme__phenomenon_links__phenomenon=phenomenon, standing__in=COUNTED_STANDINGS
        )
        return self.filter(pk__in=carrying.values("preparation"))

    def latest_first(self) -> Self:
        """The latest change first; of those that came together, the latest begun."""
        return self.order_by("-updated_at", models.F("starts_on").desc(nulls_last=True), "key")

    def waiting_for_verdict(self, contact: User) -> Self:
        """Those the person answers for with the most suggested themes first: `suggested_count`."""
        waiting = self.filter(contact=contact, theme_links__standing=Standing.SUGGESTED)
        counted = waiting.annotate(suggested_count=models.Count("theme_links"))
        return counted.order_by("-suggested_count", "key")

    def for_cards(self) -> Self:
        """With all that a card shows, in a constant number of queries."""
        return self.select_related("setter", "setter__branch").prefetch_related(
            "offered_ways",
            "partnerships__organisation__branch",
            models.Prefetch(
                "theme_links",
                queryset=PreparationTheme.objects.filter(standing__in=COUNTED_STANDINGS)
                .select_related("theme__concept")
                .order_by("-weight", "theme_id"),
                to_attr="counted_theme_links",
            ),
        )


def preparations() -> PreparationQuerySet:
    return PreparationQuerySet(Preparation)
