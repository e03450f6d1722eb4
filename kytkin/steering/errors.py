"""What can go wrong in steering, each with what to do about it."""

from __future__ import annotations

from django.utils.functional import Promise

from kytkin.common.errors import KytkinError


class ContributionRefused(KytkinError):
    """A pledge, confirmation or actual figure breaks a rule of contributions."""

    code = "contribution_refused"
    field = ""


class AlreadyPledged(KytkinError):
    """The organisation's pledge for this goal, year and budget item stands already."""

    code = "already_pledged"


class AgreementRefused(KytkinError):
    """What is written of a performance agreement breaks a rule; `field` says where."""

    code = "agreement_refused"
    field = ""

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class AgreementNotReady(KytkinError):
    """A version cannot be negotiated or signed before what is missing has been added."""

    code = "agreement_not_ready"


class VersionClosed(KytkinError):
    """The version is in a state in which this cannot be done."""

    code = "version_closed"


class FollowUpRefused(KytkinError):
    """A figure, review, report or statement that cannot be given, or not yet."""

    code = "follow_up_refused"
