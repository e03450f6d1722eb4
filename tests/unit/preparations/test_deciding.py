"""A person's last word on the themes of a preparation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import NotAllowed
from kytkin.organisations.models import Role
from kytkin.preparations.actions import decide_theme
from kytkin.preparations.models import Origin, PreparationTheme, Standing
from tests.factories import (
    NOW,
    OrganisationFactory,
    PreparationFactory,
    ThemeFactory,
    UserFactory,
    branch,
    carry,
    person,
)

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=5)


@pytest.fixture
def suggested():
    preparation = PreparationFactory(setter=branch("OM"))
    link = carry(preparation, ThemeFactory(), Standing.SUGGESTED, Origin.MATCHING)
    link.weight = Decimal("0.5")
    link.save()
    return link


def decide(link, standing, by):
    return decide_theme(
        preparation=link.preparation,
        notation=link.theme.concept.notation,
        standing=standing,
        by=by,
        now=LATER,
    )


def test_preparer_confirms_and_the_theme_counts_fully(suggested):
    olli = person("Olli", Role.PREPARER, suggested.preparation.setter)
    decide(suggested, Standing.CONFIRMED, olli)
    suggested.refresh_from_db()
    assert (suggested.standing, suggested.weight) == (Standing.CONFIRMED, Decimal(1))
    assert (suggested.decided_by, suggested.decided_at) == (olli, LATER)


def test_preparer_rejects_and_the_refusal_is_kept(suggested):
    olli = person("Olli", Role.PREPARER, suggested.preparation.setter)
    decide(suggested, Standing.REJECTED, olli)
    suggested.refresh_from_db()
    assert (suggested.standing, suggested.weight) == (Standing.REJECTED, Decimal("0.5"))
    event = AuditEvent.objects.get()
    assert (event.action, event.details["before"]) == ("theme_decided", "suggested")
    assert event.details["after"] == "rejected"


def test_verdict_moves_the_version_of_the_preparation(suggested):
    olli = person("Olli", Role.PREPARER, suggested.preparation.setter)
    decide(suggested, Standing.CONFIRMED, olli)
    suggested.preparation.refresh_from_db()
    assert (suggested.preparation.version, suggested.preparation.updated_at) == (2, LATER)


def test_same_verdict_twice_is_one(suggested):
    olli = person("Olli", Role.PREPARER, suggested.preparation.setter)
    for _click in range(2):
        decide(suggested, Standing.CONFIRMED, olli)
    suggested.preparation.refresh_from_db()
    assert suggested.preparation.version == 2
    assert AuditEvent.objects.count() == 1


def test_contact_and_administrator_decide_too(suggested):
    contact = UserFactory()
    suggested.preparation.contact = contact
    suggested.preparation.save()
    decide(suggested, Standing.REJECTED, contact)
    anna = person("Anna", Role.ADMINISTRATOR, suggested.preparation.setter.parent)
    decide(suggested, Standing.CONFIRMED, anna)
    suggested.refresh_from_db()
    assert suggested.decided_by == anna


@pytest.mark.parametrize("role", [Role.EXPERT, Role.CONNECTOR])
def test_others_of_the_setter_decide_nothing(suggested, role):
    with pytest.raises(NotAllowed):
        decide(suggested, Standing.CONFIRMED, person("Aino", role, suggested.preparation.setter))
    suggested.refresh_from_db()
    assert suggested.standing == Standing.SUGGESTED


def test_preparer_of_another_ministry_decides_nothing(suggested):
    with pytest.raises(NotAllowed):
        decide(suggested, Standing.CONFIRMED, person("Saara", Role.PREPARER, OrganisationFactory()))


def test_theme_that_the_preparation_does_not_carry_is_told(suggested):
    olli = person("Olli", Role.PREPARER, suggested.preparation.setter)
    with pytest.raises(PreparationTheme.DoesNotExist):
        decide_theme(
            preparation=suggested.preparation,
            notation="yso:p404",
            standing=Standing.CONFIRMED,
            by=olli,
            now=LATER,
        )
