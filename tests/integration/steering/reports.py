"""Who gets the pages of web/reports.

A public report of SYKE, one for its parties, one of a goal, one of a draft.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kytkin.accounts.models import User
from kytkin.goals.models import SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.steering.actions_reports import digest_of
from kytkin.steering.models import FrozenReport
from tests.factories import NOW
from tests.integration.page_rules import SIGNED_IN, Rule
from tests.integration.steering.goals import GOAL, KEEPERS
from tests.integration.steering.performance import PARTIES

PUBLIC, INSIDE, OF_GOAL, OF_DRAFT = "PUBLIC REPORT", "INSIDE REPORT", "GOAL REPORT", "DRAFT REPORT"
READERS: dict[str, list[Rule]] = {
    name: [
        Rule((PUBLIC, *more)),
        Rule((INSIDE, *more), get=PARTIES, hides_sign_in=True),
        Rule((OF_GOAL, *more), get=SIGNED_IN, hides_sign_in=True),
        Rule((OF_DRAFT, *more), get=KEEPERS, hides_sign_in=True),
    ]
    for name, more in (("frozen_report", ()), ("report_compare", ()), ("report_file", ("json",)))
}
PAGES: dict[str, list[Rule]] = {
    "reports": [Rule()],
    "goal_reports": [
        Rule((GOAL,), post=KEEPERS),
        Rule(("draft",), get=KEEPERS, hides_sign_in=True),
    ],
    **READERS,
}
KNOWN: dict[str, Callable[[], Any]] = {
    PUBLIC: lambda: FrozenReport.objects.get(kind="vertical", number=1).pk,
    INSIDE: lambda: FrozenReport.objects.get(kind="vertical", number=2).pk,
    OF_GOAL: lambda: FrozenReport.objects.get(goal__code=GOAL).pk,
    OF_DRAFT: lambda: FrozenReport.objects.get(goal__code="draft").pk,
}


def prepare(cast: dict[str, User | None]) -> None:
    """Reports that say next to nothing: who sees them is the question here."""
    words = {"title": "Kertomus", "subject": {"text": "SYKE", "language": "fi"}, "blocks": []}
    content = {
        "format": 1, "year": 2026, "frozen_at": "2026-11-02T09:00:00+00:00", "signatories": [],
        "data_version": {"event": 1, "hash": "0" * 64}, "facts": {},
        "words": {"fi": words, "sv": words, "en": words},
    }  # fmt: skip
    agency = Organisation.objects.get(code="SYKE")
    goals = {one.code: one for one in SharedGoal.objects.filter(code__in=(GOAL, "draft"))}
    about: list[dict[str, Any]] = [
        {"kind": "vertical", "organisation": agency, "number": 1, "is_public": True},
        {"kind": "vertical", "organisation": agency, "number": 2},
        {"kind": "horizontal", "goal": goals[GOAL], "number": 1},
        {"kind": "horizontal", "goal": goals["draft"], "number": 1},
    ]
    for one in about:
        whole = {**content, "kind": one["kind"], "number": one["number"]}
        FrozenReport.objects.create(
            **one, year=2026, content=whole, digest=digest_of(whole), frozen_at=NOW
        )
