"""Asking to join: who may, in which way, and that one request is made however often it is sent."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import NotAllowed
from kytkin.mobility.actions import (
    MessageMissing,
    OwnPreparation,
    WayNotOffered,
    WorkInputUnclear,
    ask_to_join,
)
from kytkin.mobility.models import JoinMessage, JoinRequest, RequestState
from kytkin.mobility.queries import JoinRequestQuerySet
from kytkin.notifications.models import Notification
from kytkin.organisations.models import Role
from kytkin.preparations.models import Publicity, Way
from tests.factories import (
    NOW,
    OrganisationFactory,
    PreparationFactory,
    branch,
    open_to,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    ministry = branch("OM")
    oskari = person("Oskari", Role.PREPARER, ministry)
    aino = person("Aino", Role.EXPERT, OrganisationFactory(code="SYKE"))
    preparation = PreparationFactory(setter=ministry, contact=oskari)
    open_to(preparation, Way.FOLLOW, Way.COMMENT, Way.WORK_INPUT)
    return preparation, aino, oskari


def test_expert_asks_and_the_contact_is_told(cast):
    preparation, aino, oskari = cast
    asked = ask_to_join(
        preparation=preparation,
        way=Way.WORK_INPUT,
        message=" I know the data. ",
        share_percent=20,
        by=aino,
        now=NOW,
    )
    assert asked.is_new
    assert asked.request.state == RequestState.SENT
    assert asked.request.messages.get().text == "I know the data."
    told = Notification.objects.get()
    assert told.user == oskari
    assert told.params["case"] == "work_input"
    assert told.path == f"/requests/{asked.request.pk}/"
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id, event.actor) == (
        "ask_to_join",
        str(asked.request.pk),
        aino,
    )


def test_repeated_asking_gives_the_open_request(cast):
    preparation, aino, _ = cast
    ask = {"preparation": preparation, "way": Way.COMMENT, "by": aino, "now": NOW}
    first = ask_to_join(message="Once", **ask)
    second = ask_to_join(message="Twice", **ask)
    assert second.request == first.request
    assert not second.is_new
    assert JoinMessage.objects.count() == Notification.objects.count() == 1


def test_after_a_settled_request_one_may_ask_again(cast):
    preparation, aino, _ = cast
    ask = {"preparation": preparation, "way": Way.COMMENT, "by": aino, "now": NOW}
    first = ask_to_join(message="Once", **ask).request
    JoinRequest.objects.filter(pk=first.pk).update(state=RequestState.WITHDRAWN)
    assert ask_to_join(message="Again", **ask).is_new


def test_way_that_is_not_offered_is_refused(cast):
    preparation, aino, _ = cast
    for way in (Way.SHARE_KNOWLEDGE, Way.FOLLOW):
        with pytest.raises(WayNotOffered):
            ask_to_join(preparation=preparation, way=way, message="Hi", by=aino, now=NOW)


def test_work_input_needs_a_share_and_comments_have_none(cast):
    preparation, aino, _ = cast
    ask = {"preparation": preparation, "message": "Hi", "by": aino, "now": NOW}
    with pytest.raises(WorkInputUnclear):
        ask_to_join(way=Way.WORK_INPUT, **ask)
    with pytest.raises(WorkInputUnclear):
        ask_to_join(way=Way.COMMENT, share_percent=20, **ask)


def test_share_outside_the_steps_is_refused_by_the_database(cast):
    preparation, aino, _ = cast
    with pytest.raises(IntegrityError), transaction.atomic():
        ask_to_join(
            preparation=preparation,
            way=Way.WORK_INPUT,
            message="Hi",
            share_percent=7,
            by=aino,
            now=NOW,
        )


def test_request_that_was_first_in_parallel_is_given(cast, monkeypatch):
    preparation, aino, _ = cast
    ask = {"preparation": preparation, "way": Way.COMMENT, "message": "Hi", "by": aino, "now": NOW}
    first = ask_to_join(**ask).request
    looks = iter([None, first])
    monkeypatch.setattr(JoinRequestQuerySet, "first", lambda found: next(looks))
    again = ask_to_join(**ask)
    assert (again.request, again.is_new) == (first, False)


def test_empty_message_is_refused(cast):
    preparation, aino, _ = cast
    with pytest.raises(MessageMissing):
        ask_to_join(preparation=preparation, way=Way.COMMENT, message="  ", by=aino, now=NOW)
    assert not JoinRequest.objects.exists()


def test_contact_does_not_ask_to_join_the_own_preparation(cast):
    preparation, _, oskari = cast
    with pytest.raises(OwnPreparation):
        ask_to_join(preparation=preparation, way=Way.COMMENT, message="Hi", by=oskari, now=NOW)


def test_outsider_cannot_ask_to_join_what_is_not_yet_public(cast):
    preparation, aino, _ = cast
    preparation.publicity = Publicity.NOT_YET_PUBLIC
    preparation.save()
    with pytest.raises(NotAllowed):
        ask_to_join(preparation=preparation, way=Way.COMMENT, message="Hi", by=aino, now=NOW)


def test_colleague_asks_to_join_what_is_not_yet_public(cast):
    preparation, _, _ = cast
    preparation.publicity = Publicity.NOT_YET_PUBLIC
    preparation.save()
    elin = person("Elin", Role.EXPERT, preparation.setter)
    asked = ask_to_join(preparation=preparation, way=Way.COMMENT, message="Hi", by=elin, now=NOW)
    assert asked.is_new


def test_without_a_contact_the_preparers_of_the_setter_are_told(cast):
    preparation, aino, oskari = cast
    elin = person("Elin", Role.ADMINISTRATOR, preparation.setter.parent)
    preparation.contact = None
    preparation.save()
    ask_to_join(preparation=preparation, way=Way.COMMENT, message="Hi", by=aino, now=NOW)
    assert set(Notification.objects.values_list("user", flat=True)) == {oskari.pk, elin.pk}
