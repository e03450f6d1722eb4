"""A proposal for my profile in the browser's terms: read, ticked, kept or declined."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Role
from kytkin.people.invitations import _propose
from kytkin.people.models import (
    Audience,
    InvitationState,
    Level,
    Profile,
    ProfileInvitation,
    ProfileSkill,
)
from kytkin.people.told import Content, ToldEvidence, ToldSkill
from tests.factories import (
    ConceptFactory,
    OrganisationFactory,
    ProfileFactory,
    SkillFactory,
    ThemeFactory,
    person,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("profile_invitation")


@pytest.fixture
def syke():
    return OrganisationFactory(code="SYKE")


@pytest.fixture
def aino(client, syke):
    user = person("Aino", Role.EXPERT, syke)
    client.force_login(user)
    return user


@pytest.fixture
def anna(syke):
    return person("Anna Hallinto", Role.ADMINISTRATOR, syke)


@pytest.fixture
def skills():
    return [SkillFactory(labels=TranslatedText(fi=name)) for name in ("näytteenotto", "tilastot")]


def propose(aino, anna, **told):
    return _propose(aino, Content(**told), "t.csv", by=anna, now=timezone.now())


def whole(skills):
    theme = ThemeFactory(concept=ConceptFactory(labels=TranslatedText(fi="vesistöt")))
    return {
        "title": TranslatedText(fi="Erityisasiantuntija"),
        "about": "Tutkii järviä",
        "contact_about": "rehevöityminen",
        "languages": ("fi", "sv"),
        "is_protected": True,
        "skills": {skills[0].uri: ToldSkill(Level.ALONE, (ToldEvidence("Arvioi lain"),))},
        "wanted_skills": (skills[1].uri,),
        "themes": (theme.concept.notation,),
        "open_to": ("visit",),
        "share_percent": 20,
        "starts_on": dt.date(2026, 12, 1),
        "ends_before": dt.date(2027, 3, 1),
        "agreed": "yes",
        "place": "both",
        "town": "Oulu",
        "away": ((dt.date(2026, 12, 21), dt.date(2027, 1, 7)),),
    }


def first_ticks(answer):
    """What the page sends when nothing is touched."""
    form = answer.context["form"]
    fields = {name: form[name].initial for name in form.fields}
    return {name: value for name, value in fields.items() if value}


def test_every_part_is_read_on_the_page_and_kept_by_one_click(client, aino, anna, skills):
    propose(aino, anna, **whole(skills))
    answer = client.get(PAGE)
    page = answer.content.decode()
    for told in ("Anna Hallinto", "t.csv", "Erityisasiantuntija", "Tutkii järviä", "näytteenotto",
                 "Arvioi lain", "tilastot", "vesistöt", "20 %, 1.12.2026–28.2.2027", "Oulu",
                 "rehevöityminen", "suomi", "21.12.2026–06.01.2027"):  # fmt: skip
        assert told in page, told
    client.post(PAGE, {**first_ticks(answer), "act": "confirm"})
    profile = Profile.objects.get(person=aino)
    assert (profile.about, profile.share_percent, profile.town) == ("Tutkii järviä", 20, "Oulu")
    assert profile.is_protected
    held = ProfileSkill.objects.get(is_wanted=False)
    assert (held.concept, held.level, held.evidence.get().text) == (skills[0], 2, "Arvioi lain")
    assert profile.away.count() == profile.themes.count() == 1
    assert profile.skills_audience == Audience.ME
    aino.refresh_from_db()
    assert aino.title == {}
    assert ProfileInvitation.objects.get().content is None


def test_only_what_is_ticked_is_kept(client, aino, anna, skills):
    propose(aino, anna, **whole(skills))
    seen = first_ticks(client.get(PAGE))["seen"]
    data = {"seen": seen, "title": "on", "wanted_skills": [skills[1].uri], "act": "confirm"}
    answer = client.post(PAGE, data, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("my_profile")
    profile = Profile.objects.get()
    assert (profile.about, profile.share_percent, profile.languages) == ("", None, [])
    assert not profile.is_protected
    assert list(profile.skills.values_list("concept", "is_wanted")) == [(skills[1].pk, True)]
    aino.refresh_from_db()
    assert aino.title == {"fi": "Erityisasiantuntija"}


def test_declining_erases_and_says_so(client, aino, anna):
    propose(aino, anna, about="Tutkii")
    answer = client.post(PAGE, {"act": "decline"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("my_profile")
    assert ProfileInvitation.objects.get().state == InvitationState.DECLINED
    again = client.post(PAGE, {"act": "confirm"}, follow=True)
    assert again.redirect_chain[-1][0] == PAGE
    assert again.context["made"] is None


def test_what_others_would_see_at_once_or_would_replace_own_words_begins_unticked(
    client, aino, anna, skills
):
    ProfileFactory(
        person=aino, about="Omat sanani", skills_audience=Audience.STATE, town="Turku",
        will_audience=Audience.ME,
    )  # fmt: skip
    propose(aino, anna, **whole(skills))
    answer = client.get(PAGE)
    page = answer.content.decode()
    assert "Omat sanani" in page
    assert "Turku" in page
    ticks = first_ticks(answer)
    assert not {"about", "skills", "place", "title"} & set(ticks)
    assert {"contact_about", "wanted_skills", "time"} <= set(ticks)


def test_the_same_share_without_a_period_does_not_undo_what_was_told_of_it(client, aino, anna):
    ProfileFactory(person=aino, share_percent=20, agreed="yes", starts_on=dt.date(2026, 12, 1))
    propose(aino, anna, share_percent=20)
    assert client.get(PAGE).context["form"].has_nothing_new
    propose(aino, anna, share_percent=30, ends_before=dt.date(2027, 3, 1))
    assert "30 %, –28.2.2027" in client.get(PAGE).content.decode()
    propose(aino, anna, share_percent=30, starts_on=dt.date(2027, 3, 1))
    assert "30 %, 1.3.2027–" in client.get(PAGE).content.decode()


def test_what_is_on_the_profile_already_is_not_asked_again(client, aino, anna, skills):
    content = whole(skills)
    propose(aino, anna, **content)
    answer = client.get(PAGE)
    client.post(PAGE, {**first_ticks(answer), "title": "on", "act": "confirm"})
    propose(aino, anna, **content)
    answer = client.get(PAGE)
    assert answer.context["form"].has_nothing_new
    assert client.post(PAGE, {"act": "decline"}).status_code == 302


def test_nothing_ticked_and_a_proposal_changed_meanwhile_keep_nothing(client, aino, anna):
    propose(aino, anna, about="Tutkii")
    seen = first_ticks(client.get(PAGE))["seen"]
    answer = client.post(PAGE, {"seen": seen, "act": "confirm"})
    assert answer.status_code == 422
    propose(aino, anna, about="Muuta")
    answer = client.post(PAGE, {"seen": seen, "about": "on", "act": "confirm"})
    assert answer.status_code == 422
    assert not Profile.objects.exists()
    assert client.post(PAGE, {"act": "other"}).status_code == 404


def test_too_many_skills_are_told_on_the_page(client, aino, anna, skills, monkeypatch):
    monkeypatch.setattr("kytkin.people.invitations.MOST_SKILLS", 0)
    propose(aino, anna, **whole(skills))
    answer = client.get(PAGE)
    kept = client.post(PAGE, {**first_ticks(answer), "act": "confirm"})
    assert kept.status_code == 422
    assert not Profile.objects.exists()


def test_the_proposal_is_seen_by_its_person_alone(client, aino, anna):
    propose(aino, anna, about="Tutkii järviä salaa")
    assert PAGE in client.get(reverse("my_page")).content.decode()
    assert PAGE in client.get(reverse("my_profile")).content.decode()
    held = client.get(reverse("my_data")).json()["proposals_for_profile"]
    assert held[0]["content"] == {"about": "Tutkii järviä salaa"}
    client.force_login(anna)
    assert "salaa" not in client.get(PAGE).content.decode()
    assert "salaa" not in client.get(reverse("people")).content.decode()


def test_a_late_proposal_is_not_shown(client, aino, anna):
    propose(aino, anna, about="Tutkii")
    ProfileInvitation.objects.update(invited_at=timezone.now() - dt.timedelta(days=91))
    assert client.get(PAGE).context["made"] is None
