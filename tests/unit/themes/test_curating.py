"""Curating phenomena: what connectors do, and what is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.common.texts import TranslatedText
from kytkin.notifications.models import Follow, FollowKind
from kytkin.organisations.models import Role
from kytkin.themes.actions import (
    PhenomenonContent,
    PhenomenonIncomplete,
    PhenomenonNotCurrent,
    create_phenomenon,
    edit_phenomenon,
    merge_phenomena,
    supersede_phenomenon,
)
from kytkin.themes.models import Phenomenon
from kytkin.themes.queries import phenomena, successor_of
from tests.factories import (
    NOW,
    ConceptFactory,
    OrganisationFactory,
    PhenomenonFactory,
    ThemeFactory,
    person,
    within,
)

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def connector():
    return person("Kaisa", Role.CONNECTOR, OrganisationFactory())


@pytest.fixture
def content():
    ConceptFactory(notation="yso:p1")
    ConceptFactory(notation="yso:p2")
    return PhenomenonContent(
        title=TranslatedText(fi="Yksinäisyys", sv="Ensamhet", en="Loneliness of the old"),
        description=TranslatedText(fi="Kuvaus", sv="Beskrivning"),
        themes={"yso:p1": Decimal(1), "yso:p2": Decimal("0.5")},
        search_words={"fi": [" erakko ", "erakko", ""], "sv": []},
    )


def weights(phenomenon):
    links = phenomenon.theme_links.select_related("theme__concept")
    return {link.theme.concept.notation: link.weight for link in links}


def follow(user, phenomenon):
    return Follow.objects.create(
        user=user, kind=FollowKind.PHENOMENON, target=phenomenon.code, created_at=NOW
    )


def followers(phenomenon):
    follows = Follow.objects.filter(kind=FollowKind.PHENOMENON, target=phenomenon.code)
    return set(follows.values_list("user__name", flat=True))


def test_connector_creates_a_phenomenon_over_themes(connector, content):
    made = create_phenomenon(content=content, by=connector, now=NOW)
    assert made.code == "loneliness-of-the-old"
    assert weights(made) == {"yso:p1": Decimal(1), "yso:p2": Decimal("0.5")}
    assert made.search_words == {"fi": ["erakko"]}
    assert AuditEvent.objects.get().object_id == "loneliness-of-the-old"


def test_taken_code_gets_a_number(connector, content):
    codes = [create_phenomenon(content=content, by=connector, now=NOW).code for _ in range(3)]
    assert codes == [
        "loneliness-of-the-old", "loneliness-of-the-old-2", "loneliness-of-the-old-3",
    ]  # fmt: skip


def test_title_without_letters_still_gets_a_code(connector, content):
    bare = replace(content, title=TranslatedText(fi="?", sv="!"))
    assert create_phenomenon(content=bare, by=connector, now=NOW).code == "phenomenon"


def test_code_can_be_chosen(connector, content):
    assert create_phenomenon(content=content, code="lonely", by=connector, now=NOW).code == "lonely"


def test_replaced_theme_is_followed_and_counted_once(connector, content):
    ConceptFactory(notation="juho:p9", replaced_by=ConceptFactory(notation="yso:p3"))
    both = replace(content, themes={"juho:p9": Decimal("0.5"), "yso:p3": Decimal("0.2")})
    made = create_phenomenon(content=both, by=connector, now=NOW)
    assert weights(made) == {"yso:p3": Decimal("0.5")}


@pytest.mark.parametrize("role", [Role.EXPERT, Role.PREPARER, Role.ADMINISTRATOR])
def test_others_than_connectors_create_nothing(role, content):
    with pytest.raises(NotAllowed):
        create_phenomenon(content=content, by=person("A", role, OrganisationFactory()), now=NOW)
    assert not Phenomenon.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"title": TranslatedText(fi="Vain suomeksi")},
        {"description": TranslatedText(sv="Bara svenska")},
        {"themes": {}},
        {"themes": {"yso:p404": Decimal(1)}},
        {"themes": {"yso:p1": Decimal(0)}},
        {"themes": {"yso:p1": Decimal("1.01")}},
    ],
)
def test_incomplete_phenomenon_is_refused(connector, content, change):
    with pytest.raises(PhenomenonIncomplete):
        create_phenomenon(content=replace(content, **change), by=connector, now=NOW)


def test_theme_without_a_label_is_refused_by_name(connector, content):
    ConceptFactory(notation="yso:p5", labels={})
    with pytest.raises(PhenomenonIncomplete, match="yso:p5"):
        create_phenomenon(
            content=replace(content, themes={"yso:p5": Decimal(1)}), by=connector, now=NOW
        )


def test_edit_changes_texts_and_themes_and_moves_the_version(connector, content):
    made = create_phenomenon(content=content, by=connector, now=NOW)
    ConceptFactory(notation="yso:p3")
    new = replace(
        content,
        title=TranslatedText(fi="Uusi", sv="Ny"),
        themes={"yso:p1": Decimal("0.5"), "yso:p3": Decimal(1)},
    )
    edited = edit_phenomenon(phenomenon=made, version=1, content=new, by=connector, now=LATER)
    edited.refresh_from_db()
    assert (edited.title["fi"], edited.version, edited.updated_at) == ("Uusi", 2, LATER)
    assert weights(edited) == {"yso:p1": Decimal("0.5"), "yso:p3": Decimal(1)}
    assert AuditEvent.objects.latest("sequence").details["changed"] == ["title", "themes"]


def test_edit_that_changes_nothing_leaves_the_version(connector, content):
    made = create_phenomenon(content=content, by=connector, now=NOW)
    edit_phenomenon(phenomenon=made, version=1, content=content, by=connector, now=LATER)
    made.refresh_from_db()
    assert (made.version, made.updated_at) == (1, NOW)
    assert AuditEvent.objects.count() == 1


def test_edit_over_a_newer_version_is_refused(connector, content):
    made = create_phenomenon(content=content, by=connector, now=NOW)
    new = replace(content, search_words={})
    edit_phenomenon(phenomenon=made, version=1, content=new, by=connector, now=LATER)
    with pytest.raises(StaleVersion):
        edit_phenomenon(phenomenon=made, version=1, content=content, by=connector, now=LATER)


def test_expert_edits_nothing(connector, content):
    made = create_phenomenon(content=content, by=connector, now=NOW)
    aino = person("Aino", Role.EXPERT, OrganisationFactory())
    with pytest.raises(NotAllowed):
        edit_phenomenon(phenomenon=made, version=1, content=content, by=aino, now=LATER)


def test_superseded_phenomenon_is_not_edited(connector, content):
    old = PhenomenonFactory(superseded_by=PhenomenonFactory())
    with pytest.raises(PhenomenonNotCurrent):
        edit_phenomenon(phenomenon=old, version=1, content=content, by=connector, now=LATER)


def test_merge_unites_themes_and_search_words(connector):
    kept = PhenomenonFactory(search_words={"fi": ["yksi"]})
    merged = PhenomenonFactory(search_words={"fi": ["kaksi"], "en": ["two"]})
    shared, only = ThemeFactory(), ThemeFactory()
    within(kept, shared)
    kept.theme_links.update(weight=Decimal("0.5"))
    within(merged, shared, only)
    merge_phenomena(kept=kept, merged=merged, by=connector, now=LATER)
    kept.refresh_from_db()
    assert weights(kept) == {
        shared.concept.notation: Decimal(1),
        only.concept.notation: Decimal(1),
    }
    assert kept.search_words["fi"] == ["yksi", "kaksi", merged.title["fi"]]
    assert "two" in kept.search_words["en"]


def test_merge_moves_followers_and_nobody_follows_twice(connector):
    kept, merged = PhenomenonFactory(), PhenomenonFactory()
    aino, elin = (person(n, Role.EXPERT, OrganisationFactory()) for n in ("Aino", "Elin"))
    follow(aino, kept)
    follow(aino, merged)
    follow(elin, merged)
    merge_phenomena(kept=kept, merged=merged, by=connector, now=LATER)
    assert followers(kept) == {"Aino", "Elin"}
    assert followers(merged) == set()
    assert AuditEvent.objects.get().details == {"merged": merged.code, "followers_moved": 1}


def test_merged_page_leads_to_the_kept_one_also_from_further_back(connector):
    first, second, third = PhenomenonFactory(), PhenomenonFactory(), PhenomenonFactory()
    merge_phenomena(kept=second, merged=first, by=connector, now=NOW)
    merge_phenomena(kept=third, merged=second, by=connector, now=LATER)
    first.refresh_from_db()
    assert first.superseded_by == third
    assert successor_of(first) == third
    assert list(phenomena().current()) == [third]


def test_supersede_moves_followers_and_leaves_the_successor_as_it_is(connector):
    old, new = PhenomenonFactory(), PhenomenonFactory()
    within(old, ThemeFactory())
    follow(person("Elin", Role.EXPERT, OrganisationFactory()), old)
    supersede_phenomenon(old=old, successor=new, by=connector, now=LATER)
    old.refresh_from_db()
    new.refresh_from_db()
    assert old.superseded_by == new
    assert (new.version, weights(new), followers(new)) == (1, {}, {"Elin"})


def test_phenomenon_cannot_take_its_own_place(connector):
    one = PhenomenonFactory()
    with pytest.raises(PhenomenonNotCurrent):
        supersede_phenomenon(old=one, successor=one, by=connector, now=LATER)


def test_superseded_phenomenon_can_neither_keep_nor_be_merged(connector):
    current, old = PhenomenonFactory(), PhenomenonFactory(superseded_by=PhenomenonFactory())
    for kept, merged in ((current, old), (old, current)):
        with pytest.raises(PhenomenonNotCurrent):
            merge_phenomena(kept=kept, merged=merged, by=connector, now=LATER)


@pytest.mark.parametrize("role", [Role.EXPERT, Role.PREPARER, Role.ADMINISTRATOR])
def test_others_than_connectors_neither_merge_nor_supersede(role):
    one, other = PhenomenonFactory(), PhenomenonFactory()
    somebody = person("Oskari", role, OrganisationFactory())
    with pytest.raises(NotAllowed):
        merge_phenomena(kept=one, merged=other, by=somebody, now=LATER)
    with pytest.raises(NotAllowed):
        supersede_phenomenon(old=one, successor=other, by=somebody, now=LATER)
    assert phenomena().current().count() == 2
