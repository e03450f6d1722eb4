"""The files of the demo, and the stories of its fictional people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText

DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A fictional person to sign in as, with what they want today."""

    user: User
    story: TranslatedText
    roles: tuple[tuple[str, TranslatedText], ...]


@cache
def _stories() -> dict[str, TranslatedText]:
    rows = json.loads((DATA / "people.json").read_text(encoding="utf-8"))
    return {row["username"]: TranslatedText.of(row["story"]) for row in rows}


def demo_people() -> list[DemoPerson]:
    """The fictional people in the order of the file; empty when none have been loaded."""
    users = {
        user.username: user
        for user in User.objects.filter(
            is_fictional=True, is_active=True, username__in=_stories()
        ).prefetch_related("memberships__organisation")
    }
    return [
        DemoPerson(
            users[username],
            story,
            tuple(
                (membership.get_role_display(), membership.organisation.name)
                for membership in sorted(users[username].memberships.all(), key=lambda m: m.pk)
            ),
        )
        for username, story in _stories().items()
        if username in users
    ]
