"""The database itself refuses goals, owners, indicators and chains that cannot be."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from kytkin.goals.models import (
    Actual,
    ChainLink,
    ChainStep,
    GoalMember,
    GoalOwner,
    GoalPreparation,
    Indicator,
    IndicatorTarget,
)
from tests.factories import NOW, PreparationFactory
from tests.unit.steering_cast import make_goal, make_steering

pytestmark = pytest.mark.django_db


def refused(make) -> bool:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()
    return True


@pytest.fixture
def cast():
    return make_steering()


@pytest.mark.parametrize(
    "fields",
    [
        {"first_year": 2030, "last_year": 2029},
        {"first_year": 1999},
        {"last_year": 2101},
        {"state": "asleep"},
        {"sharing": "everything"},
        {"stated_status": "on_track"},
        {"activated_at": None},
    ],
)
@pytest.mark.usefixtures("cast")
def test_goals_keep_their_constraints(fields):
    assert refused(lambda: make_goal("other", **fields))


def test_a_goal_has_one_lead_and_each_owner_once(cast):
    ownership = GoalOwner.objects.get(goal=cast.goal, organisation=cast.om)
    ownership.is_lead = True
    assert refused(ownership.save)
    assert refused(lambda: GoalOwner.objects.create(goal=cast.goal, organisation=cast.om))


def test_a_lead_has_accepted(cast):
    other = make_goal("other")
    assert refused(lambda: GoalOwner.objects.create(goal=other, organisation=cast.om, is_lead=True))


def test_people_and_preparations_stand_once_with_known_role_and_share(cast):
    GoalMember.objects.create(
        goal=cast.goal, person=cast.kerttu, organisation=cast.syke, role="expert"
    )
    for role in ("expert", "boss"):
        assert refused(
            lambda role=role: GoalMember.objects.create(
                goal=cast.goal, person=cast.kerttu, organisation=cast.syke, role=role
            )
        )
    preparation = PreparationFactory()
    for share in (-1, 101):
        assert refused(
            lambda share=share: GoalPreparation.objects.create(
                goal=cast.goal, preparation=preparation, share_percent=share, linked_at=NOW
            )
        )


@pytest.mark.parametrize(
    "fields",
    [
        {"direction": "flat"},
        {"quality": "best"},
        {"due_month": 13},
        {"decimals": 5},
        {"baseline_year": 2024},
    ],
)
def test_indicators_keep_their_constraints(cast, fields):
    assert refused(
        lambda: Indicator.objects.create(**{"goal": cast.goal, "direction": "up", **fields})
    )


def test_targets_and_actuals_stand_once_and_corrections_say_why(cast):
    indicator = Indicator.objects.create(goal=cast.goal, direction="up")
    IndicatorTarget.objects.create(indicator=indicator, year=2030, value=5)
    assert refused(lambda: IndicatorTarget.objects.create(indicator=indicator, year=2030, value=6))
    Actual.objects.create(indicator=indicator, year=2026, value=1, recorded_at=NOW)
    for revision in (1, 2):
        assert refused(
            lambda revision=revision: Actual.objects.create(
                indicator=indicator, year=2026, revision=revision, value=2, recorded_at=NOW
            )
        )


def test_chains_link_two_different_steps_once_on_known_levels(cast):
    assert refused(lambda: ChainStep.objects.create(goal=cast.goal, level="dream"))
    output = ChainStep.objects.create(goal=cast.goal, level="output")
    outcome = ChainStep.objects.create(goal=cast.goal, level="outcome")
    ChainLink.objects.create(cause=output, effect=outcome)
    assert refused(lambda: ChainLink.objects.create(cause=output, effect=outcome))
    assert refused(lambda: ChainLink.objects.create(cause=output, effect=output))
