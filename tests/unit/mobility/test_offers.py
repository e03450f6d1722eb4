"""Offers of people and units: made, taken up, named for, closed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.mobility.actions_inviting import (
    OfferClosed,
    accept_invitation,
    close_offer,
    make_offer,
    name_for_ask,
    take_up_offer,
)
from kytkin.mobility.models import (
    JoinRequest,
    Move,
    Offer,
    OfferAsk,
)
from kytkin.mobility.queries_needs import offers
from kytkin.notifications.models import NoticeKind, Notification
from kytkin.people.models import Audience
from tests.factories import NOW, ProfileFactory
from tests.unit.mobility.moving import TODAY, Cast, asked_now, cast, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def seen(user, **fields):
    return ProfileFactory(person=user, about="Tutkin", about_audience=Audience.STATE, **fields)


def told(user, kind) -> list[str]:
    return [note.params["case"] for note in Notification.objects.filter(user=user, kind=kind)]


OFFER = {
    "offered": "time", "title": "Viidennes", "text": "Vesiasioihin", "language": "fi",
    "share_percent": 20, "starts_on": day(5), "ends_before": day(80), "unit": None,
}  # fmt: skip


def offered(by, **fields) -> Offer:
    return make_offer(values={**OFFER, **fields}, themes=[], by=by, now=NOW)


def test_an_offer_is_taken_up_and_its_person_invited(people):
    offer = offered(people.aino)
    preparation = people.preparation()
    assert list(offers().open_on(TODAY)) == [offer]
    with pytest.raises(NotAllowed):
        take_up_offer(offer=offer, preparation=preparation, message="Hei", by=people.tuula, now=NOW)
    request = take_up_offer(
        offer=offer, preparation=preparation, message="Hei", by=people.oskari, now=NOW
    )
    assert isinstance(request, JoinRequest)
    assert (request.state, request.share_percent, request.kind) == (
        "invited", 20, "joint_preparation",
    )  # fmt: skip
    accept_invitation(request=request, version=1, message="", by=people.aino, now=NOW)
    assert asked_now(Move.objects.get()) == ["supervisor"]


def test_an_offer_of_advice_leads_to_a_talk_without_working_time(people):
    offer = offered(people.aino, offered="advice", share_percent=None, ends_before=None)
    request = take_up_offer(
        offer=offer, preparation=people.preparation(), message="Hei", by=people.oskari, now=NOW
    )
    assert isinstance(request, JoinRequest)
    assert (request.way, request.share_percent) == ("share_knowledge", None)
    accept_invitation(request=request, version=1, message="", by=people.aino, now=NOW)
    assert not Move.objects.exists()


def test_a_unit_offers_pooled_time_and_its_supervisor_names_somebody(people):
    with pytest.raises(NotAllowed):
        offered(people.aino, unit=people.syke)
    offer = offered(people.tuula, unit=people.syke)
    preparation = people.preparation()
    asked = {"offer": offer, "preparation": preparation, "message": "Hei", "now": NOW}
    ask = take_up_offer(by=people.oskari, **asked)
    assert isinstance(ask, OfferAsk)
    assert take_up_offer(by=people.oskari, **asked) == ask
    assert told(people.tuula, NoticeKind.NEED) == ["offer_asked"]
    naming = {"ask": ask, "profile": seen(people.aino), "message": "Sopisiko?", "now": NOW}
    with pytest.raises(NotAllowed):
        name_for_ask(by=people.aino, **naming)
    request = name_for_ask(by=people.tuula, **naming)
    assert (request.person, request.invited_by, request.state) == (
        people.aino, people.oskari, "invited",
    )  # fmt: skip
    with pytest.raises(OfferClosed):
        name_for_ask(by=people.tuula, **naming)


def test_protected_people_do_not_offer_and_closed_offers_are_not_taken_up(people):
    offer = offered(people.aino)
    ProfileFactory(person=people.aino, is_protected=True)
    assert list(offers().open_on(TODAY)) == []
    with pytest.raises(NotAllowed):
        offered(people.aino)
    with pytest.raises(NotAllowed):
        close_offer(offer=offer, by=people.tuula, now=NOW)
    close_offer(offer=offer, by=people.aino, now=NOW)
    with pytest.raises(OfferClosed):
        take_up_offer(
            offer=offer, preparation=people.preparation(), message="Hei", by=people.oskari, now=NOW
        )


def test_an_offer_is_changed_by_its_author_on_the_newest_version(people):
    offer = offered(people.aino)
    changed = make_offer(
        values={**OFFER, "title": "Toinen"}, themes=[], by=people.aino, now=NOW, offer=offer,
        version=1,
    )  # fmt: skip
    assert (changed.title, changed.version) == ("Toinen", 2)
    again = {"values": OFFER, "themes": [], "offer": offer, "version": 1, "now": NOW}
    with pytest.raises(StaleVersion):
        make_offer(by=people.aino, **again)
    with pytest.raises(NotAllowed):
        make_offer(by=people.tuula, **again)
    with pytest.raises(ValueError, match="state"):
        make_offer(values={"state": "open"}, themes=[], by=people.aino, now=NOW)


@pytest.mark.parametrize(
    "change",
    [{"offered": "gold"}, {"state": "lost"}, {"share_percent": None}, {"share_percent": 7},
     {"offered": "data"}, {"ends_before": day(5)}],
)  # fmt: skip
def test_the_database_refuses_a_broken_offer(people, change):
    offer = offered(people.aino)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=offer.pk).update(**change)


def test_the_database_keeps_one_open_ask(people):
    offer = offered(people.tuula, unit=people.syke)
    row = {"offer": offer, "preparation": people.preparation(), "by": people.oskari}
    OfferAsk.objects.create(**row, message="Hei", asked_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferAsk.objects.create(**row, message="Hei", asked_at=NOW)
