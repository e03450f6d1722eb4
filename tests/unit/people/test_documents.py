"""A profile as a document to print."""

from __future__ import annotations

import datetime as dt

import pytest

from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Role
from kytkin.people.documents import Item, profile_document
from kytkin.people.models import Evidence, Level, Profile, ProfileSkill
from kytkin.people.queries import profiles
from tests.factories import (
    ConceptFactory,
    OrganisationFactory,
    ProfileFactory,
    SkillFactory,
    ThemeFactory,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def aino():
    syke = OrganisationFactory(name=TranslatedText(fi="Suomen ympäristökeskus", sv="Miljöcentral"))
    return person("Aino", Role.EXPERT, syke, title=TranslatedText(fi="Tutkija", sv="Forskare"))


def document(language="fi"):
    return profile_document(profiles().for_page().get(), language)


def test_an_empty_profile_is_a_name_and_a_day(aino):
    ProfileFactory(person=aino)
    printed = document()
    assert (printed.title, printed.subtitle) == ("Aino", "Tutkija, Suomen ympäristökeskus")
    assert printed.chapters == ()
    assert "2.11.2026" in printed.note


def test_each_part_becomes_a_chapter_in_the_language_asked_for(aino):
    profile = ProfileFactory(
        person=aino, about="Tutkin järviä.\n\nOpetan.", contact_about="vedet", languages=["fi"],
        open_to=["visit"], share_percent=20, starts_on=dt.date(2026, 12, 1),
        ends_before=dt.date(2027, 3, 1), agreed="yes", place="both", town="Oulu",
    )  # fmt: skip
    had = ProfileSkill.objects.create(
        profile=profile, level=Level.GUIDES,
        concept=SkillFactory(labels=TranslatedText(fi="näytteenotto", sv="provtagning")),
    )  # fmt: skip
    Evidence.objects.create(skill=had, text="Vesilaki", first_year=2022, last_year=2024)
    Evidence.objects.create(skill=had, text="Koulutin")
    for wanted in (False, True):
        label = TranslatedText(fi="tilastot", sv="statistik")
        ProfileSkill.objects.create(
            profile=profile, concept=SkillFactory(labels=label), is_wanted=wanted
        )
    theme = ThemeFactory(concept=ConceptFactory(labels=TranslatedText(fi="vedet", sv="vatten")))
    profile.themes.add(theme)
    about, skills, will, time = document().chapters
    assert about.paragraphs == ("Tutkin järviä.", "Opetan.")
    assert [value for _name, value in about.facts.rows] == ["vedet", "suomi"]
    assert skills.items == (
        Item("näytteenotto: Ohjaan muita", ("Vesilaki (2022–2024)", "Koulutin")),
        Item("tilastot"),
    )  # fmt: skip
    assert [value for _name, value in will.facts.rows][:2] == ["vedet", "tilastot"]
    assert [value for _name, value in time.facts.rows] == [
        "20 %, 1.12.2026–28.2.2027", "sovittu", "molemmilla tavoilla, Oulu",
    ]  # fmt: skip
    swedish = document("sv")
    assert swedish.subtitle == "Forskare, Miljöcentral"
    assert swedish.chapters[1].items[1] == Item("statistik")


def test_an_open_end_and_a_share_alone_are_said(aino):
    ProfileFactory(person=aino, share_percent=10, starts_on=dt.date(2026, 12, 1))
    (time,) = document().chapters
    assert time.facts.rows[0][1] == "10 %, 1.12.2026–"
    Profile.objects.update(starts_on=None)
    assert document().chapters[0].facts.rows[0][1] == "10 %"
