"""The API: shapes, filters, paging, visibility, and fuzzing from its own description."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from kytkin.common.texts import TranslatedText
from kytkin.preparations.models import Publicity, Stage, Standing, State, Way
from tests.factories import (
    ConceptFactory,
    OrganisationFactory,
    PhenomenonFactory,
    PreparationFactory,
    ThemeFactory,
    branch,
    carry,
    open_to,
    partner,
    within,
)

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"


@pytest.fixture
def world():
    """Two ministries, a shared preparation, another that is not yet public."""
    om, sm = branch("OM", 0), branch("SM", 1)
    theme = ThemeFactory(
        concept=ConceptFactory(notation="yso:p1", labels=TranslatedText(fi="aihe", sv="ämne"))
    )
    phenomenon = PhenomenonFactory(code="crime")
    within(phenomenon, theme)
    shared = PreparationFactory(key="OM001-00-2026", setter=om)
    partner(shared, om)
    partner(shared, sm)
    carry(shared, theme)
    open_to(shared, Way.WORK_INPUT, Way.FOLLOW)
    hidden = PreparationFactory(key="OM002-00-2026", setter=om, publicity=Publicity.NOT_YET_PUBLIC)
    carry(hidden, theme)
    return shared


def test_preparation_is_told_whole(client, world):
    answer = client.get(f"{ROOT}/preparations/OM001-00-2026").json()
    assert answer["register_id"] == "OM001:00/2026"
    assert answer["setter"] == "OM"
    assert {p["organisation"] for p in answer["partners"]} == {"OM", "SM"}
    assert answer["themes"][0]["notation"] == "yso:p1"
    assert answer["ways_to_join"] == ["follow", "work_input"]
    assert answer["page"].endswith("/preparations/OM001-00-2026/")


def test_preparation_that_is_not_public_does_not_exist(client, world):
    assert client.get(f"{ROOT}/preparations/OM002-00-2026").status_code == 404
    assert client.get(f"{ROOT}/preparations").json()["count"] == 1


def test_counts_leave_out_what_is_not_public(client, world):
    assert client.get(f"{ROOT}/themes/yso:p1").json()["preparation_count"] == 1
    assert client.get(f"{ROOT}/phenomena/crime").json()["preparation_count"] == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("branch=B-SM", 1),
        ("organisation=SM", 1),
        ("branch=unknown", 0),
        ("theme=yso:p1", 1),
        ("theme=yso:p2", 0),
        ("phenomenon=crime", 1),
        ("state=KAYNNISSA&stage=PERUSVALMISTELU", 1),
        ("state=PAATTYNYT", 0),
        ("way=work_input", 1),
        ("way=comment", 0),
        ("updated_since=2026-11-01", 1),
        ("updated_since=2026-12-01", 0),
    ],
)
def test_preparations_are_narrowed(client, world, query, count):
    assert client.get(f"{ROOT}/preparations?{query}").json()["count"] == count


def test_unknown_value_is_refused_with_the_values_there_are(client, world):
    answer = client.get(f"{ROOT}/preparations?state=VALMIS")
    assert answer.status_code == 422
    assert State.RUNNING.value in answer.content.decode()


def test_rejected_theme_is_not_told(client, world):
    world.theme_links.update(standing=Standing.REJECTED)
    assert client.get(f"{ROOT}/preparations/OM001-00-2026").json()["themes"] == []


def test_pages_lead_to_each_other(client):
    for _number in range(5):
        PreparationFactory(stage=Stage.BASIC)
    first = client.get(f"{ROOT}/preparations?limit=2&stage=PERUSVALMISTELU").json()
    assert (first["count"], first["previous"]) == (5, None)
    second = client.get(first["next"].split("127.0.0.1:8000")[-1]).json()
    assert second["items"][0]["key"] > first["items"][-1]["key"]
    assert "stage=PERUSVALMISTELU" in second["next"]
    last = client.get(second["next"].split("127.0.0.1:8000")[-1]).json()
    assert (last["next"], len(last["items"])) == (None, 1)


def test_organisations_tell_who_followed_whom(client, now):
    old = OrganisationFactory(code="OLD", ends_before=now.date())
    new = OrganisationFactory(code="NEW", starts_on=now.date())
    old.successors.add(new)
    assert client.get(f"{ROOT}/organisations/OLD").json()["successors"] == ["NEW"]
    assert client.get(f"{ROOT}/organisations/NEW").json()["predecessors"] == ["OLD"]
    current = client.get(f"{ROOT}/organisations?current_on={now.date()}").json()
    assert [row["code"] for row in current["items"]] == ["NEW"]


def test_organisations_are_narrowed_by_kind_and_branch(client, world):
    ministries = client.get(f"{ROOT}/organisations?kind=ministry").json()
    assert [row["code"] for row in ministries["items"]] == ["OM", "SM"]
    assert client.get(f"{ROOT}/organisations?branch=B-OM").json()["count"] == 2


def test_themes_and_phenomena_are_listed(client, world):
    themes = client.get(f"{ROOT}/themes?phenomenon=crime").json()
    assert [row["labels"]["sv"] for row in themes["items"]] == ["ämne"]
    phenomena = client.get(f"{ROOT}/phenomena").json()
    assert phenomena["items"][0]["themes"] == [{"notation": "yso:p1", "weight": 1.0}]


def test_list_takes_the_same_queries_however_long(client, world, django_assert_max_num_queries):
    for _number in range(20):
        carry(PreparationFactory(), ThemeFactory())
    with django_assert_max_num_queries(9):
        client.get(f"{ROOT}/preparations?limit=200")


def test_description_for_people_lists_every_address(client):
    page = client.get("/fi/api/").content.decode()
    assert "/api/v1/preparations/{key}" in page


schema = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", get_wsgi_application())


# The fuzzer calls the server outside the test's transaction, which only SQLite in memory shares.
@pytest.mark.one_database
@pytest.mark.filterwarnings("ignore")
@schema.parametrize()
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_question_brings_the_api_down(db, case):
    case.call_and_validate(
        headers={"Accept-Encoding": "identity"},
        checks=(not_a_server_error, content_type_conformance, response_schema_conformance),
    )
