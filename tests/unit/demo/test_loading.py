"""Loading the demo twice; the vocabularies cut to what the rest refers to, all else as shipped."""

from __future__ import annotations

import contextlib
import json
from types import SimpleNamespace

import pytest
from django.apps import apps

from kytkin.demo import loading
from kytkin.demo.content import DATA, demo_people
from kytkin.exchange.models import ImportRun, Source
from kytkin.exchange.vocabulary import shipped
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Preparation
from kytkin.search import index
from kytkin.themes.models import Phenomenon
from tests.factories import NOW

LOGS = {"AuditEvent", "ImportRun", "Finding", "IndexVersion"}


def mentioned():
    """The YSO concepts that the shipped files refer to."""
    files = ("hankeikkuna_projects.tsv", "preparations.jsonl", "juho_labels_fi_sv_en.tsv")
    text = "".join((DATA / name).read_text(encoding="utf-8") for name in files)
    phenomena = json.loads((DATA / "phenomena.json").read_text(encoding="utf-8"))
    uris = {theme["uri"] for phenomenon in phenomena for theme in phenomenon["themes"]}
    return lambda row: row.uri in uris or f"yso:{row.uri.rpartition('/')[2]}" in text


@pytest.fixture
def cut_vocabularies(monkeypatch):
    wanted = mentioned()
    monkeypatch.setattr(
        loading,
        "VOCABULARIES",
        {
            "YSO": (
                "yso_labels_fi_sv_en.tsv.gz",
                lambda path: filter(wanted, shipped.read_yso(path)),
            ),
            "JUHO": ("juho_labels_fi_sv_en.tsv", shipped.read_juho),
        },
    )


def counts():
    kytkin = [m for m in apps.get_models() if m.__module__.startswith("kytkin.")]
    return {m.__name__: m.objects.count() for m in kytkin if m.__name__ not in LOGS}


class Bars:
    """Remembers how far each bar came."""

    def __init__(self):
        self.lengths, self.steps = {}, {}

    @contextlib.contextmanager
    def __call__(self, length, label):
        self.lengths[label], self.steps[label] = length, 0

        def update(done):
            self.steps[label] += done

        yield SimpleNamespace(update=update)


@pytest.mark.django_db
def test_demo_loads_wholly_and_the_second_time_changes_nothing(cut_vocabularies):
    bars = Bars()
    assert not loading.is_loaded()
    loading.load_demo(now=NOW, bars=bars)
    assert loading.is_loaded()
    assert loading.is_indexed()
    first = counts()
    assert first["Preparation"] == 415
    assert Organisation.objects.filter(kind="branch").count() == 12
    assert not Preparation.objects.filter(contact=None).exists()
    assert all(bars.steps[label] for label in bars.lengths)

    rejected = ImportRun.objects.get(source=Source.HANKEIKKUNA_FILE).rejected_count
    assert rejected == 0
    loading.load_demo(now=NOW, bars=Bars())
    assert counts() == first

    covered = Preparation.objects.filter(theme_links__theme__phenomena__isnull=False).distinct()
    assert covered.count() >= 0.7 * first["Preparation"]
    assert not Phenomenon.objects.filter(theme_links__isnull=True).exists()

    people = demo_people()
    assert len(people) == first["User"]
    assert all(person.story and person.roles for person in people)
    assert index.version() == 2


@pytest.mark.django_db
def test_nobody_can_be_signed_in_as_before_the_demo_is_loaded():
    assert demo_people() == []
