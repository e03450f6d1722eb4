"""Goals remind of figures that are due or late, milestones, quiet pages and ends: once each."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kytkin.goals.models import GoalRole, SharedGoal
from kytkin.goals.reminding import due_on, remind_of_goals
from kytkin.notifications.models import Notification
from tests.factories import NOW
from tests.unit.steering_cast import make_goal, make_steering

pytestmark = pytest.mark.django_db


def at(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 9, tzinfo=dt.UTC)


@pytest.fixture
def cast():
    return make_steering()


@pytest.fixture
def indicator(cast):
    made = cast.goal.indicators.create(
        direction="up", name={"fi": "Tila"}, reported_by=cast.om, due_month=2
    )
    made.targets.create(year=2028, value=Decimal(5), is_milestone=True)
    made.targets.create(year=2030, value=Decimal(9))
    return made


def cases(user):
    found = Notification.objects.filter(user=user, kind="goal_due").order_by("pk")
    return [(one.params["case"], one.params.get("year")) for one in found]


def fresh(goal, now):
    SharedGoal.objects.filter(pk=goal.pk).update(updated_at=now)


def test_a_figure_is_asked_for_before_it_is_due_and_once_when_late(cast, indicator):
    assert due_on(indicator, 2027) == dt.date(2028, 2, 29)
    for day, told in ((at(2027, 1, 10), 0), (at(2027, 2, 1), 1), (at(2027, 2, 20), 0),
                      (at(2027, 3, 1), 1), (at(2027, 4, 1), 0)):  # fmt: skip
        fresh(cast.goal, day)
        assert remind_of_goals(now=day) == told
    assert cases(cast.oskari) == [("due", "2026"), ("late", "2026")]
    indicator.actuals.create(year=2027, value=1, recorded_at=NOW)
    fresh(cast.goal, at(2028, 2, 10))
    assert remind_of_goals(now=at(2028, 2, 10)) == 1
    assert cases(cast.oskari)[-1] == ("milestone", "2028")


def test_quiet_and_ending_goals_ask_their_coordinators_or_the_lead(cast):
    assert remind_of_goals(now=NOW + dt.timedelta(days=183)) == 2
    assert {cases(one)[0][0] for one in (cast.kerttu, cast.anna)} == {"quiet"}
    cast.goal.members.create(person=cast.stina, organisation=cast.ym, role=GoalRole.COORDINATOR)
    fresh(cast.goal, at(2030, 7, 1))
    assert remind_of_goals(now=at(2030, 7, 1)) == 1
    assert cases(cast.stina) == [("ending", "2030")]


def test_drafts_and_goals_without_anybody_are_left_in_peace(cast):
    SharedGoal.objects.filter(pk=cast.goal.pk).update(state="draft", activated_at=None)
    make_goal("nobodys")
    assert remind_of_goals(now=NOW + dt.timedelta(days=400)) == 0


def test_when_nobody_reports_for_the_organisation_the_lead_is_asked(cast, indicator):
    cast.oskari.memberships.all().delete()
    day = at(2027, 2, 1)
    fresh(cast.goal, day)
    assert remind_of_goals(now=day) == 2
    assert cases(cast.kerttu) == [("due", "2026")]
