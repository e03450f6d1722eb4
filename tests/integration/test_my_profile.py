"""My profile in the browser's terms: from a pasted paragraph to what others see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kytkin.common.texts import TranslatedText
from kytkin.matching import skills as matching
from kytkin.notifications.models import Follow, FollowKind
from kytkin.organisations.models import Role
from kytkin.people.actions import add_skills, open_profile
from kytkin.people.models import Audience, Evidence, Level, Profile, ProfileSkill
from kytkin.preparations.models import Publicity
from kytkin.vocabulary.models import ConceptLabel
from kytkin.web.people.skills_form import key_of
from tests.factories import (
    NOW,
    ConceptFactory,
    OrganisationFactory,
    PreparationFactory,
    ProfileFactory,
    SkillFactory,
    ThemeFactory,
    person,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("my_profile")


@pytest.fixture
def aino(client):
    user = person("Aino", Role.EXPERT, OrganisationFactory(code="SYKE"))
    client.force_login(user)
    return user


@pytest.fixture
def vocabulary():
    """Two skills to find, read anew by the tagger."""
    matching._tagger.cache_clear()
    yield [
        SkillFactory(labels=TranslatedText(fi=fi, sv=sv, en=en))
        for fi, sv, en in (
            ("projektinhallinta", "projektledning", "project management"),
            ("vesistöjen seuranta", "övervakning av vattendrag", "monitoring of waters"),
        )
    ]
    matching._tagger.cache_clear()


def part(section):
    return reverse("profile_section", args=[section])


def sent(client, section, **fields):
    version = Profile.objects.get().version
    data = {"version": version, "audience": "state", **fields}
    return client.post(part(section), data, follow=True)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Vastaan vesistöjen seurannasta ja projektinhallinnasta.", "projektinhallinnasta"),
        ("Jag ansvarar för övervakning av vattendrag och projektledning.", "projektledning"),
        ("I am in charge of monitoring of waters and of project management.", "management"),
    ],
)
def test_a_pasted_paragraph_gives_skills_with_the_words_that_caused_them(
    client, aino, vocabulary, text, word
):
    page = client.post(reverse("find_skills"), {"text": text}).content.decode()
    assert "projektinhallinta" in page
    assert "vesistöjen seuranta" in page
    assert word in page
    assert not ProfileSkill.objects.exists()


def test_only_ticked_skills_are_kept_and_nothing_of_the_text(client, aino, vocabulary):
    client.get(PAGE)
    first, second = vocabulary
    data = {"add": "had", "skill": [first.pk, "x"], f"level_{first.pk}": "2"}
    answer = client.post(reverse("find_skills"), data, follow=True)
    assert answer.redirect_chain[-1][0] == part("skills")
    held = ProfileSkill.objects.get()
    assert (held.concept, held.level, held.is_wanted) == (first, Level.ALONE, False)
    client.post(reverse("find_skills"), {"add": "wanted", "skill": [second.pk]})
    assert ProfileSkill.objects.get(concept=second).is_wanted
    text = "Vastaan vesistöjen seurannasta ja projektinhallinnasta."
    page = client.post(reverse("find_skills"), {"text": text}).content.decode()
    assert "jo profiilissasi" in page


def test_a_text_without_skills_and_no_tick_say_what_to_do(client, aino, vocabulary):
    page = client.post(reverse("find_skills"), {"text": "xyzzy"}).content.decode()
    assert "ei löytynyt" in page
    assert (
        "Kirjoita tai liitä" in client.post(reverse("find_skills"), {"text": ""}).content.decode()
    )
    answer = client.post(reverse("find_skills"), {"add": "had"}, follow=True)
    assert "ei valittu" in answer.content.decode()
    other = ConceptFactory()
    answer = client.post(reverse("find_skills"), {"add": "had", "skill": [other.pk]}, follow=True)
    assert "ei ole enää sanastossa" in answer.content.decode()


def test_each_part_is_told_and_stands_on_the_profile(client, aino):
    client.get(PAGE)
    theme = ThemeFactory(concept=ConceptFactory(labels=TranslatedText(fi="vesistöt")))
    ConceptLabel.objects.create(
        concept=theme.concept, language="fi", text="vesistöt", key="vesistö"
    )
    skill = SkillFactory(labels=TranslatedText(fi="näytteenotto"))
    add_skills(levels={skill.pk: None}, wanted=False, by=aino, now=NOW)
    held = ProfileSkill.objects.get()
    sent(client, "about", about="Tutkin järviä", contact_about="rehevöityminen", languages=["fi"])
    sent(client, "skills", **{f"keep_{held.pk}": "on", f"level_{held.pk}": "3",
                              f"text_{held.pk}_0": "Vesilaki 2024"})  # fmt: skip
    sent(client, "will", open_to=["visit"], new_theme="Vesistöt")
    sent(client, "time", share_percent="20", starts_on="2026-12-01", ends_on="2027-02-28",
         agreed="yes", place="both", town="Jyväskylä", away_from="2026-12-21",
         away_to="2027-01-06")  # fmt: skip
    page = client.get(PAGE).content.decode()
    for told in ("Tutkin järviä", "rehevöityminen", "suomi", "näytteenotto", "Vesilaki 2024",
                 "vesistöt", "lyhyt tutustuminen", "20 %", "1.12.2026–28.2.2027", "Jyväskylä",
                 "21.12.2026–6.1.2027"):  # fmt: skip
        assert told in page, told
    sent(client, "time", share_percent="", agreed="not_yet")
    assert Profile.objects.get().share_percent is None
    assert not Profile.objects.get().away.exists()


@pytest.fixture
def held(client, aino):
    """A skill on Aino's profile."""
    client.get(PAGE)
    add_skills(levels={SkillFactory().pk: None}, wanted=False, by=aino, now=NOW)
    return ProfileSkill.objects.get().pk


def test_evidence_is_told_piece_by_piece_and_links_to_its_preparation(client, aino, held):
    matter = PreparationFactory(name=TranslatedText(fi="Vesilain uudistus"))
    first = {f"keep_{held}": "on", f"text_{held}_0": "Arvioin vaikutukset",
             f"first_year_{held}_0": "2024", f"last_year_{held}_0": "2025",
             f"preparation_{held}_0": matter.register_id}  # fmt: skip
    sent(client, "skills", **first)
    sent(client, "skills", **first, **{f"text_{held}_1": "Koulutin kuntia"})
    assert [one.text for one in Evidence.objects.order_by("pk")] == [
        "Arvioin vaikutukset", "Koulutin kuntia",
    ]  # fmt: skip
    page = client.get(PAGE).content.decode()
    for told in ("2024–2025", "Vesilain uudistus", matter.get_absolute_url(), "Koulutin kuntia"):
        assert told in page, told
    sent(client, "skills", **{f"keep_{held}": "on", f"text_{held}_1": "Koulutin kuntia"})
    assert Evidence.objects.get().text == "Koulutin kuntia"


def test_a_preparation_that_the_reader_does_not_see_is_not_named(client, aino, held):
    hidden = PreparationFactory(
        publicity=Publicity.NOT_YET_PUBLIC, name=TranslatedText(fi="Salattu hanke")
    )
    skill = ProfileSkill.objects.get()
    Evidence.objects.create(skill=skill, text="Arvioin", preparation=hidden.key)
    Profile.objects.update(skills_audience=Audience.STATE)
    page = client.get(Profile.objects.get().get_absolute_url()).content.decode()
    assert "Arvioin" in page
    assert "Salattu hanke" not in page
    kept = {f"keep_{held}": "on", f"text_{held}_0": "Arvioin uudelleen",
            f"preparation_{held}_0": hidden.key}  # fmt: skip
    sent(client, "skills", **kept)
    assert Evidence.objects.get().preparation == hidden.key


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"text": "A", "last_year": "2024"}, "first_year"),
        ({"text": "A", "first_year": "2024", "last_year": "2023"}, "last_year"),
        ({"text": "A", "first_year": "1800"}, "first_year"),
        ({"text": "A", "preparation": "OM999:00/1999"}, "preparation"),
        ({"first_year": "2024"}, "text"),
    ],
)
def test_evidence_that_is_wrong_is_said_at_its_field_and_nothing_is_kept(client, held, said, error):
    fields = {f"{part}_{held}_0": value for part, value in said.items()}
    answer = sent(client, "skills", **{f"keep_{held}": "on"}, **fields)
    assert list(answer.context["form"].errors) == [f"{error}_{held}_0"]
    assert not Evidence.objects.exists()


def test_a_preparation_is_known_by_its_number_key_or_address():
    for said in ("OM083:00/2023", " OM083-00-2023 ", "http://x/fi/preparations/OM083-00-2023/"):
        assert key_of(said) == "OM083-00-2023"


def test_followed_themes_are_offered_and_unticked_ones_go(client, aino):
    client.get(PAGE)
    theme = ThemeFactory(concept=ConceptFactory(labels=TranslatedText(fi="metsät")))
    Follow.objects.create(
        user=aino, kind=FollowKind.THEME, target=theme.concept.notation, created_at=NOW
    )
    skill = SkillFactory()
    add_skills(levels={skill.pk: None}, wanted=True, by=aino, now=NOW)
    assert "metsät" in client.get(part("will")).content.decode()
    sent(client, "will", themes=[theme.pk], wanted=[ProfileSkill.objects.get().pk])
    assert list(Profile.objects.get().themes.all()) == [theme]
    assert ProfileSkill.objects.exists()
    sent(client, "will")
    assert not Profile.objects.get().themes.exists()
    assert not ProfileSkill.objects.exists()


@pytest.mark.parametrize(
    ("section", "fields", "error"),
    [
        ("time", {"starts_on": "2026-12-02", "ends_on": "2026-12-01", "agreed": "yes"},
         "Viimeinen päivä on ennen ensimmäistä"),
        ("time", {"away_from": "2026-12-02", "agreed": "yes"}, "Kerro poissaolosta sekä"),
        ("time", {"away_to": "2026-12-02", "agreed": "yes"}, "Kerro poissaolosta sekä"),
        ("will", {"new_theme": "sellaista ei ole"}, "ei ole teemaa nimeltä"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(client, aino, section, fields, error):
    client.get(PAGE)
    assert error in sent(client, section, **fields).content.decode()
    assert Profile.objects.get().version == 1


def test_another_window_is_told(client, aino):
    client.get(PAGE)
    sent(client, "about", about="Ensin")
    data = {"version": 1, "audience": "me", "about": "Toisesta ikkunasta"}
    assert "toisessa ikkunassa" in client.post(part("about"), data).content.decode()
    assert Profile.objects.get().about == "Ensin"


def test_a_profile_is_confirmed_and_erased_only_when_sure(client, aino):
    ProfileFactory(person=aino, confirmed_at=NOW.replace(year=2020))
    assert "Yli vuosi" in client.get(PAGE).content.decode()
    client.post(PAGE, {"act": "confirm"})
    assert "Yli vuosi" not in client.get(PAGE).content.decode()
    assert "Merkitse" in client.post(PAGE, {"act": "erase"}, follow=True).content.decode()
    assert Profile.objects.exists()
    number = Profile.objects.get().pk
    client.post(PAGE, {"act": "erase", "sure": "1"})
    assert client.get(reverse("person", args=[number])).status_code == 404
    assert client.post(PAGE, {"act": "other"}).status_code == 404


def test_others_see_only_what_is_for_them_and_the_preview_shows_the_same(client, aino):
    elin = person("Elin", Role.EXPERT, OrganisationFactory(code="EVK"), language="sv")
    profile = ProfileFactory(
        person=elin, about="Kaikille", about_audience=Audience.STATE, share_percent=20,
        time_audience=Audience.CONNECTORS,
    )  # fmt: skip
    page = reverse("person", args=[profile.pk])
    seen = client.get(page).content.decode()
    assert "Kaikille" in seen
    assert "20 %" not in seen
    assert client.get(page, {"as": "connectors"}).content.decode().count("20 %") == 0
    client.force_login(elin)
    assert "20 %" in client.get(page).content.decode()
    assert "20 %" in client.get(page, {"as": "connectors"}).content.decode()
    preview = client.get(page, {"as": "state"}).content.decode()
    assert "Kaikille" in preview
    assert "20 %" not in preview
    Profile.objects.update(is_protected=True)
    assert "Kaikille" not in client.get(page, {"as": "connectors"}).content.decode()


def test_own_data_holds_the_profile(client, aino):
    assert client.get(reverse("my_data")).json()["profile"] is None
    open_profile(by=aino, now=NOW)
    skill = SkillFactory(labels=TranslatedText(fi="näytteenotto"))
    add_skills(levels={skill.pk: None}, wanted=False, by=aino, now=NOW)
    held = client.get(reverse("my_data")).json()["profile"]
    assert held["skills"][0]["name"] == "näytteenotto"


def test_the_pages_take_a_constant_number_of_queries(client, aino, django_assert_max_num_queries):
    open_profile(by=aino, now=NOW)
    for _round in range(2):
        levels = {SkillFactory().pk: None for _skill in range(8)}
        add_skills(levels=levels, wanted=False, by=aino, now=NOW)
        Profile.objects.get().themes.add(ThemeFactory(), ThemeFactory())
        with django_assert_max_num_queries(16):
            client.get(PAGE)
        with django_assert_max_num_queries(14):
            client.get(Profile.objects.get().get_absolute_url())
