"""What the database refuses about concepts and labels."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from kytkin.vocabulary.models import Concept, ConceptLabel
from tests.factories import ConceptFactory

pytestmark = pytest.mark.django_db


def test_uri_is_its_own():
    ConceptFactory(uri="http://www.yso.fi/onto/yso/p1")
    with pytest.raises(IntegrityError):
        ConceptFactory(uri="http://www.yso.fi/onto/yso/p1")


def test_notation_is_its_own():
    ConceptFactory(notation="yso:p1")
    with pytest.raises(IntegrityError):
        ConceptFactory(notation="yso:p1", uri="http://elsewhere.example/p1")


def test_concept_does_not_replace_itself():
    concept = ConceptFactory()
    with pytest.raises(IntegrityError):
        Concept.objects.filter(pk=concept.pk).update(replaced_by=concept)


def test_unknown_scheme_is_refused():
    with pytest.raises(IntegrityError):
        ConceptFactory(scheme="dewey")


def test_label_stands_once_in_a_language():
    concept = ConceptFactory()
    ConceptLabel.objects.create(concept=concept, language="fi", text="nuoret", key="nuori")
    with pytest.raises(IntegrityError):
        ConceptLabel.objects.create(concept=concept, language="fi", text="nuoret", key="nuori")
