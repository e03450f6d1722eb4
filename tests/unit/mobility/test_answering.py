"""Answering a request: both sides act in turn, on the version they have read."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.mobility.actions import (
    MessageMissing,
    RequestClosed,
    accept_request,
    ask_for_more,
    ask_to_join,
    decline_request,
    reply_to_request,
    withdraw_request,
)
from kytkin.mobility.models import DeclineReason, RequestState
from kytkin.mobility.permissions import can_answer, can_see
from kytkin.mobility.queries import join_requests
from kytkin.notifications.models import Notification
from kytkin.organisations.models import Role
from kytkin.preparations.models import Way
from tests.factories import NOW, OrganisationFactory, PreparationFactory, branch, open_to, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    ministry = branch("OM")
    oskari = person("Oskari", Role.PREPARER, ministry)
    aino = person("Aino", Role.EXPERT, OrganisationFactory(code="SYKE"))
    preparation = PreparationFactory(setter=ministry, contact=oskari)
    open_to(preparation, Way.COMMENT)
    request = ask_to_join(
        preparation=preparation, way=Way.COMMENT, message="Hi", by=aino, now=NOW
    ).request
    Notification.objects.all().delete()
    return request, aino, oskari


def told() -> list[tuple[str, str]]:
    return [(n.user.name, n.params["case"]) for n in Notification.objects.order_by("pk")]


def test_contact_accepts_and_the_person_is_told(cast):
    request, _, oskari = cast
    done = accept_request(request=request, version=1, message="Welcome", by=oskari, now=NOW)
    assert (done.state, done.version, done.answered_by) == (RequestState.ACCEPTED, 2, oskari)
    assert done.messages.count() == 2
    assert told() == [("Aino", "accepted")]
    assert AuditEvent.objects.last().action == "join_request_accepted"


def test_contact_declines_with_a_coded_reason(cast):
    request, _, oskari = cast
    done = decline_request(
        request=request,
        version=1,
        reason=DeclineReason.NO_CAPACITY,
        message="",
        by=oskari,
        now=NOW,
    )
    assert (done.state, done.decline_reason) == (RequestState.DECLINED, "no_capacity")
    assert told() == [("Aino", "declined")]


def test_declining_for_another_reason_needs_words(cast):
    request, _, oskari = cast
    decline = {"request": request, "version": 1, "reason": DeclineReason.OTHER, "by": oskari}
    with pytest.raises(MessageMissing):
        decline_request(message=" ", now=NOW, **decline)
    assert decline_request(message="Later.", now=NOW, **decline).state == RequestState.DECLINED


def test_question_and_reply_pass_the_turn(cast):
    request, aino, oskari = cast
    asked = ask_for_more(request=request, version=1, message="Which data?", by=oskari, now=NOW)
    assert asked.state == RequestState.MORE_ASKED
    replied = reply_to_request(request=request, version=2, message="Lakes.", by=aino, now=NOW)
    assert (replied.state, replied.version) == (RequestState.SENT, 3)
    assert told() == [("Aino", "more_asked"), ("Oskari", "reply")]


def test_both_sides_go_on_talking_once_accepted(cast):
    request, aino, oskari = cast
    accept_request(request=request, version=1, message="", by=oskari, now=NOW)
    reply_to_request(request=request, version=2, message="When?", by=aino, now=NOW)
    done = reply_to_request(request=request, version=3, message="Monday.", by=oskari, now=NOW)
    assert done.state == RequestState.ACCEPTED
    assert told() == [("Aino", "accepted"), ("Oskari", "reply"), ("Aino", "reply")]


def test_person_withdraws(cast):
    request, aino, _ = cast
    done = withdraw_request(request=request, version=1, by=aino, now=NOW)
    assert done.state == RequestState.WITHDRAWN
    assert told() == [("Oskari", "withdrawn")]


def test_closed_request_takes_no_answer_no_reply_and_no_withdrawal(cast):
    request, aino, oskari = cast
    withdraw_request(request=request, version=1, by=aino, now=NOW)
    with pytest.raises(RequestClosed):
        accept_request(request=request, version=2, message="", by=oskari, now=NOW)
    with pytest.raises(RequestClosed):
        reply_to_request(request=request, version=2, message="Hi", by=aino, now=NOW)
    with pytest.raises(RequestClosed):
        withdraw_request(request=request, version=2, by=aino, now=NOW)


def test_stale_version_is_refused_and_nothing_changes(cast):
    request, aino, oskari = cast
    reply_to_request(request=request, version=1, message="One more thing", by=aino, now=NOW)
    with pytest.raises(StaleVersion):
        accept_request(request=request, version=1, message="", by=oskari, now=NOW)
    request.refresh_from_db()
    assert request.state == RequestState.SENT


def test_others_cannot_act_on_a_request(cast):
    request, aino, oskari = cast
    elin = person("Elin", Role.ADMINISTRATOR, request.preparation.setter)
    for somebody in (aino, elin):
        with pytest.raises(NotAllowed):
            accept_request(request=request, version=1, message="", by=somebody, now=NOW)
        with pytest.raises(NotAllowed):
            ask_for_more(request=request, version=1, message="?", by=somebody, now=NOW)
        with pytest.raises(NotAllowed):
            decline_request(
                request=request,
                version=1,
                reason=DeclineReason.NOT_OPEN,
                message="",
                by=somebody,
                now=NOW,
            )
    for somebody in (oskari, elin):
        with pytest.raises(NotAllowed):
            reply_to_request(request=request, version=1, message="Hi", by=somebody, now=NOW)
        with pytest.raises(NotAllowed):
            withdraw_request(request=request, version=1, by=somebody, now=NOW)


def test_only_the_two_sides_see_a_request(cast):
    request, aino, oskari = cast
    elin = person("Elin", Role.ADMINISTRATOR, request.preparation.setter)
    assert can_see(aino, request)
    assert can_see(oskari, request)
    assert not can_see(elin, request)
    assert not can_see(AnonymousUser(), request)


def test_deactivated_person_sees_nothing(cast):
    request, aino, oskari = cast
    aino.is_active = oskari.is_active = False
    assert not can_see(aino, request)
    assert not can_see(oskari, request)


@pytest.mark.parametrize("role", [Role.PREPARER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("gone", ["removed", "deactivated"])
def test_setters_people_stand_in_for_a_missing_contact(cast, role, gone):
    request, _, oskari = cast
    elin = person("Elin", role, request.preparation.setter)
    if gone == "removed":
        request.preparation.contact = None
        request.preparation.save()
    else:
        oskari.is_active = False
        oskari.save()
    request = join_requests().for_page().get()
    assert can_answer(elin, request)
    assert list(join_requests().answered_by(elin)) == [request]


@pytest.mark.parametrize("role", [Role.EXPERT, Role.CONNECTOR])
def test_experts_and_connectors_do_not_stand_in(cast, role):
    request, _, _ = cast
    request.preparation.contact = None
    request.preparation.save()
    somebody = person("Elin", role, request.preparation.setter)
    assert not can_answer(somebody, request)
    assert not join_requests().answered_by(somebody).exists()


def test_inbox_holds_the_same_requests_as_the_permission(cast):
    request, aino, oskari = cast
    elin = person("Elin", Role.PREPARER, request.preparation.setter)
    for visitor in (aino, oskari, elin, AnonymousUser()):
        listed = join_requests().answered_by(visitor).filter(pk=request.pk).exists()
        assert listed == can_answer(visitor, request)


def test_nobody_answers_an_own_request(cast):
    request, aino, _ = cast
    request.preparation.contact = aino
    request.preparation.save()
    assert not can_answer(aino, request)
    assert not join_requests().answered_by(aino).exists()


def test_lists_tell_whose_turn_it_is(cast):
    request, aino, oskari = cast
    assert list(join_requests().of(aino).open().waiting_for_answer()) == [request]
    ask_for_more(request=request, version=1, message="?", by=oskari, now=NOW)
    assert list(join_requests().of(aino).waiting_for_person()) == [request]
    withdraw_request(request=request, version=2, by=aino, now=NOW)
    assert list(join_requests().of(aino).closed().newest_first().for_lists()) == [request]
