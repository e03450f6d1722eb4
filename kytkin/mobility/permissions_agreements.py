"""Who words an agreement, who signs it for which side, and who tells how it went."""

from __future__ import annotations

import datetime as dt
from typing import Final

from kytkin.mobility.kinds import kind_of
from kytkin.mobility.models import Agreement, Move, Party, Phase
from kytkin.mobility.permissions_moves import parties_of, sides_seen
from kytkin.organisations.permissions import Visitor

HUMAN_RESOURCES: Final = frozenset({Party.HOME_AGENCY, Party.RECEIVING_AGENCY})
GIVERS: Final = frozenset({Party.PERSON, Party.RECEIVER, Party.SUPERVISOR})
BOTH_SIDES: Final = frozenset({Party.PERSON, Party.RECEIVER})
DAYS_UNTIL_SHOWN: Final = 30
ALIVE: Final = (Phase.CONSENTS, Phase.AGREED, Phase.ACTIVE)
BEGUN: Final = (Phase.ACTIVE, Phase.COMPLETED, Phase.ENDED_EARLY)
OVER: Final = (Phase.COMPLETED, Phase.ENDED_EARLY)
Sides = frozenset[Party]


def is_signed_by_all(agreement: Agreement) -> bool:
    return not unsigned(agreement)


def unsigned(agreement: Agreement) -> list[Party]:
    """The sides that have not signed this version yet, in the order of the kind."""
    signed = {one.party for one in agreement.signatures.all()}
    asked = agreement.content["facts"]["parties"]
    return [Party(party) for party in asked if party not in signed]


def may_word(visitor: Visitor, move: Move, newest: Agreement | None, today: dt.date) -> bool:
    """Its sides, until every side has signed the newest version."""
    sides = parties_of(visitor, move, today) & frozenset(kind_of(move.kind).parties)
    if not sides or move.phase(today) not in ALIVE:
        return False
    return newest is None or not is_signed_by_all(newest)


def may_sign_for(visitor: Visitor, agreement: Agreement, today: dt.date) -> list[Party]:
    """The sides that the visitor signs for here: the own ones."""
    sides = parties_of(visitor, agreement.move, today)
    return [party for party in unsigned(agreement) if party in sides]


def may_record_for(visitor: Visitor, agreement: Agreement, today: dt.date) -> list[Party]:
    """The sides whose signing elsewhere the visitor records: the own ones; human resources, all."""
    sides = parties_of(visitor, agreement.move, today) & sides_seen(agreement.move)
    if sides & HUMAN_RESOURCES:
        return unsigned(agreement)
    return [party for party in unsigned(agreement) if party in sides]


def may_number(visitor: Visitor, move: Move, today: dt.date) -> bool:
    """Who writes the case number: everybody on a side besides the person."""
    return bool((parties_of(visitor, move, today) & sides_seen(move)) - {Party.PERSON})


def may_report(visitor: Visitor, move: Move, today: dt.date) -> bool:
    """The person and the supervisor know how much time it really took, once it has begun."""
    if not kind_of(move.kind).takes_time or move.phase(today) not in BEGUN:
        return False
    return bool(parties_of(visitor, move, today) & {Party.PERSON, Party.SUPERVISOR})


def feedback_sides(visitor: Visitor, move: Move, today: dt.date) -> Sides:
    """The sides that the visitor tells for, once it is over."""
    if move.phase(today) not in OVER:
        return frozenset()
    return parties_of(visitor, move, today) & GIVERS & frozenset(kind_of(move.kind).parties)


def is_feedback_shown(move: Move, today: dt.date) -> bool:
    """Both sides have told, or thirty days have gone: nobody answers another's words."""
    told = {one.party for one in move.feedback.all()}
    if told >= BOTH_SIDES:
        return True
    over = move.ends_before
    return over is not None and today >= over + dt.timedelta(days=DAYS_UNTIL_SHOWN)
