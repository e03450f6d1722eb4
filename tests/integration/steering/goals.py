"""Who gets the pages of web/goals. Two goals: "clean-water" is active, "draft" is a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kytkin.accounts.models import User
from kytkin.goals.models import GoalState, Indicator, SharedGoal
from kytkin.organisations.models import Organisation
from tests.integration.page_rules import SIGNED_IN, Rule
from tests.unit.steering_cast import make_goal, own

KEEPERS = frozenset({"administrator", "controller", "steering"})
STARTERS = KEEPERS | {"other_preparer", "contact", "connector", "other_controller"}
GOAL = "clean-water"
PAGES: dict[str, list[Rule]] = {
    "goals": [Rule()],
    "goal_new": [Rule(get=STARTERS, post=STARTERS)],
    "goal": [
        Rule((GOAL,), post=SIGNED_IN),
        Rule(("draft",), get=KEEPERS, post=KEEPERS, hides_sign_in=True),
        Rule(("unknown",), get=frozenset(), hides_sign_in=True),
    ],
    "goal_edit": [Rule((GOAL,), get=KEEPERS, post=KEEPERS)],
    "goal_owners": [Rule((GOAL,), get=KEEPERS, post=KEEPERS)],
    "goal_preparations": [Rule((GOAL,), get=KEEPERS, post=KEEPERS)],
    "goal_people": [Rule((GOAL,), get=SIGNED_IN, post=KEEPERS), Rule(("draft",), get=KEEPERS)],
    "goal_checks": [Rule((GOAL,), get=KEEPERS, post=KEEPERS)],
    "goal_chain": [
        Rule((GOAL,), post=KEEPERS),
        Rule(("draft",), get=KEEPERS, hides_sign_in=True),
    ],
    "indicator_new": [Rule((GOAL,), get=KEEPERS, post=KEEPERS)],
    "indicator": [
        Rule((GOAL, "INDICATOR"), post=KEEPERS),
        Rule(("draft", "INDICATOR"), get=frozenset(), hides_sign_in=True),
    ],
    "indicator_edit": [Rule((GOAL, "INDICATOR"), get=KEEPERS, post=KEEPERS)],
}
KNOWN: dict[str, Callable[[], Any]] = {
    "INDICATOR": lambda: Indicator.objects.get().pk,
}


def prepare(cast: dict[str, User | None]) -> None:
    """The goals, owned by SYKE (lead) and OM."""
    syke = Organisation.objects.get(code="SYKE")
    ministry = Organisation.objects.get(code="OM")
    for goal in (make_goal(), make_goal("draft", state=GoalState.DRAFT)):
        own(goal, syke, lead=True)
        own(goal, ministry)
    Indicator.objects.create(
        goal=SharedGoal.objects.get(code=GOAL), direction="up", name={"fi": "Tila"},
        unit={"fi": "prosenttia"},
    )  # fmt: skip
