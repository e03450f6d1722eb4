"""My profile as files in the browser's terms."""

from __future__ import annotations

import io
import json

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Role
from kytkin.people.actions import add_skills, erase_profile
from kytkin.people.invitations import _propose
from kytkin.people.models import Level, Profile, ProfileInvitation, ProfileSkill
from kytkin.people.told import Content
from tests.factories import NOW, OrganisationFactory, ProfileFactory, SkillFactory, person

pytestmark = pytest.mark.django_db
EXPORT, BRING = reverse("profile_export"), reverse("profile_bring")


@pytest.fixture
def aino(client):
    user = person("Aino", Role.EXPERT, OrganisationFactory(code="SYKE"))
    client.force_login(user)
    return user


def sent(client, content, name="oma.json"):
    return client.post(BRING, {"file": SimpleUploadedFile(name, content)})


def test_a_profile_is_downloaded_erased_and_brought_back_by_ticks(client, aino):
    ProfileFactory(person=aino, about="Tutkin järviä", town="Oulu")
    concept = SkillFactory(labels=TranslatedText(fi="näytteenotto"))
    add_skills(levels={concept.pk: Level.ALONE}, wanted=False, by=aino, now=NOW)
    answer = client.get(EXPORT)
    assert "attachment" in answer["Content-Disposition"]
    before = answer.json()["profile"]
    erase_profile(by=aino, now=NOW)
    assert client.get(EXPORT).status_code == 404
    assert sent(client, answer.content).url == reverse("profile_invitation")
    page = client.get(reverse("profile_invitation"))
    assert "oma.json" in page.content.decode()
    form = page.context["form"]
    data = {name: form[name].initial for name in form.fields if form[name].initial}
    client.post(reverse("profile_invitation"), {**data, "act": "confirm"})
    assert client.get(EXPORT).json()["profile"] == before


@pytest.mark.parametrize(("language", "heading"), [("fi", "Mitä osaan"), ("sv", "Vad jag kan")])
def test_the_profile_is_downloaded_as_a_tagged_pdf(client, aino, language, heading):
    ProfileFactory(person=aino, about="Tutkin vesistöjä #1 $x*")
    add_skills(levels={SkillFactory().pk: None}, wanted=False, by=aino, now=NOW)
    answer = client.get(f"/{language}/me/profile/export.pdf")
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    text = " ".join(page.extract_text() for page in read.pages)
    assert "Tutkin vesistöjä #1 $x*" in text
    assert heading in text
    assert str(read.root_object["/Lang"]).startswith(language)
    assert read.root_object["/MarkInfo"]["/Marked"]


def test_skills_are_downloaded_for_europass_tools(client, aino):
    ProfileFactory(person=aino)
    concept = SkillFactory()
    add_skills(levels={concept.pk: None}, wanted=False, by=aino, now=NOW)
    assert concept.uri in client.get(reverse("profile_europass")).content.decode()


def test_what_is_wrong_in_a_file_is_told_and_nothing_waits(client, aino):
    file = {"format": "kytkin-profile", "version": 1, "profile": {"share_percent": 7, "x": 1}}
    answer = sent(client, json.dumps(file).encode())
    assert answer.status_code == 422
    assert "profile.share_percent" in answer.content.decode()
    assert (
        sent(client, b'{"format": "kytkin-profile", "version": 1, "profile": {}}')
        .context["form"]
        .errors["file"]
    )
    assert sent(client, b"").context["form"].errors["file"]
    assert sent(client, b" " * 500_001).context["form"].errors["file"]
    assert client.post(BRING).status_code == 422
    assert not ProfileInvitation.objects.exists()


def test_a_file_does_not_push_the_agencys_proposal_away(client, aino):
    anna = person("Anna", Role.ADMINISTRATOR, OrganisationFactory())
    _propose(aino, Content(about="Viraston"), "t.csv", by=anna, now=timezone.now())
    file = {"format": "kytkin-profile", "version": 1, "profile": {"about": "Oma"}}
    assert sent(client, json.dumps(file).encode()).status_code == 422
    assert ProfileInvitation.objects.get().content == {"about": "Viraston"}
    assert not Profile.objects.exists()
    assert not ProfileSkill.objects.exists()
