"""What every action on a goal does: hold it, move its version on, keep the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.goals.models import SharedGoal
from kytkin.goals.permissions import may_keep_goal


def held_goal(goal: SharedGoal, by: User, version: int | None = None) -> SharedGoal:
    """The goal as it is now, locked until the transaction ends; for those who keep it."""
    held = SharedGoal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    if not may_keep_goal(by, held):
        raise NotAllowed(_("Only those who keep the goal can do this."))
    if version is not None and held.version != version:
        raise StaleVersion(_("Somebody changed the goal while you were writing."))
    return held


def moved_on(
    goal: SharedGoal, action: str, *, by: User, now: dt.datetime, **details: Any
) -> SharedGoal:
    """Save the goal under its next version, with one event on the record."""
    goal.version += 1
    goal.updated_at = now
    goal.save()
    record(action, by=by, now=now, kind="goal", id=goal.code, details=details)
    return goal
