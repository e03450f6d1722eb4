"""After a move has begun: the share really used; when it is over: how it went, both ways."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, NotAllowed
from kytkin.mobility.models import Feedback, Move, Party, Went
from kytkin.mobility.models.shares import SHARES
from kytkin.mobility.move_steps import held_move, moved_on, named_side, note, tell_sides
from kytkin.mobility.permissions_agreements import feedback_sides, may_report
from kytkin.mobility.permissions_moves import parties_of


class ShareWrong(KytkinError):
    """A share that is not in steps of five percent."""

    code = "share_wrong"


class ToldAlready(KytkinError):
    """This side has told already; others may have read it."""

    code = "told_already"


@dataclass(frozen=True, slots=True)
class Experience:
    """How it went, in a side's own words."""

    went: Went
    learned: str
    taken_home: str
    otherwise: str
    again: bool


def report_actual(*, move: Move, version: int, percent: int, by: User, now: dt.datetime) -> Move:
    """The person or the supervisor tells the share of working time that was really used."""
    today = timezone.localdate(now)
    with transaction.atomic():
        current = held_move(move, version)
        if not may_report(by, current, today):
            raise NotAllowed(
                _("Only the person and the supervisor can tell this, once it has begun.")
            )
        if percent not in (0, *SHARES):
            raise ShareWrong(_("State the share in steps of five percent."))
        current.actual_percent = percent
        side = named_side(parties_of(by, current, today))
        note(current, "reported", by=by, now=now, words=f"{percent} %", party=side)
        moved_on(current, "report_actual", by=by, now=now, details={"percent": percent})
    return current


def give_feedback(
    *, move: Move, party: Party, told: Experience, by: User, now: dt.datetime
) -> Feedback:
    """A side tells how it went, once; the others read it when both sides have told."""
    today = timezone.localdate(now)
    with transaction.atomic():
        current = Move.objects.select_for_update(of=("self",)).get(pk=move.pk)
        if party not in feedback_sides(by, current, today):
            raise NotAllowed(_("Only the sides can tell how it went, when it is over."))
        if current.feedback.filter(party=party).exists():
            raise ToldAlready(_("Your side has told already."))
        given = Feedback.objects.create(
            move=current,
            party=party,
            given_by=by,
            given_at=now,
            went=told.went,
            learned=told.learned.strip(),
            taken_home=told.taken_home.strip(),
            otherwise=told.otherwise.strip(),
            again=told.again,
        )
        note(current, "told", by=by, now=now, party=party)
        moved_on(current, "give_feedback", by=by, now=now, details={"party": party.value})
        tell_sides(current, "told", by=by, now=now)
    return given
