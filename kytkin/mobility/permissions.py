"""Who may ask to join, who answers, and who sees a request: the two sides, nobody else."""

from __future__ import annotations

from django.db import models

from kytkin.accounts.models import User
from kytkin.mobility.models import JoinRequest, Need
from kytkin.organisations.models import Role
from kytkin.organisations.permissions import Visitor, has_role, memberships_of
from kytkin.preparations.models import Preparation

ANSWERING_ROLES = (Role.PREPARER, Role.ADMINISTRATOR)


def has_contact(preparation: Preparation) -> bool:
    return preparation.contact is not None and preparation.contact.is_active


def is_contact(visitor: Visitor, preparation: Preparation) -> bool:
    """The preparation's contact; without one, any preparer or administrator of the setter."""
    if not isinstance(visitor, User) or not visitor.is_active:
        return False
    if has_contact(preparation):
        return preparation.contact_id == visitor.pk
    return any(has_role(visitor, role, preparation.setter) for role in ANSWERING_ROLES)


def owns_need(visitor: Visitor, need: Need | None) -> bool:
    """A co-owner of the need that a request is about."""
    return (
        need is not None
        and isinstance(visitor, User)
        and visitor.is_active
        and need.owners.filter(pk=visitor.pk).exists()
    )


def can_answer(visitor: Visitor, request: JoinRequest) -> bool:
    """Nobody answers an own request."""
    return request.person_id != visitor.pk and (
        is_contact(visitor, request.preparation) or owns_need(visitor, request.need)
    )


def can_see(visitor: Visitor, request: JoinRequest) -> bool:
    return (
        visitor.is_authenticated and visitor.is_active and request.person_id == visitor.pk
    ) or can_answer(visitor, request)


def answered_condition(visitor: Visitor, need: str = "need") -> models.Q:
    """The requests that the visitor answers; the same rule as `can_answer`, for the database.

    `need`: the way to the need, from what has a preparation and a person.
    """
    if not isinstance(visitor, User) or not visitor.is_active:
        return models.Q(pk__in=[])
    own = models.Q(preparation__contact=visitor)
    without_contact = models.Q(preparation__contact__isnull=True) | models.Q(
        preparation__contact__is_active=False
    )
    for membership in memberships_of(visitor):
        if membership.role in ANSWERING_ROLES:
            below = models.Q(preparation__setter__path__startswith=membership.organisation.path)
            own |= without_contact & below
    owned = Need.owners.through.objects.filter(user=visitor).values("need")
    own |= models.Q(**{f"{need}__in": owned})
    return own & ~models.Q(person=visitor)


def people_who_answer(preparation: Preparation, need: Need | None = None) -> list[User]:
    """Who is told of a request: the contact, or those who stand in for a missing one; co-owners."""
    owners = list(need.owners.filter(is_active=True).order_by("pk")) if need else []
    if preparation.contact is not None and preparation.contact.is_active:
        return list(dict.fromkeys([preparation.contact, *owners]))
    path = preparation.setter.path
    above = [path[: end + 1] for end, letter in enumerate(path) if letter == "/"]
    standing_in = (
        User.objects.filter(
            is_active=True,
            memberships__role__in=ANSWERING_ROLES,
            memberships__organisation__path__in=above,
        )
        .distinct()
        .order_by("pk")
    )
    return list(dict.fromkeys([*standing_in, *owners]))
