"""Seeding the world: organisations, phenomena, people, and who answers for what."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from kytkin.accounts.models import User
from kytkin.exchange.seed.organisations import TreeBroken, seed_organisations
from kytkin.exchange.seed.people import appoint_demo_contacts, seed_people
from kytkin.exchange.seed.phenomena import seed_phenomena
from kytkin.organisations.models import Organisation, Role, Succession
from kytkin.organisations.permissions import has_role
from kytkin.themes.models import Phenomenon
from tests.factories import (
    NOW,
    ConceptFactory,
    OrganisationFactory,
    PreparationFactory,
    UserFactory,
    person,
)

pytestmark = pytest.mark.django_db
COLUMNS = (
    "code,parent_code,kind,name_fi,name_sv,name_en,home_page,valid_from,valid_until,"
    "successor_codes,colour_index,verified,note\n"
)
TREE = (
    "OM,B-OM,ministry,Oikeusministeriö,Justitieministeriet,Ministry of Justice,"
    "https://oikeusministerio.fi,,,,,yes,seen\n"
    "B-OM,VN,branch,OM:n hallinnonala,JM,MoJ,,,,,2,no,\n"
    "VN,,state,Valtioneuvosto,Statsrådet,Government,,,,,,no,\n"
    "OLD,B-OM,agency,Vanha,Gammal,Old,,2010-01-01,2026-01-01,NEW;NEW2,,no,\n"
    "NEW,B-OM,agency,Uusi,Ny,New,,2026-01-01,,,,no,\n"
    "NEW2,B-OM,agency,Uusi 2,Ny 2,New 2,,2026-01-01,,,,no,\n"
)


@pytest.fixture
def table(tmp_path):
    def write(rows):
        path = tmp_path / "organisations.csv"
        path.write_text(COLUMNS + rows, encoding="utf-8")
        return path

    return write


def as_json(tmp_path, content):
    path = tmp_path / "content.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_tree_is_built_whatever_the_order_of_the_rows(table):
    assert seed_organisations(table(TREE)) == 6 + 2
    om = Organisation.objects.get(code="OM")
    assert om.path == "VN/B-OM/OM/"
    assert om.branch.colour_index == 2
    assert (om.is_verified, om.home_page) == (True, "https://oikeusministerio.fi")


def test_ended_agency_leads_to_its_successors_from_its_last_day(table):
    seed_organisations(table(TREE))
    old = Organisation.objects.get(code="OLD")
    assert old.ends_before == dt.date(2026, 1, 1)
    links = Succession.objects.filter(predecessor=old)
    assert {(link.successor.code, link.on) for link in links} == {
        ("NEW", old.ends_before),
        ("NEW2", old.ends_before),
    }


def test_second_time_changes_nothing_and_a_new_name_is_one_change(table):
    seed_organisations(table(TREE))
    assert seed_organisations(table(TREE)) == 0
    assert seed_organisations(table(TREE.replace("Vanha", "Entinen"))) == 1
    assert Organisation.objects.get(code="OLD").name["fi"] == "Entinen"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (TREE.replace("VN,,state", "VN2,,state"), "no organisation has the code VN"),
        (TREE.replace("NEW;NEW2", "NEW;GONE"), "no organisation has the code GONE"),
        (TREE.replace("VN,,state", "VN,OM,state"), "form a ring"),
    ],
)
def test_broken_tree_is_refused_and_nothing_is_stored(table, rows, words):
    with pytest.raises(TreeBroken, match=words):
        seed_organisations(table(rows))
    assert not Organisation.objects.exists()


PHENOMENON = {
    "code": "youth",
    "title": {"fi": "Nuoret", "sv": "Unga", "en": "The young"},
    "description": {"fi": "a", "sv": "b", "en": "c"},
    "search_words": {"fi": ["nuoriso"]},
    "themes": [
        {"uri": "http://www.yso.fi/onto/yso/p1", "weight": 0.5},
        {"uri": "http://www.yso.fi/onto/juho/p2", "weight": 1.0},
    ],
}


def test_phenomenon_is_seeded_with_its_themes_and_a_theme_stated_twice_counts_most(tmp_path):
    ConceptFactory(notation="juho:p2", replaced_by=ConceptFactory(notation="yso:p1"))
    assert seed_phenomena(as_json(tmp_path, [PHENOMENON]), now=NOW) == 1
    link = Phenomenon.objects.get(code="youth").theme_links.get()
    assert (link.theme.concept.notation, link.weight) == ("yso:p1", Decimal(1))


def test_phenomenon_that_a_connector_has_edited_is_left_alone(tmp_path):
    ConceptFactory(notation="yso:p1")
    ConceptFactory(notation="juho:p2")
    path = as_json(tmp_path, [PHENOMENON])
    seed_phenomena(path, now=NOW)
    Phenomenon.objects.update(title={"fi": "Muutettu"})
    assert seed_phenomena(path, now=NOW) == 0
    assert Phenomenon.objects.get().title["fi"] == "Muutettu"


OLLI = {
    "username": "olli",
    "name": "Olli Oikea",
    "email": "olli@esimerkki.example",
    "language": "sv",
    "title": {"fi": "valmistelija"},
    "story": {"fi": "x"},
    "memberships": [{"organisation": "OM", "role": "preparer"}],
}


def test_fictional_person_has_a_role_and_no_password_that_works(tmp_path):
    ministry = OrganisationFactory(code="OM")
    path = as_json(tmp_path, [OLLI])
    assert seed_people(path) == 1
    assert seed_people(path) == 0
    olli = User.objects.get()
    assert (olli.is_fictional, olli.language, olli.has_usable_password()) == (True, "sv", False)
    assert has_role(olli, Role.PREPARER, ministry)


def test_fictional_preparer_of_the_setter_answers_for_its_preparations():
    ministry = OrganisationFactory()
    olli = person("Olli", Role.PREPARER, ministry, is_fictional=True)
    person("Otto", Role.PREPARER, ministry, is_fictional=True)
    person("Anna", Role.ADMINISTRATOR, ministry, is_fictional=True)
    waiting = PreparationFactory(setter=ministry)
    own = PreparationFactory(setter=ministry, contact=UserFactory())
    elsewhere = PreparationFactory()
    assert appoint_demo_contacts() == 1
    for preparation, contact in ((waiting, olli), (own, own.contact), (elsewhere, None)):
        preparation.refresh_from_db()
        assert preparation.contact == contact


def test_real_person_is_never_appointed():
    ministry = OrganisationFactory()
    person("Real", Role.PREPARER, ministry)
    PreparationFactory(setter=ministry)
    assert appoint_demo_contacts() == 0
