"""The page of the matrix, its cells, and its files, which say the same as the page."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from kytkin.steering.actions_contributions import pledge
from tests.factories import NOW
from tests.unit.steering_cast import make_goal, make_steering, own

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(client):
    """OM and SYKE bring something to fourteen goals: more than a page shows."""
    made = make_steering()
    client.force_login(made.oskari)
    for n in range(14):
        goal = make_goal(f"goal-{n:02d}", is_public=True)
        own(goal, made.om, lead=True)
        for organisation, by in ((made.om, made.oskari), (made.syke, made.kerttu)):
            pledge(
                goal=goal, organisation=organisation, year=2026, budget_item=made.item,
                amount_eur=Decimal("100.50") + n, person_years=Decimal("0.25"), note="", by=by,
                now=NOW,
            )  # fmt: skip
    return made


def page(client, **said):
    return client.get(reverse("goal_matrix"), {"year": "2026", **said})


TOTAL_EUR = sum(Decimal("100.50") + n for n in range(14)) * 2


def test_sums_are_over_all_goals_whichever_page_is_shown(client, cast):
    shown = page(client).context["shown"]
    rest = page(client, **{"from": "12"}).context["shown"]
    assert (len(shown.goals), len(rest.goals)) == (12, 2)
    assert shown.together == rest.together
    assert shown.together.time == "7"
    assert shown.together.eur.replace("\xa0", "") == f"{TOTAL_EUR:.0f}"
    groups = {group.branch.code: group.together.time for group in shown.groups}
    assert groups == {"B-OM": "3,50", "B-YM": "3,50"}


def test_a_page_that_is_not_there_is_the_first_one(client, cast):
    assert len(page(client, **{"from": "600"}).context["shown"].goals) == 12
    for strange in ({"year": "abcd"}, {"stage": "none"}, {"branch": "'; --"}, {"from": "-3"}):
        assert page(client, **strange).status_code == 200


def test_cells_lead_to_their_facts(client, cast):
    cell = page(client).context["shown"].groups[0].rows[0].cells[0]
    response = client.get(cell.url)
    assert response.status_code == 200
    assert response.context["total"].pledged_person_years == Decimal("0.25")
    assert response.context["lines"][0].organisation == cast.om
    assert client.get(cell.url.replace("2026", "2041")).status_code == 404


def test_the_list_holds_every_cell_of_the_table(client, cast):
    rows = page(client, view="list").context["rows"]
    assert len(rows) == 28
    assert client.get(rows[0][4]).status_code == 200


def test_files_add_up_to_the_page(client, cast):
    content = client.get(reverse("goal_matrix_csv"), {"year": "2026"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert len(rows) == 28
    assert sum(Decimal(row["pledged_eur"]) for row in rows) == TOTAL_EUR
    assert sum(Decimal(row["pledged_person_years"]) for row in rows) == Decimal("7.00")
    response = client.get(reverse("goal_matrix_xlsx"), {"year": "all"})
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["matrix", "by organisation", "by goal", "by year"]
    for name in book.sheetnames[1:]:
        assert [*book[name].values][-1][1] == TOTAL_EUR


def test_without_a_role_there_are_no_pledges_on_page_nor_in_files(client, cast):
    client.logout()
    response = page(client, stage="pledged")
    assert response.context["goals"] == 0
    content = client.get(reverse("goal_matrix_csv"), {"year": "2026"}).content.decode("utf-8-sig")
    assert "pledged" not in content


def test_queries_do_not_grow_with_the_matrix(client, cast, django_assert_max_num_queries):
    page(client)
    with django_assert_max_num_queries(32):
        page(client)
