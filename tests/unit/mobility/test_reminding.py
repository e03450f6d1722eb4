"""The daily round: who is told of what, once, however often and however late it runs."""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction
from django.db.models import Model

from kytkin.accounts.models import User
from kytkin.audit.models import AuditEvent
from kytkin.cli.remind import command
from kytkin.mobility.actions import ask_to_join, reply_to_request
from kytkin.mobility.actions_moves import answer_consent, propose_terms
from kytkin.mobility.models import (
    Answer,
    Consent,
    JoinRequest,
    MilestoneTold,
    Move,
    MoveEvent,
    MoveState,
)
from kytkin.mobility.reminding import remind
from kytkin.mobility.rules import TermsAsked
from kytkin.notifications.models import Notification
from kytkin.notifications.sentences import sentence
from kytkin.organisations.models import Membership, Role
from kytkin.preparations.models import Way
from tests.factories import NOW, open_to
from tests.unit.mobility.moving import Cast, also, cast, consent_of, day, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def later(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def told(user: User, *cases: str) -> list[str]:
    """The cases told to somebody by rounds, in order; only those named."""
    rows = Notification.objects.filter(user=user).order_by("pk")
    return [row.params["case"] for row in rows if row.params["case"] in cases]


WAITING = ("reminder", "passed_on")
DAYS = ("starts", "ends_soon", "completed")


def as_now(thing: Model) -> Model:
    thing.refresh_from_db()
    return thing


def test_a_side_is_reminded_once_when_its_day_has_gone(people):
    move = people.move()
    assert remind(now=later(7)).reminded == 0
    assert remind(now=later(8)).reminded == 1
    assert remind(now=later(8)).reminded == remind(now=later(9)).reminded == 0
    assert told(people.tuula, *WAITING) == ["reminder"]
    assert told(people.henna, *WAITING) == []
    assert consent_of(move, "supervisor").reminded_on == day(8)
    event = AuditEvent.objects.last()
    assert (event.action, event.actor, event.object_id) == ("consent_reminder", None, str(move.pk))


def test_a_silent_supervisor_is_passed_on_to_human_resources_who_may_answer(people):
    move = people.move()
    assert remind(now=later(13)).passed_on == 0
    assert remind(now=later(14)).passed_on == 1
    assert remind(now=later(14)).passed_on == 0
    assert told(people.henna, *WAITING) == ["passed_on"]
    assert told(people.hans, *WAITING) == []
    assert MoveEvent.objects.get(what="passed_on").by is None
    agreed = say(move, "yes", people.henna, now=later(15))
    assert agreed.state == MoveState.AGREED


def test_only_the_supervisors_silence_is_passed_on(people):
    people.move(agreed=TermsAsked(40, day(10), day(100)))
    done = remind(now=later(30))
    assert (done.reminded, done.passed_on) == (1, 0)
    assert told(people.aino, *WAITING) == ["reminder"]


def test_what_nobody_can_answer_waits_for_somebody_to_remind(people):
    move = people.move()
    Membership.objects.filter(role__in=[Role.SUPERVISOR, Role.HR]).delete()
    assert remind(now=later(20)) == remind(now=later(21))
    consent = consent_of(move, "supervisor")
    assert (consent.reminded_on, consent.escalated_on) == (None, None)
    also(people.henna, Role.HR, people.syke)
    assert remind(now=later(22)).passed_on == 1
    assert remind(now=later(23)).reminded == 1
    assert told(people.henna, *WAITING) == ["passed_on", "reminder"]


def test_what_is_answered_or_not_asked_yet_is_left_in_peace(people):
    people.agreed_move(starts=60, ends=200)
    people.move(kind="transfer_full", share=100, starts=300, ends=400)
    say(Move.objects.latest("pk"), "no", people.tuula, reason="workload")
    assert remind(now=later(30)).reminded == 0


def test_an_open_page_of_the_supervisor_still_answers_after_the_round(people):
    move = people.move()
    remind(now=later(15))
    answered = answer_consent(
        consent=consent_of(move, "supervisor"), version=1, answer=Answer.YES, by=people.tuula,
        now=later(15),
    )  # fmt: skip
    assert answered.state == MoveState.AGREED


def test_begin_near_end_and_completion_are_told_once_to_three_sides(people):
    people.agreed_move(starts=10, ends=60)
    for number in (9, 10, 11, 45, 46, 47, 59, 60, 61):
        remind(now=later(number))
    for user in (people.aino, people.oskari, people.tuula):
        assert told(user, *DAYS) == ["starts", "ends_soon", "completed"]
    assert told(people.henna, *DAYS) == []
    days = list(MilestoneTold.objects.order_by("pk").values_list("told_at", flat=True))
    assert days == [later(10), later(46), later(60)]


def test_the_last_day_stands_in_the_sentence(people, in_english):
    people.agreed_move(starts=10, ends=60)
    remind(now=later(50))
    near = [one for one in Notification.objects.all() if one.params["case"] == "ends_soon"]
    assert "31.12.2026" in sentence(near[0])


def test_a_round_that_comes_late_tells_what_still_matters(people):
    people.agreed_move(starts=10, ends=60)
    remind(now=later(20))
    remind(now=later(70))
    assert told(people.aino, *DAYS) == ["starts", "completed"]
    MilestoneTold.objects.all().delete()
    assert remind(now=later(80)).days_told == 0


def test_a_short_move_has_no_near_end_and_an_open_one_no_end(people):
    people.agreed_move(starts=10, ends=24)
    Move.objects.filter(pk=people.agreed_move(starts=10, ends=100).pk).update(ends_before=None)
    for number in (10, 20, 200):
        remind(now=later(number))
    assert sorted(told(people.aino, *DAYS)) == ["starts", "starts"]


def test_an_extension_makes_the_new_end_be_told_anew(people):
    move = people.agreed_move(starts=0, ends=60)
    remind(now=later(50))
    propose_terms(
        move=as_now(move), version=move.version, terms=TermsAsked(20, day(0), day(120)), words="",
        by=people.aino, now=later(51),
    )  # fmt: skip
    say(move, "yes", people.oskari, now=later(51))
    say(move, "yes", people.tuula, now=later(51))
    remind(now=later(61))
    remind(now=later(110))
    assert told(people.aino, *DAYS) == ["ends_soon", "ends_soon"]


def test_a_request_without_an_answer_is_reminded_of_once_a_wait(people):
    preparation = people.preparation()
    open_to(preparation, Way.COMMENT)
    request = ask_to_join(
        preparation=preparation, way=Way.COMMENT, message="Hei", by=people.aino, now=NOW
    ).request
    assert remind(now=later(6)).requests == 0
    assert remind(now=later(7)).requests == 1
    assert remind(now=later(8)).requests == remind(now=later(30)).requests == 0
    assert told(people.oskari, "reminder") == ["reminder"]
    assert JoinRequest.objects.get().version == request.version
    reply_to_request(request=request, version=1, message="Vieläkö?", by=people.aino, now=later(31))
    assert remind(now=later(37)).requests == 0
    assert remind(now=later(38)).requests == 1


def test_the_command_says_what_it_did_and_may_run_twice(people):
    Consent.objects.filter(pk=consent_of(people.move(), "supervisor").pk).update(
        due_on="2020-01-01"
    )
    done = CliRunner().invoke(command)
    assert done.exit_code == 0
    assert done.output.startswith("1 reminded, 1 passed on to human resources, ")
    assert CliRunner().invoke(command).output.startswith("0 reminded, 0 passed on")


def test_the_database_keeps_each_told_day_once_and_known(people):
    row = {"move": people.move(), "day": day(1), "told_at": NOW}
    MilestoneTold.objects.create(milestone="starts", **row)
    for milestone in ("starts", "ripens"):
        with pytest.raises(IntegrityError), transaction.atomic():
            MilestoneTold.objects.create(milestone=milestone, **row)
