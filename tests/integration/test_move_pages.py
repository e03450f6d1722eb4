"""The page of a move in a browser's terms: acts, conflicts, the inbox, deputies."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from kytkin.mobility.actions import ask_to_join
from kytkin.mobility.models import Deputy, Move, MoveState, Terms
from kytkin.organisations.models import Role
from kytkin.preparations.models import Way
from tests.factories import NOW, person
from tests.unit.mobility.moving import Cast, cast

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def people() -> Cast:
    return cast()


def later(people: Cast, **fields) -> Move:
    """A move that begins after the day the tests run."""
    ahead = (TODAY - timezone.localdate(NOW)).days
    return people.move(**{"starts": ahead + 10, "ends": ahead + 100, **fields})


def post(client, user, move, act, version=1, **more):
    client.force_login(user)
    return client.post(move.get_absolute_url(), {"version": version, "act": act, **more})


def read(client, user, path) -> str:
    client.force_login(user)
    return client.get(path).content.decode()


def test_accepting_work_input_asks_for_a_period_and_leads_to_the_arrangement(people, client):
    request = ask_to_join(
        preparation=people.preparation(), way=Way.WORK_INPUT, message="Hei", by=people.aino,
        now=NOW, share_percent=20,
    ).request  # fmt: skip
    client.force_login(people.oskari)
    address = request.get_absolute_url()
    yes = {"version": 1, "act": "accept", "message": "", "share_percent": 20}
    refused = client.post(address, {**yes, "kind": "joint_preparation"})
    assert set(refused.context["form"].errors) == {"starts_on", "ends_on"}
    days = {"starts_on": TODAY + dt.timedelta(days=9), "ends_on": TODAY + dt.timedelta(days=3)}
    wrong = client.post(address, {**yes, "kind": "joint_preparation", **days})
    assert "Viimeinen päivä on ennen ensimmäistä" in wrong.content.decode()
    days["ends_on"] = TODAY + dt.timedelta(days=60)
    done = client.post(address, {**yes, "kind": "joint_preparation", **days})
    move = Move.objects.get()
    assert done.url == move.get_absolute_url()
    assert move.last_day == days["ends_on"]
    assert move.get_absolute_url() in read(client, people.aino, address)


def test_the_supervisor_sees_what_is_asked_and_says_yes_once(people, client):
    move = later(people)
    inbox = read(client, people.tuula, reverse("consents"))
    assert "1 järjestely odottaa vastaustasi" in inbox
    assert move.get_absolute_url() in inbox
    assert "Voiko Aino käyttää tämän ajan?" in read(client, people.tuula, move.get_absolute_url())
    for _click in range(2):
        answer = post(client, people.tuula, move, "yes", words="Hyvä")
        assert answer.status_code == 302
    move.refresh_from_db()
    assert (move.state, move.version) == (MoveState.AGREED, 2)
    assert "Mikään ei odota sinua" in read(client, people.tuula, reverse("consents"))
    assert "Työaikasi" in read(client, people.aino, move.get_absolute_url())


def test_contacts_do_not_see_the_persons_other_time(people, client):
    move = later(people)
    for user, sees in ((people.aino, True), (people.tuula, True), (people.oskari, False)):
        assert ("time-bars" in read(client, user, move.get_absolute_url())) is sees


def test_no_needs_a_reason_beside_the_field(people, client):
    move = later(people)
    refused = post(client, people.tuula, move, "no")
    assert list(refused.context["form"].errors) == ["reason"]
    other = post(client, people.tuula, move, "no", reason="other")
    assert list(other.context["form"].errors) == ["words"]
    assert post(client, people.tuula, move, "no", reason="workload").status_code == 302
    assert "työtilanne ei nyt salli" in read(client, people.aino, move.get_absolute_url()).lower()


def test_other_terms_are_proposed_and_a_stale_answer_shows_both_versions(people, client):
    move = later(people, share=20)
    terms = {
        "share_percent": 10,
        "starts_on": move.starts_on.isoformat(),
        "ends_on": move.last_day.isoformat(),
    }
    assert post(client, people.tuula, move, "propose", words="Enempää en voi", **terms).url
    page = read(client, people.aino, move.get_absolute_url())
    assert "Sopivatko nämä ehdot sinulle?" in page
    assert "Enempää en voi" in page
    stale = post(client, people.oskari, move, "propose", **{**terms, "share_percent": 30})
    assert stale.status_code == 409
    both = stale.content.decode()
    assert "30 %" in both
    assert "10 %" in both
    assert Terms.objects.filter(move=move).count() == 2
    wrong = post(client, people.oskari, move, "propose", version=2, share_percent=10)
    assert list(wrong.context["form"].errors) == ["starts_on"]
    days = {"starts_on": move.last_day.isoformat(), "ends_on": move.starts_on.isoformat()}
    reversed_ = post(client, people.oskari, move, "propose", version=2, share_percent=10, **days)
    assert list(reversed_.context["form"].errors) == ["ends_on"]


def test_an_answer_after_somebody_else_answered_is_a_conflict(people, client):
    move = later(people)
    post(client, people.tuula, move, "yes")
    second = person("Toinen", Role.SUPERVISOR, people.syke)
    assert post(client, second, move, "no", reason="workload").status_code == 409


def test_withdrawing_frees_the_time_and_a_second_click_changes_nothing(people, client):
    move = later(people)
    assert list(post(client, people.aino, move, "withdraw").context["form"].errors) == ["reason"]
    for _click in range(2):
        assert post(client, people.aino, move, "withdraw", reason="engaged").status_code == 302
    move.refresh_from_db()
    assert (move.state, move.version) == (MoveState.WITHDRAWN, 2)
    assert "time-bars" not in read(client, people.aino, reverse("my_page"))


def test_what_runs_is_ended_on_its_page(people, client):
    ahead = (TODAY - timezone.localdate(NOW)).days
    move = people.agreed_move(starts=ahead - 5, ends=ahead + 50)
    assert post(client, people.aino, move, "end", version=2).status_code == 302
    move.refresh_from_db()
    assert (move.state, move.ends_before) == (MoveState.ENDED_EARLY, TODAY)


def test_human_resources_go_past_a_rule_with_a_reason(people, client):
    move = later(people, share=60)
    page = read(client, people.henna, move.get_absolute_url())
    assert "Tästä ei voi sopia näillä ehdoilla" in page
    assert "pass_rule" in page
    held = post(client, people.tuula, move, "yes")
    assert "Tästä ei voi vielä sopia" in held.content.decode()
    empty = post(client, people.henna, move, "pass_rule", rule="share_range")
    assert list(empty.context["form"].errors) == ["words"]
    post(client, people.henna, move, "pass_rule", rule="share_range", words="Kiire")
    assert "Kiire" in read(client, people.tuula, move.get_absolute_url())
    assert post(client, people.tuula, move, "yes", version=2).status_code == 302


def test_a_deputy_answers_while_it_lasts(people, client):
    move = later(people)
    matti = person("Matti", Role.EXPERT, people.ministry)
    assert client.get(reverse("deputies")).status_code == 302
    client.force_login(people.tuula)
    named = {"email": matti.email, "starts_on": TODAY.isoformat()}
    before = {**named, "ends_on": (TODAY - dt.timedelta(days=1)).isoformat()}
    for wrong, field in (
        (before, "ends_on"),
        ({**named, "email": "kukaan@esimerkki.example"}, "email"),
        ({**named, "email": people.tuula.email}, "email"),
    ):
        refused = client.post(reverse("deputies"), wrong)
        assert list(refused.context["form"].errors) == [field]
    client.post(reverse("deputies"), named)
    assert "Matti" in read(client, people.tuula, reverse("deputies"))
    assert "Tuula" in read(client, matti, reverse("deputies"))
    assert move.get_absolute_url() in read(client, matti, reverse("consents"))
    assert post(client, matti, move, "yes").status_code == 302
    client.force_login(matti)
    deputy = Deputy.objects.get()
    assert client.post(reverse("deputies"), {"end": deputy.pk}).status_code == 404
    client.force_login(people.tuula)
    assert client.post(reverse("deputies"), {"end": "x"}).status_code == 404
    client.post(reverse("deputies"), {"end": deputy.pk})
    assert not Deputy.objects.exists()
    assert client.get(move.get_absolute_url()).status_code == 200
    client.force_login(matti)
    assert client.get(move.get_absolute_url()).status_code == 404


def test_my_page_tells_what_is_held_and_what_waits(people, client):
    ahead = (TODAY - timezone.localdate(NOW)).days
    people.agreed_move(share=40, starts=ahead - 5, ends=ahead + 50)
    people.move(share=30, starts=ahead, ends=ahead + 50)
    page = read(client, people.aino, reverse("my_page"))
    assert "Tänään työajastasi on sovittu 40 % ja vapaana 30 %." in page
    assert "time-bars" in page
    assert "1 järjestely odottaa vastaustasi" in read(client, people.tuula, reverse("my_page"))


def test_an_organisation_sees_what_it_gives_and_downloads_it(people, client):
    year = TODAY.year + 1
    ahead = (dt.date(year, 1, 1) - timezone.localdate(NOW)).days
    people.agreed_move(share=40, starts=ahead, ends=ahead + 365)
    address = reverse("organisation_time", args=["SYKE"])
    page = read(client, people.tuula, f"{address}?year={year}")
    assert "0,40" in page
    assert "Aino" in page
    client.force_login(people.tuula)
    table = client.get(reverse("organisation_time_csv", args=["SYKE"]), {"year": year})
    lines = table.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("given;Aino;SYKE;OM;")
    assert client.get(address, {"year": "1990"}).status_code == 404
    assert "Annettu ja saatu" in read(client, people.tuula, reverse("organisation", args=["SYKE"]))
    received = read(client, people.hans, f"{reverse('organisation_time', args=['OM'])}?year={year}")
    assert "Aino" in received


def test_my_page_tells_what_i_gave_and_asks_how_it_went(people, client):
    ahead = (TODAY - timezone.localdate(NOW)).days
    move = people.agreed_move(starts=ahead - 5, ends=ahead + 50)
    assert "Mitä annoit ja sait" not in read(client, people.aino, reverse("my_page"))
    post(client, people.aino, move, "end", version=2)
    page = read(client, people.aino, reverse("my_page"))
    assert "Mitä annoit ja sait" in page
    assert reverse("feedback", args=[move.pk]) in page
    told = {"party": "person", "went": "as_agreed", "learned": "Opin säädöstyötä", "again": "yes"}
    post_to = reverse("feedback", args=[move.pk])
    client.force_login(people.aino)
    client.post(post_to, told)
    page = read(client, people.aino, reverse("my_page"))
    assert "Opin säädöstyötä" in page
