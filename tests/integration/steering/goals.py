"""Who gets the pages of web/goals. Two goals: "clean-water" is active, "draft" is a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kytkin.accounts.models import User
from kytkin.goals.models import GoalState
from kytkin.organisations.models import Organisation
from tests.integration.page_rules import Rule
from tests.unit.steering_cast import make_goal, own

PAGES: dict[str, list[Rule]] = {}
KNOWN: dict[str, Callable[[], Any]] = {}


def prepare(cast: dict[str, User | None]) -> None:
    """The goals, owned by SYKE (lead) and OM."""
    syke = Organisation.objects.get(code="SYKE")
    ministry = Organisation.objects.get(code="OM")
    for goal in (make_goal(), make_goal("draft", state=GoalState.DRAFT)):
        own(goal, syke, lead=True)
        own(goal, ministry)
