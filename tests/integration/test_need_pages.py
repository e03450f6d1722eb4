"""Needs and offers in a browser's terms: writing, showing interest, inviting, taking up."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from kytkin.matching.models import MatchChoice, MatchRun
from kytkin.mobility.actions_inviting import express_interest
from kytkin.mobility.models import AgencyChoices, JoinRequest, Move, Need, NeedState, Offer
from kytkin.organisations.models import Role
from kytkin.people.models import Audience, ProfileSkill
from kytkin.vocabulary.models import ConceptLabel
from tests.factories import ProfileFactory, SkillFactory, ThemeFactory, carry
from tests.unit.mobility.moving import Cast, also, cast

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
FORM = {
    "title": "Tilastojen tuntija",
    "text": "Tarvitsemme tilastoja nuorista.",
    "language": "fi",
    "kind": "joint_preparation",
    "share_percent": "20",
    "starts_on": (TODAY + dt.timedelta(days=20)).isoformat(),
    "ends_on": (TODAY + dt.timedelta(days=120)).isoformat(),
    "deadline": (TODAY + dt.timedelta(days=10)).isoformat(),
    "people_wanted": "1",
    "place": "both",
    "town": "",
    "languages": ["fi"],
    "needed": "",
    "useful": "",
    "learn": "",
}


@pytest.fixture
def people() -> Cast:
    return cast()


def post(client, user, address, data, **more):
    client.force_login(user)
    return client.post(address, data, **more)


def read(client, user, address) -> str:
    client.force_login(user)
    return client.get(address).content.decode()


def labelled(text: str):
    skill = SkillFactory(labels={"fi": text})
    ConceptLabel.objects.create(concept=skill, language="fi", text=text, key=text)
    return skill


def opened(people: Cast, client, **fields) -> Need:
    preparation = people.preparation()
    post(client, people.oskari, reverse("need_new", args=[preparation.key]), {**FORM, **fields})
    need = Need.objects.get(preparation=preparation)
    post(client, people.oskari, need.get_absolute_url(), {"version": 1, "act": "publish"})
    need.refresh_from_db()
    return need


def test_a_need_is_written_published_and_found_by_its_theme(people, client):
    preparation, theme = people.preparation(), ThemeFactory()
    carry(preparation, theme)
    skill = labelled("tilastotiede")
    address = reverse("need_new", args=[preparation.key])
    wrong = post(client, people.oskari, address, {**FORM, "needed": "tilastotiede, lumous"})
    assert "lumous" in str(wrong.context["form"].errors["needed"])
    assert post(client, people.oskari, address, {**FORM, "needed": "Tilastotiede"}).url
    need = Need.objects.get()
    assert [one.concept for one in need.skills.all()] == [skill]
    page = read(client, people.oskari, preparation.get_absolute_url())
    assert "Luonnoksesi" in page
    done = post(
        client, people.oskari, need.get_absolute_url(), {"version": 1, "act": "publish"},
        follow=True,
    )  # fmt: skip
    assert "Kuka voisi sopia?" in done.content.decode()
    for where in (theme.get_absolute_url(), reverse("needs"), preparation.get_absolute_url()):
        assert need.get_absolute_url() in read(client, people.aino, where)
    assert f"{need.get_absolute_url()}?share=10" in read(
        client, people.aino, theme.get_absolute_url()
    )
    listed = reverse("needs")
    assert need.title in read(client, people.aino, f"{listed}?kind=joint_preparation")
    assert need.title not in read(client, people.aino, f"{listed}?kind=visit")
    assert need.title in read(client, people.aino, f"{listed}?theme={theme.concept.notation}")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"share_percent": ""}, "share_percent"),
        ({"ends_on": ""}, "ends_on"),
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"deadline": "2090-01-01"}, "deadline"),
        ({"people_wanted": "0"}, "people_wanted"),
        ({"share_percent": "60"}, "__all__"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(people, client, fields, field):
    address = reverse("need_new", args=[people.preparation().key])
    answer = post(client, people.oskari, address, {**FORM, **fields})
    assert field in answer.context["form"].errors
    assert not Need.objects.exists()


def test_two_writers_see_both_versions(people, client):
    need = opened(people, client)
    address = reverse("need_edit", args=[need.pk])
    assert "Tilastojen tuntija" in read(client, people.oskari, address)
    first = {**FORM, "title": "Ensimmäinen", "version": need.version}
    assert post(client, people.oskari, address, first).status_code == 302
    second = post(client, people.oskari, address, {**first, "title": "Toinen"})
    assert second.status_code == 409
    page = second.content.decode()
    assert "Ensimmäinen" in page
    assert "Toinen" in page
    again = second.context["form"]
    assert post(client, people.oskari, address, {**first, "version": again["version"].value(),
                "title": "Toinen"}).status_code == 302  # fmt: skip
    need.refresh_from_db()
    assert need.title == "Toinen"


def test_interest_is_shown_in_three_clicks_and_signing_in_comes_first(people, client):
    need = opened(people, client)
    client.logout()
    sent = client.post(need.get_absolute_url(), {"message": "Tunnen", "share_percent": 15})
    assert "login" in sent.url
    client.force_login(people.aino)
    kept = client.get(need.get_absolute_url()).context["interest"]
    assert (kept["message"].value(), kept["share_percent"].value()) == ("Tunnen", "15")
    client.logout()
    page = read(client, people.aino, f"{need.get_absolute_url()}?share=10")
    assert '<option value="10" selected>' in page
    assert '<option value="25"' not in page
    empty = post(client, people.aino, need.get_absolute_url(), {"share_percent": 10})
    assert "message" in empty.context["interest"].errors
    said = {"message": "Tunnen tilastot", "share_percent": 10}
    sent = post(client, people.aino, need.get_absolute_url(), said)
    request = JoinRequest.objects.get(need=need)
    assert (sent.url, request.share_percent) == (request.get_absolute_url(), 10)
    assert post(client, people.aino, need.get_absolute_url(), said).url == sent.url
    assert "Olet ilmaissut kiinnostuksesi" in read(client, people.aino, need.get_absolute_url())
    assert "1 henkilö on kiinnostunut" in read(client, people.oskari, need.get_absolute_url())
    answer = read(client, people.oskari, request.get_absolute_url())
    assert f'value="{need.starts_on.isoformat()}"' in answer


def test_a_stale_act_on_a_need_is_told_and_closing_tells_those_who_wait(people, client):
    need = opened(people, client)
    request = express_interest(need=need, message="Hei", by=people.aino, now=timezone.now()).request
    stale = post(client, people.oskari, need.get_absolute_url(), {"version": 1, "act": "filled"})
    assert "Tarve muuttui" in stale.content.decode()
    act = {"version": need.version, "act": "filled", "message": "Kiitos kiinnostuksesta"}
    assert post(client, people.oskari, need.get_absolute_url(), act).status_code == 302
    need.refresh_from_db()
    assert need.state == NeedState.FILLED
    assert "Kiitos kiinnostuksesta" in read(client, people.aino, request.get_absolute_url())


def test_a_colleague_is_added_and_removed(people, client):
    need = opened(people, client)
    address = need.get_absolute_url()
    wrong = post(client, people.oskari, address, {"email": "kukaan@esimerkki.example"})
    assert "email" in wrong.context["owner_form"].errors
    post(client, people.oskari, address, {"email": people.hans.email})
    assert "Hans" in read(client, people.oskari, address)
    assert need.title in read(client, people.hans, reverse("need_edit", args=[need.pk]))
    assert post(client, people.oskari, address, {"remove_owner": "x"}).status_code == 404
    post(client, people.oskari, address, {"remove_owner": people.hans.pk})
    client.force_login(people.hans)
    assert client.get(reverse("need_edit", args=[need.pk])).status_code == 404


def test_people_are_ranked_where_switched_on_and_the_reason_of_the_choice_is_asked(people, client):
    skill = labelled("tilastotiede")
    need = opened(people, client, needed="tilastotiede")
    profile = ProfileFactory(
        person=people.aino, about="Tutkin", about_audience=Audience.STATE,
        skills_audience=Audience.STATE, open_to=["joint_preparation"],
    )  # fmt: skip
    ProfileSkill.objects.create(profile=profile, concept=skill)
    address = reverse("need_people", args=[need.pk])
    assert "ei ole ottanut käyttöön" in read(client, people.oskari, address)
    assert not MatchRun.objects.exists()
    also(people.oskari, Role.ADMINISTRATOR, people.ministry)
    choices = reverse("agency_choices", args=["OM"])
    refused = post(client, people.oskari, choices, {"ranks_people": "on"})
    assert set(refused.context["form"].errors) == {"cooperation_on", "cooperation_record"}
    kept = {"ranks_people": "on", "cooperation_on": "2026-10-01", "cooperation_record": "OM/5"}
    post(client, people.oskari, choices, kept)
    assert AgencyChoices.objects.get().ranks_people
    page = read(client, people.oskari, address)
    assert "osaaminen: tilastotiede" in page
    assert "ilman järjestystä" in page
    run = MatchRun.objects.get()
    chosen = {"profile": profile.pk, "run": run.pk, "message": "Tulisitko mukaan?"}
    silent = post(client, people.oskari, address, chosen)
    assert "why" in silent.context["form"].errors
    sent = post(client, people.oskari, address, {**chosen, "why": "Tuntee tilastot"})
    request = JoinRequest.objects.get()
    assert sent.url == request.get_absolute_url()
    assert MatchChoice.objects.get().request == request
    invitation = read(client, people.aino, request.get_absolute_url())
    assert "Haluatko mukaan?" in invitation
    no = post(client, people.aino, request.get_absolute_url(), {"version": 1, "act": "say_no"})
    assert "reason" in no.context["form"].errors
    for _click in range(2):
        yes = post(
            client, people.aino, request.get_absolute_url(), {"version": 1, "act": "say_yes"}
        )
        assert yes.status_code == 302
    assert Move.objects.get().request == request
    hidden = ProfileFactory(person=people.tuula, about="X", about_audience=Audience.ME)
    client.force_login(people.oskari)
    assert client.get(address, {"profile": hidden.pk}).status_code == 404
    assert client.get(address, {"profile": "x"}).status_code == 404


def test_the_invited_decline_with_a_reason_and_inviters_take_back(people, client):
    need = opened(people, client)
    profile = ProfileFactory(person=people.aino, about="X", about_audience=Audience.STATE)
    page = read(client, people.oskari, profile.get_absolute_url())
    assert f"{reverse('need_people', args=[need.pk])}?profile={profile.pk}" in page
    address = reverse("need_people", args=[need.pk])
    invite = {"profile": profile.pk, "message": "Tulisitko?"}
    post(client, people.oskari, address, invite)
    request = JoinRequest.objects.get()
    no = {"version": 1, "act": "say_no", "reason": "workload"}
    post(client, people.aino, request.get_absolute_url(), no)
    assert "Työtilanteeni ei nyt salli" in read(client, people.oskari, request.get_absolute_url())
    post(client, people.oskari, address, invite)
    second = JoinRequest.objects.latest("pk")
    back = {"version": 1, "act": "take_back"}
    assert post(client, people.oskari, second.get_absolute_url(), back).status_code == 302
    second.refresh_from_db()
    assert second.state == "withdrawn"


def test_offers_are_made_listed_taken_up_and_closed(people, client):
    theme = ThemeFactory()
    new = reverse("offer_new")
    form = {
        "offered": "time", "share_percent": "20", "title": "Viidennes ajastani",
        "text": "Vesiasioihin", "language": "fi", "ends_on": FORM["ends_on"], "themes": "",
    }  # fmt: skip
    for fields, field in (
        ({"share_percent": ""}, "share_percent"),
        ({"ends_on": ""}, "ends_on"),
        ({"themes": "olematon"}, "themes"),
        ({"starts_on": "2099-01-01"}, "ends_on"),
    ):
        assert field in post(client, people.aino, new, {**form, **fields}).context["form"].errors
    assert not Offer.objects.exists()
    post(client, people.aino, new, form)
    offer = Offer.objects.get()
    offer.themes.add(theme)
    listed = reverse("offers")
    for where in (listed, f"{listed}?theme={theme.concept.notation}", f"{listed}?whose=mine"):
        assert "Viidennes ajastani" in read(client, people.aino, where)
    assert "1 tarjous" in read(client, people.aino, theme.get_absolute_url())
    address = offer.get_absolute_url()
    assert "Valmistelut tarttuvat" in read(client, people.tuula, address)
    preparation = people.preparation()
    assert "preparation" in post(client, people.oskari, address, {}).context["taking"].errors
    taken = post(
        client, people.oskari, address, {"preparation": preparation.key, "message": "Tule mukaan"}
    )
    assert taken.url == JoinRequest.objects.get().get_absolute_url()
    edited = {**form, "version": 1, "title": "Neljännes"}
    edit = reverse("offer_edit", args=[offer.pk])
    assert "Viidennes" in read(client, people.aino, edit)
    assert post(client, people.aino, edit, edited).status_code == 302
    assert post(client, people.aino, edit, edited).status_code == 409
    post(client, people.aino, address, {"close": "1"})
    client.force_login(people.tuula)
    assert client.get(address).status_code == 404


def test_a_supervisor_offers_the_units_time_and_names_somebody(people, client):
    form = {
        "offered": "time", "share_percent": "20", "title": "Yksikön aikaa", "text": "Vesiin",
        "language": "fi", "ends_on": FORM["ends_on"], "themes": "", "unit": people.syke.pk,
    }  # fmt: skip
    new = reverse("offer_new")
    wrong = post(client, people.tuula, new, {**form, "offered": "advice", "share_percent": ""})
    assert "offered" in wrong.context["form"].errors
    post(client, people.tuula, new, form)
    offer = Offer.objects.get()
    address, preparation = offer.get_absolute_url(), people.preparation()
    profile = ProfileFactory(person=people.aino, about="X", about_audience=Audience.SUPERVISOR)
    ask = {"preparation": preparation.key, "message": "Saisimmeko apua?"}
    post(client, people.oskari, address, ask)
    assert "Saisimmeko apua?" in read(client, people.tuula, address)
    naming = {"ask": offer.asks.get().pk, "profile": profile.pk, "message": "Sopisiko sinulle?"}
    post(client, people.tuula, address, naming)
    assert JoinRequest.objects.get().person == people.aino
    assert "Nimetty" in read(client, people.tuula, address)


def test_the_fitting_needs_stand_on_my_page_with_reasons(people, client):
    skill = labelled("tilastotiede")
    need = opened(people, client, needed="tilastotiede")
    profile = ProfileFactory(person=people.aino)
    ProfileSkill.objects.create(profile=profile, concept=skill)
    for address in (reverse("my_page"), f"{reverse('needs')}?order=fit"):
        page = read(client, people.aino, address)
        assert need.title in page
        assert "Sopii sinulle, koska: osaaminen: tilastotiede" in " ".join(page.split())
    assert "Millään avoimella tarpeella" in read(
        client, people.tuula, f"{reverse('needs')}?order=fit"
    )
