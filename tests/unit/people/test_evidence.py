"""Evidence of skills: what was done, when, in which preparation."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from kytkin.people import actions
from kytkin.people.actions import (
    add_skills,
    keep_evidence,
    open_profile,
    tell_section,
)
from kytkin.people.models import Evidence, Level, ProfileSkill, Section
from kytkin.people.told import ToldEvidence, ToldSkill
from tests.factories import NOW, ProfileFactory, SkillFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill():
    return ProfileSkill.objects.create(profile=ProfileFactory(), concept=SkillFactory())


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ((None, None), ""),
        ((2024, None), "2024"),
        ((2024, 2024), "2024"),
        ((2022, 2025), "2022–2025"),
    ],
)
def test_years_are_shown_as_people_write_them(told, shown):
    assert Evidence(first_year=told[0], last_year=told[1]).years == shown


@pytest.mark.parametrize(
    "broken",
    [
        {"text": ""},
        {"first_year": 1949},
        {"first_year": 2101},
        {"first_year": 2024, "last_year": 2101},
        {"first_year": 2024, "last_year": 2023},
        {"last_year": 2024},
    ],
)
def test_the_database_refuses_what_is_no_evidence(skill, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(skill=skill, **{"text": "Laki", **broken})


def test_several_pieces_are_kept_in_their_order_and_replace_those_before(skill, monkeypatch):
    keep_evidence(skill, [ToldEvidence("Ensin"), ToldEvidence("Sitten", 2024, 2025, "OM1")])
    told = skill.evidence.order_by("pk")
    assert [(one.text, one.years, one.preparation) for one in told] == [
        ("Ensin", "", ""),
        ("Sitten", "2024–2025", "OM1"),
    ]
    monkeypatch.setattr(actions, "MOST_EVIDENCE", 1)
    keep_evidence(skill, [ToldEvidence("Vain tämä"), ToldEvidence("Liikaa")])
    assert skill.evidence.get().text == "Vain tämä"
    assert "Vain" not in str(skill.evidence.get())


def test_a_skill_that_is_only_wanted_loses_its_evidence():
    aino = UserFactory()
    open_profile(by=aino, now=NOW)
    concept = SkillFactory()
    add_skills(levels={concept.pk: Level.ALONE}, wanted=False, by=aino, now=NOW)
    skill = ProfileSkill.objects.get()
    tell_section(
        section=Section.SKILLS, version=2, values={}, by=aino, now=NOW,
        skills={skill.pk: ToldSkill(Level.ALONE, (ToldEvidence("Laki"),))},
    )  # fmt: skip
    assert Evidence.objects.exists()
    add_skills(levels={concept.pk: None}, wanted=True, by=aino, now=NOW)
    assert not Evidence.objects.exists()


class Told:
    """Skills as the migration sees them: with a line of evidence."""

    def __init__(self):
        self.lines = {}
        self.objects = self

    def exclude(self, **_what):
        return self

    def order_by(self, *_what):
        return self

    def values_list(self, *_names):
        return [(pk, line) for pk, line in self.lines.items() if line]

    def filter(self, pk, **_more):
        self.asked = pk
        return self

    def update(self, evidence):
        self.lines[self.asked] = evidence


def test_lines_told_before_become_rows_and_rows_lines_again(skill):
    migration = importlib.import_module("kytkin.people.migrations.0002_evidence")
    old = Told()
    old.lines[skill.pk] = "Vesilaki 2024"

    class Then:
        def get_model(self, _app, name):
            return old if name == "ProfileSkill" else apps.get_model("people", name)

    migration.move_lines_to_rows(Then(), None)
    assert skill.evidence.get().text == "Vesilaki 2024"
    keep_evidence(skill, [ToldEvidence("Ensin"), ToldEvidence("Sitten")])
    migration.move_rows_to_lines(Then(), None)
    assert old.lines == {skill.pk: "Ensin; Sitten"}
