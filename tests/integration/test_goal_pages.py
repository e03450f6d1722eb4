"""The pages of shared goals: from a draft to a goal in force, owned by two."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kytkin.goals.models import GoalState, Indicator, SharedGoal
from tests.factories import PreparationFactory
from tests.unit.steering_cast import make_goal, make_steering, own

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_steering()


def signed_in(person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


WRITTEN = {
    "title_fi": "Puhtaat rannat", "title_sv": "Rena stränder", "text_fi": "Rannat puhtaiksi.",
    "text_sv": "Rena stränder åt alla.", "phenomenon": "water", "lead": "SYKE",
    "first_year": 2027, "last_year": 2030, "sharing": "coordination", "is_public": "on",
}  # fmt: skip


def test_a_goal_goes_from_a_draft_to_force_in_the_browser(cast):
    kerttu, oskari = signed_in(cast.kerttu), signed_in(cast.oskari)
    answer = kerttu.post(reverse("goal_new"), WRITTEN)
    goal = SharedGoal.objects.get(code="puhtaat-rannat")
    assert answer.url == goal.get_absolute_url()
    page = kerttu.get(answer.url).content.decode()
    assert "Ennen kuin tavoite voi tulla voimaan" in page
    assert oskari.get(answer.url).status_code == 404

    kerttu.post(reverse("goal_owners", args=[goal.code]), {"organisation": "OM", "act": "ask"})
    assert "pyydetään tämän tavoitteen omistajaksi" in oskari.get(answer.url).content.decode()
    oskari.post(answer.url, {"act": "accept", "organisation": "OM"})

    kerttu.post(
        reverse("indicator_new", args=[goal.code]),
        {"name_fi": "Roskat", "name_sv": "Skräp", "unit_fi": "kpl", "unit_sv": "st",
         "source_fi": "SYKE", "direction": "down", "decimals": 0, "quality": "fair",
         "due_month": 3, "baseline_year": 2025, "baseline_value": "1 200,5", "target_2028": "800",
         "target_2030": "400", "milestone": 2028},
    )  # fmt: skip
    indicator = Indicator.objects.get()
    assert (str(indicator.baseline_value), indicator.targets.count()) == ("1200.5000", 2)
    goal.refresh_from_db()
    kerttu.post(answer.url, {"act": "activate", "version": goal.version})
    goal.refresh_from_db()
    assert goal.state == GoalState.ACTIVE
    assert "Puhtaat rannat" in Client().get(reverse("goals")).content.decode()


def test_a_goal_that_lacks_something_is_refused_with_what_to_do(cast):
    draft = make_goal("draft", state=GoalState.DRAFT)
    own(draft, cast.syke, lead=True)
    answer = signed_in(cast.kerttu).post(
        draft.get_absolute_url(), {"act": "activate", "version": 1}
    )
    assert answer.status_code == 422
    assert "kaksi omistajaa" in answer.content.decode()


def test_writing_on_an_old_version_loses_nothing(cast):
    client = signed_in(cast.kerttu)
    page = reverse("goal_edit", args=[cast.goal.code])
    assert client.get(page).context["form"].initial["version"] == 1
    SharedGoal.objects.update(version=2, title={"fi": "Toisen nimi"})
    written = {**WRITTEN, "version": 1}
    answer = client.post(page, written)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Toisen nimi" in text
    assert "Puhtaat rannat" in text
    assert client.post(page, {**written, "version": 2}).status_code == 302


def test_errors_stand_at_their_fields_and_nothing_is_kept(cast):
    client = signed_in(cast.kerttu)
    answer = client.post(reverse("goal_new"), {**WRITTEN, "last_year": 2020})
    assert "Aikaväli päättyy ennen alkuaan" in answer.content.decode()
    page = reverse("indicator", args=[cast.goal.code, cast.goal.indicators.create(
        direction="up", name={"fi": "Tila"}, unit={"fi": "%"}).pk])  # fmt: skip
    answer = client.post(page, {"year": 2025, "value": "paljon"})
    assert "Kirjoita luku" in answer.content.decode()
    client.post(page, {"year": 2025, "value": "12,5"})
    answer = client.post(page, {"year": 2025, "value": "13,5"})
    assert "Kirjoita, miksi se muuttuu" in answer.content.decode()
    client.post(page, {"year": 2025, "value": "13,5", "note": "Laskuvirhe"})
    assert "13,5" in client.get(page).content.decode()


def test_preparations_are_found_by_number_or_words_and_counted_once(cast):
    client = signed_in(cast.kerttu)
    PreparationFactory(key="TST001-00-2026", name={"fi": "Vesihuoltolaki"}, setter=cast.om)
    PreparationFactory(key="TST002-00-2026", name={"fi": "Vesistöjen kunnostus"}, setter=cast.om)
    page = reverse("goal_preparations", args=[cast.goal.code])
    answer = client.post(page, {"preparation": "vesi", "share_percent": 100})
    assert len(answer.context["found"]) == 2
    client.post(page, {"preparation": "TST001:00/2026", "share_percent": 70})
    other = make_goal("other")
    own(other, cast.syke, lead=True)
    page = reverse("goal_preparations", args=["other"])
    answer = client.post(page, {"preparation": "Vesihuoltolaki", "share_percent": 40})
    assert "enintään 30 prosenttia" in answer.content.decode()
    answer = client.post(page, {"preparation": "avaruus", "share_percent": 40})
    assert "ei löytynyt" in answer.content.decode()
    assert not other.preparation_links.exists()
    client.post(page, {"preparation": "TST002-00-2026", "share_percent": 40})
    client.post(page, {"preparation": "TST002-00-2026", "act": "unlink"})
    assert not other.preparation_links.exists()


def test_people_signs_chain_and_status_are_kept(cast):
    client, code = signed_in(cast.kerttu), cast.goal.code
    people = reverse("goal_people", args=[code])
    client.post(people, {"email": cast.stina.email, "role": "coordinator"})
    member = cast.goal.members.get()
    assert (member.person, member.organisation) == (cast.stina, cast.ym)
    answer = client.post(people, {"email": "kuka@esimerkki.example", "role": "expert"})
    assert "Tarkista" in answer.content.decode()
    for way in ("", "?by=agency"):
        assert cast.stina.name in client.get(people + way).content.decode()
    client.post(people, {"remove": member.pk})
    assert not cast.goal.members.exists()

    signs = reverse("goal_checks", args=[code])
    client.post(signs, {"item": "door_open", "is_met": "yes", "note": "Avoin ryhmä"})
    assert cast.goal.checks.get().is_met
    assert client.post(signs, {"item": "x", "is_met": "yes"}).status_code == 200

    chain = reverse("goal_chain", args=[code])
    for level in ("impact", "outcome"):
        client.post(chain, {"act": "step", "level": level, "text_fi": f"Askel {level}"})
    impact, outcome = cast.goal.chain.order_by("pk")
    link = {"act": "link", "cause": outcome.pk, "effect": impact.pk, "assumption_fi": "Jos"}
    answer = client.post(chain, {**link, "cause": impact.pk, "effect": outcome.pk})
    assert answer.context["link_form"].errors
    client.post(chain, link)
    assert "Askel outcome" in Client().get(chain).content.decode()
    number = outcome.leads_to.get().pk
    client.post(chain, {"act": "unlink", "number": number})
    client.post(chain, {"act": "remove_step", "number": outcome.pk})
    assert cast.goal.chain.get() == impact

    goal = SharedGoal.objects.get(pk=cast.goal.pk)
    page = goal.get_absolute_url()
    said = {"act": "status", "version": goal.version, "status": "at_risk", "reason": "Tulva"}
    assert client.post(page, {**said, "version": 1}).status_code == 409
    assert client.post(page, {**said, "reason": ""}).status_code == 422
    client.post(page, said)
    assert "Tulva" in Client().get(page).content.decode()
    goal.refresh_from_db()
    client.post(page, {"act": "close", "version": goal.version})
    goal.refresh_from_db()
    assert goal.state == GoalState.CLOSED


def test_the_list_narrows_and_takes_as_many_queries_for_many(cast, django_assert_max_num_queries):
    for number in range(6):
        own(make_goal(f"g{number}"), cast.om, lead=True)
    client = Client()
    with django_assert_max_num_queries(8):
        assert len(client.get(reverse("goals")).context["cards"]) == 7
    for said, count in (({"branch": "B-YM"}, 1), ({"phenomenon": "water"}, 1), ({"q": "g3"}, 1),
                        ({"state": "draft"}, 0)):  # fmt: skip
        assert len(client.get(reverse("goals"), said).context["cards"]) == count


def test_an_indicator_is_changed_removed_and_kept_when_it_has_figures(cast):
    client, code = signed_in(cast.kerttu), cast.goal.code
    made = cast.goal.indicators.create(direction="up", name={"fi": "Tila"}, unit={"fi": "kpl"})
    page = reverse("indicator_edit", args=[code, made.pk])
    written = {"name_fi": "Vesien tila", "unit_fi": "kpl", "direction": "up", "decimals": 1,
               "quality": "good", "due_month": 4, "version": 1}  # fmt: skip
    assert client.post(page, written).status_code == 302
    assert client.post(page, written).status_code == 409
    answer = client.post(page, {**written, "version": 2, "name_fi": ""})
    assert "nimi ja yksikkö" in answer.content.decode()
    made.actuals.create(year=2025, value=1, recorded_at=cast.goal.created_at)
    client.post(page, {"act": "remove"})
    assert Indicator.objects.filter(pk=made.pk).exists()
    made.actuals.all().delete()
    client.post(page, {"act": "remove"})
    assert not Indicator.objects.filter(pk=made.pk).exists()


def test_the_lead_moves_and_owners_leave_on_their_page(cast):
    client, page = signed_in(cast.kerttu), reverse("goal_owners", args=[cast.goal.code])
    answer = client.post(page, {"act": "lead", "organisation": "OM", "version": 99})
    assert answer.status_code == 409
    client.post(page, {"act": "lead", "organisation": "OM", "version": 1})
    assert cast.goal.ownerships.get(is_lead=True).organisation == cast.om
    answer = client.post(page, {"act": "leave", "organisation": "OM"})
    assert "Vetovastuullinen ei voi" in answer.content.decode()
    signed_in(cast.kerttu).post(
        cast.goal.get_absolute_url(), {"act": "leave", "organisation": "SYKE"}
    )
    assert cast.goal.ownerships.count() == 1
