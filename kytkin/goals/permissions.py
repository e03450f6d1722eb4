"""Who sees a goal, who keeps it, who reports its figures."""

from __future__ import annotations

from typing import Final

from django.db import models

from kytkin.accounts.models import User
from kytkin.goals.models import GoalMember, GoalOwner, GoalRole, GoalState, Indicator, SharedGoal
from kytkin.organisations.models import Organisation, Role
from kytkin.organisations.permissions import Visitor, has_role, memberships_of

KEEPERS: Final = (Role.CONTROLLER, Role.STEERING, Role.ADMINISTRATOR)


def visible_goals(visitor: Visitor) -> models.Q:
    """Everyone sees public goals that are no drafts; all signed in with a role the other
    goals that are no drafts; owners' people and the goal's own people also drafts."""
    condition = ~models.Q(state=GoalState.DRAFT)
    if not isinstance(visitor, User) or not visitor.is_active:
        return condition & models.Q(is_public=True)
    held = memberships_of(visitor)
    if not held:
        condition &= models.Q(is_public=True)
    for membership in held:
        if membership.role in KEEPERS:
            owned = GoalOwner.objects.filter(
                organisation__path__startswith=membership.organisation.path
            )
            condition |= models.Q(pk__in=owned.values("goal"))
    condition |= models.Q(pk__in=GoalMember.objects.filter(person=visitor).values("goal"))
    return condition | models.Q(created_by=visitor)


def may_see_goal(visitor: Visitor, goal: SharedGoal) -> bool:
    return SharedGoal.objects.filter(visible_goals(visitor), pk=goal.pk).exists()


def may_start_goals(visitor: Visitor) -> bool:
    """Whoever keeps the figures of an agency, prepares matters or connects people."""
    roles = (*KEEPERS, Role.PREPARER, Role.CONNECTOR)
    return any(has_role(visitor, role) for role in roles)


def keeps_for(visitor: Visitor, organisation: Organisation) -> bool:
    """The visitor is a controller, steering official or administrator of the organisation."""
    return any(has_role(visitor, role, organisation) for role in KEEPERS)


def may_keep_goal(visitor: Visitor, goal: SharedGoal) -> bool:
    """The goal's coordinators and the keepers of owners that have accepted.

    A draft is also kept by whoever started it.
    """
    if not isinstance(visitor, User) or not visitor.is_active:
        return False
    if goal.state == GoalState.DRAFT and goal.created_by_id == visitor.pk:
        return True
    if goal.members.filter(person=visitor, role=GoalRole.COORDINATOR).exists():
        return True
    owners = Organisation.objects.filter(
        goal_ownerships__goal=goal, goal_ownerships__accepted_at__isnull=False
    )
    return any(keeps_for(visitor, owner) for owner in owners)


def may_report(visitor: Visitor, indicator: Indicator) -> bool:
    """Who keeps the goal, and the keepers of the organisation that reports the indicator."""
    if may_keep_goal(visitor, indicator.goal):
        return True
    return indicator.reported_by is not None and keeps_for(visitor, indicator.reported_by)
