"""The directory's one question to the database finds what reading everybody's profile finds."""

from __future__ import annotations

from random import Random

import pytest
from django.db import connection

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Membership, Organisation, Role
from kytkin.people.finding import LOOKED_IN, among, people_found, words_of
from kytkin.people.models import Audience, Profile, ProfileSkill, Section
from kytkin.people.permissions import sections_seen
from kytkin.vocabulary.models import ConceptLabel
from tests.factories import (
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
PIECES = ("vesi", "maa", "ilma", "tutki", "laki", "äly", "eu")
QUESTIONS = (
    "", "vesi", "esi", "ÄLY", "eu", "vesi, laki", "tutki,maa,ilma", "vesilaki, eu, äly, zzz",
    "maa\"tutki", "100%", "_", "ei mitään",
)  # fmt: skip
VISITORS = ("expert", "connector", "supervisor", "outsider", "member")


def made_word(rng):
    return "".join(rng.sample(PIECES, rng.randint(1, 2)))


def labelled(concept, rng):
    for language in ("fi", "sv"):
        word = made_word(rng)
        ConceptLabel.objects.create(concept=concept, language=language, text=word, key=word)
    return concept


@pytest.fixture(params=range(2))
def world(request):
    """Twenty-five people with random skills, themes, words and audiences; five who look."""
    rng = Random(request.param)
    ministry = branch("YM", 3)
    syke = OrganisationFactory(code="SYKE", parent=ministry)
    other = OrganisationFactory(code="MUU")
    skills = [labelled(SkillFactory(labels=TranslatedText(fi="s")), rng) for _ in range(12)]
    themes = [ThemeFactory(concept=labelled(ConceptFactory(), rng)) for _ in range(6)]
    for number in range(25):
        home = rng.choice([ministry, syke, other])
        who = UserFactory(name=f"Nimi {rng.randint(1, 9)}", is_active=rng.random() > 0.1)
        Membership.objects.create(user=who, organisation=home, role=Role.EXPERT)
        profile = ProfileFactory(
            person=who,
            about=rng.choice(["", f"Työni: {made_word(rng)} ja {made_word(rng)}"]),
            contact_about=rng.choice(["", made_word(rng).upper(), "100 % \"maa\"tutki_mus"]),
            share_percent=rng.choice([None, 20]),
            is_protected=rng.random() < 0.15,
            **{f"{section}_audience": rng.choice(list(Audience)) for section in Section},
        )  # fmt: skip
        for skill in rng.sample(skills, rng.randint(0, 3)):
            ProfileSkill.objects.create(
                profile=profile, concept=skill, is_wanted=rng.random() < 0.3
            )
        profile.themes.set(rng.sample(themes, rng.randint(0, 2)))
        if number == 0:
            Membership.objects.create(user=who, organisation=other, role=Role.SUPERVISOR)
    return {
        "expert": person("Eka", Role.EXPERT, other).pk,
        "connector": person("Toka", Role.CONNECTOR, other).pk,
        "supervisor": person("Kolmas", Role.SUPERVISOR, ministry).pk,
        "outsider": UserFactory().pk,
        "member": Profile.objects.order_by("pk").values_list("person", flat=True)[1],
    }


def read_through(question, visitor, within, sections):
    """The directory, by reading each profile as its own page would: slow and plain."""
    words = words_of(question)
    rows = []
    for profile in Profile.objects.select_related("person"):
        own = [one.organisation.path for one in profile.person.memberships.all()]
        if not profile.person.is_active:
            continue
        if within and not any(path.startswith(within.path) for path in own):
            continue
        seen = set(sections_seen(visitor, profile))
        if words:
            reasons = [
                (word, section, concept)
                for word in words
                for section in LOOKED_IN
                if section in seen and section in sections
                for concept in held(profile, section, word)
            ]
            if not reasons:
                continue
            rank = -len({word for word, _section, _concept in reasons})
            rows.append((rank, profile.person.name, profile.pk, reasons))
        else:
            shown = set(Section) if set(sections) == set(LOOKED_IN) else set(sections)
            if any(tells(profile, section) for section in seen & shown):
                rows.append((0, profile.person.name, profile.pk, []))
    return [(number, reasons) for _rank, _name, number, reasons in sorted(rows)]


def held(profile, section, word):
    def named(concept):
        texts = concept.label_rows.values_list("text", flat=True)
        return any(word.lower() in text.lower() for text in texts)

    if section == Section.SKILLS:
        skills = profile.skills.filter(is_wanted=False).order_by("pk")
        return [skill.concept_id for skill in skills if named(skill.concept)]
    if section == Section.WILL:
        links = Profile.themes.through.objects.filter(profile=profile).order_by("pk")
        return [link.theme.concept_id for link in links if named(link.theme.concept)]
    texts = (profile.about.lower(), profile.contact_about.lower())
    return [None] if any(word.lower() in text for text in texts) else []


def tells(profile, section):
    return {
        Section.ABOUT: bool(profile.about or profile.contact_about),
        Section.SKILLS: profile.skills.filter(is_wanted=False).exists(),
        Section.WILL: profile.themes.exists() or profile.skills.filter(is_wanted=True).exists(),
        Section.TIME: profile.share_percent is not None,
    }[section]


def found(question, visitor, within, sections):
    finding = people_found(question, visitor=visitor, within=within, sections=sections)
    return [
        (
            match.profile.pk,
            [(one.word, one.section, one.concept and one.concept.pk) for one in match.reasons],
        )
        for match in finding.matches(finding.numbers())
    ]


@pytest.mark.parametrize("who", VISITORS)
def test_the_database_finds_whom_reading_everybody_finds_in_the_same_order(world, who):
    houses = [None, *Organisation.objects.filter(code__in=["YM", "SYKE"]).order_by("code")]
    parts = (LOOKED_IN, (Section.SKILLS,), (Section.WILL,), (Section.ABOUT,))
    visitor = User.objects.get(pk=world[who])
    rng = Random(who)
    for question in QUESTIONS:
        for within, sections in ((None, LOOKED_IN), (rng.choice(houses), rng.choice(parts))):
            asked = (question, visitor, within, sections)
            assert found(*asked) == read_through(*asked), asked


def test_a_protected_person_is_found_by_themselves_and_their_supervisor_alone(world):
    Profile.objects.update(
        is_protected=True, **{f"{section}_audience": Audience.STATE for section in Section}
    )
    for who, finds in {
        "expert": False,
        "connector": False,
        "outsider": False,
        "member": True,
    }.items():
        visitor = User.objects.get(pk=world[who])
        visitor.is_active = True
        visitor.save()
        numbers = list(people_found("", visitor=visitor).numbers())
        own = Profile.objects.filter(person=visitor).values_list("pk", flat=True)
        assert set(numbers) <= set(own)
        assert bool(numbers) <= finds


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its indexes itself")
def test_the_index_of_own_words_follows_every_change():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'people_profile'"
        )
        kept = {name for (name,) in cursor.fetchall()}
    assert kept == {f"people_own_words_{change}" for change in ("insert", "delete", "update")}
    profile = ProfileFactory(about="Järvien tutkija", about_audience=Audience.STATE)
    reader = person("Lukija", Role.EXPERT, OrganisationFactory())

    def reads(word):
        return list(people_found(word, visitor=reader).numbers())

    assert reads("tutkija") == [profile.pk]
    Profile.objects.update(about="Lakien laatija")
    assert (reads("tutkija"), reads("laatija")) == ([], [profile.pk])
    profile.delete()
    assert reads("laatija") == []


def test_thousands_of_concepts_are_asked_for_as_one_parameter():
    skill = SkillFactory()
    ProfileSkill.objects.create(profile=ProfileFactory(), concept=skill)
    numbers = frozenset(range(10**6, 10**6 + 50_000)) | {skill.pk}
    assert ProfileSkill.objects.filter(concept__in=among(numbers)).count() == 1
    assert not ProfileSkill.objects.filter(concept__in=among(frozenset())).exists()
