"""What the sides told of a move that is over, as its page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kytkin.accounts.models import User
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.models import Feedback, Move, Party, Went
from kytkin.mobility.permissions_agreements import feedback_sides, is_feedback_shown
from kytkin.mobility.permissions_moves import parties_of


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """What a side told, or that it has not told, or that it is not shown yet."""

    side: str
    given: Feedback | None
    is_shown: bool
    went: str


def feedback_rows(move: Move, user: User, today: dt.date) -> list[FeedbackRow]:
    """One row a side that takes part; another's words only once they are shown."""
    own, shown = parties_of(user, move, today), is_feedback_shown(move, today)
    told = {one.party: one for one in move.feedback.all()}
    rows = []
    for party in (Party.PERSON, Party.RECEIVER, Party.SUPERVISOR):
        if party not in kind_of(move.kind).parties:
            continue
        given = told.get(party)
        went = str(Went(given.went).label) if given else ""
        rows.append(FeedbackRow(str(party.label), given, shown or party in own, went))
    return rows


def still_to_tell(move: Move, user: User, today: dt.date) -> list[Party]:
    """The sides for which the visitor has not told yet."""
    told = {one.party for one in move.feedback.all()}
    sides = feedback_sides(user, move, today)
    return [party for party in Party if party in sides and party not in told]
