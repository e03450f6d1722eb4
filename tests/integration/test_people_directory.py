"""The directory finds people by what each shows to the reader, and says why."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Membership, OrganisationKind, Role
from kytkin.people.finding import people_found, words_of
from kytkin.people.models import Audience, Profile, ProfileSkill, Section
from kytkin.people.permissions import sections_seen
from kytkin.people.queries import seen_by
from kytkin.vocabulary.models import ConceptLabel
from tests.factories import (
    NOW,
    ConceptFactory,
    OrganisationFactory,
    ProfileFactory,
    SkillFactory,
    ThemeFactory,
    UserFactory,
    branch,
    person,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("people")


def named(concept, **labels):
    for language, text in labels.items():
        ConceptLabel.objects.create(concept=concept, language=language, text=text, key=text)
    return concept


@pytest.fixture
def house():
    """Elin tells of a skill and a theme, each to its own audience; four look at her."""
    ym = branch("YM", 3)
    syke = OrganisationFactory(code="SYKE", kind=OrganisationKind.AGENCY, parent=ym)
    elin = person("Elin", Role.EXPERT, syke)
    labels = {"fi": "vesiekologia", "sv": "vattenekologi", "en": "aquatic ecology"}
    skill = named(SkillFactory(labels=TranslatedText(**labels)), **labels)
    theme = ThemeFactory(
        concept=named(ConceptFactory(labels=TranslatedText(fi="rehevöityminen")),
                      fi="rehevöityminen")
    )  # fmt: skip
    profile = ProfileFactory(
        person=elin, about="Järvien tutkija", about_audience=Audience.STATE,
        skills_audience=Audience.CONNECTORS, will_audience=Audience.SUPERVISOR,
    )  # fmt: skip
    profile.themes.add(theme)
    ProfileSkill.objects.create(profile=profile, concept=skill)
    return {
        "elin": elin,
        "profile": profile,
        "syke": syke,
        "supervisor": person("Oskari", Role.SUPERVISOR, syke),
        "connector": person("Kaisa", Role.CONNECTOR, branch("OM", 0)),
        "expert": person("Simo", Role.EXPERT, branch("SM", 1)),
        "outsider": UserFactory(),
    }


def found(question, visitor, **more):
    finding = people_found(question, visitor=visitor, **more)
    return [
        (one.profile.person.name, [str(reason.section) for reason in one.reasons])
        for one in finding.matches(finding.numbers())
    ]


@pytest.mark.parametrize(
    ("question", "seen_by_whom"),
    [
        ("Järvien", {"elin", "supervisor", "connector", "expert"}),
        ("vesieko", {"elin", "supervisor", "connector"}),
        ("vattenekologi", {"elin", "supervisor", "connector"}),
        ("aquatic", {"elin", "supervisor", "connector"}),
        ("rehevöityminen", {"elin", "supervisor"}),
        ("tuntematon", set()),
        ("", {"elin", "supervisor", "connector", "expert"}),
    ],
)
def test_only_what_the_reader_sees_finds_a_person(house, question, seen_by_whom):
    readers = ("elin", "supervisor", "connector", "expert", "outsider")
    assert {who for who in readers if found(question, house[who])} == seen_by_whom


def test_the_condition_for_many_agrees_with_that_for_one(house):
    for audience in Audience:
        for protected in (False, True):
            Profile.objects.update(
                is_protected=protected,
                **{f"{section}_audience": audience for section in Section},
            )
            for who in ("elin", "supervisor", "connector", "expert", "outsider"):
                visitor = type(house[who]).objects.get(pk=house[who].pk)
                for section in Section:
                    many = Profile.objects.filter(seen_by(visitor, section)).exists()
                    one = section in sections_seen(visitor, Profile.objects.get())
                    assert many == one, (audience, protected, who, section)


def test_any_word_is_enough_and_those_with_more_stand_first(house):
    other = ProfileFactory(
        person=person("Aino", Role.EXPERT, house["syke"]),
        about="Vesistöjen tutkija", about_audience=Audience.STATE,
    )  # fmt: skip
    people = found("tutkija, vesiekologia, tutkija", house["connector"])
    assert people == [("Elin", ["about", "skills"]), ("Aino", ["about"])]
    assert found("tutkija", house["expert"]) == [("Aino", ["about"]), ("Elin", ["about"])]
    other.person.is_active = False
    other.person.save()
    assert found("tutkija", house["expert"]) == [("Elin", ["about"])]


def test_an_organisation_narrows_with_all_below_it(house):
    assert found("tutkija", house["expert"], within=house["syke"].parent)
    assert not found("tutkija", house["expert"], within=OrganisationFactory())


def test_words_are_parted_by_commas_and_few():
    assert words_of(" vesi ,  ilma  ja maa,vesi, x ") == ("vesi", "ilma ja maa")
    assert len(words_of(",".join(f"sana{number}" for number in range(9)))) == 5


def test_the_page_says_why_and_empty_finds_say_what_to_do(client, house):
    client.force_login(house["connector"])
    page = client.get(PAGE, {"q": "vesiekologia, tutkija", "in": "SYKE"}).content.decode()
    for told in ("Elin", "vesiekologia", "osaaminen", "omassa kuvauksessa", "pill"):
        assert told in page, told
    assert "Kukaan ei kerro" in client.get(PAGE, {"q": "zzz\x00"}).content.decode()
    assert "Elin" in client.get(PAGE, {"page": "99"}).content.decode()


def test_the_directory_takes_a_constant_number_of_queries(client, house, django_assert_num_queries):
    client.force_login(house["connector"])
    for number in range(25):
        ProfileFactory(
            person=person(f"Henkilö {number}", Role.EXPERT, house["syke"]),
            about="tutkija", about_audience=Audience.STATE,
        )  # fmt: skip
    with django_assert_num_queries(14):
        client.get(PAGE, {"q": "tutkija"})
    with django_assert_num_queries(14):
        client.get(PAGE, {"q": "tutkija, vesiekologia, rehevöityminen, laki", "page": 2})
    with django_assert_num_queries(11):
        client.get(PAGE)


def test_the_directory_may_be_narrowed_to_a_part_and_each_filter_taken_off(client, house):
    client.force_login(house["connector"])

    def page(**asked):
        return client.get(PAGE, asked).content.decode()

    assert "Elin" in page(q="vesiekologia", look="skills")
    assert "Elin" not in page(q="vesiekologia", look="themes")
    assert "Elin" not in page(q="vesiekologia", look="words")
    assert "Elin" in page(q="tutkija", look="words")
    assert "Elin" in page(q="tutkija", look="nonsense")
    narrowed = page(q="tutkija", look="words", **{"in": "B-YM"})
    assert f'href="{PAGE}?q=tutkija&amp;look=words"' in narrowed
    assert f'href="{PAGE}?q=tutkija&amp;in=B-YM"' in narrowed


def test_an_organisation_is_named_once_for_all_roles_in_it(client, house):
    Membership.objects.create(user=house["elin"], organisation=house["syke"], role=Role.SUPERVISOR)
    client.force_login(house["expert"])
    page = client.get(PAGE, {"q": "tutkija"}).content.decode()
    assert page.count("Virasto SYKE</span>") == 1


def test_every_kind_of_organisation_narrows_even_one_that_has_ended(client, house):
    unit = OrganisationFactory(
        code="SYKE-V", kind=OrganisationKind.UNIT, parent=house["syke"],
        name=TranslatedText(fi="Vesiyksikkö"), ends_before=NOW.date(),
    )  # fmt: skip
    ProfileFactory(
        person=person("Vesa", Role.EXPERT, unit), about="tutkija", about_audience=Audience.STATE
    )
    client.force_login(house["connector"])
    page = client.get(PAGE, {"in": "SYKE-V"}).content.decode()
    assert "Vesa" in page
    assert "Elin" not in page
    assert '<option value="SYKE-V" selected>' in page
    whole = client.get(PAGE).content.decode()
    assert "SYKE-V" not in whole
    assert '<option value="B-YM">' in whole
