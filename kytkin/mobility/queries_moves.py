"""Finding moves, and the consents that wait for somebody."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models

from kytkin.accounts.models import User
from kytkin.mobility.models import Consent, Move, MoveEvent, MoveState, Terms, TermsState
from kytkin.mobility.permissions import answered_condition
from kytkin.mobility.permissions_moves import answered_by
from kytkin.organisations.models import Organisation


class MoveQuerySet(models.QuerySet[Move]):
    """Moves, read as adjectives: `moves().of(user).alive_on(today)`."""

    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def received_by(self, visitor: User) -> Self:
        """Those into preparations that the visitor answers for."""
        return self.filter(answered_condition(visitor, "request__need"))

    def alive_on(self, day: dt.date) -> Self:
        """Waiting for consents, or agreed and not over."""
        return self.filter(state__in=(MoveState.CONSENTS, MoveState.AGREED)).filter(
            models.Q(ends_before__isnull=True) | models.Q(ends_before__gt=day)
        )

    def over_by(self, day: dt.date) -> Self:
        """Agreed and lived through: completed, or ended early."""
        completed = models.Q(state=MoveState.AGREED, ends_before__lte=day)
        return self.filter(completed | models.Q(state=MoveState.ENDED_EARLY))

    def from_home(self, organisation: Organisation) -> Self:
        """Of people who work in the organisation or below it."""
        return self.filter(home__path__startswith=organisation.path)

    def into(self, organisation: Organisation) -> Self:
        """Into preparations set by the organisation or one below it."""
        return self.filter(receiving__path__startswith=organisation.path)

    def newest_first(self) -> Self:
        return self.order_by("-updated_at", "-pk")

    def for_lists(self) -> Self:
        return self.select_related("preparation__setter__branch", "person", "home", "receiving")

    def for_page(self) -> Self:
        """With all that the move's own page shows."""
        return self.select_related(
            "preparation__setter__branch",
            "preparation__contact",
            "person",
            "home__parent__parent",
            "receiving__parent__parent",
            "request__need",
        ).prefetch_related(
            "overrides",
            "feedback",
            models.Prefetch(
                "terms",
                Terms.objects.select_related("proposed_by")
                .prefetch_related(
                    models.Prefetch(
                        "consents", Consent.objects.select_related("by").order_by("stage", "pk")
                    )
                )
                .order_by("number"),
            ),
            models.Prefetch("events", MoveEvent.objects.select_related("by").order_by("at", "pk")),
        )


def moves() -> MoveQuerySet:
    return MoveQuerySet(Move)


class ConsentQuerySet(models.QuerySet[Consent]):
    """Consents, read as adjectives: `consents().waiting().for_answer_of(user, today)`."""

    def waiting(self) -> Self:
        """Their side is asked now."""
        return self.filter(is_turn=True)

    def for_answer_of(self, visitor: User, today: dt.date) -> Self:
        return self.filter(answered_by(visitor, today))

    def for_lists(self) -> Self:
        return self.select_related(
            "terms__move__preparation__setter__branch",
            "terms__move__preparation__contact",
            "terms__move__person",
            "terms__move__home__parent__parent",
            "terms__move__receiving__parent__parent",
            "terms__move__request__need",
        )

    def soonest_first(self) -> Self:
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")


def consents() -> ConsentQuerySet:
    return ConsentQuerySet(Consent)


def open_terms(move: Move) -> Terms | None:
    """The terms that wait for consents, from those read by `for_page`; None when none do."""
    return next((one for one in move.terms.all() if one.state == TermsState.PROPOSED), None)
