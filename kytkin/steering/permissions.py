"""Who pledges for an agency, who negotiates an agreement, who reads what."""

from __future__ import annotations

from typing import Final

from django.db import models

from kytkin.goals.models import SharedGoal
from kytkin.goals.permissions import visible_goals
from kytkin.organisations.models import Organisation, Role
from kytkin.organisations.permissions import Visitor, has_role, memberships_of
from kytkin.steering.models import (
    AgreementVersion,
    PerformanceAgreement,
    VersionState,
)

AGENCY_SIDE: Final = (Role.CONTROLLER, Role.ADMINISTRATOR)
MINISTRY_SIDE: Final = (Role.STEERING, Role.ADMINISTRATOR)


def may_pledge(visitor: Visitor, organisation: Organisation) -> bool:
    """The organisation's controllers and administrators pledge and report actual figures."""
    return any(has_role(visitor, role, organisation) for role in AGENCY_SIDE)


def may_confirm(visitor: Visitor, organisation: Organisation) -> bool:
    """Its administrators confirm what its controllers have pledged."""
    return has_role(visitor, Role.ADMINISTRATOR, organisation)


def reads_contributions(visitor: Visitor) -> bool:
    """Everyone with a role sees pledges; the public sees what is confirmed and actual."""
    return bool(memberships_of(visitor))


def is_agency_side(visitor: Visitor, agreement: PerformanceAgreement) -> bool:
    return any(has_role(visitor, role, agreement.agency) for role in AGENCY_SIDE)


def ministries_of(visitor: Visitor, agreement: PerformanceAgreement) -> list[Organisation]:
    """The agreement's ministries on whose behalf the visitor may act."""
    return [
        ministry
        for ministry in agreement.ministries.order_by("code")
        if any(has_role(visitor, role, ministry) for role in MINISTRY_SIDE)
    ]


def is_party(visitor: Visitor, agreement: PerformanceAgreement) -> bool:
    return is_agency_side(visitor, agreement) or bool(ministries_of(visitor, agreement))


def visible_agreements(visitor: Visitor) -> models.Q:
    """The parties see every version; everybody the agreements that have been signed."""
    signed = AgreementVersion.objects.filter(
        state__in=(VersionState.SIGNED, VersionState.REVISED)
    ).values("agreement")
    condition = models.Q(pk__in=signed)
    for membership in memberships_of(visitor):
        path = membership.organisation.path
        if membership.role in AGENCY_SIDE:
            condition |= models.Q(agency__path__startswith=path)
        if membership.role in MINISTRY_SIDE:
            steered = PerformanceAgreement.objects.filter(ministries__path__startswith=path)
            condition |= models.Q(pk__in=steered.values("pk"))
    return condition


def may_see_version(visitor: Visitor, version: AgreementVersion) -> bool:
    """What is not signed is seen by the parties only."""
    return not version.is_open or is_party(visitor, version.agreement)


def may_start_agreements(visitor: Visitor, agency: Organisation) -> bool:
    """The agency's side, and the steering officials of a ministry of its branch."""
    if any(has_role(visitor, role, agency) for role in AGENCY_SIDE):
        return True
    return any(
        membership.role == Role.STEERING
        and agency.branch_id is not None
        and membership.organisation.branch_id == agency.branch_id
        for membership in memberships_of(visitor)
    )


def visible_reports(visitor: Visitor) -> models.Q:
    """Public reports for everybody; an agency's for its parties; a goal's for state staff."""
    condition = models.Q(is_public=True)
    held = memberships_of(visitor)
    if held:
        goals = SharedGoal.objects.filter(visible_goals(visitor))
        condition |= models.Q(goal__in=goals.values("pk"))
    for membership in held:
        path = membership.organisation.path
        if membership.role in AGENCY_SIDE:
            condition |= models.Q(organisation__path__startswith=path)
        if membership.role in MINISTRY_SIDE:
            steered = PerformanceAgreement.objects.filter(ministries__path__startswith=path)
            condition |= models.Q(organisation__in=steered.values("agency"))
    return condition
