"""Suggested themes: what is suggested, with which reasons, and what stays untouched."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kytkin.audit.models import AuditEvent
from kytkin.common.texts import TranslatedText
from kytkin.exchange.vocabulary.rows import ConceptRow, uri_of
from kytkin.exchange.vocabulary.storing import store_concepts
from kytkin.matching.suggesting import suggest_themes
from kytkin.organisations.models import Role
from kytkin.preparations.actions import decide_theme
from kytkin.preparations.models import Origin, PreparationTheme, Standing
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import Concept, Scheme
from tests.factories import (
    NOW,
    OrganisationFactory,
    PreparationFactory,
    ThemeFactory,
    carry,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def vocabulary():
    labels = {
        "yso:p1": TranslatedText(fi="nuorisorikollisuus", sv="ungdomsbrottslighet"),
        "yso:p2": TranslatedText(fi="rikollisuus", sv="brottslighet"),
        "yso:p3": TranslatedText(fi="metsästys", sv="jakt"),
        "yso:p4": TranslatedText(fi="kyberturvallisuus"),
        "juho:p5": TranslatedText(fi="metsästys"),
    }
    store_concepts(
        [
            ConceptRow(
                uri_of(notation),
                Scheme(notation.split(":")[0]),
                texts,
                replaced_by=uri_of("yso:p3") if notation == "juho:p5" else "",
            )
            for notation, texts in labels.items()
        ]
    )


def preparation(name, language="fi", **fields):
    return PreparationFactory(name=TranslatedText({language: name}), **fields)


def themes_of(prepared, **condition):
    links = prepared.theme_links.filter(**condition).select_related("theme__concept")
    return {link.theme.concept.notation for link in links}


def test_inflected_word_of_the_name_suggests_its_subject():
    prepared = preparation("Nuorisorikollisuuden torjunta")
    suggest_themes(now=NOW)
    link = prepared.theme_links.get()
    assert link.theme.concept.notation == "yso:p1"
    assert (link.standing, link.origin) == (Standing.SUGGESTED, Origin.MATCHING)


def test_reasons_name_the_words_and_sum_to_the_weight():
    prepared = preparation(
        "Metsästyksen uudistus", objective=TranslatedText(fi="Metsästys uudistetaan.")
    )
    suggest_themes(now=NOW)
    link = prepared.theme_links.get()
    assert {(r["surface"], r["field"]) for r in link.reasons} == {
        ("Metsästyksen", "name"),
        ("Metsästys", "objective"),
    }
    assert sum(r["contribution"] for r in link.reasons) == pytest.approx(
        float(link.weight), abs=0.01
    )


def test_swedish_name_is_read_in_swedish():
    prepared = preparation("Förebyggande av ungdomsbrottslighet", "sv")
    suggest_themes(now=NOW)
    assert themes_of(prepared) == {"yso:p1"}


def test_preparation_without_any_theme_takes_the_best_of_the_weaker_ones():
    alone = preparation("Hallituksen esitys kyberturvallisuuslain muuttamiseksi")
    suggest_themes(now=NOW)
    assert themes_of(alone) == {"yso:p4"}


def test_preparation_with_a_theme_is_spared_the_weaker_ones():
    prepared = preparation("Hallituksen esitys kyberturvallisuuslain muuttamiseksi")
    carry(prepared, ThemeFactory())
    suggest_themes(now=NOW)
    assert not themes_of(prepared, origin=Origin.MATCHING)


def test_preparation_with_enough_keywords_gets_no_suggestions():
    prepared = preparation("Metsästyksen uudistus")
    for _ in range(3):
        carry(prepared, ThemeFactory())
    suggest_themes(now=NOW)
    assert not themes_of(prepared, origin=Origin.MATCHING)


def test_running_it_again_changes_nothing():
    preparation("Metsästyksen uudistus", keywords=["nuorisorikollisuus"])
    assert suggest_themes(now=NOW) == 1
    before = list(PreparationTheme.objects.order_by("pk").values())
    assert suggest_themes(now=NOW) == 0
    assert list(PreparationTheme.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.filter(action="themes_suggested").count() == 1


def test_rejected_theme_is_never_suggested_again():
    ministry = OrganisationFactory()
    prepared = preparation("Metsästyksen uudistus", setter=ministry)
    olli = person("Olli", Role.PREPARER, ministry)
    suggest_themes(now=NOW)
    decide_theme(
        preparation=prepared, notation="yso:p3", standing=Standing.REJECTED, by=olli, now=NOW
    )
    assert suggest_themes(now=NOW) == 0
    assert prepared.theme_links.get().standing == Standing.REJECTED


def test_free_words_become_themes_and_the_others_stay_words():
    prepared = preparation("Ohjelma", keywords=["rikollisuuden", "jokin muu"])
    suggest_themes(now=NOW)
    link = prepared.theme_links.get()
    assert (link.theme.concept.notation, link.origin) == ("yso:p2", Origin.EDITORIAL)
    assert link.standing == Standing.CONFIRMED
    prepared.refresh_from_db()
    assert prepared.keywords == ["rikollisuuden", "jokin muu"]


def test_free_word_finds_the_current_subject_not_the_replaced_one():
    prepared = preparation("Ohjelma", keywords=["metsästys"])
    suggest_themes(now=NOW)
    assert themes_of(prepared) == {"yso:p3"}


def test_block_of_default_keywords_shares_one_vote():
    habit = [ThemeFactory() for _ in range(4)]
    own = ThemeFactory()
    prepared = [preparation(f"Hanke {n}") for n in range(6)]
    for one in prepared:
        for theme in habit:
            carry(one, theme)
    carry(prepared[0], own)
    suggest_themes(now=NOW)
    weights = dict(prepared[0].theme_links.values_list("theme_id", "weight"))
    assert {weights[theme.pk] for theme in habit} == {Decimal("0.250")}
    assert weights[own.pk] == 1


def test_progress_is_told_for_each_preparation():
    for number in range(3):
        preparation(f"Hanke {number}")
    steps = []
    suggest_themes(now=NOW, progress=steps.append)
    assert steps == [1, 1, 1]


def test_theme_that_exists_is_used_again():
    theme = Theme.objects.create(concept=Concept.objects.get(notation="yso:p3"))
    prepared = preparation("Metsästyksen uudistus")
    suggest_themes(now=NOW)
    assert prepared.theme_links.get().theme == theme
