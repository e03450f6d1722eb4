"""The pages of performance agreements: written, negotiated, signed, followed, reported."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kytkin.steering.content import content_of
from kytkin.steering.models import FrozenReport, PerformanceAgreement, Statement, VersionState
from tests.unit.agreement_cast import make_agreement, negotiate, sign_all, write

pytestmark = pytest.mark.django_db
TARGET = {
    "dimension": "outputs", "text_fi": "Tuotos", "text_sv": "Prestation",
    "indicator_fi": "Määrä", "indicator_sv": "Mängd", "direction": "up", "weight_percent": "0",
    "value_2026": "1 234,5",
}  # fmt: skip
SIGNATURE = {
    "name": "Aino Esimerkki", "title": "pääjohtaja", "way": "Paperilla",
    "signed_on": "2026-11-02",
}  # fmt: skip


@pytest.fixture
def agreed(client):
    made = make_agreement()
    client.force_login(made.cast.kerttu)
    return made


def url(name, agreed, *more):
    return reverse(name, args=[agreed.agreement.pk, *more])


def post(client, name, agreed, *more, **data):
    return client.post(url(name, agreed, *more), data)


def test_an_agreement_is_started_with_several_ministries_and_bad_periods_are_told(client, agreed):
    page = reverse("performance_new")
    data = {"agency": "SYKE", "ministries": ["YM", "OM"], "first_year": "2029", "last_year": "2028"}
    response = client.post(page, data)
    assert "last_year" in response.context["form"].errors
    response = client.post(page, data | {"first_year": "2027"})
    assert "first_year" in response.context["form"].errors
    response = client.post(page, data | {"last_year": "2032", "ministries": []})
    assert "ministries" in response.context["form"].errors
    response = client.post(page, data | {"last_year": "2032"})
    made = PerformanceAgreement.objects.get(first_year=2029)
    assert response.url.endswith(f"/{made.pk}/")
    assert made.ministries.count() == 2


def test_a_target_is_added_with_numbers_as_people_write_them(client, agreed):
    response = post(client, "performance_target_new", agreed, **TARGET, edition="1")
    assert response.status_code == 302
    kept = content_of(agreed.version).targets[1]
    assert str(kept.years[2026]) == "1234.5"
    page = client.get(url("performance_agreement", agreed)).content.decode()
    assert "1\xa0234,5" in page


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"weight_percent": "101"}, "weight_percent"),
        ({"value_2026": "paljon"}, "value_2026"),
        ({"text_fi": "", "text_sv": ""}, "text_fi"),
        ({"dimension": "height"}, "dimension"),
        ({"goal": "no-such"}, "goal"),
    ],
)
def test_a_bad_target_keeps_nothing_and_says_where(client, agreed, data, field):
    response = post(client, "performance_target_new", agreed, **{**TARGET, "edition": "1", **data})
    assert field in response.context["form"].errors
    assert not agreed.version.targets.exists()


def test_a_shared_goal_is_taken_in_from_its_own_words(client, agreed):
    page = client.get(url("performance_agreement", agreed))
    assert page.context["take_in"] == [agreed.cast.goal]
    form = client.get(url("performance_target_new", agreed), {"goal": "clean-water"})
    first = form.context["form"].initial
    assert (first["goal"], first["text_fi"]) == ("clean-water", "Tavoite clean-water")


def test_two_who_write_at_once_do_not_undo_each_other(client, agreed):
    write(agreed)
    edition = agreed.version.edition
    data = {**TARGET, "edition": str(edition)}
    assert post(client, "performance_target_edit", agreed, 1, **data).status_code == 302
    response = post(client, "performance_target_edit", agreed, 1, **data, text_en="Mine")
    assert response.status_code == 409
    again = response.context["form"].data["edition"]
    assert again == agreed.version.edition
    data["edition"] = again
    assert post(client, "performance_target_edit", agreed, 1, **data).status_code == 302
    response = post(client, "performance_preamble", agreed, preamble_fi="Alku", edition=edition)
    assert response.status_code == 409
    response = post(client, "performance_resources", agreed, rows="0", edition=edition)
    assert response.status_code == 409


def test_resources_are_written_and_bad_ones_told_at_their_field(client, agreed):
    good = {"rows": "2", "edition": "1", "r0-budget_item": "28.01.01", "r0-eur_2026": "1 000,50",
            "r0-time_2027": "3,5"}  # fmt: skip
    for wrong, field in (
        ({"r0-budget_item": "99.99.99"}, "budget_item"),
        ({"r0-budget_item": ""}, "budget_item"),
        ({"r0-eur_2026": "-5"}, "eur_2026"),
        ({"r1-budget_item": "28.01.01", "r1-eur_2026": "7"}, "budget_item"),
    ):
        response = post(client, "performance_resources", agreed, **{**good, **wrong})
        errors = [set(form.errors) for form in response.context["forms"]]
        assert {field} in errors
    assert not agreed.version.resources.exists()
    assert post(client, "performance_resources", agreed, **good).status_code == 302
    found = content_of(agreed.version).resources
    assert str(found[2026, "28.01.01"].eur) == "1000.50"
    assert str(found[2027, "28.01.01"].person_years) == "3.50"


def test_it_is_negotiated_commented_signed_and_revised_on_its_pages(client, agreed):
    page = reverse("performance_agreement", args=[agreed.agreement.pk])
    write(agreed)

    def act(user, **data):
        client.force_login(user)
        return client.post(page, {"edition": agreed.version.edition, **data})

    act(agreed.cast.kerttu, act="negotiate")
    client.force_login(agreed.cast.stina)
    response = client.post(url("performance_target", agreed, 1), {"text": "Nostetaanko?"})
    assert response.status_code == 302
    client.force_login(agreed.cast.kerttu)
    assert "Nostetaanko?" in client.get(url("performance_target", agreed, 1)).content.decode()
    response = act(agreed.cast.kerttu, act="sign", organisation="YM", **SIGNATURE)
    assert "organisation" in response.context["failed"].errors
    for user, code in ((agreed.cast.kerttu, "SYKE"), (agreed.cast.stina, "YM")):
        act(user, act="sign", organisation=code, **SIGNATURE)
    act(agreed.osmo, act="take_back")
    assert not agreed.version.signatures.exists()
    for user, code in (
        (agreed.cast.kerttu, "SYKE"), (agreed.cast.stina, "YM"), (agreed.osmo, "OM"),
    ):  # fmt: skip
        act(user, act="sign", organisation=code, **SIGNATURE)
    assert agreed.version.state == VersionState.SIGNED
    act(agreed.cast.stina, act="case", case_number="VN/7/2026")
    response = act(agreed.cast.stina, act="revise", reason="")
    assert "reason" in response.context["failed"].errors
    act(agreed.cast.stina, act="revise", reason="Vuosi vaihtuu")
    assert agreed.version.number == 2
    data = {**TARGET, "edition": agreed.version.edition, "text_fi": "Toisin"}
    post(client, "performance_target_edit", agreed, 1, **data)
    compared = client.get(url("performance_compare", agreed))
    assert "Toisin" in {one.after for one in compared.context["differences"]}
    act(agreed.cast.stina, act="drop")
    assert agreed.version.number == 1
    client.logout()
    public = client.get(page).content.decode()
    assert "VN/7/2026" in public
    assert "Nostetaanko?" not in client.get(url("performance_target", agreed, 1)).content.decode()


def test_a_year_is_followed_from_figures_to_the_report(client, agreed, now):
    sign_all(agreed)
    figures = url("performance_figures", agreed, 2026)
    bad = client.post(figures, {"value_1": "monta"})
    assert "value_1" in bad.context["form"].errors
    client.post(f"{figures}?half=1", {"value_1": "83,5", "text_1": ""})
    client.post(figures, {"value_1": "86", "text_1": "Hyvä vuosi"})
    page = url("performance_year", agreed, 2026)
    assert "text" in client.post(page, {"act": "review", "text": ""}).context["failed"].errors
    client.post(page, {"act": "review", "text": "Puolivuosi meni hyvin"})
    client.force_login(agreed.osmo)
    client.post(page, {"act": "answer", "answer": "Hieno juttu"})
    shown = client.get(page)
    assert shown.context["reached"] == 100
    assert "Hieno juttu" in shown.content.decode()
    client.force_login(agreed.cast.kerttu)
    freeze = {"act": "freeze", "organisation": "SYKE", "is_public": "on", **SIGNATURE}
    wrong = client.post(page, freeze | {"name": ""})
    assert "name" in wrong.context["failed"].errors
    client.post(page, freeze)
    report = FrozenReport.objects.get()
    client.logout()
    assert "86" in client.get(report.get_absolute_url()).content.decode()
    assert "Hieno juttu" not in client.get(page).content.decode()
    for kind in ("pdf", "xlsx", "json"):
        assert client.get(reverse("report_file", args=[report.pk, kind])).status_code == 200
    assert client.get(reverse("report_file", args=[report.pk, "exe"])).status_code == 404


def test_a_statement_on_a_year_that_goes_on_is_refused_on_the_page(client, agreed):
    sign_all(agreed)
    client.force_login(agreed.cast.stina)
    data = {"act": "statement", "ministry": "YM", "grade": "4", "text": "Hyvä"}
    response = client.post(url("performance_year", agreed, 2028), data)
    assert response.context["failed"].non_field_errors()
    assert not Statement.objects.exists()


def test_lists_need_few_queries(client, agreed, django_assert_max_num_queries):
    write(agreed)
    negotiate(agreed)
    with django_assert_max_num_queries(25):
        assert len(client.get(reverse("performance_agreements")).context["cards"]) == 1
    with django_assert_max_num_queries(60):
        client.get(url("performance_agreement", agreed))
    found = client.get(reverse("performance_agreements"), {"q": "virasto syke"})
    assert len(found.context["cards"]) == 1
    assert client.get(reverse("performance_agreements"), {"q": "muu"}).context["cards"] == []


def test_goals_reports_are_frozen_by_keepers_and_compared(client, agreed):
    page = reverse("goal_reports", args=["clean-water"])
    data = {"year": "2026", "organisation": "SYKE", "is_public": "on", **SIGNATURE}
    wrong = client.post(page, data | {"year": "2041"})
    assert "year" in wrong.context["form"].errors
    for _twice in range(2):
        assert client.post(page, data).status_code == 302
    newest = FrozenReport.objects.order_by("-number")[0]
    compared = client.get(reverse("report_compare", args=[newest.pk]))
    assert compared.context["chosen"].number == 1
    assert compared.context["differences"] == []
    listed = client.get(reverse("reports"), {"kind": "horizontal", "year": "2026"})
    assert len(listed.context["reports"]) == 2
    assert list(client.get(reverse("reports"), {"kind": "vertical"}).context["reports"]) == []
