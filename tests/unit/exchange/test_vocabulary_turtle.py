"""A newer YSO or JUHO as SKOS Turtle, good and hostile."""

from __future__ import annotations

import pytest

from kytkin.audit.models import AuditEvent
from kytkin.exchange.models import ImportRun
from kytkin.exchange.vocabulary import import_turtle, turtle
from kytkin.exchange.vocabulary.turtle import VocabularyRefused, read_concepts
from kytkin.search import index
from kytkin.vocabulary.models import Concept, ConceptLabel
from tests.factories import NOW

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix yso: <http://www.yso.fi/onto/yso/> .
@prefix juho: <http://www.yso.fi/onto/juho/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
GOOD = (
    PREFIXES
    + """
yso:p1 skos:prefLabel "nuoret"@fi, "unga"@sv, "young people"@en, "noored"@et ;
    skos:altLabel "nuoriso"@fi, "  "@fi ; skos:broader yso:p2 ; skos:exactMatch "x" ;
    skos:definition "selitys"@fi ; a skos:Concept ;
    skos:editorialNote _:blank .
yso:p2 skos:prefLabel "ihmiset"@fi-FI .
juho:p3 skos:prefLabel "nuorukaiset"@fi ; owl:deprecated true ; dct:isReplacedBy yso:p1 .
yso:p4 skos:broader yso:p2 .
<http://elsewhere.example/p1> skos:prefLabel "muualla"@fi .
_:blank skos:prefLabel "ei mikään"@fi .
"""
)

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def written(tmp_path):
    def write(text, name="yso-skos.ttl"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_concepts_are_read_with_labels_replacement_and_broader(written):
    first_juho, first, second = read_concepts(written(GOOD))
    assert first.labels == {"fi": "nuoret", "sv": "unga", "en": "young people"}
    assert first.alt_labels == {"fi": ["nuoriso"]}
    assert first.broader == ("http://www.yso.fi/onto/yso/p2",)
    assert second.labels == {"fi": "ihmiset"}
    assert first_juho.replaced_by == "http://www.yso.fi/onto/yso/p1"


@pytest.mark.django_db
def test_file_is_stored_with_a_run_and_the_second_time_changes_nothing(written):
    path = written(GOOD)
    first = import_turtle(path, by=None, now=NOW)
    assert (first.read_count, first.created_count) == (3, 3)
    assert Concept.objects.get(notation="juho:p3").replaced_by.notation == "yso:p1"
    assert ConceptLabel.objects.filter(text="nuoriso", is_preferred=False).exists()
    version = index.version()
    second = import_turtle(path, by=None, now=NOW)
    assert (second.created_count, second.updated_count, second.unchanged_count) == (0, 0, 3)
    assert index.version() == version
    assert AuditEvent.objects.count() == 2


@pytest.mark.django_db
def test_dry_run_says_what_would_change_and_changes_nothing(written):
    run = import_turtle(written(GOOD), by=None, now=NOW, dry_run=True)
    assert (run.is_dry_run, run.created_count) == (True, 3)
    assert not Concept.objects.exists()


@pytest.mark.django_db
def test_changed_label_makes_the_index_anew(written):
    import_turtle(written(GOOD), by=None, now=NOW)
    version = index.version()
    run = import_turtle(written(GOOD.replace("unga", "ungdomar")), by=None, now=NOW)
    assert run.updated_count == 1
    assert index.version() > version


def test_n_triples_are_read_too(written):
    line = (
        "<http://www.yso.fi/onto/yso/p1> <http://www.w3.org/2004/02/skos/core#prefLabel>"
        ' "vesi"@fi .\n'
    )
    assert read_concepts(written(line, "yso.nt"))[0].labels == {"fi": "vesi"}


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        (GOOD, "yso.rdf", "not a .ttl or .nt file"),
        (PREFIXES, "empty.ttl", "No labelled concept"),
        (GOOD + 'yso:p9 skos:prefLabel "x', "cut.ttl", "breaks the rules of Turtle"),
        ("\x00\x01\x02 binary", "binary.ttl", "breaks the rules of Turtle"),
        (
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
            "xxe.ttl",
            "breaks the rules of Turtle",
        ),
    ],
)
@pytest.mark.django_db
def test_file_that_is_no_vocabulary_is_refused_with_the_place_and_the_remedy(
    written, text, name, words
):
    with pytest.raises(VocabularyRefused, match=words):
        import_turtle(written(text, name), by=None, now=NOW)
    assert not Concept.objects.exists()
    assert not ImportRun.objects.exists()


def test_broken_file_is_refused_with_its_line(written):
    with pytest.raises(VocabularyRefused, match="3"):
        read_concepts(written("# one\n# two\nyso:p1 a b .\n"))


def test_bytes_that_are_not_utf8_are_refused(tmp_path):
    path = tmp_path / "latin.ttl"
    path.write_bytes(GOOD.replace("nuoret", "ääni").encode("latin-1"))
    with pytest.raises(VocabularyRefused, match="breaks the rules"):
        read_concepts(path)


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(VocabularyRefused, match=r"no file none\.ttl"):
        read_concepts(tmp_path / "none.ttl")


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("LARGEST_FILE", "larger than"),
        ("MOST_TRIPLES", "statements"),
        ("MOST_CONCEPTS", "concepts"),
    ],
)
def test_file_beyond_the_limits_is_refused(written, monkeypatch, limit, words):
    monkeypatch.setattr(turtle, limit, 1)
    with pytest.raises(VocabularyRefused, match=words):
        read_concepts(written(GOOD))


def test_alternative_labels_beyond_the_limit_are_left_out(written, monkeypatch):
    monkeypatch.setattr(turtle, "MOST_ALTERNATIVES", 2)
    many = ", ".join(f'"nimi {n}"@fi' for n in range(9))
    text = f'{PREFIXES} yso:p1 skos:prefLabel "a"@fi ; skos:altLabel {many} .'
    assert len(read_concepts(written(text))[0].alt_labels["fi"]) == 2


@pytest.mark.django_db
def test_control_letters_and_endless_labels_are_made_storable(written):
    text = f'{PREFIXES} yso:p1 skos:prefLabel "a\\u0000\\u202Eb\\n c{"d" * 9000}"@fi .'
    import_turtle(written(text), by=None, now=NOW)
    label = ConceptLabel.objects.get()
    assert label.text.startswith("a b cddd")
    assert len(label.text) <= 500
