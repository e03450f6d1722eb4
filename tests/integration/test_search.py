"""Finding, the same on both databases: words, compounds, mistakes, numbers, other languages."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from kytkin.common.texts import TranslatedText
from kytkin.exchange.vocabulary.storing import label_rows
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Preparation, Publicity, State
from kytkin.search import index
from kytkin.search.models import DocumentKind, SearchDocument, SearchWord
from kytkin.search.queries import find
from kytkin.search.warming import warm_up
from kytkin.vocabulary.models import ConceptLabel
from tests.factories import (
    NOW,
    ConceptFactory,
    PhenomenonFactory,
    PreparationFactory,
    ThemeFactory,
    branch,
    carry,
    within,
)

pytestmark = pytest.mark.django_db


def theme(notation, **labels):
    made = ThemeFactory(concept=ConceptFactory(notation=notation, labels=TranslatedText(labels)))
    ConceptLabel.objects.bulk_create(label_rows(made.concept))
    return made


@pytest.fixture
def world():
    om = branch("OM", 0, name=TranslatedText(fi="Oikeusministeriö", sv="Justitieministeriet"))
    crime = theme(
        "yso:p1", fi="nuorisorikollisuus", sv="ungdomsbrottslighet", en="juvenile delinquency"
    )
    wind = theme("yso:p2", fi="tuulivoimalat", sv="vindkraftverk", en="wind farms")
    phenomenon = PhenomenonFactory(
        code="youth-crime",
        title=TranslatedText(fi="Nuorten rikokset", sv="Ungas brott", en="Youth crime"),
        search_words={"fi": ["katujengit"], "sv": ["gatugäng"], "en": ["street gangs"]},
    )
    within(phenomenon, crime)
    first = PreparationFactory(
        key="OM001-00-2026",
        setter=om,
        name=TranslatedText(fi="Jengirikollisuutta ehkäisevä toimenpideohjelma"),
    )
    carry(first, crime)
    first.numbers.create(kind="case", number="VN/24165/2023")
    first.numbers.create(kind="bill", number="HE 149/2025")
    second = PreparationFactory(
        key="OM002-00-2026", setter=om, name=TranslatedText(fi="Merituulivoiman luvat")
    )
    carry(second, wind)
    PreparationFactory(
        key="OM003-00-2026", setter=om, name=TranslatedText(fi="Kalastusasetuksen muutos")
    )
    index.rebuild(now=NOW)
    return first


def keys(query, language="fi"):
    return find(query, language=language).targets(DocumentKind.PREPARATION)


@pytest.mark.parametrize(
    "query",
    [
        "jengirikollisuus",
        "missä valmistellaan jengirikollisuuden torjuntaa?",
        "nuorisorikollisuudesta",
        "OM001:00/2026",
        "om001-00-2026",
        "VN/24165/2023",
        "24165/2023",
        "HE 149/2025",
        "he149/2025",
        "RP 149/2025",
        "nuorisoriikollisuus",
        "jengirikol",
    ],
)
def test_question_in_finnish_finds_the_preparation(world, query):
    assert keys(query)[0] == "OM001-00-2026"


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("ungdomsbrottslighet", "ungdomsbrottslighet"),
        ("juvenile delinquency", "juvenile delinquency"),
    ],
)
def test_subject_in_another_language_is_found_and_said(world, query, asked):
    found = find(query, language="sv")
    hit = next(hit for hit in found.hits if hit.target == "OM001-00-2026")
    assert [(bridge.asked, bridge.found) for bridge in hit.bridges] == [
        (asked, "nuorisorikollisuus")
    ]


def test_first_part_before_a_craft_word_is_the_subject(world):
    assert keys("vindkraftverkslagen", "sv")[0] == "OM002-00-2026"


def test_search_words_of_a_phenomenon_count_in_each_language(world):
    for query, language in (("katujengit", "fi"), ("gatugäng", "sv"), ("street gangs", "en")):
        assert find(query, language=language).hits[0].target == "youth-crime"


def test_phenomenon_may_stand_first_but_preparations_follow_at_once(world):
    kinds = [hit.kind for hit in find("nuorisorikollisuus").hits[:3]]
    assert DocumentKind.PREPARATION in kinds[:2]


def test_mended_words_are_told(world):
    assert find("nuorisoriikollisuus").understanding.corrections == (
        ("nuorisoriikollisuus", "nuorisorikollisuus"),
    )


def test_words_of_the_craft_weigh_little_beside_a_subject(world):
    assert keys("tuulivoiman muutos")[0] == "OM002-00-2026"


@pytest.mark.parametrize(
    "query", ["", "   ", "?", "ja", "zzzzqqqq", "'; DROP TABLE x; --", "\x00", '"*(']
)
def test_nothing_sensible_finds_nothing_and_breaks_nothing(world, query):
    assert keys(query) == []


def test_same_question_gives_the_same_answer_every_time(world):
    answers = [[(h.target, h.score) for h in find("rikollisuus").hits] for _round in range(3)]
    assert answers[0] == answers[1] == answers[2]


def test_index_follows_a_change_of_name(world):
    Preparation.objects.filter(pk=world.pk).update(name={"fi": "Vesihuoltolain uudistus"})
    index.update(DocumentKind.PREPARATION, [world.key])
    assert keys("vesihuolto") == [world.key]
    assert SearchDocument.objects.get(target=world.key).title_words.startswith("vesihuoltolaki")


def test_index_forgets_what_is_gone(world):
    before = index.version()
    Preparation.objects.filter(key="OM003-00-2026").delete()
    index.update(DocumentKind.PREPARATION, ["OM003-00-2026"])
    assert not SearchDocument.objects.filter(target="OM003-00-2026").exists()
    assert index.version() == before + 1


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (DocumentKind.ORGANISATION, "OM"),
        (DocumentKind.THEME, "yso:p1"),
        (DocumentKind.PHENOMENON, "youth-crime"),
    ],
)
def test_every_kind_can_be_indexed_alone(world, kind, target):
    SearchDocument.objects.filter(kind=kind).delete()
    index.update(kind, [target])
    assert SearchDocument.objects.filter(kind=kind, target=target).count() == 1


def test_rebuilding_twice_gives_the_same_index(world):
    def content():
        return list(
            SearchDocument.objects.order_by("kind", "target").values_list(
                "kind", "target", "title_words"
            )
        )

    before, words = content(), SearchWord.objects.count()
    index.rebuild(now=NOW)
    assert (content(), SearchWord.objects.count()) == (before, words)


def test_superseded_phenomenon_is_not_found(world):
    from kytkin.themes.models import Phenomenon

    old = PhenomenonFactory(code="old", title=TranslatedText(fi="Vanha ilmiönimi"))
    old.superseded_by = Phenomenon.objects.get(code="youth-crime")
    old.save()
    index.rebuild(now=NOW)
    assert "old" not in find("ilmiönimi").targets(DocumentKind.PHENOMENON)


def test_page_shows_cards_facets_pills_and_the_count(client, world, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        page = client.get("/fi/search/?q=nuorisorikollisuus&branch=OM")
    text = page.content.decode()
    assert "Jengirikollisuutta" in text
    assert [pill.label for pill in page.context["pills"]] == ["Hallinnonala: OM"]
    assert page.context["results"].total == 1


def test_page_says_through_which_subject_it_found(client, world):
    text = client.get("/sv/search/?q=ungdomsbrottslighet").content.decode()
    assert "ungdomsbrottslighet = nuorisorikollisuus" in text


def test_page_without_hits_says_what_to_do_next(client, world):
    text = client.get("/en/search/?q=zzzzqqqq").content.decode()
    assert "Try another word" in text


def test_not_yet_public_preparation_is_not_found_by_others(client, world):
    Preparation.objects.update(publicity=Publicity.NOT_YET_PUBLIC)
    page = client.get("/fi/search/?q=jengirikollisuus")
    assert page.context["results"].total == 0
    assert isinstance(page.wsgi_request.user, AnonymousUser)


def test_list_is_narrowed_by_state_and_shown_by_name(client, world):
    Preparation.objects.filter(key="OM003-00-2026").update(state=State.ENDED)
    page = client.get("/fi/preparations/?state=KAYNNISSA&sort=name")
    names = [str(result.card.name) for result in page.context["results"].cards]
    assert names == sorted(names, key=str.casefold)
    assert len(names) == 2


def test_warming_up_loads_the_words_of_the_index(world, monkeypatch):
    closed = []
    monkeypatch.setattr("kytkin.search.warming.connection.close", lambda: closed.append(True))
    warm_up()
    assert closed == [True]
    assert Organisation.objects.exists()
