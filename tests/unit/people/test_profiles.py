"""Profiles: told part by part, seen by whom the person chose, kept whole or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import StaleVersion
from kytkin.organisations.models import OrganisationKind, Role
from kytkin.people import actions
from kytkin.people.actions import (
    NoSuchSkill,
    TooManySkills,
    add_skills,
    confirm_profile,
    erase_profile,
    open_profile,
    tell_section,
)
from kytkin.people.models import Audience, Away, Level, Profile, ProfileSkill, Section
from kytkin.people.permissions import audience_of, sections_for, sections_seen
from kytkin.people.queries import empty_sections, is_stale, profiles
from kytkin.people.told import ToldEvidence, ToldSkill
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
LATER = NOW + dt.timedelta(days=3)
D1, D2, D3 = dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 3, 1)


@pytest.fixture
def aino():
    return UserFactory(username="aino", name="Aino Esimerkki")


def tell(by, section, *, version=1, **values):
    return tell_section(section=section, version=version, values=values, by=by, now=LATER)


def test_the_first_profile_is_empty_and_seen_by_its_person_alone(aino):
    profile = open_profile(by=aino, now=NOW)
    assert open_profile(by=aino, now=LATER) == profile
    assert {profile.audience(section) for section in Section} == {Audience.ME}
    assert empty_sections(profile) == tuple(Section)
    assert AuditEvent.objects.filter(action="open_profile").count() == 1


def test_a_part_is_kept_and_the_record_says_which_never_what(aino):
    open_profile(by=aino, now=NOW)
    profile = tell(aino, Section.ABOUT, about="Salainen harrastus", about_audience=Audience.STATE)
    assert (profile.about, profile.version, profile.confirmed_at) == (
        "Salainen harrastus",
        2,
        LATER,
    )
    event = AuditEvent.objects.get(action="tell_about")
    assert "harrastus" not in str(event.details)
    assert Section.ABOUT not in empty_sections(profile)


def test_another_window_is_told_and_nothing_is_lost(aino):
    open_profile(by=aino, now=NOW)
    tell(aino, Section.ABOUT, about="Ensin")
    with pytest.raises(StaleVersion):
        tell(aino, Section.ABOUT, about="Toisesta ikkunasta")
    assert Profile.objects.get().about == "Ensin"


def test_a_part_takes_only_its_own_fields(aino):
    open_profile(by=aino, now=NOW)
    with pytest.raises(ValueError, match="share_percent"):
        tell(aino, Section.ABOUT, share_percent=20)


def test_skills_are_added_with_levels_and_move_between_having_and_wanting(aino):
    open_profile(by=aino, now=NOW)
    one, two = SkillFactory(), SkillFactory()
    assert (
        add_skills(levels={one.pk: Level.ALONE, two.pk: None}, wanted=False, by=aino, now=NOW) == 2
    )
    add_skills(levels={one.pk: None}, wanted=False, by=aino, now=NOW)
    held = {skill.concept_id: skill for skill in ProfileSkill.objects.all()}
    assert held[one.pk].level == Level.ALONE
    add_skills(levels={one.pk: None}, wanted=True, by=aino, now=NOW)
    moved = ProfileSkill.objects.get(concept=one)
    assert (moved.is_wanted, moved.level) == (True, None)
    assert set(empty_sections(profiles().get())) == {Section.ABOUT, Section.TIME}


def test_only_skills_of_the_vocabulary_and_not_too_many(aino, monkeypatch):
    open_profile(by=aino, now=NOW)
    with pytest.raises(NoSuchSkill):
        add_skills(levels={ConceptFactory().pk: None}, wanted=False, by=aino, now=NOW)
    monkeypatch.setattr(actions, "MOST_SKILLS", 1)
    levels = {SkillFactory().pk: None, SkillFactory().pk: None}
    with pytest.raises(TooManySkills, match="enintään 1"):
        add_skills(levels=levels, wanted=False, by=aino, now=NOW)
    assert not ProfileSkill.objects.exists()


def test_skills_kept_carry_what_is_said_and_others_of_the_kind_go(aino):
    open_profile(by=aino, now=NOW)
    kept, gone, wanted = SkillFactory(), SkillFactory(), SkillFactory()
    add_skills(levels={kept.pk: None, gone.pk: None}, wanted=False, by=aino, now=NOW)
    add_skills(levels={wanted.pk: None}, wanted=True, by=aino, now=NOW)
    skill = ProfileSkill.objects.get(concept=kept)
    tell_section(
        section=Section.SKILLS,
        version=3,
        values={},
        skills={skill.pk: ToldSkill(Level.GUIDES, (ToldEvidence("Vesilaki", 2024),))},
        by=aino,
        now=LATER,
    )
    skill.refresh_from_db()
    told = skill.evidence.get()
    assert (skill.level, told.text, told.years) == (Level.GUIDES, "Vesilaki", "2024")
    assert set(ProfileSkill.objects.values_list("concept", flat=True)) == {kept.pk, wanted.pk}


def test_themes_and_times_away_are_replaced(aino):
    profile = open_profile(by=aino, now=NOW)
    theme = ThemeFactory()
    arguments = {"values": {}, "by": aino, "now": LATER}
    tell_section(section=Section.WILL, version=1, themes=[theme], **arguments)
    tell_section(section=Section.TIME, version=2, away=[(D1, D2)], **arguments)
    tell_section(section=Section.TIME, version=3, away=[(D2, D3)], **arguments)
    assert list(profile.themes.all()) == [theme]
    assert [(one.starts_on, one.ends_before) for one in profile.away.all()] == [(D2, D3)]


def test_a_profile_is_confirmed_once_a_year_and_may_be_erased(aino):
    profile = open_profile(by=aino, now=NOW)
    assert not is_stale(profile, NOW + dt.timedelta(days=365))
    assert is_stale(profile, NOW + dt.timedelta(days=366))
    assert confirm_profile(by=aino, now=LATER).confirmed_at == LATER
    erase_profile(by=aino, now=LATER)
    assert not Profile.objects.exists()
    assert AuditEvent.objects.filter(action="erase_profile").exists()


@pytest.fixture
def house():
    """Elin works in a unit; somebody of each kind looks at her profile."""
    ministry = branch("YM", 3)
    agency = OrganisationFactory(code="SYKE", kind=OrganisationKind.AGENCY, parent=ministry)
    elin = person("Elin", Role.EXPERT, agency)
    return {
        "elin": elin,
        "profile": ProfileFactory(person=elin),
        "supervisor": person("Oskari", Role.SUPERVISOR, agency),
        "director": person("Satu", Role.SUPERVISOR, ministry),
        "elsewhere": person("Simo", Role.SUPERVISOR, branch("SM", 1)),
        "connector": person("Kaisa", Role.CONNECTOR, branch("OM", 0)),
        "outsider": UserFactory(),
        "gone": person("Poissa", Role.CONNECTOR, agency, is_active=False),
    }


@pytest.mark.parametrize(
    ("who", "audience"),
    [
        ("elin", Audience.ME),
        ("supervisor", Audience.SUPERVISOR),
        ("director", Audience.SUPERVISOR),
        ("elsewhere", Audience.STATE),
        ("connector", Audience.CONNECTORS),
        ("outsider", None),
        ("gone", None),
    ],
)
def test_each_reader_is_in_the_narrowest_audience(house, who, audience):
    assert audience_of(house[who], house["profile"]) == audience


def test_nobody_signed_in_sees_nothing(house, rf):
    from django.contrib.auth.models import AnonymousUser

    assert sections_seen(AnonymousUser(), house["profile"]) == ()


def test_each_part_is_seen_by_its_audience_and_narrower_ones(house):
    profile = house["profile"]
    profile.about_audience, profile.skills_audience = Audience.STATE, Audience.CONNECTORS
    profile.will_audience = Audience.SUPERVISOR
    assert sections_for(Audience.STATE, profile) == (Section.ABOUT,)
    assert sections_for(Audience.CONNECTORS, profile) == (Section.ABOUT, Section.SKILLS)
    assert sections_for(Audience.SUPERVISOR, profile) == (
        Section.ABOUT, Section.SKILLS, Section.WILL,
    )  # fmt: skip
    assert sections_for(Audience.ME, profile) == tuple(Section)
    assert sections_for(None, profile) == ()


def test_a_protected_person_is_seen_by_self_and_supervisor_only(house):
    profile = house["profile"]
    profile.is_protected = True
    for section in Section:
        setattr(profile, f"{section}_audience", Audience.STATE)
    assert sections_seen(house["supervisor"], profile) == tuple(Section)
    assert sections_seen(house["connector"], profile) == ()
    assert sections_seen(house["elsewhere"], profile) == ()


@pytest.mark.parametrize(
    "broken",
    [
        {"share_percent": 7},
        {"agreed": "maybe"},
        {"place": "moon"},
        {"about_audience": "world"},
        {"skills_audience": "world"},
        {"will_audience": "world"},
        {"time_audience": "world"},
        {"starts_on": D2, "ends_before": D1},
    ],
)
def test_the_database_refuses_what_no_profile_says(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileFactory(**broken)


def test_the_database_refuses_skills_told_twice_or_wrongly():
    profile, concept = ProfileFactory(), SkillFactory()
    ProfileSkill.objects.create(profile=profile, concept=concept)
    for broken in (
        {"concept": concept},
        {"concept": SkillFactory(), "level": 9},
        {"concept": SkillFactory(), "is_wanted": True, "level": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProfileSkill.objects.create(profile=profile, **broken)


def test_the_database_refuses_times_away_told_twice_or_reversed():
    profile = ProfileFactory()
    Away.objects.create(profile=profile, starts_on=D1, ends_before=D2)
    for first, end in ((D1, D3), (D3, D2)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Away.objects.create(profile=profile, starts_on=first, ends_before=end)


def test_things_have_names_without_personal_data():
    profile = ProfileFactory(about="Salaisuus")
    skill = ProfileSkill.objects.create(profile=profile, concept=SkillFactory())
    away = Away.objects.create(profile=profile, starts_on=D1, ends_before=D2)
    assert "Salaisuus" not in f"{profile} {skill} {away}"
