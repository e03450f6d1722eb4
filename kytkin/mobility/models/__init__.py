"""Requests to join, needs and offers, and the moves that follow from them."""

from kytkin.mobility.models.calendars import CalendarFeed
from kytkin.mobility.models.consents import Answer, Consent, Deputy, Party, RefusalReason
from kytkin.mobility.models.moves import (
    Move,
    MoveEvent,
    MoveState,
    Phase,
    RuleOverride,
    Terms,
    TermsState,
)
from kytkin.mobility.models.reminders import Milestone, MilestoneTold
from kytkin.mobility.models.requests import (
    OPEN_STATES,
    DeclineReason,
    JoinMessage,
    JoinRequest,
    RequestState,
)

__all__ = [
    "OPEN_STATES",
    "Answer",
    "CalendarFeed",
    "Consent",
    "DeclineReason",
    "Deputy",
    "JoinMessage",
    "JoinRequest",
    "Milestone",
    "MilestoneTold",
    "Move",
    "MoveEvent",
    "MoveState",
    "Party",
    "Phase",
    "RefusalReason",
    "RequestState",
    "RuleOverride",
    "Terms",
    "TermsState",
]
