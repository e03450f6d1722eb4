"""Who gets the pages of web/matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kytkin.accounts.models import User
from tests.integration.page_rules import Rule

PAGES: dict[str, list[Rule]] = {}
KNOWN: dict[str, Callable[[], Any]] = {}


def prepare(cast: dict[str, User | None]) -> None:
    """Make what the addresses are about."""
