"""Who sees which part of a profile: what may not be seen does not exist."""

from __future__ import annotations

from typing import Final

from kytkin.accounts.models import User
from kytkin.organisations.models import Role
from kytkin.organisations.permissions import Visitor, has_role, memberships_of
from kytkin.people.models import Audience, Profile, Section

WIDENING: Final = tuple(Audience)


def audience_of(visitor: Visitor, profile: Profile) -> Audience | None:
    """The narrowest audience that the visitor is in; None for who is in none.

    A supervisor is one of an organisation that the person belongs to, or of one above it.
    """
    if not isinstance(visitor, User) or not visitor.is_active:
        return None
    if visitor.pk == profile.person_id:
        return Audience.ME
    own = memberships_of(profile.person)
    if any(has_role(visitor, Role.SUPERVISOR, one.organisation) for one in own):
        return Audience.SUPERVISOR
    if has_role(visitor, Role.CONNECTOR):
        return Audience.CONNECTORS
    return Audience.STATE if memberships_of(visitor) else None


def sections_for(audience: Audience | None, profile: Profile) -> tuple[Section, ...]:
    """The parts that an audience sees; of a protected person only they and the supervisor see."""
    if audience is None:
        return ()
    narrow = audience in (Audience.ME, Audience.SUPERVISOR)
    if profile.is_protected and not narrow:
        return ()
    place = WIDENING.index(audience)
    return tuple(
        section for section in Section if WIDENING.index(profile.audience(section)) >= place
    )


def sections_seen(visitor: Visitor, profile: Profile) -> tuple[Section, ...]:
    """The parts that a visitor sees; none means that the profile is not there for them."""
    return sections_for(audience_of(visitor, profile), profile)
