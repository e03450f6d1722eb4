"""Who gets the pages of web/matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kytkin.accounts.models import User
from tests.integration.page_rules import Rule
from tests.integration.steering.goals import GOAL, KEEPERS

PAGES: dict[str, list[Rule]] = {
    "goal_matrix": [Rule()],
    "goal_matrix_csv": [Rule()],
    "goal_matrix_xlsx": [Rule()],
    "matrix_cell": [
        Rule((GOAL, "OM")),
        Rule(("draft", "OM"), get=KEEPERS, hides_sign_in=True),
        Rule((GOAL, "B-OM"), get=frozenset(), hides_sign_in=True),
    ],
}
KNOWN: dict[str, Callable[[], Any]] = {}


def prepare(cast: dict[str, User | None]) -> None:
    """The contributions of the pools' area are enough."""
