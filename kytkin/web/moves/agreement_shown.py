"""How an agreement looks: who has signed, and what this visitor does next with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kytkin.accounts.models import User
from kytkin.mobility.agreement_steps import has_agreement
from kytkin.mobility.models import Agreement, Move, Party, Phase, Signature, SignedHow
from kytkin.mobility.permissions_agreements import may_sign_for, unsigned
from kytkin.mobility.queries_agreements import versions_of


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """A side in the table of signatures."""

    side: str
    signature: Signature | None
    how: str


def signature_rows(agreement: Agreement) -> list[SignatureRow]:
    signed = {one.party: one for one in agreement.signatures.all()}
    rows = []
    for party in agreement.content["facts"]["parties"]:
        one = signed.get(party)
        how = str(SignedHow(one.how).label) if one else ""
        rows.append(SignatureRow(str(Party(party).label), one, how))
    return rows


@dataclass(frozen=True, slots=True)
class AgreementState:
    """The agreement as the move's own page tells of it."""

    newest: Agreement | None
    says: str
    waits_for_me: bool


def agreement_state(move: Move, user: User, today: dt.date) -> AgreementState | None:
    """None where the kind needs no agreement, or nothing was agreed."""
    if not has_agreement(move) or move.phase(today) in (Phase.REFUSED, Phase.WITHDRAWN):
        return None
    newest = versions_of(move).first()
    if newest is None:
        return AgreementState(None, _("It is made when every side has said yes."), False)
    newest.move = move
    missing = len(unsigned(newest))
    says = (
        ngettext("%(n)s signature is missing.", "%(n)s signatures are missing.", missing)
        % {"n": missing}
        if missing
        else _("Every side has signed.")
    )
    return AgreementState(newest, says, bool(may_sign_for(user, newest, today)))
