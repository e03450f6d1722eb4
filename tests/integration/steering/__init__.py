"""Rules of the permission matrix for the pages of goals and steering, area by area.

Each area's module has `PAGES` (rules by address), `KNOWN` (arguments worked out when asked) and
`prepare(cast)`, which makes what its addresses are about. In the cast, `controller` is SYKE's,
`steering` a steering official of OM, `other_controller` the controller of an agency elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kytkin.accounts.models import User
from tests.integration.page_rules import Rule
from tests.integration.steering import goals, matrix, performance, pools, reports

AREAS = (goals, pools, performance, matrix, reports)
PAGES: dict[str, list[Rule]] = {}
KNOWN: dict[str, Callable[[], Any]] = {}
for area in AREAS:
    PAGES |= area.PAGES
    KNOWN |= area.KNOWN


def prepare(cast: dict[str, User | None]) -> None:
    for area in AREAS:
        area.prepare(cast)
