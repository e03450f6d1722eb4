"""Finding concepts by id and by label."""

from __future__ import annotations

import pytest

from kytkin.vocabulary.models import Concept, ConceptLabel, Scheme
from kytkin.vocabulary.queries import (
    concepts_of_notations,
    follow_replacements,
    resolve_subject,
    subjects_labelled,
)
from tests.factories import ConceptFactory

pytestmark = pytest.mark.django_db


def label(text, language="fi", **fields):
    concept = ConceptFactory(**fields)
    return ConceptLabel.objects.create(concept=concept, language=language, text=text, key=text)


def texts(labels):
    return [label.text for label in labels]


def test_replacements_are_followed_to_the_end():
    last = ConceptFactory()
    first = ConceptFactory(replaced_by=ConceptFactory(replaced_by=last))
    assert resolve_subject(first.uri) == last
    assert resolve_subject(last.uri) == last


def test_ring_of_replacements_comes_to_an_end():
    one = ConceptFactory()
    other = ConceptFactory(replaced_by=one)
    Concept.objects.filter(pk=one.pk).update(replaced_by=other)
    one.refresh_from_db()
    assert follow_replacements([one])[one.pk] in (one, other)


def test_unknown_uri_is_told():
    with pytest.raises(Concept.DoesNotExist):
        resolve_subject("http://www.yso.fi/onto/yso/p404")


def test_known_notations_come_with_what_stands_in_their_place():
    new = ConceptFactory(notation="yso:p1")
    ConceptFactory(notation="juho:p2", replaced_by=new)
    assert concepts_of_notations(["juho:p2", "yso:p1", "yso:p404"]) == {
        "juho:p2": new,
        "yso:p1": new,
    }


def test_labels_that_begin_with_the_text_are_found_shortest_first():
    for text in ("nuorisotyö", "nuoret", "lasten nuoruus"):
        label(text)
    assert texts(subjects_labelled(" Nuor ", "fi")) == ["nuoret", "nuorisotyö"]


def test_capital_with_dots_finds_the_small_letter():
    label("äidit")
    assert texts(subjects_labelled("Äi", "fi")) == ["äidit"]


def test_only_current_subjects_of_the_language_are_found():
    label("nuoret")
    label("nuorisokoodi", replaced_by=ConceptFactory())
    label("nuoriso-ohjaaja", scheme=Scheme.ESCO_OCCUPATION)
    label("nuorgam", language="sv")
    assert texts(subjects_labelled("nuor", "fi")) == ["nuoret"]


def test_empty_text_finds_nothing_and_the_limit_holds():
    for number in range(3):
        label(f"vesi{number}")
    assert subjects_labelled("  ", "fi") == []
    assert len(subjects_labelled("vesi", "fi", limit=2)) == 2
