"""The profiles of the demo's fictional people."""

from __future__ import annotations

import json

import pytest

from kytkin.demo.content import DATA
from kytkin.demo.profiles import ESCO, seed_profiles, seed_proposals
from kytkin.exchange.vocabulary import shipped
from kytkin.people.models import Evidence, MoveKind, Profile
from kytkin.people.queries import empty_sections, profiles
from tests.factories import (
    NOW,
    ConceptFactory,
    OrganisationFactory,
    SkillFactory,
    ThemeFactory,
    UserFactory,
)

FILE = DATA / "profiles.json"
PROPOSALS = DATA / "proposals.json"
ROWS = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.django_db
def test_fictional_people_get_their_profiles_once_and_nobody_else():
    UserFactory(username="aino", is_fictional=True)
    UserFactory(username="elin", is_fictional=False)
    for end, *_rest in ROWS[0]["skills"]:
        SkillFactory(uri=f"{ESCO}{end}")
    SkillFactory(uri=f"{ESCO}{ROWS[0]['wanted'][0]}")
    for notation in ROWS[0]["themes"]:
        ThemeFactory(concept=ConceptFactory(notation=notation))
    assert seed_profiles(FILE, now=NOW) == 1
    assert seed_profiles(FILE, now=NOW) == 0
    profile = profiles().get()
    assert empty_sections(profile) == ()
    assert profile.themes.count() == 2
    assert Evidence.objects.filter(skill__is_wanted=False).count() == 3
    assert Profile.objects.get().share_percent == 20


@pytest.mark.django_db
def test_a_fictional_person_is_proposed_a_profile_once():
    OrganisationFactory(code="SYKE")
    anna = UserFactory(username="anna", is_fictional=True)
    oskari = UserFactory(username="oskari", is_fictional=True)
    assert seed_proposals(PROPOSALS, now=NOW) == 1
    assert seed_proposals(PROPOSALS, now=NOW) == 0
    made = oskari.profile_invitations.get()
    assert made.invited_by == anna
    assert len(made.content["skills"]) == 2
    assert not Profile.objects.exists()


@pytest.mark.one_database
def test_what_they_tell_is_known():
    known = {row.uri for row in shipped.read_esco_skills(DATA / "esco_skills_fi_sv_en.csv.gz")}
    for row in ROWS:
        told = [end for end, _level, _said in row["skills"]] + row["wanted"]
        assert {f"{ESCO}{end}" for end in told} <= known
        assert set(row["open_to"]) <= set(MoveKind.values)
    for proposal in json.loads(PROPOSALS.read_text(encoding="utf-8")):
        told = [*proposal["profile"]["skills"], *proposal["profile"]["wanted_skills"]]
        assert {skill["uri"] for skill in told} <= known
