"""Finding organisations over time and as a tree."""

from __future__ import annotations

import datetime as dt

import pytest

from kytkin.organisations.models import OrganisationKind, Succession
from kytkin.organisations.queries import as_tree, organisations
from tests.factories import OrganisationFactory, branch

pytestmark = pytest.mark.django_db
REFORM = dt.date(2026, 1, 1)
DAY = dt.timedelta(days=1)


def codes(found):
    return [organisation.code for organisation in found]


def test_only_those_in_force_on_the_day_are_current():
    OrganisationFactory(code="ELY", ends_before=REFORM)
    OrganisationFactory(code="EVK", starts_on=REFORM)
    OrganisationFactory(code="OM")
    assert set(codes(organisations().current_on(REFORM - DAY))) == {"ELY", "OM"}
    assert set(codes(organisations().current_on(REFORM))) == {"EVK", "OM"}


def test_ended_ones_are_those_whose_last_day_has_passed():
    OrganisationFactory(code="ELY", ends_before=REFORM)
    OrganisationFactory(code="OM")
    assert codes(organisations().ended_before(REFORM)) == ["ELY"]
    assert codes(organisations().ended_before(REFORM - DAY)) == []


def test_branches_come_in_the_order_of_their_colours():
    branch("VM", 5)
    branch("OM", 2)
    assert codes(organisations().branches()) == ["B-OM", "B-VM"]


def test_below_and_above_leave_the_organisation_itself_out():
    om = branch("OM")
    agency = OrganisationFactory(code="TIV", parent=om)
    OrganisationFactory(code="TIV2", parent=om.parent)
    assert codes(organisations().below(om)) == ["TIV"]
    assert codes(organisations().above(agency)) == ["B-OM", "OM"]


def test_succession_is_read_with_two_queries_more(django_assert_num_queries):
    for _ in range(3):
        Succession.objects.create(
            predecessor=OrganisationFactory(), successor=OrganisationFactory()
        )
    with django_assert_num_queries(5):
        found = list(organisations().with_succession())
        links = sum(
            len([link.successor.code for link in o.followed_by.all()])
            + len([link.predecessor.code for link in o.follows.all()])
            for o in found
        )
    assert links == 6


def test_tree_keeps_the_order_and_everything_below():
    om = branch("OM")
    OrganisationFactory(code="B2", kind=OrganisationKind.UNIT, parent=om)
    OrganisationFactory(code="B1", kind=OrganisationKind.UNIT, parent=om)
    (top,) = as_tree(organisations().order_by("code"))
    assert top.organisation.code == "B-OM"
    assert [child.organisation.code for child in top.below[0].below] == ["B1", "B2"]


def test_organisation_whose_parent_was_not_asked_for_stands_as_a_root():
    om = branch("OM")
    assert [root.organisation for root in as_tree([om])] == [om]
