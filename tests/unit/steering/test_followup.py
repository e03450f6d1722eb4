"""The year of an agreement: figures, half-year review, report, statement, clock, reminders."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from kytkin.common.errors import NotAllowed
from kytkin.notifications.models import Notification
from kytkin.steering.achievement import Standing, standing
from kytkin.steering.actions_contributions import confirm, pledge
from kytkin.steering.actions_followup import (
    answer_review,
    give_statement,
    record_figures,
    send_review,
)
from kytkin.steering.actions_reports import Signatory, freeze_agency_report
from kytkin.steering.clock import TaskState, clock_of
from kytkin.steering.errors import FollowUpRefused
from kytkin.steering.models import Review, Statement, TargetActual
from kytkin.steering.queries_agreements import agreements_of_goal, waiting_tasks
from kytkin.steering.reminding import remind_of_the_clock
from tests.factories import NOW
from tests.unit.agreement_cast import make_agreement, sign_all, write
from tests.unit.steering_cast import make_goal

LATER = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)
SIGNATORY = Signatory("SYKE", "Aino Esimerkki", "pääjohtaja", "Paperilla", dt.date(2026, 11, 2))
pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed():
    made = make_agreement()
    sign_all(made)
    return made


def figures(agreed, **more):
    return record_figures(**{
        "agreement": agreed.agreement, "year": 2026, "half": False,
        "figures": {1: (Decimal("85.5"), "Sateinen vuosi")}, "by": agreed.cast.kerttu,
        "now": NOW, **more,
    })  # fmt: skip


def review(agreed, **more):
    return send_review(**{
        "agreement": agreed.agreement, "year": 2026, "text": "Hyvin etenee",
        "by": agreed.cast.kerttu, "now": NOW, **more,
    })  # fmt: skip


def answer(agreed, **more):
    return answer_review(**{
        "agreement": agreed.agreement, "year": 2026, "answer": "Jatkakaa", "by": agreed.osmo,
        "now": NOW, **more,
    })  # fmt: skip


def freeze(agreed, **more):
    return freeze_agency_report(**{
        "agreement": agreed.agreement, "year": 2026, "signatories": [SIGNATORY],
        "is_public": True, "by": agreed.cast.kerttu, "now": LATER, **more,
    })  # fmt: skip


def state(agreed, **more):
    return give_statement(**{
        "agreement": agreed.agreement, "year": 2026, "ministry": agreed.cast.ym,
        "text": "Hyvä vuosi", "grade": 4, "by": agreed.cast.stina, "now": LATER, **more,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "actual", "stands"),
    [
        ("up", 80, 90, 90, Standing.REACHED),
        ("up", 80, 90, 85, Standing.PARTLY),
        ("up", 80, 90, Decimal("84.9"), Standing.MISSED),
        ("up", None, 90, 89, Standing.MISSED),
        ("up", 90, 90, 89, Standing.MISSED),
        ("down", 20, 10, 10, Standing.REACHED),
        ("down", 20, 10, 15, Standing.PARTLY),
        ("down", 20, 10, 16, Standing.MISSED),
        ("up", 80, None, 90, Standing.NO_TARGET),
        ("up", 80, 90, None, Standing.NO_FIGURE),
    ],
)
def test_a_target_stands_by_its_way_from_the_baseline(direction, baseline, target, actual, stands):
    def number(value):
        return None if value is None else Decimal(value)

    assert standing(direction, number(baseline), number(target), number(actual)) == stands


def test_figures_are_kept_changed_and_taken_out(agreed):
    assert figures(agreed) == 1
    assert figures(agreed) == 0
    assert figures(agreed, figures={1: (Decimal(86), "")}) == 1
    assert figures(agreed, half=True) == 1
    assert TargetActual.objects.get(half=False).value == 86
    assert figures(agreed, figures={1: (None, "")}) == 1
    assert not TargetActual.objects.filter(half=False).exists()


@pytest.mark.parametrize(
    "fields", [{"year": 2027}, {"year": 2025}, {"figures": {9: (Decimal(1), "")}}]
)
def test_figures_that_cannot_be_are_refused(agreed, fields):
    with pytest.raises(FollowUpRefused):
        figures(agreed, **fields)
    assert not TargetActual.objects.exists()


def test_only_the_agency_records_and_sends_and_only_ministries_answer(agreed):
    for by in (agreed.cast.stina, agreed.cast.ulla):
        with pytest.raises(NotAllowed):
            figures(agreed, by=by)
        with pytest.raises(NotAllowed):
            review(agreed, by=by)
        with pytest.raises(NotAllowed):
            freeze(agreed, by=by)
    review(agreed)
    with pytest.raises(NotAllowed):
        answer(agreed, by=agreed.cast.kerttu)
    assert Review.objects.get().answer == ""


def test_nothing_is_followed_before_signatures():
    made = make_agreement()
    write(made)
    with pytest.raises(FollowUpRefused):
        figures(made)
    with pytest.raises(FollowUpRefused):
        freeze(made)


def test_a_review_can_be_sent_again_until_it_is_answered(agreed):
    with pytest.raises(FollowUpRefused):
        review(agreed, text=" ")
    with pytest.raises(FollowUpRefused):
        answer(agreed)
    review(agreed)
    review(agreed, text="Tarkennus")
    with pytest.raises(FollowUpRefused):
        answer(agreed, answer=" ")
    assert answer(agreed).text == "Tarkennus"
    for again in (review, answer):
        with pytest.raises(FollowUpRefused):
            again(agreed)
    told = Notification.objects.filter(user=agreed.cast.kerttu, params__case="review_answered")
    assert told.exists()


def test_a_statement_needs_an_ended_year_and_a_report_and_is_given_once(agreed):
    for wrong in ({"now": NOW}, {"year": 2025}, {"text": " "}, {"grade": 6}, {}):
        with pytest.raises(FollowUpRefused):
            state(agreed, **wrong)
    report = freeze(agreed)
    with pytest.raises(NotAllowed):
        state(agreed, ministry=agreed.cast.om)
    made = state(agreed)
    assert (made.report, made.grade) == (report, 4)
    with pytest.raises(FollowUpRefused):
        state(agreed)
    for change in (
        lambda: Statement.objects.filter(pk=made.pk).update(grade=5),
        lambda: Statement.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def states(agreed, year, today):
    return {one.code: one.state for one in clock_of(agreed.agreement, year, today)}


def test_the_clock_ticks_what_is_done(agreed):
    today = dt.date(2026, 11, 2)
    assert states(agreed, 2026, today) == {
        "plan": TaskState.PAST, "budget_bid": TaskState.PAST, "budget_bill": TaskState.PAST,
        "pledges": TaskState.DONE, "negotiation": TaskState.DONE, "agreement": TaskState.DONE,
        "half_figures": TaskState.LATE, "review": TaskState.LATE, "answer": TaskState.LATE,
        "figures": TaskState.COMING, "report": TaskState.COMING, "statement": TaskState.COMING,
    }  # fmt: skip
    row = pledge(
        goal=agreed.cast.goal, organisation=agreed.cast.syke, year=2027, budget_item=None,
        amount_eur=Decimal(0), person_years=Decimal(1), note="", by=agreed.cast.kerttu, now=NOW,
    )  # fmt: skip
    assert states(agreed, 2027, today)["pledges"] == TaskState.SOON
    confirm(
        contribution=row, version=row.version, amount_eur=Decimal(0), person_years=Decimal(1),
        note="", by=agreed.cast.anna, now=NOW,
    )  # fmt: skip
    assert states(agreed, 2027, today)["pledges"] == TaskState.DONE
    figures(agreed, half=True)
    figures(agreed)
    review(agreed)
    answer(agreed)
    freeze(agreed)
    state(agreed)
    done = states(agreed, 2026, today)
    assert {code for code, one in done.items() if one == TaskState.DONE} == {
        "pledges", "negotiation", "agreement", "half_figures", "review", "answer", "figures",
        "report",
    }  # fmt: skip
    state(agreed, ministry=agreed.cast.om, by=agreed.osmo)
    assert states(agreed, 2026, today)["statement"] == TaskState.DONE


def test_each_side_is_told_of_its_own_tasks_once(agreed):
    assert remind_of_the_clock(now=NOW) > 0
    assert remind_of_the_clock(now=NOW) == 0

    def codes(user):
        found = Notification.objects.filter(user=user, kind="agreement_due")
        return {(one.params["code"], one.params["case"]) for one in found}

    assert ("half_figures", "late") in codes(agreed.cast.kerttu)
    assert ("answer", "late") in codes(agreed.cast.stina)
    assert ("answer", "late") not in codes(agreed.cast.kerttu)
    assert ("half_figures", "late") not in codes(agreed.cast.stina)
    assert ("negotiation", "due") not in codes(agreed.osmo)
    remind_of_the_clock(now=NOW.replace(year=2027))
    assert ("negotiation", "due") in codes(agreed.cast.kerttu) & codes(agreed.osmo)


def test_what_waits_is_what_is_due_on_ones_own_side(agreed):
    def waiting(user):
        found = waiting_tasks(user, [agreed.agreement], dt.date(2026, 11, 2))
        return [task.code for _agreement, _year, task in found]

    assert waiting(agreed.cast.kerttu)[:2] == ["half_figures", "review"]
    assert "answer" not in waiting(agreed.cast.kerttu)
    assert waiting(agreed.cast.stina)[0] == "answer"
    assert waiting(agreed.cast.ulla) == []


def test_a_goal_stands_in_the_agreements_in_force(agreed):
    assert agreements_of_goal(agreed.cast.goal) == [agreed.agreement]
    assert agreements_of_goal(make_goal("alone")) == []
