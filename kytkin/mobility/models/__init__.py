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
from kytkin.mobility.models.calendars import CalendarFeed
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
from kytkin.mobility.models.needs import AgencyChoices, Importance, Need, NeedSkill, NeedState
from kytkin.mobility.models.offers import Offer, OfferAsk, Offered, OfferState
from kytkin.mobility.models.posted import Posted
from kytkin.mobility.models.reminders import Milestone, MilestoneTold
from kytkin.mobility.models.requests import (
    CONTACTS_REASONS,
    OPEN_STATES,
    PERSONS_REASONS,
    DeclineReason,
    JoinMessage,
    JoinRequest,
    RequestState,
)

__all__ = [
    "CONTACTS_REASONS",
    "OPEN_STATES",
    "PERSONS_REASONS",
    "AgencyChoices",
    "Agreement",
    "AgreementDetails",
    "AgreementFixed",
    "Answer",
    "CalendarFeed",
    "Consent",
    "DeclineReason",
    "Deputy",
    "Feedback",
    "Ground",
    "Importance",
    "JoinMessage",
    "JoinRequest",
    "Milestone",
    "MilestoneTold",
    "Move",
    "MoveEvent",
    "MoveState",
    "Need",
    "NeedSkill",
    "NeedState",
    "Offer",
    "OfferAsk",
    "OfferState",
    "Offered",
    "Party",
    "Payer",
    "Phase",
    "Posted",
    "RefusalReason",
    "RequestState",
    "RuleOverride",
    "Signature",
    "SignedHow",
    "Terms",
    "TermsState",
    "Went",
]
