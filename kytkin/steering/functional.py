"""A goal's functional structure: the same people by who works under whom, with their shares.

A person's share is the part of working time that agreed arrangements give today to preparations
serving the goal, by the share of each preparation that counts for it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kytkin.goals.models import GoalMember, GoalPreparation, SharedGoal
from kytkin.mobility.ledger import held_of
from kytkin.steering.work_input import moves_of_goals

WHOLE = Decimal(100)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Node:
    """A member, the percent of working time given today (None: none), and those below."""

    member: GoalMember
    share: Decimal | None
    below: tuple[Node, ...]


def shares_today(goal: SharedGoal, today: dt.date) -> dict[int, Decimal]:
    """Percent of working time by the person's id, rounded to tenths."""
    counted = dict(
        GoalPreparation.objects.filter(goal=goal).values_list("preparation", "share_percent")
    )
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for held in held_of(moves_of_goals([goal.pk])):
        booking, person = held.booking, held.move.person_id
        begun = booking.starts_on <= today
        goes_on = booking.ends_before is None or today < booking.ends_before
        if held.is_agreed and person is not None and begun and goes_on:
            sums[person] += Decimal(booking.share * counted[held.move.preparation_id]) / WHOLE
    return {person: share.quantize(TENTH).normalize() for person, share in sums.items() if share}


def structure_of(goal: SharedGoal, members: Sequence[GoalMember], today: dt.date) -> list[Node]:
    """Who works under nobody first, each with those below; a ring is cut where it closes."""
    shares = shares_today(goal, today)
    below: dict[int | None, list[GoalMember]] = defaultdict(list)
    known = {one.pk for one in members}
    for one in members:
        above = one.reports_to_id if one.reports_to_id in known else None
        below[above].append(one)
    placed: set[int] = set()

    def node(member: GoalMember) -> Node:
        placed.add(member.pk)
        under = tuple(node(one) for one in below[member.pk] if one.pk not in placed)
        return Node(member, shares.get(member.person_id), under)

    nodes = [node(one) for one in below[None]]
    return [*nodes, *(node(one) for one in members if one.pk not in placed)]
