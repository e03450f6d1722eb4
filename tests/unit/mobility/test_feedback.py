"""After a move: the share really used, and feedback both ways that nobody reads too early."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.mobility.actions_feedback import (
    Experience,
    ShareWrong,
    ToldAlready,
    give_feedback,
    report_actual,
)
from kytkin.mobility.models import Feedback, Move, MoveEvent, Party, Went
from kytkin.mobility.permissions_agreements import is_feedback_shown
from kytkin.notifications.models import Notification
from tests.factories import NOW
from tests.unit.mobility.moving import Cast, cast, day

pytestmark = pytest.mark.django_db
AFTER = NOW + dt.timedelta(days=30)
TOLD = Experience(Went.AS_AGREED, " Opin paljon ", "", "", again=True)


@pytest.fixture
def people() -> Cast:
    return cast()


def over(people: Cast) -> Move:
    return people.agreed_move(starts=0, ends=20)


def tell(move: Move, party: str, by, now=AFTER, told=TOLD):
    return give_feedback(move=move, party=Party(party), told=told, by=by, now=now)


def report(move: Move, by, percent=15, now=AFTER, version=None):
    return report_actual(
        move=move, version=version or move.version, percent=percent, by=by, now=now
    )


@pytest.mark.parametrize("who", ["aino", "tuula"])
def test_the_person_and_the_supervisor_tell_the_share_really_used(people, who):
    move = report(over(people), getattr(people, who))
    assert (move.actual_percent, move.version) == (15, 3)
    assert MoveEvent.objects.last().what == "reported"
    assert AuditEvent.objects.last().details == {"percent": 15}


def test_others_do_not_tell_it_and_nobody_before_it_begins(people):
    move = over(people)
    with pytest.raises(NotAllowed):
        report(move, people.oskari)
    ahead = people.agreed_move(starts=30, ends=50)
    with pytest.raises(NotAllowed):
        report(ahead, people.aino, now=NOW)
    with pytest.raises(StaleVersion):
        report(move, people.aino, version=1)
    knowledge = people.move(kind="knowledge_only", starts=0, ends=5)
    with pytest.raises(NotAllowed):
        report(knowledge, people.aino)


@pytest.mark.parametrize("percent", [-5, 3, 105])
def test_a_share_outside_the_steps_is_refused(people, percent):
    with pytest.raises(ShareWrong):
        report(over(people), people.aino, percent=percent)


def test_nothing_used_is_a_share_too(people):
    assert report(over(people), people.aino, percent=0).actual_percent == 0


def test_each_side_tells_once_and_the_others_hear_of_it(people):
    move = over(people)
    given = tell(move, "person", people.aino)
    assert (given.learned, given.given_by, given.again) == ("Opin paljon", people.aino, True)
    cases = Notification.objects.filter(user=people.oskari).values_list("params", flat=True)
    assert [one["case"] for one in cases][-1] == "told"
    with pytest.raises(ToldAlready):
        tell(move, "person", people.aino)


def test_nobody_tells_for_another_side_or_before_the_end(people):
    move = over(people)
    for party, by in (("receiver", people.aino), ("home_agency", people.henna)):
        with pytest.raises(NotAllowed):
            tell(move, party, by)
    with pytest.raises(NotAllowed):
        tell(move, "person", people.aino, now=NOW)


def test_words_are_shown_when_both_sides_have_told_or_thirty_days_have_gone(people):
    move = over(people)
    assert not is_feedback_shown(move, day(30))
    tell(move, "person", people.aino)
    tell(move, "supervisor", people.tuula)
    assert not is_feedback_shown(move, day(49))
    assert is_feedback_shown(move, day(50))
    tell(move, "receiver", people.oskari)
    assert is_feedback_shown(move, day(30))


@pytest.mark.parametrize("fields", [{"party": "nobody"}, {"went": "badly"}])
def test_feedback_keeps_its_constraints(people, fields):
    given = tell(over(people), "person", people.aino)
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=given.pk).update(**fields)


def test_a_side_tells_once_in_the_database(people):
    given = tell(over(people), "person", people.aino)
    given.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        given.save()
