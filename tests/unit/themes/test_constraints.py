"""What the database refuses about themes and phenomena."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from kytkin.themes.models import Phenomenon, PhenomenonTheme, Theme
from tests.factories import PhenomenonFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def test_concept_is_a_theme_once():
    theme = ThemeFactory()
    with pytest.raises(IntegrityError):
        Theme.objects.create(concept=theme.concept)


def test_phenomenon_does_not_supersede_itself():
    one = PhenomenonFactory()
    with pytest.raises(IntegrityError):
        Phenomenon.objects.filter(pk=one.pk).update(superseded_by=one)


def test_code_of_a_phenomenon_is_its_own():
    PhenomenonFactory(code="same")
    with pytest.raises(IntegrityError):
        PhenomenonFactory(code="same")


def test_theme_belongs_to_a_phenomenon_once():
    phenomenon, theme = PhenomenonFactory(), ThemeFactory()
    PhenomenonTheme.objects.create(phenomenon=phenomenon, theme=theme)
    with pytest.raises(IntegrityError):
        PhenomenonTheme.objects.create(phenomenon=phenomenon, theme=theme)


@pytest.mark.parametrize("weight", [Decimal(0), Decimal("-0.5"), Decimal("1.01")])
def test_weight_of_a_theme_is_above_zero_and_at_most_one(weight):
    with pytest.raises(IntegrityError):
        PhenomenonTheme.objects.create(
            phenomenon=PhenomenonFactory(), theme=ThemeFactory(), weight=weight
        )


def test_theme_of_a_phenomenon_is_not_deleted():
    theme = ThemeFactory()
    PhenomenonTheme.objects.create(phenomenon=PhenomenonFactory(), theme=theme)
    with pytest.raises(ProtectedError):
        theme.delete()


def test_successor_of_a_phenomenon_is_not_deleted():
    new = PhenomenonFactory()
    PhenomenonFactory(superseded_by=new)
    with pytest.raises(ProtectedError):
        new.delete()
