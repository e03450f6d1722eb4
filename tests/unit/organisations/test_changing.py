"""Moving and ending organisations."""

from __future__ import annotations

import datetime as dt

import pytest

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import NotAllowed
from kytkin.organisations.actions import (
    MoveRefused,
    SuccessionRefused,
    move_organisation,
    succeed_organisation,
)
from kytkin.organisations.models import OrganisationKind, Role, Succession
from kytkin.organisations.permissions import has_role
from tests.factories import NOW, OrganisationFactory, person

pytestmark = pytest.mark.django_db
REFORM = dt.date(2026, 1, 1)


@pytest.fixture
def state():
    return OrganisationFactory(code="VN", kind=OrganisationKind.STATE)


@pytest.fixture
def administrator(state):
    return person("Anna", Role.ADMINISTRATOR, state)


def test_agency_moves_to_another_branch_with_all_below_it(state, administrator):
    one, other = (
        OrganisationFactory(code=code, kind=OrganisationKind.BRANCH, parent=state)
        for code in ("B-OM", "B-VM")
    )
    agency = OrganisationFactory(code="TIV", parent=one)
    department = OrganisationFactory(code="TIV-D", parent=agency)
    unit = OrganisationFactory(code="TIV-U", parent=department)
    moved = move_organisation(organisation=agency, parent=other, by=administrator, now=NOW)
    unit.refresh_from_db()
    assert moved.path == "VN/B-VM/TIV/"
    assert unit.path == "VN/B-VM/TIV/TIV-D/TIV-U/"
    assert unit.branch == other
    assert AuditEvent.objects.get().details == {
        "before": "VN/B-OM/TIV/",
        "after": "VN/B-VM/TIV/",
        "with_it": 2,
    }


def test_role_held_above_the_new_place_holds_in_what_moved(state, administrator):
    receiver = OrganisationFactory(code="NEW", parent=state)
    agency = OrganisationFactory(code="AGY", parent=state)
    oskari = person("Oskari", Role.PREPARER, receiver)
    assert not has_role(oskari, Role.PREPARER, agency)
    moved = move_organisation(organisation=agency, parent=receiver, by=administrator, now=NOW)
    assert has_role(oskari, Role.PREPARER, moved)


def test_moving_where_it_stands_changes_nothing(state, administrator):
    agency = OrganisationFactory(parent=state)
    move_organisation(organisation=agency, parent=state, by=administrator, now=NOW)
    assert not AuditEvent.objects.exists()


def test_organisation_is_not_moved_below_itself(state, administrator):
    agency = OrganisationFactory(parent=state)
    unit = OrganisationFactory(parent=agency)
    for place in (agency, unit):
        with pytest.raises(MoveRefused):
            move_organisation(organisation=agency, parent=place, by=administrator, now=NOW)


def test_administrator_of_one_side_moves_nothing(state):
    here, there = OrganisationFactory(parent=state), OrganisationFactory(parent=state)
    oskari = person("Oskari", Role.ADMINISTRATOR, here)
    for organisation, place in ((here, there), (there, here)):
        with pytest.raises(NotAllowed):
            move_organisation(organisation=organisation, parent=place, by=oskari, now=NOW)


def test_agency_ends_and_its_tasks_go_to_others(state, administrator):
    ely, one, two = (OrganisationFactory(code=c, parent=state) for c in ("ELY", "EVK", "LVV"))
    succeed_organisation(
        predecessor=ely, successors=[one, two], on=REFORM, by=administrator, now=NOW
    )
    ely.refresh_from_db()
    assert ely.ends_before == REFORM
    assert set(ely.successors.all()) == {one, two}
    assert set(one.predecessors.all()) == {ely}
    assert AuditEvent.objects.get().details == {"successors": ["EVK", "LVV"], "on": "2026-01-01"}


def test_saying_it_again_keeps_one_succession(state, administrator):
    ely, new = (OrganisationFactory(parent=state) for _ in range(2))
    for day in (REFORM, REFORM + dt.timedelta(days=1)):
        succeed_organisation(predecessor=ely, successors=[new], on=day, by=administrator, now=NOW)
    assert Succession.objects.get().on == REFORM + dt.timedelta(days=1)


@pytest.mark.parametrize("case", ["nobody", "itself", "before_it_began", "ended_successor"])
def test_succession_that_cannot_be_is_refused(state, administrator, case):
    old = OrganisationFactory(parent=state, starts_on=REFORM if case == "before_it_began" else None)
    new = OrganisationFactory(parent=state, ends_before=REFORM if case[0] == "e" else None)
    successors = {"nobody": [], "itself": [new, old]}.get(case, [new])
    with pytest.raises(SuccessionRefused):
        succeed_organisation(
            predecessor=old, successors=successors, on=REFORM, by=administrator, now=NOW
        )
    old.refresh_from_db()
    assert old.ends_before is None
    assert not Succession.objects.exists()


def test_administrator_of_the_ending_one_alone_is_refused(state):
    old, new = OrganisationFactory(parent=state), OrganisationFactory(parent=state)
    oskari = person("Oskari", Role.ADMINISTRATOR, old)
    with pytest.raises(NotAllowed):
        succeed_organisation(predecessor=old, successors=[new], on=REFORM, by=oskari, now=NOW)
