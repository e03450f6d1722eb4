"""Finding needs and offers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Self

from django.db import models
from django.utils import timezone

from kytkin.accounts.models import User
from kytkin.mobility.models import (
    AgencyChoices,
    Move,
    MoveState,
    Need,
    NeedSkill,
    NeedState,
    Offer,
    OfferState,
)
from kytkin.mobility.rules import agency_of
from kytkin.organisations.models import Organisation
from kytkin.organisations.permissions import Visitor
from kytkin.preparations.models import Preparation, PreparationTheme, Standing
from kytkin.preparations.queries import preparations
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import Concept

COUNTED = (Standing.CONFIRMED, Standing.SUGGESTED)


class NeedQuerySet(models.QuerySet[Need]):
    """Needs, read as adjectives: `needs().open_on(today).visible_to(user)`."""

    def open_on(self, day: dt.date) -> Self:
        """Published, and the deadline has not gone."""
        in_time = models.Q(deadline__isnull=True) | models.Q(deadline__gte=day)
        return self.filter(in_time, state=NeedState.PUBLISHED)

    def visible_to(self, visitor: Visitor) -> Self:
        """On preparations that the visitor sees."""
        return self.filter(preparation__in=preparations().visible_to(visitor).values("pk"))

    def of_preparation(self, preparation: Preparation) -> Self:
        return self.filter(preparation=preparation)

    def on_themes(self, themes: Collection[Theme]) -> Self:
        links = PreparationTheme.objects.filter(theme__in=list(themes), standing__in=COUNTED)
        return self.filter(preparation__in=links.values("preparation"))

    def asking_for(self, concept: Concept) -> Self:
        return self.filter(skills__concept=concept)

    def soonest_first(self) -> Self:
        """By the day to answer by; those without one last, the newest first."""
        return self.order_by(models.F("deadline").asc(nulls_last=True), "-published_at", "pk")

    def for_cards(self) -> Self:
        """With all that a card shows, in a constant number of queries."""
        return self.select_related("preparation__setter__branch").prefetch_related(
            models.Prefetch("skills", NeedSkill.objects.select_related("concept").order_by("pk"))
        )


def needs() -> NeedQuerySet:
    return NeedQuerySet(Need)


def open_needs_of(preparation: Preparation, today: dt.date | None = None) -> list[Need]:
    """A preparation's open needs, the soonest first."""
    day = today or timezone.localdate()
    return list(needs().of_preparation(preparation).open_on(day).for_cards().soonest_first())


def own_open_needs(visitor: Visitor, today: dt.date) -> list[Need]:
    """Open needs that the visitor wrote, co-owns or is the contact of; at most ten."""
    if not isinstance(visitor, User):
        return []
    own = models.Q(written_by=visitor) | models.Q(preparation__contact=visitor)
    own |= models.Q(pk__in=Need.owners.through.objects.filter(user=visitor).values("need"))
    return list(needs().open_on(today).filter(own).order_by("-published_at", "pk")[:10])


def draft_needs_of(preparation: Preparation) -> list[Need]:
    """What is written and not published, for those who write."""
    states = (NeedState.DRAFT, NeedState.WAITING)
    return list(needs().of_preparation(preparation).filter(state__in=states).order_by("pk"))


class OfferQuerySet(models.QuerySet[Offer]):
    """Offers, read as adjectives: `offers().open_on(today).in_themes(themes)`."""

    def open_on(self, day: dt.date) -> Self:
        """Open, of somebody who is here, and not over."""
        lasting = models.Q(ends_before__isnull=True) | models.Q(ends_before__gt=day)
        hidden = models.Q(author__profile__is_protected=True, unit__isnull=True)
        return self.filter(lasting, state=OfferState.OPEN, author__is_active=True).exclude(hidden)

    def of(self, author: User) -> Self:
        return self.filter(author=author)

    def on_theme(self, theme: Theme) -> Self:
        return self.filter(themes=theme)

    def newest_first(self) -> Self:
        return self.order_by("-updated_at", "-pk")

    def for_cards(self) -> Self:
        return self.select_related("author", "unit__branch").prefetch_related("themes__concept")


def offers() -> OfferQuerySet:
    return OfferQuerySet(Offer)


def chosen_for(need: Need) -> models.QuerySet[Move]:
    """The moves that this need has led to and that still hold."""
    return Move.objects.filter(
        request__need=need, state__in=(MoveState.CONSENTS, MoveState.AGREED)
    ).select_related("person")


def choices_of(organisation: Organisation) -> AgencyChoices | None:
    """What the agency of an organisation has decided; None when nothing."""
    return AgencyChoices.objects.filter(organisation=agency_of(organisation)).first()
