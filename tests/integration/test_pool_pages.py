"""Pledging, confirming and reporting in the browser, and what is shown to whom."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kytkin.steering.models import Contribution, PoolNeed
from tests.unit.steering_cast import make_goal, make_steering, own

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_steering()


def signed_in(person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


PLEDGE = {"organisation": "SYKE", "year": 2026, "person_years": "1,5", "amount_eur": "12 500,50",
          "budget_item": "28.01.01", "note": "Syksyn kokeilu"}  # fmt: skip


def test_a_pledge_is_confirmed_used_and_seen_by_everyone_at_its_stage(cast):
    kerttu, anna = signed_in(cast.kerttu), signed_in(cast.anna)
    answer = kerttu.post(reverse("goal_pledge", args=[cast.goal.code]), PLEDGE)
    row = Contribution.objects.get()
    assert answer.url == reverse("contribution", args=[row.pk])
    pool = reverse("goal_pool", args=[cast.goal.code])
    assert "12\u00a0500,50" in kerttu.get(pool).content.decode()
    assert "12\u00a0500,50" not in Client().get(pool).content.decode()

    page = kerttu.get(answer.url).content.decode()
    assert 'value="confirm"' not in page
    amounts = {"amount_eur": "12500,5", "person_years": "1", "version": row.version}
    assert anna.post(answer.url, {**amounts, "act": "confirm"}).status_code == 302
    assert "12\u00a0500,50" in Client().get(pool).content.decode()
    stale = kerttu.post(answer.url, {**amounts, "act": "report"})
    assert stale.status_code == 409
    row.refresh_from_db()
    kerttu.post(answer.url, {**amounts, "act": "report", "version": row.version})
    row.refresh_from_db()
    assert (str(row.actual_eur), row.entries.count()) == ("12500.50", 3)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"amount_eur": "-5"}, "amount_eur", "miinusmerkki"),
        ({"budget_item": "99.99.99"}, "budget_item", "28.01.01"),
        ({"budget_item": ""}, "budget_item", "momentti"),
        ({"year": 2040}, "year", ""),
        ({"person_years": "paljon"}, "person_years", "Kirjoita luku"),
        ({"amount_eur": "", "person_years": ""}, "person_years", "molempia"),
        ({"organisation": "OM"}, "organisation", ""),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_kept(cast, fields, field, words):
    answer = signed_in(cast.kerttu).post(
        reverse("goal_pledge", args=[cast.goal.code]), {**PLEDGE, **fields}
    )
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors[field])
    assert not Contribution.objects.exists()


def test_a_second_pledge_points_to_the_first_and_a_pledge_is_withdrawn(cast):
    kerttu, page = signed_in(cast.kerttu), reverse("goal_pledge", args=[cast.goal.code])
    kerttu.post(page, PLEDGE)
    assert "on jo lupaus" in kerttu.post(page, PLEDGE).content.decode()
    row = Contribution.objects.get()
    page = reverse("contribution", args=[row.pk])
    kerttu.post(page, {"act": "change", "version": row.version, "person_years": "2"})
    row.refresh_from_db()
    assert (str(row.pledged_eur), str(row.pledged_person_years)) == ("0.00", "2.00")
    kerttu.post(page, {"act": "withdraw", "version": row.version, "note": "Säästöt"})
    row.refresh_from_db()
    assert row.pledged_person_years == 0
    assert "Säästöt" in kerttu.get(page).content.decode()


def test_what_is_needed_and_what_is_missing_stand_in_words(cast):
    kerttu, pool = signed_in(cast.kerttu), reverse("goal_pool", args=[cast.goal.code])
    need = {"year": 2026, "person_years": "4,25", "amount_eur": "20000"}
    kerttu.post(pool, need)
    assert PoolNeed.objects.get().person_years == 4.25
    assert kerttu.post(pool, {**need, "amount_eur": "-1"}).context["form"].errors
    kerttu.post(reverse("goal_pledge", args=[cast.goal.code]), PLEDGE)
    text = kerttu.get(pool).content.decode()
    assert "Puuttuu 2,75 htv ja 7\u00a0499,50" in text
    assert "<svg" in text


def test_an_agencys_year_adds_up_on_its_page_and_in_its_file(cast):
    other = make_goal("other")
    own(other, cast.syke, lead=True)
    kerttu = signed_in(cast.kerttu)
    for goal in (cast.goal, other):
        kerttu.post(reverse("goal_pledge", args=[goal.code]), PLEDGE)
    page = reverse("agency_pool", args=["SYKE"])
    shown = kerttu.get(page, {"year": 2026})
    assert str(shown.context["total"].pledged_eur) == "25001.00"
    text = kerttu.get(reverse("agency_pool_csv", args=["SYKE"]), {"year": 2026}).content.decode()
    assert text.splitlines()[1].split(";")[:5] == [
        "clean-water", "SYKE", "2026", "12500.50", "1.50",
    ]  # fmt: skip
    public = Client().get(reverse("agency_pool_csv", args=["SYKE"]), {"year": 2026})
    assert "pledged" not in public.content.decode()
    empty = Client().get(page, {"year": 2029}).content.decode()
    assert reverse("goals") in empty


def test_a_pool_takes_as_many_queries_for_many(cast, django_assert_max_num_queries):
    kerttu = signed_in(cast.kerttu)
    for year in range(2026, 2031):
        kerttu.post(reverse("goal_pledge", args=[cast.goal.code]), {**PLEDGE, "year": year})
    with django_assert_max_num_queries(14):
        Client().get(reverse("goal_pool", args=[cast.goal.code]))
