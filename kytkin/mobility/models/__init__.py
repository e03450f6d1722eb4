"""Requests to join, needs and offers, and the moves that follow from them."""

from kytkin.mobility.models.agreements import (
    Agreement,
    AgreementDetails,
    AgreementFixed,
    Ground,
    Payer,
    Signature,
    SignedHow,
)
from kytkin.mobility.models.consents import Answer, Consent, Deputy, Party, RefusalReason
from kytkin.mobility.models.feedback import Feedback, Went
from kytkin.mobility.models.moves import (
    Move,
    MoveEvent,
    MoveState,
    Phase,
    RuleOverride,
    Terms,
    TermsState,
)
from kytkin.mobility.models.requests import (
    OPEN_STATES,
    DeclineReason,
    JoinMessage,
    JoinRequest,
    RequestState,
)

__all__ = [
    "OPEN_STATES",
    "Agreement",
    "AgreementDetails",
    "AgreementFixed",
    "Answer",
    "Consent",
    "DeclineReason",
    "Deputy",
    "Feedback",
    "Ground",
    "JoinMessage",
    "JoinRequest",
    "Move",
    "MoveEvent",
    "MoveState",
    "Party",
    "Payer",
    "Phase",
    "RefusalReason",
    "RequestState",
    "RuleOverride",
    "Signature",
    "SignedHow",
    "Terms",
    "TermsState",
    "Went",
]
