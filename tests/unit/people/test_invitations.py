"""Invitations to profiles: proposed, confirmed or declined, and erased in every case."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction

from kytkin.audit.models import AuditEvent
from kytkin.common.texts import TranslatedText
from kytkin.notifications.actions import leave_in_outbox, notify
from kytkin.notifications.models import Notification
from kytkin.notifications.sentences import sentence
from kytkin.people import invitations
from kytkin.people.actions import TooManySkills, add_skills, open_profile
from kytkin.people.invitations import (
    NoInvitation,
    bring_own,
    confirm_invitation,
    decline_invitation,
    erase_expired,
    invite,
    waiting_for,
)
from kytkin.people.models import (
    Audience,
    InvitationState,
    Level,
    Profile,
    ProfileInvitation,
    ProfileSkill,
    Section,
)
from kytkin.people.queries import profiles
from kytkin.people.told import Content, ToldEvidence, ToldSkill, as_json, content_from, content_of
from tests.factories import (
    NOW,
    ConceptFactory,
    OrganisationFactory,
    SkillFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=3)
D1, D2 = dt.date(2026, 12, 1), dt.date(2027, 3, 1)


@pytest.fixture
def aino():
    return UserFactory(username="aino", name="Aino Esimerkki")


def proposed(person, content=None, *, tell=notify, by=None, is_new_account=False, now=NOW):
    return invite(
        person=person, content=content or Content(about="Salainen työ"), source="t.csv",
        organisation=OrganisationFactory(), is_new_account=is_new_account, tell=tell, by=by,
        now=now,
    )  # fmt: skip


@pytest.fixture
def whole():
    """A content that says something of everything."""
    had, other, wanted = SkillFactory(), SkillFactory(), SkillFactory()
    return Content(
        title=TranslatedText(fi="Erityisasiantuntija"),
        about="Tutkin järviä",
        contact_about="vesistöt",
        languages=("fi", "sv"),
        is_protected=True,
        skills={
            had.uri: ToldSkill(
                Level.GUIDES,
                (ToldEvidence("Vesilaki", 2022, 2024, "OM1"), ToldEvidence("Koulutin")),
            ),
            other.uri: ToldSkill(),
        },
        wanted_skills=(wanted.uri,),
        themes=(ThemeFactory().concept.notation, ConceptFactory().notation),
        open_to=("visit",),
        share_percent=20,
        starts_on=D1,
        ends_before=D2,
        agreed="yes",
        place="both",
        town="Jyväskylä",
        away=((D1, D2),),
    )


def test_a_proposal_waits_for_its_person_and_makes_no_profile(aino):
    made = proposed(aino)
    assert waiting_for(aino, LATER) == made
    assert not Profile.objects.exists()
    event = AuditEvent.objects.get(action="invite_to_profile")
    assert "Salainen" not in str(event.details)
    assert "Salainen" not in str(made)
    assert not made.is_own


@pytest.mark.parametrize(("is_new", "words"), [(False, "31.1.2027"), (True, "salasana")])
def test_the_person_is_told_once_with_the_last_day(
    aino, is_new, words, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        proposed(aino, is_new_account=is_new)
    assert len(outbox.outbox) == 1
    told = Notification.objects.get()
    assert told.path == "/me/profile/invitation/"
    assert "Salainen" not in str(told.params)
    assert told.params["until"] == "31.1.2027"
    assert sentence(told)


def test_mails_to_many_wait_in_the_outbox(aino, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        proposed(aino, tell=leave_in_outbox)
    assert outbox.outbox == []
    assert Notification.objects.get().emailed_at is None


def test_a_newer_proposal_stands_in_the_place_of_the_one_before(aino):
    proposed(aino)
    proposed(aino, Content(town="Oulu"), now=LATER)
    assert ProfileInvitation.objects.get().content == {"town": "Oulu"}
    assert ProfileInvitation.objects.get().invited_at == LATER


def test_all_that_is_proposed_comes_onto_the_profile_and_the_proposal_is_erased(aino, whole):
    proposed(aino, whole)
    confirm_invitation(chosen=whole, by=aino, now=LATER)
    made = ProfileInvitation.objects.get()
    assert (made.state, made.content, made.answered_at) == (InvitationState.CONFIRMED, None, LATER)
    profile = profiles().of(aino).for_page().get()
    assert content_of(profile) == whole
    assert {profile.audience(section) for section in Section} == {Audience.ME}
    assert AuditEvent.objects.filter(action="confirm_invitation").count() == 1


def test_content_comes_back_from_json_as_it_was(whole):
    assert content_from(as_json(whole)) == whole
    assert content_from(as_json(Content())) == Content()
    assert as_json(Content()) == {}


def test_what_the_person_has_told_stays_beside_what_is_proposed(aino):
    open_profile(by=aino, now=NOW)
    own, new, dreamt = SkillFactory(), SkillFactory(), SkillFactory()
    add_skills(levels={own.pk: Level.GUIDES}, wanted=False, by=aino, now=NOW)
    add_skills(levels={dreamt.pk: None}, wanted=True, by=aino, now=NOW)
    Profile.objects.update(about="Omat sanani", languages=["en"], share_percent=10)
    proposed(aino)
    chosen = Content(
        skills={
            own.uri: ToldSkill(Level.BASICS, (ToldEvidence("Arvioin"),)),
            new.uri: ToldSkill(Level.ALONE),
            "http://data.europa.eu/esco/skill/gone": ToldSkill(),
        },
        wanted_skills=(own.uri, dreamt.uri),
        languages=("fi", "en"),
    )
    confirm_invitation(chosen=chosen, by=aino, now=LATER)
    profile = profiles().of(aino).for_page().get()
    held = {skill.concept: skill for skill in profile.skills.all()}
    assert {concept: skill.level for concept, skill in held.items()} == {
        own: Level.GUIDES, new: Level.ALONE, dreamt: None,
    }  # fmt: skip
    assert held[own].evidence.get().text == "Arvioin"
    assert not held[own].is_wanted
    assert (profile.about, profile.languages, profile.share_percent) == (
        "Omat sanani", ["en", "fi"], 10,
    )  # fmt: skip


def test_too_many_skills_are_refused_and_the_proposal_stays(aino, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_SKILLS", 1)
    skills = {SkillFactory().uri: ToldSkill(), SkillFactory().uri: ToldSkill()}
    proposed(aino)
    with pytest.raises(TooManySkills):
        confirm_invitation(chosen=Content(skills=skills), by=aino, now=LATER)
    assert waiting_for(aino, LATER)
    assert not ProfileSkill.objects.exists()


def test_declining_erases_at_once_and_makes_no_profile(aino):
    proposed(aino)
    decline_invitation(by=aino, now=LATER)
    made = ProfileInvitation.objects.get()
    assert (made.state, made.content) == (InvitationState.DECLINED, None)
    assert not Profile.objects.exists()
    with pytest.raises(NoInvitation):
        decline_invitation(by=aino, now=LATER)


def test_what_nobody_answers_in_90_days_is_erased(aino):
    proposed(aino)
    assert erase_expired(now=NOW + dt.timedelta(days=89)) == 0
    late = NOW + dt.timedelta(days=90)
    assert waiting_for(aino, late) is None
    with pytest.raises(NoInvitation):
        confirm_invitation(chosen=Content(), by=aino, now=late)
    assert (erase_expired(now=late), erase_expired(now=late)) == (1, 0)
    made = ProfileInvitation.objects.get()
    assert (made.state, made.content) == (InvitationState.EXPIRED, None)
    assert AuditEvent.objects.get(action="erase_invitations").details == {"count": 1}


def test_ones_own_file_is_a_proposal_that_nobody_is_told_of(aino):
    made = bring_own(content=Content(about="Minä"), source="oma.json", by=aino, now=NOW)
    assert made.is_own
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "maybe", "content": None},
        {"state": "open", "content": None},
        {"state": "declined", "answered_at": NOW},
        {"state": "confirmed", "content": None},
        {"state": "expired", "content": None, "answered_at": NOW},
        {"state": "open", "answered_at": NOW},
    ],
)
def test_the_database_refuses_what_no_invitation_is(aino, broken):
    row = {"person": aino, "content": {"about": "x"}, "invited_at": NOW, **broken}
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileInvitation.objects.create(**row)


def test_the_database_refuses_two_open_invitations_of_a_person(aino):
    proposed(aino)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileInvitation.objects.create(person=aino, content={"about": "x"}, invited_at=NOW)
