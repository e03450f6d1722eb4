"""Which preparations serve a goal, and who works for it."""

from __future__ import annotations

import datetime as dt

from django.db import models, transaction
from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.goals.errors import GoalUnclear, ShareTaken
from kytkin.goals.models import GoalMember, GoalPreparation, GoalRole, SharedGoal
from kytkin.goals.steps import held_goal, moved_on
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Preparation

WHOLE = 100


def link_preparation(
    *, goal: SharedGoal, preparation: Preparation, share_percent: int, by: User, now: dt.datetime
) -> GoalPreparation:
    """A preparation serves the goal; `share_percent` of its work input counts for it.

    The preparation's row is locked, so that parallel links never count more than all of it.
    """
    if not 0 <= share_percent <= WHOLE:
        raise ShareTaken(_("The share is between 0 and 100 percent."))
    with transaction.atomic():
        held = held_goal(goal, by)
        locked = Preparation.objects.select_for_update(of=("self",)).get(pk=preparation.pk)
        taken = (
            GoalPreparation.objects.filter(preparation=locked)
            .exclude(goal=held)
            .aggregate(total=models.Sum("share_percent"))["total"]
            or 0
        )
        if taken + share_percent > WHOLE:
            raise ShareTaken(
                _(
                    "Other goals count %(taken)d percent of this preparation's work input "
                    "already. At most %(left)d percent is left: nothing is counted twice."
                )
                % {"taken": taken, "left": WHOLE - taken}
            )
        link, _new = GoalPreparation.objects.update_or_create(
            goal=held,
            preparation=locked,
            defaults={"share_percent": share_percent, "linked_by": by, "linked_at": now},
        )
        moved_on(held, "link_preparation", by=by, now=now, preparation=locked.key,
                 share_percent=share_percent)  # fmt: skip
    return link


def unlink_preparation(
    *, goal: SharedGoal, preparation: Preparation, by: User, now: dt.datetime
) -> None:
    with transaction.atomic():
        held = held_goal(goal, by)
        held.preparation_links.filter(preparation=preparation).delete()
        moved_on(held, "unlink_preparation", by=by, now=now, preparation=preparation.key)


def name_member(
    *,
    goal: SharedGoal,
    person: User,
    organisation: Organisation,
    role: GoalRole,
    by: User,
    now: dt.datetime,
    reports_to: GoalMember | None = None,
) -> GoalMember:
    """Give a person a role in the goal's functional structure, or change it."""
    with transaction.atomic():
        held = held_goal(goal, by)
        if not person.is_active or not person.memberships.exists():
            raise GoalUnclear(_("Nobody in Kytkin has this address. Check how it is spelled."))
        if reports_to is not None and (
            reports_to.goal_id != held.pk or reports_to.person_id == person.pk
        ):
            raise GoalUnclear(_("A person reports to somebody else of the same goal."))
        member, _new = GoalMember.objects.update_or_create(
            goal=held,
            person=person,
            defaults={"organisation": organisation, "role": role, "reports_to": reports_to},
        )
        moved_on(held, "name_goal_member", by=by, now=now, person=person.pk, role=role)
    return member


def remove_member(*, goal: SharedGoal, member: GoalMember, by: User, now: dt.datetime) -> None:
    with transaction.atomic():
        held = held_goal(goal, by)
        held.members.filter(pk=member.pk).delete()
        moved_on(held, "remove_goal_member", by=by, now=now, person=member.person_id)
