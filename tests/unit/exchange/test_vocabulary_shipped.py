"""The shipped vocabularies: what is read, stored, looked up and left alone."""

from __future__ import annotations

import gzip

import pytest

from kytkin.common.texts import TranslatedText
from kytkin.exchange.vocabulary import resolve_subjects, shipped
from kytkin.exchange.vocabulary.rows import ConceptRow, notation_of
from kytkin.exchange.vocabulary.storing import Stored, lookup_key, store_concepts
from kytkin.vocabulary.models import Concept, ConceptLabel, Scheme

YSO = "http://www.yso.fi/onto/yso/"
JUHO = "http://www.yso.fi/onto/juho/"
ESCO = "http://data.europa.eu/esco/"


def row(uri, **labels):
    return ConceptRow(uri, Scheme(notation_of(uri).split(":")[0]), TranslatedText.of(labels))


def test_yso_row_is_read_with_its_three_labels(tmp_path):
    path = tmp_path / "yso.tsv.gz"
    path.write_bytes(
        gzip.compress(f'uri\tfi\tsv\ten\n{YSO}p1\t"nuoret"\tungdomar\tyoung people\n'.encode())
    )
    (read,) = shipped.read_yso(path)
    assert (read.notation, read.labels["fi"]) == ("yso:p1", '"nuoret"')


def test_juho_row_names_its_replacement_and_what_is_broader(tmp_path):
    path = tmp_path / "juho.tsv"
    path.write_text(
        "id\tfi\tsv\ten\treplaced_by\tbroader\n"
        "juho:p1\ta\t\t\tyso:p5;yso:p6\tyso:p7;juho:p2\njuho:p2\tb\t\t\t\t\n",
        encoding="utf-8",
    )
    first, second = shipped.read_juho(path)
    assert first.replaced_by == f"{YSO}p5"
    assert first.broader == (f"{YSO}p7", f"{JUHO}p2")
    assert (second.replaced_by, second.broader) == ("", ())


def test_esco_skill_keeps_its_kind_and_alternative_labels(tmp_path):
    path = tmp_path / "skills.csv"
    path.write_text(
        "uri,skill_type,fi,sv,en,alt_en,description_en\n"
        f"{ESCO}skill/1-a,skill/knowledge,osata,kunna,know,be able|know how|,To know.\n"
        f"{ESCO}skill/1-b,skill/skill,o,k,k,,\n",
        encoding="utf-8",
    )
    first, second = shipped.read_esco_skills(path)
    assert (first.kind, first.alt_labels) == ("knowledge", {"en": ["be able", "know how"]})
    assert first.description == {"en": "To know."}
    assert (second.alt_labels, second.description) == ({}, {})


def test_esco_occupation_names_its_group(tmp_path):
    path = tmp_path / "occupations.csv"
    path.write_text(
        "uri,kind,fi,sv,en,alt_en,description_en,broader\n"
        f"{ESCO}occupation/1,occupation,a,b,c,,,{ESCO}isco/C1\n{ESCO}isco/C1,group,a,b,c,,,\n",
        encoding="utf-8",
    )
    first, second = shipped.read_esco_occupations(path)
    assert (first.scheme, first.broader) == (Scheme.ESCO_OCCUPATION, (f"{ESCO}isco/C1",))
    assert (second.notation, second.broader) == ("esco_occupation:C1", ())


@pytest.mark.parametrize("uri", ["http://elsewhere.example/p1", f"{YSO}716", f"{YSO}p{'1' * 99}"])
def test_other_uris_are_not_ours(uri):
    with pytest.raises(ValueError, match="Not a URI"):
        notation_of(uri)


@pytest.mark.django_db
def test_second_time_changes_nothing():
    rows = [row(f"{YSO}p{n}", fi=f"aihe{n}", sv=f"ämne{n}") for n in range(5)]
    done = []
    assert store_concepts(rows, progress=done.append) == Stored(5, 0, 0)
    before = list(ConceptLabel.objects.order_by("pk").values())
    assert store_concepts(rows) == Stored(0, 0, 5)
    assert list(ConceptLabel.objects.order_by("pk").values()) == before
    assert sum(done) == 5


@pytest.mark.django_db
def test_changed_label_replaces_the_old_one():
    store_concepts([row(f"{YSO}p1", fi="vanha nimi")])
    assert store_concepts([row(f"{YSO}p1", fi="uusi nimi")]) == Stored(0, 1, 0)
    assert ConceptLabel.objects.get().text == "uusi nimi"


@pytest.mark.django_db
def test_replacement_and_broader_are_linked_and_unknown_ones_passed_over():
    linked = ConceptRow(
        f"{JUHO}p1",
        Scheme.JUHO,
        TranslatedText(fi="a"),
        replaced_by=f"{YSO}p1",
        broader=(f"{YSO}p2", f"{YSO}p404", f"{JUHO}p1"),
    )
    lost = ConceptRow(f"{JUHO}p2", Scheme.JUHO, TranslatedText(fi="b"), replaced_by=f"{YSO}p404")
    rows = [row(f"{YSO}p1", fi="x"), row(f"{YSO}p2", fi="y"), linked, lost]
    for _time in range(2):
        store_concepts(rows)
    concept = Concept.objects.get(notation="juho:p1")
    assert concept.replaced_by.notation == "yso:p1"
    assert [b.notation for b in concept.broader.all()] == ["yso:p2"]
    assert Concept.objects.get(notation="juho:p2").replaced_by is None


@pytest.mark.django_db
def test_alternative_labels_of_subjects_are_looked_up_and_those_of_skills_only_kept():
    alternatives = {"en": ["other"]}
    for uri, scheme in ((f"{YSO}p1", Scheme.YSO), (f"{ESCO}skill/1", Scheme.ESCO_SKILL)):
        store_concepts([ConceptRow(uri, scheme, TranslatedText(en="one"), alt_labels=alternatives)])
    found = ConceptLabel.objects.filter(text="other")
    assert [(label.concept.scheme, label.is_preferred) for label in found] == [("yso", False)]
    assert Concept.objects.filter(alt_labels=alternatives).count() == 2


@pytest.mark.parametrize(
    ("label", "language", "key"),
    [
        ("liikenneala", "fi", "liikenneala"),
        ("Nuoret", "fi", "nuori"),
        ("young people", "en", "young people"),
        ("lyijy (metallit)", "fi", "lyijy"),
    ],
)
def test_label_is_looked_up_by_its_lemma(label, language, key):
    assert lookup_key(label, language) == key


@pytest.mark.django_db
def test_register_identifiers_resolve_to_what_replaces_them():
    replaced = ConceptRow(f"{JUHO}p1", Scheme.JUHO, TranslatedText(fi="a"), replaced_by=f"{YSO}p1")
    store_concepts([row(f"{YSO}p1", fi="x"), replaced])
    found = resolve_subjects(["juho:p1", "https://www.yso.fi/onto/yso/p1", f"{YSO}p1"])
    assert {concept.notation for concept in found.values()} == {"yso:p1"}
    assert len(found) == 3


@pytest.mark.django_db
def test_unknown_subject_is_kept_as_an_identifier_without_labels():
    (concept,) = resolve_subjects(["juho:p77", "free words"]).values()
    assert (concept.notation, concept.is_labelled) == ("juho:p77", False)
    assert str(concept) == "juho:p77"
    assert resolve_subjects(["juho:p77"])["juho:p77"] == concept


@pytest.mark.django_db
def test_newer_vocabulary_names_what_was_only_an_identifier():
    resolve_subjects(["yso:p5"])
    assert store_concepts([row(f"{YSO}p5", fi="nimi")]) == Stored(0, 1, 0)
    assert resolve_subjects(["yso:p5"])["yso:p5"].is_labelled
