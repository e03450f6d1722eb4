"""Who gets the pages of web/pools. One contribution: OM's, to "clean-water"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kytkin.accounts.models import User
from kytkin.goals.models import SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.steering.models import Contribution
from tests.factories import NOW
from tests.integration.page_rules import SIGNED_IN, Rule
from tests.integration.steering.goals import GOAL, KEEPERS

PLEDGERS = frozenset({"administrator", "controller", "other_controller"})
OMS = frozenset({"administrator"})
PAGES: dict[str, list[Rule]] = {
    "goal_pool": [
        Rule((GOAL,), post=KEEPERS),
        Rule(("draft",), get=KEEPERS, hides_sign_in=True),
    ],
    "goal_pledge": [
        Rule((GOAL,), get=PLEDGERS, post=PLEDGERS),
        Rule(("draft",), get=frozenset()),
    ],
    "contribution": [
        Rule(("CONTRIBUTION",), get=SIGNED_IN, post=OMS, data=(("version", "1"),)),
        Rule(("OF A DRAFT",), get=KEEPERS),
    ],
    "agency_pool": [Rule(("OM",)), Rule(("B-OM",), get=frozenset(), hides_sign_in=True)],
    "agency_pool_csv": [Rule(("OM",))],
}
KNOWN: dict[str, Callable[[], Any]] = {
    "CONTRIBUTION": lambda: Contribution.objects.get(goal__code=GOAL).pk,
    "OF A DRAFT": lambda: Contribution.objects.get(goal__code="draft").pk,
}


def prepare(cast: dict[str, User | None]) -> None:
    """OM brings something to each of the goals."""
    ministry = Organisation.objects.get(code="OM")
    for goal in SharedGoal.objects.all():
        Contribution.objects.create(
            goal=goal, organisation=ministry, year=2026, pledged_person_years=1, updated_at=NOW
        )
