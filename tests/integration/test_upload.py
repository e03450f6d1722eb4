"""Bringing in a table on the page: previewed, confirmed, done once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Role
from kytkin.preparations.models import Preparation
from tests.factories import branch, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def om():
    return branch("OM", 0, name=TranslatedText(fi="Oikeusministeriö"))


def test_page_shows_what_would_change_and_does_it_when_confirmed(client, om, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    client.force_login(person("Olli", Role.PREPARER, om))
    content = b"key;kind;setter;name_fi\nN-1;HANKE;OM;Uusi valmistelu\n"
    upload = {"kind": "preparations", "file": SimpleUploadedFile("../t.csv", content)}
    preview = client.post("/fi/imports/new/", upload)
    assert preview.status_code == 200
    assert "Uusi valmistelu" in preview.content.decode()
    assert not Preparation.objects.exists()
    token = preview.context["token"]
    done = client.post("/fi/imports/new/", {"confirm": token}, follow=True)
    assert Preparation.objects.get().name == {"fi": "Uusi valmistelu"}
    assert done.status_code == 200
    assert list((tmp_path / "uploads").iterdir()) == []
    again = client.post("/fi/imports/new/", {"confirm": token})
    assert again.status_code == 302
    assert Preparation.objects.count() == 1


def test_page_shows_problems_and_keeps_a_report(client, om, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    client.force_login(person("Olli", Role.PREPARER, om))
    bad = SimpleUploadedFile("t.csv", b"key;kind;setter;name_fi\nN;X;OM;A\n")
    answer = client.post("/fi/imports/new/", {"kind": "preparations", "file": bad})
    assert answer.status_code == 422
    assert "kind" in answer.content.decode()
    report = client.get(answer.context["run"].get_absolute_url())
    assert report.status_code == 200


def test_page_tells_of_a_file_that_is_no_table(client, om, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    client.force_login(person("Olli", Role.PREPARER, om))
    bad = SimpleUploadedFile("t.xlsx", b"nothing")
    answer = client.post("/fi/imports/new/", {"kind": "preparations", "file": bad})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert list((tmp_path / "uploads").iterdir()) == []
