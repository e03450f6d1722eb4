"""The steps that the actions on a move are made of; each runs inside an action's transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.mobility.agreement_steps import make_version
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.ledger import Booking, booking_of
from kytkin.mobility.models import (
    Answer,
    Consent,
    JoinRequest,
    Move,
    MoveEvent,
    MoveState,
    Party,
    RefusalReason,
    Terms,
    TermsState,
)
from kytkin.mobility.permissions_moves import people_for
from kytkin.mobility.rules import Finding, TermsAsked, findings
from kytkin.notifications.actions import notify
from kytkin.notifications.models import NoticeKind

DAYS_TO_ANSWER: Final = 7


class RuleBroken(KytkinError):
    """The terms break a rule that human resources have not gone past."""

    code = "rule_broken"


class ReasonMissing(KytkinError):
    """A no, or going past a rule, needs a reason."""

    code = "reason_missing"


def broken_rules(move: Move) -> list[Finding]:
    """The blocking rules that the terms waiting for consents break and nobody has gone past."""
    waiting = move.terms.filter(state=TermsState.PROPOSED).first()
    if waiting is None:
        return []
    passed = set(move.overrides.values_list("rule", flat=True))
    found = findings(
        kind_of(move.kind),
        TermsAsked(waiting.share_percent, waiting.starts_on, waiting.ends_before),
        home=move.home,
        receiving=move.receiving,
    )
    return [one for one in found if one.blocks and one.rule not in passed]


def held_move(move: Move, version: int) -> Move:
    """The move as it is now, locked until the transaction ends."""
    current = (
        Move.objects.select_for_update(of=("self",))
        .select_related(
            "preparation__setter",
            "preparation__contact",
            "person",
            "home",
            "receiving",
            "request__need",
        )
        .get(pk=move.pk)
    )
    if current.version != version:
        raise StaleVersion(_("The arrangement changed while you were reading it."))
    return current


def bookings_of_move(move: Move) -> list[Booking]:
    booking = booking_of(move)
    return [booking] if booking else []


def as_asked(request: JoinRequest, terms: TermsAsked) -> bool:
    """Nothing goes beyond what the person asked for; what was left open may be filled in."""
    return (
        (request.share_percent is None or request.share_percent == terms.share_percent)
        and request.starts_on in (None, terms.starts_on)
        and request.ends_before in (None, terms.ends_before)
    )


def put_forward(move: Move, terms: TermsAsked, words: str, by: User, now: dt.datetime) -> Terms:
    """New terms with a consent for every side of the kind, none asked yet."""
    put = Terms.objects.create(
        move=move,
        number=move.terms.count() + 1,
        share_percent=terms.share_percent,
        starts_on=terms.starts_on,
        ends_before=terms.ends_before,
        proposed_by=by,
        proposed_at=now,
        words=words.strip(),
    )
    Consent.objects.bulk_create(
        Consent(terms=put, party=party, stage=stage)
        for stage, parties in enumerate(kind_of(move.kind).stages)
        for party in parties
    )
    return put


def yes_from(
    terms: Terms, sides: set[Party] | frozenset[Party], *, by: User, now: dt.datetime, person: User
) -> None:
    for consent in terms.consents.filter(party__in=sides):
        consent.answer, consent.at = Answer.YES, now
        consent.by = person if consent.party == Party.PERSON else by
        consent.save()


def go_on(move: Move, terms: Terms, *, by: User, now: dt.datetime) -> None:
    """Ask the next stage, or let the terms hold when every side has said yes."""
    waiting = list(terms.consents.filter(answer=Answer.PENDING).order_by("stage", "pk"))
    if not waiting:
        settle(move, terms, by=by, now=now)
        return
    today = timezone.localdate(now)
    for consent in waiting:
        if consent.stage == waiting[0].stage and not consent.is_turn:
            consent.is_turn, consent.due_on = True, today + dt.timedelta(days=DAYS_TO_ANSWER)
            consent.save()
            for reader in people_for(move, Party(consent.party), today):
                tell_move(move, reader, NoticeKind.MOVE_TURN, "consent", by=by, now=now)


def settle(move: Move, terms: Terms, *, by: User, now: dt.datetime) -> None:
    if broken := broken_rules(move):
        raise RuleBroken(
            _("This cannot be agreed yet: %(rules)s Other terms, or human resources, settle it.")
            % {"rules": " ".join(one.text for one in broken)}
        )
    terms.state = TermsState.ACCEPTED
    terms.save(update_fields=["state"])
    move.share_percent, move.starts_on = terms.share_percent, terms.starts_on
    move.ends_before, move.state = terms.ends_before, MoveState.AGREED
    move.updated_at = now
    move.save()
    note(move, "agreed", by=by, now=now)
    make_version(move, terms, by=by, now=now)
    tell_sides(move, "agreed", by=by, now=now)


def refuse_terms(move: Move, consent: Consent, *, by: User, now: dt.datetime) -> None:
    """A no ends what was not agreed yet; a change refused leaves the agreed terms as they are."""
    if move.state == MoveState.CONSENTS:
        close(move, MoveState.REFUSED)
        tell_sides(move, "refused", by=by, now=now)
        return
    close(move, MoveState(move.state))
    tell_sides(move, "change_refused", by=by, now=now)


def close(move: Move, state: MoveState) -> None:
    """Nobody is asked any more."""
    Consent.objects.filter(terms__move=move, is_turn=True).update(is_turn=False)
    Terms.objects.filter(move=move, state=TermsState.PROPOSED).update(state=TermsState.REFUSED)
    move.state = state


def coded_reason(reason: str, words: str) -> RefusalReason:
    if reason not in RefusalReason.values:
        raise ReasonMissing(_("Choose the reason."))
    if reason == RefusalReason.OTHER and not words.strip():
        raise ReasonMissing(_("Tell the reason in the message."))
    return RefusalReason(reason)


def named_side(sides: frozenset[Party]) -> str:
    """The side that is named for somebody who answers for several."""
    return next((party.value for party in Party if party in sides), "")


def note(
    move: Move, what: str, *, by: User | None, now: dt.datetime, words: str = "", party: str = ""
) -> None:
    MoveEvent.objects.create(move=move, what=what, by=by, at=now, words=words, party=party)


def moved_on(
    move: Move, action: str, *, by: User, now: dt.datetime, details: dict[str, Any] | None = None
) -> None:
    move.version += 1
    move.updated_at = now
    move.save()
    put_on_record(move, action, by=by, now=now, details=details)


def put_on_record(
    move: Move,
    action: str,
    *,
    by: User | None,
    now: dt.datetime,
    details: dict[str, Any] | None = None,
) -> None:
    record(action, by=by, now=now, kind="move", id=str(move.pk), details=details)


def tell_sides(move: Move, case: str, *, by: User, now: dt.datetime) -> None:
    """Everybody who takes part, besides who did it."""
    today = timezone.localdate(now)
    kind = kind_of(move.kind)
    told = {one.pk: one for party in kind.parties for one in people_for(move, party, today)}
    told.pop(by.pk, None)
    for reader in told.values():
        tell_move(move, reader, NoticeKind.MOVE_STEP, case, by=by, now=now)


def tell_move(
    move: Move,
    user: User,
    kind: NoticeKind,
    case: str,
    *,
    by: User | None,
    now: dt.datetime,
    day: dt.date | None = None,
) -> None:
    """`day` fills a sentence that names one."""
    notify(
        user=user,
        kind=kind,
        params={
            "case": case,
            "person": move.person.name,
            "by": by.name if by else "",
            "preparation": move.preparation.name,
            **({"day": f"{day.day}.{day.month}.{day.year}"} if day else {}),
        },
        path=move.get_absolute_url(),
        now=now,
    )
