"""Working time on the pages of a request: held when accepted, refused twice, free when ended."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kytkin.mobility.actions import accept_request, ask_to_join
from kytkin.mobility.models import JoinRequest, RequestState
from kytkin.notifications.models import Notification
from kytkin.organisations.models import Role
from kytkin.preparations.models import Way
from tests.factories import NOW, OrganisationFactory, PreparationFactory, branch, open_to, person

pytestmark = pytest.mark.django_db
ENDING = 'value="end"'


@pytest.fixture
def cast():
    ministry = branch("OM")
    oskari = person("Oskari", Role.PREPARER, ministry)
    aino = person("Aino", Role.EXPERT, OrganisationFactory(code="SYKE"))

    def ask(share: int) -> JoinRequest:
        preparation = PreparationFactory(setter=ministry, contact=oskari)
        open_to(preparation, Way.WORK_INPUT)
        return ask_to_join(
            preparation=preparation, way=Way.WORK_INPUT, message="Hei", by=aino, now=NOW,
            share_percent=share, starts_on=timezone.localdate() - dt.timedelta(days=5),
        ).request  # fmt: skip

    return aino, oskari, ask


def test_accepting_more_than_is_left_tells_how_much_is_left(cast, client):
    _aino, oskari, ask = cast
    accept_request(request=ask(90), version=1, message="", by=oskari, now=NOW)
    second = ask(20)
    client.force_login(oskari)
    page = client.post(
        second.get_absolute_url(), {"version": 1, "act": "accept", "message": "Tervetuloa"}
    )
    assert "Henkilöllä Aino on tällä ajalla työajasta vapaana 10 %" in page.content.decode()
    assert "Tervetuloa" in page.content.decode()
    second.refresh_from_db()
    assert second.state == RequestState.SENT


@pytest.mark.parametrize("who", [0, 1])
def test_either_side_ends_the_work_and_a_second_click_changes_nothing(cast, client, who):
    ask = cast[2]
    held = accept_request(request=ask(90), version=1, message="", by=cast[1], now=NOW)
    Notification.objects.all().delete()
    client.force_login(cast[who])
    assert ENDING in client.get(held.get_absolute_url()).content.decode()
    for _click in range(2):
        answer = client.post(held.get_absolute_url(), {"version": 2, "act": "end"}, follow=True)
        assert "Työpanos on päättynyt" in answer.content.decode()
        assert ENDING not in answer.content.decode()
    held.refresh_from_db()
    assert (held.ends_before, held.version) == (timezone.localdate(), 3)
    assert [note.user for note in Notification.objects.all()] == [cast[1 - who]]


def test_a_request_without_working_time_has_nothing_to_end(cast, client):
    aino, oskari, _ask = cast
    preparation = PreparationFactory(setter=oskari.memberships.get().organisation, contact=oskari)
    open_to(preparation, Way.COMMENT)
    asked = ask_to_join(
        preparation=preparation, way=Way.COMMENT, message="Hei", by=aino, now=NOW
    ).request
    accept_request(request=asked, version=1, message="", by=oskari, now=NOW)
    client.force_login(aino)
    assert ENDING not in client.get(asked.get_absolute_url()).content.decode()
    refused = client.post(asked.get_absolute_url(), {"version": 2, "act": "end"})
    assert "Tässä ei ole sovittua työpanosta" in refused.content.decode()


def test_my_page_tells_what_is_agreed_and_what_is_free(cast, client):
    aino, oskari, ask = cast
    client.force_login(aino)
    title = "Sovittu työaikasi"
    assert title not in client.get("/fi/me/").content.decode()
    held = accept_request(request=ask(60), version=1, message="", by=oskari, now=NOW)
    ask(30)
    page = client.get("/fi/me/").content.decode()
    assert title in page
    assert "Tänään työajastasi on sovittu 60 % ja vapaana 40 %." in page
    assert f"{held.starts_on.strftime('%-d.%-m.%Y')} – toistaiseksi" in page
