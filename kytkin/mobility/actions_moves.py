"""From both sides' yes to the end of a move: terms, consents stage by stage, endings."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, NotAllowed
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.ledger import beyond, refuse_double_booking
from kytkin.mobility.models import (
    Answer,
    Consent,
    JoinRequest,
    Move,
    MoveState,
    Party,
    Phase,
    RuleOverride,
    Terms,
    TermsState,
)
from kytkin.mobility.move_steps import (
    ReasonMissing,
    as_asked,
    bookings_of_move,
    broken_rules,
    close,
    coded_reason,
    go_on,
    held_move,
    moved_on,
    named_side,
    note,
    put_forward,
    put_on_record,
    refuse_terms,
    tell_sides,
    yes_from,
)
from kytkin.mobility.permissions_moves import may_answer, parties_of
from kytkin.mobility.rules import TermsAsked
from kytkin.organisations.models import Organisation, Role
from kytkin.organisations.permissions import memberships_of


class HomeUnknown(KytkinError):
    """The person belongs to no organisation, so nobody can consent for it."""

    code = "home_unknown"


class NotYourTurn(KytkinError):
    """This side has answered, or is not asked yet."""

    code = "not_your_turn"


class MoveOver(KytkinError):
    """The move cannot be changed any more."""

    code = "move_over"


class PeriodWrong(KytkinError):
    """The period is over, or has no days."""

    code = "period_wrong"


def home_of(person: User) -> Organisation:
    """Where the person works: the place of the first expert role, else of any role."""
    held = sorted(memberships_of(person), key=lambda one: (one.role != Role.EXPERT, one.pk))
    if not held:
        raise HomeUnknown(
            _("%(person)s belongs to no organisation in Kytkin: an administrator adds the role.")
            % {"person": person.name}
        )
    return held[0].organisation


def begin_move(
    *, request: JoinRequest, kind: str, terms: TermsAsked, by: User, now: dt.datetime
) -> Move:
    """Both sides said yes to a request: reserve the time and ask for the consents of the kind.

    The person's own yes counts when the terms are those the person asked for. Raises `TimeTaken`.
    """
    today = timezone.localdate(now)
    if terms.ends_before is not None and terms.ends_before <= max(today, terms.starts_on):
        raise PeriodWrong(_("The period is over already: agree on a later last day."))
    with transaction.atomic():
        chosen = kind_of(kind)
        share = terms.share_percent if chosen.takes_time else None
        move = Move(
            request=request,
            kind=kind,
            person=request.person,
            preparation=request.preparation,
            home=home_of(request.person),
            receiving=request.preparation.setter,
            share_percent=share,
            starts_on=terms.starts_on,
            ends_before=terms.ends_before,
            created_at=now,
            updated_at=now,
        )
        refuse_double_booking(request.person_id, bookings_of_move(move))
        move.save(force_insert=True)
        first = put_forward(
            move, TermsAsked(share, terms.starts_on, terms.ends_before), "", by, now
        )
        said_yes = {Party.RECEIVER if by.pk != request.person_id else Party.PERSON}
        if as_asked(request, terms):
            said_yes = {Party.PERSON, Party.RECEIVER}
        yes_from(first, said_yes, by=by, now=now, person=request.person)
        note(move, "begun", by=by, now=now)
        go_on(move, first, by=by, now=now)
        put_on_record(move, "begin_move", by=by, now=now, details={"kind": kind})
    return move


def propose_terms(
    *, move: Move, version: int, terms: TermsAsked, words: str, by: User, now: dt.datetime
) -> Terms:
    """A side proposes another share or period: the proposer's yes counts, the others are asked.

    Before the consents it replaces what was proposed; of an agreed move it changes nothing until
    every side has said yes. Raises `TimeTaken`.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        current = held_move(move, version)
        sides = parties_of(by, current, today) & frozenset(kind_of(current.kind).parties)
        if not sides:
            raise NotAllowed(_("Only the sides of this arrangement can propose other terms."))
        if current.phase(today) not in (Phase.CONSENTS, Phase.AGREED, Phase.ACTIVE):
            raise MoveOver(_("The arrangement is over: nothing can be changed in it."))
        if terms.ends_before is not None and terms.ends_before <= max(today, terms.starts_on):
            raise PeriodWrong(_("The period is over already: agree on a later last day."))
        Terms.objects.filter(move=current, state=TermsState.PROPOSED).update(
            state=TermsState.REPLACED
        )
        Consent.objects.filter(terms__move=current, is_turn=True).update(is_turn=False)
        if current.state == MoveState.CONSENTS:
            current.share_percent = terms.share_percent
            current.starts_on, current.ends_before = terms.starts_on, terms.ends_before
            refuse_double_booking(current.person_id, bookings_of_move(current), besides=current)
        put = put_forward(current, terms, words, by, now)
        if current.state == MoveState.AGREED:
            refuse_double_booking(current.person_id, list(beyond(put, current)), besides=None)
        yes_from(put, sides, by=by, now=now, person=current.person)
        note(current, "proposed", by=by, now=now, words=words, party=named_side(sides))
        go_on(current, put, by=by, now=now)
        moved_on(current, "propose_terms", by=by, now=now)
    return put


def answer_consent(
    *,
    consent: Consent,
    version: int,
    answer: Answer,
    by: User,
    now: dt.datetime,
    reason: str = "",
    words: str = "",
) -> Move:
    """A side says yes or no to the terms it is asked about. `version` is the move's.

    The last yes makes the terms hold. Raises `RuleBroken` when they break a rule.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        move = held_move(consent.terms.move, version)
        asked = Consent.objects.select_related("terms").get(pk=consent.pk)
        asked.terms.move = move
        if not may_answer(by, asked, today):
            raise NotAllowed(_("Another side answers this."))
        if not asked.is_turn:
            raise NotYourTurn(_("This has been answered already, or is not asked yet."))
        asked.answer, asked.is_turn = answer, False
        asked.by, asked.at, asked.words = by, now, words.strip()
        if answer == Answer.NO:
            asked.reason = coded_reason(reason, words)
        asked.save()
        note(move, f"consent_{answer}", by=by, now=now, words=words.strip(), party=asked.party)
        if answer == Answer.NO:
            refuse_terms(move, asked, by=by, now=now)
        else:
            go_on(move, asked.terms, by=by, now=now)
        details = {"party": asked.party, "reason": asked.reason}
        moved_on(move, f"consent_{answer}", by=by, now=now, details=details)
    return move


def withdraw_move(
    *, move: Move, version: int, reason: str, words: str, by: User, now: dt.datetime
) -> Move:
    """The person or the contact takes back what has not begun; the reserved time is free again."""
    with transaction.atomic():
        current = held_move(move, version)
        sides = parties_of(by, current, timezone.localdate(now))
        if not sides & {Party.PERSON, Party.RECEIVER}:
            raise NotAllowed(_("Only the person and the contact can withdraw."))
        if current.phase(timezone.localdate(now)) not in (Phase.CONSENTS, Phase.AGREED):
            raise MoveOver(_("It has begun or is over: it cannot be withdrawn."))
        coded = coded_reason(reason, words)
        close(current, MoveState.WITHDRAWN)
        note(current, "withdrawn", by=by, now=now, words=words.strip(), party=named_side(sides))
        moved_on(current, "withdraw_move", by=by, now=now, details={"reason": coded})
        tell_sides(current, "withdrawn", by=by, now=now)
    return current


def end_move(*, move: Move, version: int, words: str, by: User, now: dt.datetime) -> Move:
    """The person, the contact or the supervisor ends a running move today."""
    today = timezone.localdate(now)
    with transaction.atomic():
        current = held_move(move, version)
        sides = parties_of(by, current, today)
        if not sides & {Party.PERSON, Party.RECEIVER, Party.SUPERVISOR}:
            raise NotAllowed(_("Only the person, the contact and the supervisor can end this."))
        if current.phase(today) != Phase.ACTIVE:
            raise MoveOver(_("There is nothing running to end here."))
        if current.starts_on < today:
            close(current, MoveState.ENDED_EARLY)
            current.ends_before = today
        else:
            close(current, MoveState.WITHDRAWN)
        note(current, "ended", by=by, now=now, words=words.strip(), party=named_side(sides))
        moved_on(current, "end_move", by=by, now=now)
        tell_sides(current, "ended", by=by, now=now)
    return current


def go_past_rule(
    *, move: Move, version: int, rule: str, reason: str, by: User, now: dt.datetime
) -> Move:
    """Human resources let a broken rule pass, with a reason that stays on record."""
    with transaction.atomic():
        current = held_move(move, version)
        sides = parties_of(by, current, timezone.localdate(now))
        if not sides & {Party.HOME_AGENCY, Party.RECEIVING_AGENCY}:
            raise NotAllowed(_("Only human resources can go past a rule."))
        if not reason.strip():
            raise ReasonMissing(_("Write why the rule is gone past: it stays on record."))
        if rule not in {one.rule for one in broken_rules(current)}:
            raise NotYourTurn(_("No such rule is broken here."))
        RuleOverride.objects.create(move=current, rule=rule, reason=reason.strip(), by=by, at=now)
        note(current, "rule_passed", by=by, now=now, words=reason.strip(), party=named_side(sides))
        moved_on(current, "go_past_rule", by=by, now=now, details={"rule": rule})
    return current
