"""Who has which role where. A role in an organisation holds in everything below it."""

from __future__ import annotations

from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser

from kytkin.accounts.models import User
from kytkin.organisations.models import Membership, Organisation, Role

Visitor: TypeAlias = User | AnonymousUser


def memberships_of(visitor: Visitor) -> list[Membership]:
    """The visitor's memberships with their organisations, read once a request."""
    if not isinstance(visitor, User) or not visitor.is_active:
        return []
    kept: list[Membership] | None = getattr(visitor, "_kept_memberships", None)
    if kept is None:
        kept = list(visitor.memberships.select_related("organisation"))
        visitor._kept_memberships = kept  # type: ignore[attr-defined]
    return kept


def has_role(visitor: Visitor, role: Role, organisation: Organisation | None = None) -> bool:
    """The visitor has the role: anywhere, or in (or above) the organisation given."""
    return any(
        membership.role == role
        and (organisation is None or organisation.path.startswith(membership.organisation.path))
        for membership in memberships_of(visitor)
    )


def paths_of(visitor: Visitor) -> list[str]:
    """The path prefixes of the organisations that the visitor belongs to."""
    return sorted({membership.organisation.path for membership in memberships_of(visitor)})


def can_administer(visitor: Visitor, organisation: Organisation) -> bool:
    return has_role(visitor, Role.ADMINISTRATOR, organisation)


def is_connector(visitor: Visitor) -> bool:
    return has_role(visitor, Role.CONNECTOR)
