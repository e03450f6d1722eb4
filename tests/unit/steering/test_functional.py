"""A goal's own structure of people, with the time they give today."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kytkin.goals.models import GoalMember, GoalRole
from kytkin.mobility.models import Move, MoveState
from kytkin.steering.functional import shares_today, structure_of
from tests.factories import NOW
from tests.unit.mobility.moving import cast as make_cast
from tests.unit.steering_cast import make_goal, make_steering

TODAY = dt.date(2026, 11, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_steering()


def named(cast, person, above=None):
    return GoalMember.objects.create(
        goal=cast.goal, person=person, organisation=cast.syke, role=GoalRole.EXPERT,
        reports_to=above,
    )  # fmt: skip


def names(nodes):
    return [(node.member.person.name, names(node.below)) for node in nodes]


def test_people_stand_under_whom_they_work_for(cast):
    first = named(cast, cast.kerttu)
    second = named(cast, cast.stina, first)
    third = named(cast, cast.oskari, second)
    fourth = named(cast, cast.anna, first)
    found = structure_of(cast.goal, [first, second, third, fourth], TODAY)
    assert names(found) == [("Kerttu", [("Stina", [("Oskari", [])]), ("Anna", [])])]
    assert found[0].share is None


def test_a_ring_is_cut_and_nobody_is_lost(cast):
    first = named(cast, cast.kerttu)
    second = named(cast, cast.stina, first)
    GoalMember.objects.filter(pk=first.pk).update(reports_to=second)
    first.refresh_from_db()
    found = structure_of(cast.goal, [first, second], TODAY)
    assert names(found) == [("Kerttu", [("Stina", [])])]


def test_a_share_is_what_agreed_arrangements_give_today_to_the_goal():
    people = make_cast()
    move = people.move(share=50, starts=1, ends=None)
    goal = make_goal("one")
    goal.preparation_links.create(preparation=move.preparation, share_percent=30, linked_at=NOW)
    rows = Move.objects.filter(pk=move.pk)
    dates = {"starts_on": dt.date(2026, 1, 1), "ends_before": dt.date(2027, 1, 1)}
    rows.update(state=MoveState.AGREED, **dates)
    assert shares_today(goal, TODAY) == {move.person_id: Decimal(15)}
    assert shares_today(goal, dt.date(2027, 1, 1)) == {}
    rows.update(state=MoveState.CONSENTS)
    assert shares_today(goal, TODAY) == {}
