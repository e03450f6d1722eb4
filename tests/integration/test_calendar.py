"""The calendar address: secret, revocable, and the days in it as a calendar program reads them."""

from __future__ import annotations

import datetime as dt
import logging
import re

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from kytkin.audit.models import AuditEvent
from kytkin.common.logs import HideCalendarTokens
from kytkin.mobility.actions import ask_to_join
from kytkin.mobility.calendar_feeds import hashed, make_address
from kytkin.mobility.models import CalendarFeed, Deputy, Move
from kytkin.organisations.models import Role
from kytkin.preparations.models import PreparationDate, Way
from tests.factories import (
    NOW,
    OrganisationFactory,
    PreparationFactory,
    UserFactory,
    open_to,
    person,
)
from tests.unit.mobility.moving import Cast, cast, day

pytestmark = pytest.mark.django_db
PAGE = "/fi/me/calendar/"


@pytest.fixture
def people(monkeypatch) -> Cast:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return cast()


def address_of(user) -> str:
    return reverse("calendar_file", args=[make_address(by=user, now=NOW)])


def days_of(user) -> dict[str, dt.date]:
    """What a program without a session reads: the day of each entry by its title."""
    answer = Client().get(address_of(user))
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["SUMMARY"]): event["DTSTART"].dt for event in events}


def test_the_address_is_shown_once_and_only_its_hash_is_kept(client, people):
    client.force_login(people.aino)
    assert "http" not in client.get(PAGE).content.decode().split("<main")[1].split("<aside")[0]
    made = client.post(PAGE, {"act": "make"}).content.decode()
    (token,) = re.findall(r"http://127.0.0.1:8000/calendar/([\w-]{43})\.ics", made)
    feed = CalendarFeed.objects.get()
    assert (feed.user, feed.token_hash) == (people.aino, hashed(token))
    assert token not in client.get(PAGE).content.decode()
    assert AuditEvent.objects.last().action == "make_calendar_address"
    assert token not in str(AuditEvent.objects.last().details)
    assert Client().get(f"/calendar/{token}.ics").status_code == 200


def test_the_page_is_never_kept_by_a_browser(client, people):
    client.force_login(people.aino)
    assert "no-store" in client.post(PAGE, {"act": "make"})["Cache-Control"]


def test_a_new_address_ends_the_old_one_and_stopping_ends_both(client, people):
    old, new = address_of(people.aino), address_of(people.aino)
    assert [Client().get(one).status_code for one in (old, new)] == [404, 200]
    client.force_login(people.aino)
    client.post(PAGE, {"act": "revoke"})
    assert Client().get(new).status_code == 404
    assert AuditEvent.objects.last().action == "revoke_calendar_address"
    client.post(PAGE, {"act": "revoke"})
    assert AuditEvent.objects.filter(action="revoke_calendar_address").count() == 1
    assert client.post(PAGE, {"act": "other"}).status_code == 404


def test_an_unknown_address_and_one_of_somebody_who_left_are_not_found(people):
    address = address_of(people.aino)
    assert Client().get("/calendar/unknown.ics").status_code == 404
    assert Client().get(f"/calendar/{CalendarFeed.objects.get().token_hash}.ics").status_code == 404
    people.aino.is_active = False
    people.aino.save()
    assert Client().get(address).status_code == 404
    assert Client().post(address).status_code in (403, 405)


def test_each_side_reads_the_days_of_the_moves_it_sees(people):
    people.agreed_move(starts=10, ends=100)
    for user in (people.aino, people.oskari, people.tuula):
        assert sorted(days_of(user).values()) == [day(10), day(99)]
    stranger = person("Elin", Role.SUPERVISOR, OrganisationFactory(code="THL"))
    for user in (people.henna, people.hans, stranger):
        assert days_of(user) == {}


def test_a_deputy_of_the_supervisor_reads_them_too(people):
    people.agreed_move(starts=10, ends=100)
    deputy = UserFactory()
    Deputy.objects.create(principal=people.tuula, deputy=deputy, starts_on=day(0))
    assert sorted(days_of(deputy).values()) == [day(10), day(99)]


def test_what_waits_for_an_answer_is_there_for_those_who_answer(people):
    people.move()
    assert list(days_of(people.tuula).values()) == [day(7)]
    assert days_of(people.aino) == {}
    preparation = people.preparation()
    open_to(preparation, Way.COMMENT)
    ask_to_join(preparation=preparation, way=Way.COMMENT, message="Hei", by=people.aino, now=NOW)
    assert list(days_of(people.oskari).values()) == [day(7)]


def test_stated_last_days_of_followed_preparations_are_there(people):
    for number, precision in ((30, "day"), (40, "year")):
        followed = PreparationFactory()
        PreparationDate.objects.create(
            preparation=followed, event="valmistumisPaiva", on=day(number), precision=precision,
            source="Rekisteri",
        )  # fmt: skip
        people.aino.follows.create(kind="preparation", target=followed.key, created_at=NOW)
    assert list(days_of(people.aino).values()) == [day(30)]
    assert days_of(people.henna) == {}


def test_entries_are_whole_days_that_keep_their_identity_and_tell_of_change(people):
    move = people.agreed_move(starts=10, ends=100)
    address = address_of(people.aino)

    def read():
        return Calendar.from_ical(Client().get(address).content)

    before = read()
    assert (before["VERSION"], before["PRODID"]) == ("2.0", "-//Kytkin//FI")
    first = before.walk("VEVENT")[0]
    assert first["UID"] == f"move-{move.pk}-begins@127.0.0.1"
    assert (first["DTSTART"].params["VALUE"], first["DTEND"].dt) == ("DATE", day(11))
    assert first["DTSTAMP"].dt == first["LAST-MODIFIED"].dt == NOW
    assert first["URL"] == f"http://127.0.0.1:8000/fi/moves/{move.pk}/"
    assert (first["TRANSP"], first["CLASS"]) == ("TRANSPARENT", "PRIVATE")
    later = NOW + dt.timedelta(days=1)
    Move.objects.update(starts_on=day(12), updated_at=later)
    after = read().walk("VEVENT")[0]
    assert (after["UID"], after["DTSTART"].dt) == (first["UID"], day(12))
    assert after["LAST-MODIFIED"].dt == later


def test_the_calendar_speaks_the_persons_language(people):
    people.agreed_move(starts=10, ends=100)
    people.aino.language = "en"
    people.aino.save()
    assert next(iter(days_of(people.aino))).startswith("Begins: Aino in “")


def test_nothing_new_is_told_shortly_and_nothing_is_kept_between(people):
    address = address_of(people.aino)
    first = Client().get(address)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in first
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_that_it_was_read_is_kept_now_and_then(people, monkeypatch):
    address = address_of(people.aino)
    reads = []
    for hours in (0, 1, 13):
        monkeypatch.setattr(timezone, "now", lambda h=hours: NOW + dt.timedelta(hours=h))
        Client().get(address)
        reads.append(CalendarFeed.objects.get().last_read_at)
    assert reads == [NOW, NOW, NOW + dt.timedelta(hours=13)]


def test_many_moves_take_no_more_queries_than_one(people, django_assert_max_num_queries):
    for _number in range(4):
        people.agreed_move(share=5, starts=10, ends=100)
    address = address_of(people.tuula)
    with django_assert_max_num_queries(12):
        assert len(Calendar.from_ical(Client().get(address).content).walk("VEVENT")) == 8


def test_no_log_line_holds_the_token(caplog, people):
    address = address_of(people.aino)
    token = address.split("/")[-1].removesuffix(".ics")
    caplog.handler.addFilter(HideCalendarTokens())
    log = logging.getLogger("django.request")
    log.warning("Not Found: %s", address)
    log.error("Internal Server Error: http://x%s?a=b", address)
    assert token not in caplog.text
    assert "/calendar/…" in caplog.text
    log.warning("Not Found: %s", "/fi/map/")
    assert "/fi/map/" in caplog.text


def test_every_handler_hides_tokens(settings):
    handlers = settings.LOGGING["handlers"].values()
    assert all("no_tokens" in one["filters"] for one in handlers)


def test_own_data_tells_of_the_address_without_its_secret(client, people):
    make_address(by=people.aino, now=NOW)
    client.force_login(people.aino)
    told = client.get("/fi/me/data.json").json()["calendar_address"]
    assert set(told) == {"created_at", "last_read_at"}


def test_the_database_keeps_one_address_a_person_and_one_person_an_address(people):
    make_address(by=people.aino, now=NOW)
    kept = CalendarFeed.objects.get()
    with pytest.raises(IntegrityError):
        CalendarFeed.objects.create(user=people.oskari, token_hash=kept.token_hash, created_at=NOW)


def test_the_database_refuses_an_address_without_a_secret(people):
    with pytest.raises(IntegrityError):
        CalendarFeed.objects.create(user=people.aino, token_hash="", created_at=NOW)
