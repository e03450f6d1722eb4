"""What the database refuses about organisations."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from kytkin.organisations.models import (
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    Succession,
)
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_on": DAY, "ends_before": DAY},
        {"starts_on": DAY, "ends_before": DAY - dt.timedelta(days=1)},
        {"kind": "guild"},
        {"code": ""},
        {"code": "A/B"},
        {"colour_index": 3},
        {"kind": OrganisationKind.BRANCH, "colour_index": 12},
    ],
)
def test_impossible_organisation_is_refused(fields):
    with pytest.raises(IntegrityError):
        OrganisationFactory(**fields)


def test_code_is_its_own():
    OrganisationFactory(code="OM")
    with pytest.raises(IntegrityError):
        OrganisationFactory(code="OM")


def test_organisation_is_not_its_own_parent():
    one = OrganisationFactory()
    with pytest.raises(IntegrityError):
        Organisation.objects.filter(pk=one.pk).update(parent=one)


def test_parent_is_not_deleted_under_its_children():
    parent = OrganisationFactory()
    OrganisationFactory(parent=parent)
    with pytest.raises(ProtectedError):
        parent.delete()


def test_succession_is_stated_once():
    old, new = OrganisationFactory(), OrganisationFactory()
    Succession.objects.create(predecessor=old, successor=new)
    with pytest.raises(IntegrityError):
        Succession.objects.create(predecessor=old, successor=new)


def test_organisation_does_not_follow_itself():
    one = OrganisationFactory()
    with pytest.raises(IntegrityError):
        Succession.objects.create(predecessor=one, successor=one)


def test_membership_is_stated_once():
    aino, place = UserFactory(), OrganisationFactory()
    Membership.objects.create(user=aino, organisation=place, role=Role.EXPERT)
    with pytest.raises(IntegrityError):
        Membership.objects.create(user=aino, organisation=place, role=Role.EXPERT)


def test_unknown_role_is_refused():
    with pytest.raises(IntegrityError):
        Membership.objects.create(
            user=UserFactory(), organisation=OrganisationFactory(), role="king"
        )
