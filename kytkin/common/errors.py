"""Errors that a person can read and a program can tell apart."""

from __future__ import annotations

from django.utils.functional import Promise


class KytkinError(Exception):
    """What went wrong and what to do, as one sentence or two; `code` is for programs."""

    code = "error"

    def __init__(self, message: str | Promise, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)


class StaleVersion(KytkinError):
    """Somebody else changed the same thing meanwhile."""

    code = "stale_version"


class NotAllowed(KytkinError):
    """The person may see the thing but not do this to it."""

    code = "not_allowed"
