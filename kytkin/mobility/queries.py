"""Finding requests to join."""

from __future__ import annotations

from typing import Self

from django.db import models

from kytkin.accounts.models import User
from kytkin.mobility.models import OPEN_STATES, JoinMessage, JoinRequest, RequestState
from kytkin.mobility.permissions import answered_condition
from kytkin.organisations.permissions import Visitor


class JoinRequestQuerySet(models.QuerySet[JoinRequest]):
    """Requests, read as adjectives: `join_requests().answered_by(user).waiting_for_answer()`."""

    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def answered_by(self, visitor: Visitor) -> Self:
        """Those that the visitor answers, being the contact or standing in for one."""
        return self.filter(answered_condition(visitor))

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def closed(self) -> Self:
        return self.exclude(state__in=OPEN_STATES)

    def waiting_for_answer(self) -> Self:
        return self.filter(state=RequestState.SENT)

    def waiting_for_person(self) -> Self:
        return self.filter(state__in=(RequestState.MORE_ASKED, RequestState.INVITED))

    def newest_first(self) -> Self:
        return self.order_by("-updated_at", "-pk")

    def in_state_first(self, state: RequestState) -> Self:
        """What waits in a state comes first, each part newest first."""
        elsewhere = models.Case(models.When(state=state, then=0), default=1)
        return self.order_by(elsewhere, "-updated_at", "-pk")

    def for_lists(self) -> Self:
        return self.select_related("preparation__setter__branch", "person", "need")

    def for_page(self) -> Self:
        """With all that the request's own page shows."""
        return self.select_related(
            "preparation__setter__branch",
            "preparation__contact",
            "person",
            "answered_by",
            "invited_by",
            "need",
            "offer",
        ).prefetch_related(
            models.Prefetch(
                "messages",
                queryset=JoinMessage.objects.select_related("author").order_by("sent_at", "pk"),
            )
        )


def join_requests() -> JoinRequestQuerySet:
    return JoinRequestQuerySet(JoinRequest)
