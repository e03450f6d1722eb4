"""The story of one request on its pages: ask, answer, conflict; and everybody else sees nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kytkin.mobility.actions import ask_to_join
from kytkin.mobility.models import JoinRequest, RequestState
from kytkin.notifications.models import Notification
from kytkin.organisations.models import Role
from kytkin.preparations.models import Publicity, Way
from tests.factories import NOW, OrganisationFactory, PreparationFactory, branch, open_to, person

pytestmark = pytest.mark.django_db
TYPED = {
    "way": "work_input",
    "message": "Tunnen aineiston.",
    "share_percent": "20",
    "starts_on": "2027-01-01",
    "ends_on": "2027-03-31",
}


@pytest.fixture
def cast():
    ministry = branch("OM")
    oskari = person("Oskari", Role.PREPARER, ministry)
    aino = person("Aino", Role.EXPERT, OrganisationFactory(code="SYKE"))
    preparation = PreparationFactory(setter=ministry, contact=oskari)
    open_to(preparation, Way.FOLLOW, Way.COMMENT, Way.WORK_INPUT)
    return preparation, aino, oskari


@pytest.fixture
def asked(cast):
    preparation, aino, _ = cast
    return ask_to_join(
        preparation=preparation, way=Way.COMMENT, message="Hei", by=aino, now=NOW
    ).request


def join_page(preparation):
    return reverse("join", args=[preparation.key])


def test_form_offers_only_the_ways_that_are_open(cast, client):
    preparation, aino, _ = cast
    client.force_login(aino)
    page = client.get(f"{join_page(preparation)}?way=comment").content.decode()
    assert 'value="comment"' in page
    assert 'value="work_input"' in page
    assert 'value="share_knowledge"' not in page
    assert 'value="follow"' not in page


def test_without_work_input_no_share_is_asked(cast, client):
    preparation, aino, _ = cast
    preparation.offered_ways.filter(way=Way.WORK_INPUT).delete()
    client.force_login(aino)
    assert 'name="share_percent"' not in client.get(join_page(preparation)).content.decode()
    client.post(join_page(preparation), {"way": "comment", "message": "Hei"})
    assert JoinRequest.objects.get().share_percent is None


def test_asking_makes_a_request_and_shows_it(cast, client):
    preparation, aino, oskari = cast
    client.force_login(aino)
    response = client.post(join_page(preparation), TYPED, follow=True)
    request = JoinRequest.objects.get()
    assert response.redirect_chain == [(request.get_absolute_url(), 302)]
    assert (request.share_percent, str(request.starts_on), str(request.ends_before)) == (
        20,
        "2027-01-01",
        "2027-04-01",
    )
    page = response.content.decode()
    assert "31.3.2027" in page
    assert "Tunnen aineiston." in page
    assert Notification.objects.get().user == oskari


def test_second_sending_shows_the_open_request_and_keeps_the_new_words(cast, client):
    preparation, aino, _ = cast
    client.force_login(aino)
    client.post(join_page(preparation), TYPED)
    again = client.post(
        join_page(preparation), {**TYPED, "message": "Vielä yksi asia."}, follow=True
    )
    assert JoinRequest.objects.count() == 1
    page = again.content.decode()
    assert "Vielä yksi asia.</textarea>" in page
    assert "<p>Vielä yksi asia.</p>" not in page


def test_repeated_click_keeps_nothing_to_say(cast, client):
    preparation, aino, _ = cast
    client.force_login(aino)
    client.post(join_page(preparation), TYPED)
    page = client.post(join_page(preparation), TYPED, follow=True).content.decode()
    assert "Tunnen aineiston.</textarea>" not in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"way": ""}, "way"),
        ({"way": "propose_joint"}, "way"),
        ({"message": " "}, "message"),
        ({"message": "x" * 4001}, "message"),
        ({"share_percent": ""}, "share_percent"),
        ({"share_percent": "7"}, "share_percent"),
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"ends_on": "2026-12-31"}, "ends_on"),
    ],
)
def test_mistake_is_told_by_the_field_and_nothing_typed_is_lost(cast, client, changes, field):
    preparation, aino, _ = cast
    client.force_login(aino)
    response = client.post(join_page(preparation), {**TYPED, **changes})
    page = response.content.decode()
    assert list(response.context["form"].errors) == [field]
    assert "error-summary" in page
    assert 'href="#id_' in page
    if field != "message":
        assert "Tunnen aineiston." in page
    assert not JoinRequest.objects.exists()


def test_what_an_anonymous_visitor_typed_waits_behind_the_sign_in(cast, client):
    preparation, aino, _ = cast
    response = client.post(join_page(preparation), TYPED)
    assert response.url == f"{reverse('account_login')}?next=%2Ffi%2Fpreparations%2F" + (
        f"{preparation.key}%2Fjoin%2F"
    )
    assert not JoinRequest.objects.exists()
    aino.set_password("pitkä-salasana-1")
    aino.save()
    client.post(
        reverse("account_login"),
        {
            "login": aino.email,
            "password": "pitkä-salasana-1",
            "next": join_page(preparation),
        },
    )
    page = client.get(join_page(preparation)).content.decode()
    assert "Tunnen aineiston.</textarea>" in page
    assert '<option value="20" selected>' in page
    client.post(join_page(preparation), TYPED)
    assert "join_draft" not in client.session


def test_contact_is_told_that_there_is_nothing_to_ask(cast, client):
    preparation, _, oskari = cast
    client.force_login(oskari)
    page = client.get(join_page(preparation)).content.decode()
    assert "<textarea" not in page
    client.post(join_page(preparation), TYPED)
    assert not JoinRequest.objects.exists()


def test_preparation_that_takes_no_requests_says_so(cast, client):
    preparation, aino, _ = cast
    preparation.offered_ways.exclude(way=Way.FOLLOW).delete()
    client.force_login(aino)
    assert "<textarea" not in client.get(join_page(preparation)).content.decode()
    client.post(join_page(preparation), TYPED)
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("signed_in", [True, False])
def test_not_yet_public_preparation_cannot_be_joined_from_outside(cast, client, signed_in):
    preparation, aino, _ = cast
    preparation.publicity = Publicity.NOT_YET_PUBLIC
    preparation.save()
    if signed_in:
        client.force_login(aino)
    assert client.get(join_page(preparation)).status_code == 404
    assert client.post(join_page(preparation), TYPED).status_code == 404


def act(client, asked, act, version=1, **fields):
    return client.post(asked.get_absolute_url(), {"act": act, "version": version, **fields})


def test_both_sides_see_whose_turn_it_is(cast, asked, client):
    _, aino, oskari = cast
    client.force_login(aino)
    own = client.get(asked.get_absolute_url())
    assert own.context["acts"] == ("reply", "withdraw")
    assert "Oskari" in own.context["next"]
    client.force_login(oskari)
    theirs = client.get(asked.get_absolute_url())
    assert theirs.context["acts"] == ("accept", "ask_more", "decline")


def test_contact_asks_person_replies_contact_accepts(cast, asked, client):
    _, aino, oskari = cast
    client.force_login(oskari)
    assert act(client, asked, "ask_more", message="Mitä tiedät?").status_code == 302
    assert "Aino" in client.get(asked.get_absolute_url()).context["next"]
    client.force_login(aino)
    assert "Mitä tiedät?" in client.get(asked.get_absolute_url()).content.decode()
    assert act(client, asked, "reply", 2, message="Järvistä.").status_code == 302
    client.force_login(oskari)
    assert act(client, asked, "accept", 3, message="Tervetuloa").status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.version) == (RequestState.ACCEPTED, 4)
    client.force_login(aino)
    assert client.get(asked.get_absolute_url()).context["acts"] == ("reply",)


def test_declining_shows_the_reason_to_the_person(cast, asked, client):
    _, aino, oskari = cast
    client.force_login(oskari)
    act(client, asked, "decline", reason="no_capacity")
    client.force_login(aino)
    page = client.get(asked.get_absolute_url())
    assert page.context["acts"] == ()
    assert page.context["asked"].decline_reason == "no_capacity"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"act": "decline"}, "reason"),
        ({"act": "decline", "reason": "other"}, "message"),
        ({"act": "ask_more"}, "message"),
        ({"act": "explode"}, "act"),
    ],
)
def test_answer_that_lacks_something_is_told(cast, asked, client, sent, field):
    _, _, oskari = cast
    client.force_login(oskari)
    response = client.post(asked.get_absolute_url(), {"version": 1, **sent})
    assert list(response.context["form"].errors) == [field]
    asked.refresh_from_db()
    assert asked.state == RequestState.SENT


def test_act_of_the_other_side_is_refused(cast, asked, client):
    _, aino, oskari = cast
    client.force_login(aino)
    response = act(client, asked, "accept")
    assert response.context["form"].non_field_errors()
    client.force_login(oskari)
    response = act(client, asked, "withdraw")
    assert response.context["form"].non_field_errors()
    asked.refresh_from_db()
    assert asked.state == RequestState.SENT


def test_stale_answer_shows_both_versions(cast, asked, client):
    _, aino, oskari = cast
    client.force_login(aino)
    act(client, asked, "reply", message="Yksi lisäys.")
    client.force_login(oskari)
    response = act(client, asked, "decline", reason="not_open", message="Emme ehdi.")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Emme ehdi.</textarea>" in page
    assert "Yksi lisäys." in page
    assert 'name="version" value="2"' in page
    assert act(client, asked, "decline", 2, reason="not_open").status_code == 302


def test_conflict_page_says_when_the_act_has_become_impossible(cast, asked, client):
    _, aino, oskari = cast
    client.force_login(aino)
    act(client, asked, "withdraw")
    client.force_login(oskari)
    response = act(client, asked, "accept", message="Tervetuloa")
    assert response.status_code == 409
    assert response.context["can_still"] is False


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("oskari", {"act": "accept", "message": "Tervetuloa"}),
        ("oskari", {"act": "decline", "reason": "no_capacity"}),
        ("oskari", {"act": "ask_more", "message": "Mitä?"}),
        ("aino", {"act": "reply", "message": "Lisäys"}),
        ("aino", {"act": "withdraw"}),
    ],
)
def test_repeated_click_on_an_answer_does_it_once(cast, asked, client, name, sent):
    _, aino, oskari = cast
    client.force_login({"aino": aino, "oskari": oskari}[name])
    for _ in range(2):
        response = client.post(asked.get_absolute_url(), {"version": 1, **sent})
        assert response.status_code == 302
    asked.refresh_from_db()
    assert asked.version == 2


def test_same_answer_by_somebody_else_is_a_conflict(cast, asked, client):
    preparation, _, oskari = cast
    preparation.contact = None
    preparation.save()
    elin = person("Elin", Role.PREPARER, preparation.setter)
    client.force_login(oskari)
    act(client, asked, "accept")
    client.force_login(elin)
    assert act(client, asked, "accept").status_code == 409


@pytest.mark.parametrize("role", [*Role])
def test_everybody_else_finds_no_request(cast, asked, client, role):
    client.force_login(person("Elin", role, cast[0].setter))
    assert client.get(asked.get_absolute_url()).status_code == 404
    assert act(client, asked, "accept").status_code == 404


def test_anonymous_visitor_is_asked_to_sign_in(asked, client):
    for address in (asked.get_absolute_url(), reverse("join_requests")):
        response = client.get(address)
        assert response.url.startswith(reverse("account_login"))


def test_reading_the_request_reads_its_notifications(cast, asked, client):
    _, _, oskari = cast
    assert Notification.objects.get(user=oskari).read_at is None
    client.force_login(oskari)
    client.get(asked.get_absolute_url())
    assert Notification.objects.get(user=oskari).read_at is not None


def test_boxes_hold_what_belongs_to_each(cast, asked, client):
    _, aino, oskari = cast
    for user, box in ((oskari, "inbox"), (aino, "own")):
        client.force_login(user)
        page = client.get(reverse("join_requests"))
        assert page.context["box"] == box
        assert [row.request for row in page.context["rows"]] == [asked]
        other = "own" if box == "inbox" else "inbox"
        empty = client.get(reverse("join_requests"), {"box": other})
        assert empty.context["rows"] == []


def test_what_waits_for_me_comes_first(cast, asked, client):
    preparation, aino, oskari = cast
    newer = ask_to_join(
        preparation=preparation,
        way=Way.WORK_INPUT,
        message="Hei",
        share_percent=5,
        by=aino,
        now=NOW,
    ).request
    client.force_login(oskari)
    act(client, newer, "ask_more", message="Mitä?")
    inbox = client.get(reverse("join_requests")).context["rows"]
    assert [(row.request, row.my_turn) for row in inbox] == [(asked, True), (newer, False)]
    client.force_login(aino)
    own = client.get(reverse("join_requests")).context["rows"]
    assert [(row.request, row.my_turn) for row in own] == [(newer, True), (asked, False)]


def test_box_needs_few_queries_however_full(cast, client, django_assert_max_num_queries):
    preparation, _, oskari = cast
    for number in range(25):
        ask_to_join(
            preparation=preparation,
            way=Way.COMMENT,
            message="Hei",
            by=person(f"Person{number}", Role.EXPERT, preparation.setter),
            now=NOW,
        )
    client.force_login(oskari)
    with django_assert_max_num_queries(9):
        page = client.get(reverse("join_requests"))
    assert len(page.context["rows"]) == 20


def test_request_page_needs_few_queries(cast, asked, client, django_assert_max_num_queries):
    _, aino, _ = cast
    client.force_login(aino)
    with django_assert_max_num_queries(9):
        client.get(asked.get_absolute_url())
