"""The steps of the actions on agreements; each runs inside an action's transaction."""

from __future__ import annotations

import datetime as dt

from kytkin.accounts.models import User
from kytkin.mobility.agreement_facts import facts_of
from kytkin.mobility.agreement_text import content_of
from kytkin.mobility.clauses import NO_DOCUMENT
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.models import Agreement, AgreementDetails, Move, Terms, TermsState


def has_agreement(move: Move) -> bool:
    """Sharing knowledge only needs no agreement; every other kind has one."""
    return kind_of(move.kind).document != NO_DOCUMENT


def details_of(move: Move, *, now: dt.datetime) -> AgreementDetails:
    """The details agreed on so far, or those that stand when nobody has said anything."""
    kept = AgreementDetails.objects.filter(move=move).first()
    return kept or AgreementDetails(move=move, version=0, updated_at=now)


def newest(move: Move) -> Agreement | None:
    return move.agreements.order_by("-number").first()


def terms_in_force(move: Move) -> Terms | None:
    return move.terms.filter(state=TermsState.ACCEPTED).order_by("-number").first()


def make_version(move: Move, terms: Terms, *, by: User, now: dt.datetime) -> Agreement | None:
    """The next version, saying what holds now; the case number goes along. None without one."""
    if not has_agreement(move):
        return None
    before = newest(move)
    facts = facts_of(move, terms, details_of(move, now=now), now)
    return Agreement.objects.create(
        move=move,
        number=before.number + 1 if before else 1,
        terms_number=terms.number,
        content=content_of(facts),
        case_number=before.case_number if before else "",
        made_at=now,
        made_by=by,
    )
