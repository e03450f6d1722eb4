"""The vocabularies that ship, read plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

import kytkin
from kytkin.engine.tagging.vocabulary import Entry, expanded, read_skills, read_subjects

pytestmark = pytest.mark.one_database

DATA = Path(kytkin.__file__).parent / "demo" / "data"


def test_subjects_have_labels_and_successors():
    entries = {entry.uri: entry for entry in read_subjects(DATA)}
    assert entries["http://www.yso.fi/onto/yso/p10"].label("sv") == "miljömedvetande"
    replaced = entries["http://www.yso.fi/onto/juho/p1006"]
    assert replaced.successors == ("http://www.yso.fi/onto/yso/p1179",)


def test_skills_have_other_labels_in_english_only():
    entries = read_skills(DATA)
    assert len(entries) > 13_000
    assert entries[0].label("fi") == "johtaa musiikillista henkilökuntaa"
    assert "manage music staff" in entries[0].others["en"]
    assert all(set(entry.others) == {"en"} for entry in entries)


def test_label_falls_back_to_another_language_then_to_the_uri():
    assert Entry("u", {"en": "forest"}, {}).label("sv") == "forest"
    assert Entry("u", {}, {}).label("sv") == "u"


def test_short_names_are_expanded():
    assert expanded("yso:p10") == "http://www.yso.fi/onto/yso/p10"
    assert expanded("juho:p1") == "http://www.yso.fi/onto/juho/p1"
    assert expanded("http://x/p1") == "http://x/p1"
