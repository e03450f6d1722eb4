"""Who writes needs, approves them and invites; who closes offers."""

from __future__ import annotations

from kytkin.accounts.models import User
from kytkin.mobility.models import Need, NeedState, Offer
from kytkin.organisations.models import Organisation, Role
from kytkin.organisations.permissions import Visitor, has_role
from kytkin.preparations.models import Preparation
from kytkin.preparations.permissions import can_edit


def may_write_needs(visitor: Visitor, preparation: Preparation) -> bool:
    """Its contact, and the preparers and administrators of its setter."""
    return isinstance(visitor, User) and visitor.is_active and can_edit(visitor, preparation)


def may_manage(visitor: Visitor, need: Need) -> bool:
    """Who may write needs of the preparation, and the need's co-owners."""
    if not isinstance(visitor, User) or not visitor.is_active:
        return False
    return may_write_needs(visitor, need.preparation) or need.owners.filter(pk=visitor.pk).exists()


def may_approve(visitor: Visitor, need: Need) -> bool:
    """A supervisor or administrator of the setter, never the need's writer."""
    setter = need.preparation.setter
    stands = has_role(visitor, Role.SUPERVISOR, setter) or has_role(
        visitor, Role.ADMINISTRATOR, setter
    )
    return stands and need.written_by_id != visitor.pk


def may_see_need(visitor: Visitor, need: Need) -> bool:
    """What is not published yet is seen by those who manage or approve it."""
    if need.state in (NeedState.DRAFT, NeedState.WAITING):
        return may_manage(visitor, need) or may_approve(visitor, need)
    return True


def may_offer_for(visitor: Visitor, unit: Organisation) -> bool:
    """A unit's pooled time is offered by its supervisor."""
    return has_role(visitor, Role.SUPERVISOR, unit)


def may_manage_offer(visitor: Visitor, offer: Offer) -> bool:
    if not isinstance(visitor, User) or not visitor.is_active:
        return False
    return offer.author_id == visitor.pk or (
        offer.unit is not None and may_offer_for(visitor, offer.unit)
    )
