"""What can go wrong with a goal, each with what to do about it."""

from __future__ import annotations

from kytkin.common.errors import KytkinError


class GoalUnclear(KytkinError):
    """What is written of a goal contradicts itself or leaves something out."""

    code = "goal_unclear"


class GoalNotReady(KytkinError):
    """A goal cannot become active before what is missing has been added."""

    code = "goal_not_ready"


class GoalClosed(KytkinError):
    """The goal is in a state in which this cannot be done."""

    code = "goal_closed"


class OwnerRefused(KytkinError):
    """The organisation cannot own the goal, or not in this way."""

    code = "owner_refused"


class ShareTaken(KytkinError):
    """More than all of a preparation's work input would count for goals."""

    code = "share_taken"
