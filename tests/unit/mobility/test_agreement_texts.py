"""The texts of agreements: whole in both languages, each clause saying one thing."""

from __future__ import annotations

import pytest

from kytkin.mobility.agreement_facts import names_up_to_the_agency
from kytkin.mobility.agreement_text import day as day_of
from kytkin.mobility.agreement_text import leads
from kytkin.mobility.clauses import clauses, clauses_of, own_wording, sections_of, texts
from kytkin.mobility.kinds import move_kinds
from kytkin.organisations.models import OrganisationKind
from tests.factories import OrganisationFactory
from tests.unit.mobility.moving import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize(
    "document", ["shared_input", "rotation", "appointment", "decision", "permit"]
)
def test_every_document_is_whole_in_both_languages(document, language):
    assert texts("titles")[document][language]
    assert sections_of(document)
    for clause in clauses_of(document):
        assert clause.name[language]
        assert clause.help[language]
        assert clause.standard[language]
    assert {code for one in sections_of(document) for code in one.clauses} <= set(clauses())


def test_every_kind_of_move_has_a_known_document():
    known = {*texts("titles"), "none"}
    assert {kind.document for kind in move_kinds().values()} <= known


def test_the_standard_beside_an_own_wording_falls_away():
    standard = clauses()["task"].standard
    assert own_wording("task", standard) == {}
    assert own_wording("task", {"fi": " Oma ", "sv": standard["sv"]}) == {"fi": "Oma"}
    assert own_wording("task", {"fi": "Oma", "sv": "Egen"}) == {"fi": "Oma", "sv": "Egen"}


def test_a_unit_is_named_with_its_agency_and_a_branch_alone(people):
    unit = OrganisationFactory(
        code="SYKE-1", kind=OrganisationKind.UNIT, parent=people.syke,
        name={"fi": "Vesiyksikkö", "sv": "Vattenenheten"},
    )  # fmt: skip
    assert [one["fi"] for one in names_up_to_the_agency(unit)] == ["Vesiyksikkö", "Virasto SYKE"]
    branch = people.ministry.parent
    assert names_up_to_the_agency(branch) == [branch.name]


def test_leads_are_named_with_their_titles():
    titled = {"name": "Tuula", "title": {"fi": "Päällikkö"}}
    assert leads([titled, {"name": "Matti", "title": {}}], "fi") == "Tuula, Päällikkö; Matti"
    assert leads([], "sv") == "inte utsedd"
    assert day_of("") == ""
