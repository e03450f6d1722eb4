"""The agreement of a move: worded by its sides, signed by each, numbered by case management."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.common.documents import plain
from kytkin.common.errors import KytkinError, NotAllowed, StaleVersion
from kytkin.mobility.agreement_facts import asks_for_a_ground
from kytkin.mobility.agreement_steps import (
    details_of,
    has_agreement,
    make_version,
    newest,
    terms_in_force,
)
from kytkin.mobility.clauses import clauses, own_wording
from kytkin.mobility.models import Agreement, Ground, Move, MoveState, Party, Signature, SignedHow
from kytkin.mobility.move_steps import named_side, note, put_on_record, tell_sides
from kytkin.mobility.permissions_agreements import (
    is_signed_by_all,
    may_number,
    may_record_for,
    may_sign_for,
    may_word,
)
from kytkin.mobility.permissions_moves import parties_of


class NoAgreement(KytkinError):
    """This kind of move has no agreement, or there is no version yet."""

    code = "no_agreement"


class SignatureWrong(KytkinError):
    """A signature without a name, on a day that cannot be, or in a way that cannot be."""

    code = "signature_wrong"


@dataclass(frozen=True, slots=True)
class Wording:
    """What the sides agree on besides share and period; `texts` by clause and language."""

    ground: str
    receiving_pays_percent: int
    travel_paid_by: str
    training_paid_by: str
    texts: Mapping[str, Mapping[str, str]]


def locked(move: Move) -> Move:
    """The move, so that versions and signatures come one at a time."""
    return (
        Move.objects.select_for_update(of=("self",))
        .select_related(
            "preparation__setter", "preparation__contact", "person", "home", "receiving"
        )
        .get(pk=move.pk)
    )


def word_agreement(
    *, move: Move, version: int, wording: Wording, by: User, now: dt.datetime
) -> Agreement | None:
    """Keep the details. When the move is agreed a new version says them and is signed anew.

    `version` is that of the details, 0 for the first. Gives the new version, None before consents.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        current = locked(move)
        before = newest(current)
        if not has_agreement(current):
            raise NoAgreement(_("This kind of arrangement needs no agreement."))
        if not may_word(by, current, before, today):
            raise NotAllowed(
                _("Every side has signed, or it is over: propose other terms to change it.")
            )
        details = details_of(current, now=now)
        if details.version != version:
            raise StaleVersion(_("The agreement changed while you were reading it."))
        details.ground = (
            Ground(wording.ground) if asks_for_a_ground(current) and wording.ground else ""
        )
        details.receiving_pays_percent = wording.receiving_pays_percent
        details.travel_paid_by = wording.travel_paid_by
        details.training_paid_by = wording.training_paid_by
        details.texts = {
            code: own
            for code, given in wording.texts.items()
            if code in clauses() and (own := own_wording(code, given))
        }
        details.version, details.updated_at, details.updated_by = version + 1, now, by
        details.save()
        made = None
        terms = terms_in_force(current)
        if current.state == MoveState.AGREED and terms is not None:
            made = make_version(current, terms, by=by, now=now)
        side = named_side(parties_of(by, current, today))
        was_signed = before is not None and before.signatures.exists()
        note(current, "signing_anew" if was_signed else "worded", by=by, now=now, party=side)
        put_on_record(
            current, "word_agreement", by=by, now=now,
            details={"version": made.number if made else 0},
        )  # fmt: skip
        if was_signed:
            tell_sides(current, "signing_anew", by=by, now=now)
    return made


def held_version(move: Move, number: int) -> Agreement:
    """The newest version, which must be the one that the visitor read."""
    found = newest(locked(move))
    if found is None:
        raise NoAgreement(_("There is no version to sign yet."))
    if found.number != number:
        raise StaleVersion(_("The agreement changed while you were reading it."))
    return found


def sign_agreement(
    *, move: Move, number: int, party: Party, name: str, by: User, now: dt.datetime
) -> Signature:
    """A side signs the newest version here and now."""
    today = timezone.localdate(now)
    with transaction.atomic():
        agreement = held_version(move, number)
        if party not in may_sign_for(by, agreement, today):
            raise NotAllowed(_("You can sign only for your own side, and only once."))
        return put_signature(
            agreement, party, name, today, SignedHow.HERE, signed_by=by, by=by, now=now
        )


def record_signature(
    *,
    move: Move,
    number: int,
    party: Party,
    name: str,
    signed_on: dt.date,
    how: SignedHow,
    by: User,
    now: dt.datetime,
) -> Signature:
    """Write down that a side signed elsewhere: the side itself, or human resources for any."""
    today = timezone.localdate(now)
    with transaction.atomic():
        agreement = held_version(move, number)
        if party not in may_record_for(by, agreement, today):
            raise NotAllowed(_("Only the side itself and human resources can record this."))
        if how == SignedHow.HERE:
            raise SignatureWrong(_("Nobody signs in this service for another."))
        if not timezone.localdate(agreement.made_at) <= signed_on <= today:
            raise SignatureWrong(
                _("The day lies before this version was made, or has not come yet.")
            )
        own = party in may_sign_for(by, agreement, today)
        return put_signature(
            agreement, party, name, signed_on, how, signed_by=by if own else None, by=by, now=now
        )


def put_signature(
    agreement: Agreement,
    party: Party,
    name: str,
    signed_on: dt.date,
    how: SignedHow,
    *,
    signed_by: User | None,
    by: User,
    now: dt.datetime,
) -> Signature:
    written = " ".join(plain(name).split())
    if not written:
        raise SignatureWrong(_("Write the name of the person who signed."))
    signature = Signature.objects.create(
        agreement=agreement,
        party=party,
        name=written,
        signed_by=signed_by,
        signed_on=signed_on,
        how=how,
        recorded_by=by,
        recorded_at=now,
    )
    move = agreement.move
    note(move, "signed", by=by, now=now, party=party)
    put_on_record(
        move, "sign_agreement", by=by, now=now,
        details={
            "version": agreement.number, "party": party.value, "how": how.value,
            "signed_on": signed_on.isoformat(), "digest": agreement.digest,
        },
    )  # fmt: skip
    if is_signed_by_all(Agreement.objects.get(pk=agreement.pk)):
        note(move, "signed_by_all", by=by, now=now)
        tell_sides(move, "signed_by_all", by=by, now=now)
    return signature


def give_case_number(*, move: Move, case_number: str, by: User, now: dt.datetime) -> Agreement:
    """Write the number that the case-management system gave; what the agreement says stays."""
    with transaction.atomic():
        current = locked(move)
        agreement = newest(current)
        if agreement is None:
            raise NoAgreement(_("There is no version to number yet."))
        if not may_number(by, current, timezone.localdate(now)):
            raise NotAllowed(_("Only the agencies' side can write the case number."))
        agreement.case_number = " ".join(plain(case_number).split())
        agreement.save(update_fields=["case_number"])
        note(current, "numbered", by=by, now=now, words=agreement.case_number)
        put_on_record(
            current, "give_case_number", by=by, now=now,
            details={"version": agreement.number, "case_number": agreement.case_number},
        )  # fmt: skip
    return agreement
