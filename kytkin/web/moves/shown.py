"""How a move looks: pill, steps, whose turn it is, working time as bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kytkin.mobility.calendar import MonthHeld
from kytkin.mobility.kinds import MoveKind, kind_of
from kytkin.mobility.models import Answer, Consent, Move, MoveEvent, Party, Phase, Terms
from kytkin.mobility.permissions_agreements import BOTH_SIDES, OVER
from kytkin.mobility.permissions_moves import people_for
from kytkin.mobility.queries_moves import open_terms

PILLS: Final = {
    Phase.CONSENTS: "waiting",
    Phase.AGREED: "accepted",
    Phase.ACTIVE: "accepted",
    Phase.COMPLETED: "ended",
    Phase.ENDED_EARLY: "ended",
    Phase.REFUSED: "declined",
    Phase.WITHDRAWN: "ended",
}
HAPPENED: Final = {
    "begun": gettext_lazy("Both sides said yes"),
    "proposed": gettext_lazy("Other terms were proposed"),
    "consent_yes": gettext_lazy("Yes"),
    "consent_no": gettext_lazy("No"),
    "agreed": gettext_lazy("Agreed: every side has said yes"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "ended": gettext_lazy("Ended early"),
    "rule_passed": gettext_lazy("A rule was gone past"),
    "passed_on": gettext_lazy("Passed on to human resources: the supervisor has not answered"),
    "reported": gettext_lazy("The share really used was told"),
    "worded": gettext_lazy("The agreement was worded"),
    "signing_anew": gettext_lazy("The agreement was changed: the signatures start anew"),
    "signed": gettext_lazy("Signed"),
    "signed_by_all": gettext_lazy("Every side has signed the agreement"),
    "numbered": gettext_lazy("The agreement got a case number"),
    "told": gettext_lazy("Told how it went"),
}


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A move in a list."""

    move: Move
    kind: MoveKind
    phase: Phase
    pill: str


def move_rows(found: Iterable[Move], today: dt.date) -> list[MoveRow]:
    rows = []
    for move in found:
        phase = move.phase(today)
        rows.append(MoveRow(move, kind_of(move.kind), phase, PILLS[phase]))
    return rows


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened, said in words."""

    event: MoveEvent
    what: str
    side: str


def event_rows(move: Move) -> list[EventRow]:
    return [
        EventRow(
            event,
            str(HAPPENED[event.what]),
            str(Party(event.party).label) if event.party else "",
        )
        for event in move.events.all()
    ]


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A side's answer in a table."""

    consent: Consent
    side: str
    state: str
    pill: str


def consent_rows(terms: Terms) -> list[ConsentRow]:
    rows = []
    for consent in terms.consents.all():
        if consent.answer == Answer.PENDING:
            state = _("asked now") if consent.is_turn else _("not asked yet")
            pill = "waiting" if consent.is_turn else "ended"
        else:
            state = str(Answer(consent.answer).label)
            pill = "accepted" if consent.answer == Answer.YES else "declined"
        rows.append(ConsentRow(consent, str(Party(consent.party).label), state, pill))
    return rows


def steps_of(move: Move, phase: Phase) -> list[dict[str, Any]]:
    """The progress strip, from both sides' yes to what was learned."""
    labels = [
        _("Both sides said yes"),
        _("Consents"),
        _("Agreed"),
        _("Running"),
        _("Completed"),
        _("Feedback"),
    ]
    have_told = {one.party for one in move.feedback.all()} >= BOTH_SIDES
    stopped = {
        Phase.REFUSED: (1, _("Refused")),
        Phase.WITHDRAWN: (1, _("Withdrawn")),
        Phase.ENDED_EARLY: (4, _("Ended early")),
    }
    if phase in stopped:
        place, label = stopped[phase]
        done = [{"label": one, "state": "done"} for one in labels[:place]]
        steps = [*done, {"label": label, "state": "stopped"}]
        if phase == Phase.ENDED_EARLY:
            steps.append({"label": labels[-1], "state": "done" if have_told else "current"})
        return steps
    over = len(labels) if have_told else len(labels) - 1
    now = {Phase.CONSENTS: 1, Phase.AGREED: 2, Phase.ACTIVE: 3, Phase.COMPLETED: over}[phase]
    return [
        {
            "label": label,
            "state": "done" if place < now else "current" if place == now else "todo",
        }
        for place, label in enumerate(labels)
    ]


def next_sentence(move: Move, phase: Phase, mine: Consent | None, today: dt.date) -> str:
    """Who acts next, by when."""
    if mine is not None:
        return _("Your turn: answer below.")
    terms = open_terms(move)
    asked = [one for one in terms.consents.all() if one.is_turn] if terms else []
    if asked:
        return " ".join(_waited_for(move, one, today) for one in asked)
    if phase == Phase.AGREED:
        return _("It begins on %(day)s.") % {"day": date_format(move.starts_on, "j.n.Y")}
    if phase == Phase.ACTIVE and move.last_day:
        return _("It runs until %(day)s.") % {"day": date_format(move.last_day, "j.n.Y")}
    if phase in OVER:
        told = {one.party for one in move.feedback.all()}
        if not told >= BOTH_SIDES:
            return _("Tell how it went: the person and the contact each tell, then both read.")
    return _("Nothing more is expected of anybody.")


def _waited_for(move: Move, consent: Consent, today: dt.date) -> str:
    party = Party(consent.party)
    people = people_for(move, party, today)
    if not people:
        return _(
            "Nobody in Kytkin can answer for %(side)s: an administrator of the organisation "
            "gives somebody the role."
        ) % {"side": party.label}
    due = date_format(consent.due_on, "j.n.Y") if consent.due_on else ""
    names = ", ".join(one.name for one in people[:3])
    return _("%(names)s (%(side)s) answers next, by %(due)s.") % {
        "names": names,
        "side": party.label,
        "due": due,
    }


@dataclass(frozen=True, slots=True)
class MonthBar:
    """A month of held time as a bar; widths in percent of the whole bar."""

    month: MonthHeld
    agreed_width: float
    reserved_width: float
    total: str


def month_bars(months: Iterable[MonthHeld], *, whole: int = 100) -> list[MonthBar]:
    """`whole`: what fills the bar, in percent of one person's working time."""
    return [
        MonthBar(
            month,
            round(float(month.agreed) * 100 / whole, 1),
            round(float(month.reserved) * 100 / whole, 1),
            f"{month.held:.0f}",
        )
        for month in months
    ]
