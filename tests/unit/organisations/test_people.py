from __future__ import annotations

import pytest

from kytkin.accounts.models import User
from kytkin.audit.models import AuditEvent
from kytkin.organisations.models import Role
from kytkin.organisations.people import PersonExists, add_person, give_role
from kytkin.organisations.permissions import has_role
from tests.factories import NOW, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def make(**fields):
    return add_person(
        **{
            "email": "Aino@Esimerkki.example",
            "name": "Aino Esimerkki",
            "language": "sv",
            "password": "pitkä-salasana-1",
            "organisation": OrganisationFactory(code="SYKE"),
            "role": Role.EXPERT,
            "by": None,
            "now": NOW,
            **fields,
        }
    )


def test_person_is_made_with_one_role_and_audited():
    aino = make()
    assert (aino.email, aino.language, aino.is_fictional) == (
        "aino@esimerkki.example",
        "sv",
        False,
    )
    assert aino.check_password("pitkä-salasana-1")
    assert has_role(aino, Role.EXPERT)
    actions = AuditEvent.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions) == ["add_person", "give_role"]


def test_address_that_is_taken_is_refused():
    UserFactory(email="aino@esimerkki.example")
    with pytest.raises(PersonExists):
        make()
    assert User.objects.count() == 1


def test_giving_the_same_role_again_changes_nothing():
    aino, syke = UserFactory(), OrganisationFactory()
    give = {"person": aino, "organisation": syke, "role": Role.PREPARER, "by": None, "now": NOW}
    assert give_role(**give) == give_role(**give)
    assert AuditEvent.objects.count() == 1
