"""Indicators, their figures, the chain and the team of a goal."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.goals.actions_chain import keep_step, link_steps, remove_step, unlink_steps
from kytkin.goals.actions_indicators import keep_indicator, record_actual, remove_indicator
from kytkin.goals.actions_team import (
    link_preparation,
    name_member,
    remove_member,
    unlink_preparation,
)
from kytkin.goals.errors import GoalClosed, GoalUnclear, ShareTaken
from kytkin.goals.models import ChainStep, GoalPreparation, GoalRole, GoalStatus, SharedGoal
from kytkin.goals.status import as_number, statuses_of
from tests.factories import NOW, PreparationFactory, UserFactory
from tests.unit.steering_cast import make_goal, make_steering, own

pytestmark = pytest.mark.django_db
VALUES = {
    "name": {"fi": "Hyvässä tilassa olevat vedet"}, "unit": {"fi": "prosenttia"},
    "direction": "up", "source": {"fi": "SYKE"}, "baseline_year": 2024,
    "baseline_value": Decimal(60),
}  # fmt: skip
TARGETS = {2028: (Decimal(70), True), 2030: (Decimal(80), False)}


@pytest.fixture
def cast():
    return make_steering()


def kept(cast, targets=TARGETS, indicator=None, version=0, **values):
    return keep_indicator(
        goal=cast.goal, indicator=indicator, version=version, values={**VALUES, **values},
        targets=targets, by=cast.kerttu, now=NOW,
    )  # fmt: skip


def told(cast, indicator, year, value, note="", by=None):
    return record_actual(
        indicator=indicator, year=year, value=Decimal(value), note=note, by=by or cast.kerttu,
        now=NOW,
    )  # fmt: skip


def test_an_indicator_is_written_changed_and_refused_when_stale(cast):
    indicator = kept(cast)
    assert [(one.year, one.value, one.is_milestone) for one in indicator.targets.all()] == [
        (2028, 70, True), (2030, 80, False),
    ]  # fmt: skip
    changed = kept(cast, indicator=indicator, version=1, targets={2030: (Decimal(85), False)})
    assert (changed.version, changed.targets.get().value) == (2, 85)
    with pytest.raises(StaleVersion):
        kept(cast, indicator=indicator, version=1)
    with pytest.raises(NotAllowed):
        keep_indicator(goal=cast.goal, indicator=None, version=0, values=VALUES, targets={},
                       by=cast.ulla, now=NOW)  # fmt: skip


@pytest.mark.parametrize(
    ("values", "targets", "words"),
    [
        ({"name": {}}, TARGETS, "name and a unit"),
        ({"baseline_value": None}, TARGETS, "baseline"),
        ({}, {2031: (Decimal(1), False)}, "2031"),
        ({}, {2030: (Decimal(1), True)}, "milestone"),
    ],
)
def test_an_unclear_indicator_is_refused(cast, values, targets, words):
    with pytest.raises(GoalUnclear, match=words):
        kept(cast, targets, **values)
    assert not cast.goal.indicators.exists()


def test_an_indicator_of_a_closed_goal_stays_as_it_is(cast):
    SharedGoal.objects.filter(pk=cast.goal.pk).update(state="closed")
    with pytest.raises(GoalClosed):
        kept(cast)
    with pytest.raises(ValueError, match="colour"):
        kept(cast, colour="red")


def test_a_correction_is_a_new_revision_that_says_why(cast):
    indicator = kept(cast, reported_by=cast.om)
    told(cast, indicator, 2025, 62, by=cast.oskari)
    with pytest.raises(GoalUnclear, match="already for that year"):
        told(cast, indicator, 2025, 62)
    with pytest.raises(GoalUnclear, match="why"):
        told(cast, indicator, 2025, 63)
    second = told(cast, indicator, 2025, 63, note="Laskentavirhe korjattu")
    assert (second.revision, indicator.actuals.count()) == (2, 2)
    for year, words in ((2027, "not begun"), (2005, "from 2006")):
        with pytest.raises(GoalUnclear, match=words):
            told(cast, indicator, year, 1)
    with pytest.raises(NotAllowed):
        told(cast, indicator, 2026, 64, by=cast.ulla)
    with pytest.raises(GoalUnclear, match="actual figures"):
        remove_indicator(indicator=indicator, by=cast.kerttu, now=NOW)
    other = kept(cast)
    remove_indicator(indicator=other, by=cast.kerttu, now=NOW)
    assert cast.goal.indicators.count() == 1


def test_a_goals_status_is_the_worst_of_its_indicators_unless_stated(cast):
    assert statuses_of([cast.goal])[cast.goal.pk].shown == GoalStatus.UNKNOWN
    good, bad = kept(cast), kept(cast)
    told(cast, good, 2026, 66)
    told(cast, bad, 2026, 64)
    standing = statuses_of([cast.goal])[cast.goal.pk]
    assert [one.status for one in standing.indicators] == ["on_track", "at_risk"]
    assert (standing.shown, standing.stated) == (GoalStatus.AT_RISK, False)
    told(cast, bad, 2026, 61, note="Tarkistettu")
    cast.goal.stated_status, cast.goal.stated_reason = "on_track", "Uusi aineisto tulossa"
    standing = statuses_of([cast.goal])[cast.goal.pk]
    assert (standing.computed, standing.shown, standing.stated) == (
        GoalStatus.OFF_TRACK, GoalStatus.ON_TRACK, True,
    )  # fmt: skip
    assert standing.indicators[1].newest.revision == 2
    assert as_number(Decimal("61.0000"), 1) == Decimal("61.0")


def test_many_goals_take_three_queries(cast, django_assert_num_queries):
    goals = [cast.goal, *(make_goal(f"g{number}") for number in range(4))]
    for goal in goals[1:]:
        own(goal, cast.syke, lead=True)
        goal.indicators.create(direction="up")
    kept(cast)
    with django_assert_num_queries(3):
        assert len(statuses_of(goals)) == 5


def test_steps_lead_one_level_up_on_an_assumption(cast):
    steps = {
        level: keep_step(goal=cast.goal, step=None, level=level, text={"fi": level},
                         by=cast.kerttu, now=NOW)
        for level in ("impact", "outcome", "output", "input")
    }  # fmt: skip

    def link(cause, effect, assumption="Jos rahoitus jatkuu", indicator=None):
        return link_steps(
            cause=steps[cause], effect=steps[effect], assumption={"fi": assumption},
            indicator=indicator, by=cast.kerttu, now=NOW,
        )  # fmt: skip

    made = link("input", "output", indicator=kept(cast))
    again = link("input", "output", "Toinen oletus")
    assert (again.pk, str(again.assumption), again.indicator) == (made.pk, "Toinen oletus", None)
    for cause, effect in (("input", "outcome"), ("output", "input")):
        with pytest.raises(GoalUnclear, match="one level up"):
            link(cause, effect)
    with pytest.raises(GoalUnclear, match="assumption"):
        link("output", "outcome", " ")
    other = make_goal("other")
    with pytest.raises(GoalUnclear, match="another goal"):
        link("output", "outcome", indicator=other.indicators.create(direction="up"))
    steps["elsewhere"] = ChainStep.objects.create(goal=other, level="output", text={"fi": "x"})
    with pytest.raises(GoalUnclear, match="same goal"):
        link("input", "elsewhere")
    with pytest.raises(GoalUnclear, match="linked"):
        keep_step(goal=cast.goal, step=steps["input"], level="output", text={"fi": "x"},
                  by=cast.kerttu, now=NOW)  # fmt: skip
    with pytest.raises(GoalUnclear, match="Write the step"):
        keep_step(goal=cast.goal, step=None, level="input", text={}, by=cast.kerttu, now=NOW)
    unlink_steps(link=made, by=cast.kerttu, now=NOW)
    keep_step(goal=cast.goal, step=steps["input"], level="output", text={"fi": "x"},
              by=cast.kerttu, now=NOW)  # fmt: skip
    remove_step(step=steps["impact"], by=cast.kerttu, now=NOW)
    assert cast.goal.chain.count() == 3


def test_a_preparations_work_input_counts_once_over_all_goals(cast):
    preparation, other = PreparationFactory(), make_goal("other")
    own(other, cast.syke, lead=True)

    def link(goal, share):
        return link_preparation(
            goal=goal, preparation=preparation, share_percent=share, by=cast.kerttu, now=NOW
        )

    link(cast.goal, 60)
    with pytest.raises(ShareTaken, match="At most 40"):
        link(other, 41)
    link(other, 40)
    assert link(cast.goal, 50).share_percent == 50
    with pytest.raises(ShareTaken, match="between"):
        link(other, 101)
    unlink_preparation(goal=other, preparation=preparation, by=cast.kerttu, now=NOW)
    assert list(GoalPreparation.objects.values_list("share_percent", flat=True)) == [50]


def test_people_have_roles_in_a_goal_and_report_within_it(cast):
    def name(who, role=GoalRole.EXPERT, under=None):
        return name_member(
            goal=cast.goal, person=who, organisation=cast.syke, role=role, by=cast.kerttu,
            now=NOW, reports_to=under,
        )  # fmt: skip

    head = name(cast.stina, GoalRole.COORDINATOR)
    member = name(cast.oskari, under=head)
    assert name(cast.oskari, GoalRole.SECRETARY).pk == member.pk
    with pytest.raises(GoalUnclear, match="somebody else"):
        name(cast.stina, under=head)
    with pytest.raises(GoalUnclear, match="Nobody"):
        name(UserFactory())
    remove_member(goal=cast.goal, member=member, by=cast.stina, now=NOW)
    assert cast.goal.members.get() == head
