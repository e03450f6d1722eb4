"""Bringing in a table on the page: previewed, confirmed, done once."""

from __future__ import annotations

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kytkin.common.errors import StaleVersion
from kytkin.common.texts import TranslatedText
from kytkin.exchange.models import ImportRun
from kytkin.organisations.models import Organisation, Role
from kytkin.preparations.models import Preparation
from kytkin.web.imports import upload
from tests.factories import PreparationFactory, branch, person

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


ADDRESS = "/fi/imports/new/"
NEW = b"key;kind;setter;name_fi\nN-1;HANKE;OM;Uusi valmistelu\n"


def table(content=NEW, name="t.csv"):
    return {"kind": "preparations", "file": SimpleUploadedFile(name, content)}


@pytest.fixture
def kept(tmp_path, settings):
    """The folder of files that wait for a confirmation."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "uploads"


@pytest.fixture
def preparer(client, om, kept):
    someone = person("Olli", Role.PREPARER, om)
    client.force_login(someone)
    return someone


@pytest.mark.parametrize("role", [Role.EXPERT, Role.CONNECTOR])
def test_there_is_no_such_page_for_others(client, om, role):
    client.force_login(person("Aino", role, om))
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, table()).status_code == 404


@pytest.mark.parametrize("role", [Role.PREPARER, Role.ADMINISTRATOR])
def test_preparers_and_administrators_have_the_page(client, om, role):
    client.force_login(person("Olli", role, om))
    assert client.get(ADDRESS).status_code == 200


def test_visitor_signs_in_first(client):
    answer = client.get(ADDRESS)
    assert answer.status_code == 302
    assert "next=" in answer.url


def test_large_file_is_refused_before_it_is_read(client, preparer, kept, monkeypatch):
    monkeypatch.setattr(upload, "LARGEST_FILE", 10)
    answer = client.post(ADDRESS, table())
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not kept.exists()


def test_form_without_a_file_says_so(client, preparer):
    answer = client.post(ADDRESS, {"kind": "preparations"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


@pytest.mark.parametrize("token", ["", "ä", "../secret_key", "0" * 32])
def test_foreign_mark_of_a_file_does_nothing(client, preparer, token):
    client.post(ADDRESS, table())
    assert client.post(ADDRESS, {"confirm": token}).status_code == 302
    assert not Preparation.objects.exists()


def test_file_of_one_person_is_not_confirmed_by_another(client, om, preparer):
    token = client.post(ADDRESS, table()).context["token"]
    client.force_login(person("Anna", Role.ADMINISTRATOR, om))
    assert client.post(ADDRESS, {"confirm": token}).status_code == 302
    assert not Preparation.objects.exists()


def test_file_that_is_gone_is_asked_for_again(client, preparer, kept):
    token = client.post(ADDRESS, table()).context["token"]
    (kept / token).unlink()
    answer = client.post(ADDRESS, {"confirm": token}, follow=True)
    assert answer.redirect_chain[0][0] == ADDRESS
    assert not Preparation.objects.exists()


def test_what_changed_since_the_preview_is_shown_before_it_is_done(client, om, preparer):
    made = PreparationFactory(setter=om)
    content = f"key;kind;setter;name_fi\n{made.key};HANKE;OM;Uusi\n".encode()
    token = client.post(ADDRESS, table(content)).context["token"]
    Preparation.objects.update(name={"fi": "Toisen antama nimi"}, version=2)
    again = client.post(ADDRESS, {"confirm": token})
    assert "Toisen antama nimi" in again.content.decode()
    assert Preparation.objects.get().name == {"fi": "Toisen antama nimi"}
    client.post(ADDRESS, {"confirm": token})
    assert Preparation.objects.get().name == {"fi": "Uusi"}


def test_problem_met_since_the_preview_stops_it(client, om, preparer, kept):
    made = PreparationFactory(setter=om)
    content = f"key;kind;setter;version\n{made.key};STRATEGIA;OM;1\n".encode()
    token = client.post(ADDRESS, table(content)).context["token"]
    Preparation.objects.update(version=2)
    answer = client.post(ADDRESS, {"confirm": token})
    assert answer.status_code == 422
    assert [problem.code for problem in answer.context["problems"]] == ["stale"]
    assert list(kept.iterdir()) == []


def test_change_in_the_same_moment_leads_to_a_new_look(client, preparer, monkeypatch):
    def overtaken(*_args, **_kwargs):
        raise StaleVersion("Somebody was quicker.")

    token = client.post(ADDRESS, table()).context["token"]
    monkeypatch.setattr(upload, "carry_out", overtaken)
    answer = client.post(ADDRESS, {"confirm": token})
    assert (answer.status_code, answer.context["token"]) == (200, token)
    assert not Preparation.objects.exists()


def test_table_that_says_what_is_here_already_is_not_kept(client, om, preparer, kept):
    made = PreparationFactory(setter=om)
    content = f"key;kind;setter\n{made.key};HANKE;OM\n".encode()
    answer = client.post(ADDRESS, table(content))
    assert (answer.status_code, answer.context["plan"].unchanged) == (200, 1)
    assert list(kept.iterdir()) == []
    assert not ImportRun.objects.exists()


def test_new_file_takes_the_place_of_the_one_before_and_of_old_ones(client, preparer, kept):
    client.post(ADDRESS, table())
    old, young = kept / "old", kept / "young"
    for path in (old, young):
        path.write_bytes(b"")
    os.utime(old, (0, 0))
    token = client.post(ADDRESS, table()).context["token"]
    assert {path.name for path in kept.iterdir()} == {"young", token}


def test_administrator_brings_in_organisations(client, om, kept):
    client.force_login(person("Anna", Role.ADMINISTRATOR, om))
    content = b"code;kind;parent_code;name_fi\nD;department;OM;Osasto\n"
    token = client.post(ADDRESS, {**table(content), "kind": "organisations"}).context["token"]
    client.post(ADDRESS, {"confirm": token})
    assert Organisation.objects.get(code="D").path == "B-OM/OM/D/"


def test_preview_costs_the_same_for_few_rows_and_many(
    client, om, preparer, django_assert_max_num_queries
):
    rows = "".join(f"N-{n};HANKE;OM;Uusi\n" for n in range(300))
    with django_assert_max_num_queries(25):
        answer = client.post(ADDRESS, table(f"key;kind;setter;name_fi\n{rows}".encode()))
    assert len(answer.context["plan"].created) == 300
