"""Who stands on which side of a move: nobody decides on an own move."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models

from kytkin.accounts.models import User
from kytkin.common.periods import running_on
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.models import Consent, Deputy, Move, Party
from kytkin.mobility.permissions import answered_condition, is_contact, people_who_answer
from kytkin.organisations.models import Membership, Organisation, Role
from kytkin.organisations.permissions import Visitor, has_role, memberships_of

ROLES: Final = {
    Party.SUPERVISOR: (Role.SUPERVISOR, "home"),
    Party.RECEIVING_AGENCY: (Role.HR, "receiving"),
    Party.HOME_AGENCY: (Role.HR, "home"),
}


def stood_in_for(visitor: User, today: dt.date) -> list[User]:
    """The visitor, and those whose deputy the visitor is on the day."""
    standing = Deputy.objects.filter(running_on(today), deputy=visitor, principal__is_active=True)
    return [visitor, *(one.principal for one in standing.select_related("principal"))]


def parties_of(visitor: Visitor, move: Move, today: dt.date) -> frozenset[Party]:
    """The sides of a move that the visitor may answer for."""
    if not isinstance(visitor, User) or not visitor.is_active:
        return frozenset()
    if visitor.pk == move.person_id:
        return frozenset({Party.PERSON})
    sides = {Party.RECEIVER} if is_contact(visitor, move.preparation) else set()
    for one in stood_in_for(visitor, today):
        if one.pk == move.person_id:
            continue
        sides |= {
            party
            for party, (role, place) in ROLES.items()
            if has_role(one, role, getattr(move, place))
        }
    return frozenset(sides)


def may_answer(visitor: Visitor, consent: Consent, today: dt.date) -> bool:
    """Its side, or human resources when it was passed on to them."""
    sides = parties_of(visitor, consent.terms.move, today)
    passed_on = consent.party == Party.SUPERVISOR and consent.escalated_on is not None
    return consent.party in sides or (passed_on and Party.HOME_AGENCY in sides)


def sides_seen(move: Move) -> frozenset[Party]:
    """The sides that take part in a move of its kind, and so see it."""
    return frozenset({*kind_of(move.kind).parties, Party.SUPERVISOR, Party.HOME_AGENCY})


def can_see_move(visitor: Visitor, move: Move, today: dt.date) -> bool:
    return bool(parties_of(visitor, move, today) & sides_seen(move))


def answered_by(visitor: User, today: dt.date) -> models.Q:
    """The consents that the visitor answers; the rule of `may_answer`, for the database."""
    principals = stood_in_for(visitor, today)
    own = models.Q(party=Party.PERSON, terms__move__person=visitor)
    receiving = {
        row["pk"]
        for row in Move.objects.filter(
            answered_condition(visitor), terms__consents__is_turn=True
        ).values("pk")
    }
    others = models.Q(party=Party.RECEIVER, terms__move__in=receiving)
    for one in principals:
        for party, (role, place) in ROLES.items():
            for path in {
                held.organisation.path for held in memberships_of(one) if held.role == role
            }:
                there = models.Q(**{f"terms__move__{place}__path__startswith": path})
                there &= ~models.Q(terms__move__person=one)
                others |= there & models.Q(party=party)
                if party == Party.HOME_AGENCY:
                    passed_on = models.Q(party=Party.SUPERVISOR, escalated_on__isnull=False)
                    others |= there & passed_on
    return own | (others & ~models.Q(terms__move__person=visitor))


def people_at(organisation: Organisation, role: Role) -> list[User]:
    """Those with a role in the organisation; without any, in the nearest above it."""
    codes = organisation.path.split("/")[:-1]
    held = Membership.objects.filter(
        role=role, organisation__code__in=codes, user__is_active=True
    ).select_related("user", "organisation")
    found = sorted(held, key=lambda one: (-len(one.organisation.path), one.user_id))
    nearest = found[0].organisation_id if found else None
    return [one.user for one in found if one.organisation_id == nearest]


def people_for(move: Move, party: Party, today: dt.date) -> list[User]:
    """Who is told that a side is asked: those who answer for it, and their deputies."""
    if party == Party.PERSON:
        return [move.person]
    if party == Party.RECEIVER:
        return people_who_answer(move.preparation)
    role, place = ROLES[party]
    found = people_at(getattr(move, place), role)
    deputies = Deputy.objects.filter(
        running_on(today), principal__in=found, deputy__is_active=True
    ).select_related("deputy")
    told = {one.pk: one for one in [*found, *(row.deputy for row in deputies)]}
    told.pop(move.person_id, None)
    return list(told.values())
