"""What can go wrong in steering, each with what to do about it."""

from __future__ import annotations

from kytkin.common.errors import KytkinError


class ContributionRefused(KytkinError):
    """A pledge, confirmation or actual figure breaks a rule of contributions."""

    code = "contribution_refused"
    field = ""


class AlreadyPledged(KytkinError):
    """The organisation's pledge for this goal, year and budget item stands already."""

    code = "already_pledged"
