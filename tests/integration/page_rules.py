"""What the permission matrix says of a page: who gets it, and who may post to it."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = (
    "nobody", "expert", "other_preparer", "contact", "administrator", "supervisor", "connector",
    "asker", "human_resources", "controller", "steering", "other_controller",
)  # fmt: skip
ALL = frozenset(ROLES)
SIGNED_IN = ALL - {"nobody"}


@dataclass(frozen=True)
class Rule:
    """Who gets `done` from GET and from POST; the rest get 404, and nobody the sign-in page."""

    arguments: tuple[object, ...] = ()
    get: frozenset[str] | None = ALL
    post: frozenset[str] | None = None
    hides_sign_in: bool = False
    data: tuple[tuple[str, str], ...] = ()
