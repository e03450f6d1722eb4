"""Profiles from a table: hundreds of invitations at once, or none and every problem told."""

from __future__ import annotations

import pytest
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile

from kytkin.accounts.models import User
from kytkin.audit.models import AuditEvent
from kytkin.common.errors import StaleVersion
from kytkin.common.texts import TranslatedText
from kytkin.exchange.models import Finding, ImportRun
from kytkin.exchange.tables.columns import PROFILE_COLUMNS, TableKind
from kytkin.exchange.tables.doors import plan_file
from kytkin.exchange.tables.not_handled import not_handled
from kytkin.exchange.tables.planning import carry_out, refuse
from kytkin.exchange.tables.writing import write_table
from kytkin.notifications.models import Notification
from kytkin.organisations.models import Membership, OrganisationKind, Role
from kytkin.people.actions import add_skills, open_profile
from kytkin.people.models import Profile, ProfileInvitation
from kytkin.vocabulary.models import Concept, ConceptLabel
from tests.factories import (
    NOW,
    ConceptFactory,
    OrganisationFactory,
    SkillFactory,
    UserFactory,
    branch,
    person,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/fi/imports/new/"
HEAD = "email;name;organisation;language;title;about;skills;wanted_skills;themes;languages"
HEAD += ";share_percent;place;town\n"


@pytest.fixture
def syke():
    return OrganisationFactory(
        code="SYKE", kind=OrganisationKind.AGENCY, name=TranslatedText(fi="Syke")
    )


@pytest.fixture
def anna(syke):
    return person("Anna", Role.ADMINISTRATOR, syke)


def labelled(concept: Concept, *, is_preferred: bool = True, **labels: str) -> Concept:
    for language, text in labels.items():
        ConceptLabel.objects.create(
            concept=concept, language=language, text=text, key=text, is_preferred=is_preferred
        )
    concept.labels = TranslatedText.of(labels)
    concept.save()
    return concept


@pytest.fixture
def managing():
    return labelled(SkillFactory(), fi="projektinhallinta", sv="projektledning", en="manage")


@pytest.fixture
def waters():
    return labelled(ConceptFactory(notation="yso:p3163"), fi="vesistöt", sv="vattendrag")


@pytest.fixture
def write(tmp_path):
    def made(*rows: str, head: str = HEAD):
        path = tmp_path / "henkilot.csv"
        path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return path

    return made


def plan(path, by=None):
    return plan_file(TableKind.PROFILES, path, by=by)


def codes(path, by=None):
    return [(one.row, one.column, one.code) for one in plan(path, by).problems]


def test_a_row_becomes_an_account_without_a_password_and_an_invitation(
    write, anna, syke, managing, waters, client
):
    other = SkillFactory()
    path = write(
        "Uusi.Henkilo@virasto.example;Uusi Henkilö;SYKE;sv;Sakkunnig;Tutkii järviä;"
        f"Projektledning = 2;{other.uri};vesistöt;fi;20;both;Oulu"
    )
    found = plan(path, anna)
    assert found.problems == ()
    assert not User.objects.filter(name="Uusi Henkilö").exists()
    carry_out(found, origin="henkilot.csv", by=anna, now=NOW)
    made = User.objects.get(email="uusi.henkilo@virasto.example")
    assert not made.has_usable_password()
    assert made.language == "sv"
    assert made.memberships.get().role == Role.EXPERT
    invitation = ProfileInvitation.objects.get(person=made)
    assert invitation.content == {
        "title": {"sv": "Sakkunnig"},
        "about": "Tutkii järviä",
        "languages": ["fi"],
        "skills": [{"uri": managing.uri, "level": 2, "evidence": []}],
        "wanted_skills": [{"uri": other.uri}],
        "themes": [{"id": "yso:p3163"}],
        "share_percent": 20,
        "place": "both",
        "town": "Oulu",
    }
    assert (invitation.invited_by, invitation.source) == (anna, "henkilot.csv")
    assert not Profile.objects.exists()
    assert Notification.objects.get().user == made
    events = AuditEvent.objects.values_list("action", flat=True)
    assert {"add_person", "invite_to_profile", "import_ended"} <= set(events)


def test_a_spreadsheet_does_as_well_as_a_text_file(tmp_path, anna, syke, managing):
    headings = ["email", "name", "organisation", "skills", "share_percent"]
    row = ["a@v.example", "Aa Bee", "SYKE", "projektinhallinta = 3", "20"]
    path = tmp_path / "henkilot.xlsx"
    write_table([headings, row], path, progress=lambda _done: None)
    carry_out(plan(path, anna), origin="henkilot.xlsx", by=anna, now=NOW)
    content = ProfileInvitation.objects.get().content
    assert content["skills"][0]["level"] == 3
    assert content["share_percent"] == 20


def test_who_has_no_password_chooses_one_by_mail(write, syke, client):
    carry_out(plan(write("uusi@virasto.example;Uusi;SYKE;;;Tutkii")), origin="", by=None, now=NOW)
    outbox.outbox.clear()
    client.post("/fi/account/password/reset/", {"email": "uusi@virasto.example"})
    assert "/password/reset/key/" in outbox.outbox[0].body


def test_five_hundred_rows_make_five_hundred_invitations_or_none(
    write, anna, managing, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    rows = [
        f"henkilo{n}@virasto.example;Henkilö {n};SYKE;;;Työ {n};projektinhallinta = {n % 3 + 1}"
        for n in range(500)
    ]
    with django_assert_max_num_queries(25):
        found = plan(write(*rows), anna)
    with django_capture_on_commit_callbacks(execute=True):
        run = carry_out(found, origin="t.csv", by=anna, now=NOW)
    assert (run.created_count, ProfileInvitation.objects.count()) == (500, 500)
    assert len(outbox.outbox) == 20
    assert Notification.objects.filter(emailed_at=None).count() == 480
    ProfileInvitation.objects.all().delete()
    broken = plan(write(*rows[:-1], rows[-1].replace("SYKE", "EI")), anna)
    assert [(one.row, one.code) for one in broken.problems] == [(501, "organisation_unknown")]
    assert not ProfileInvitation.objects.exists()


def test_people_with_a_profile_get_a_proposal_and_keep_their_own(write, anna, syke, managing):
    aino = person("Aino", Role.EXPERT, syke)
    open_profile(by=aino, now=NOW)
    add_skills(levels={SkillFactory().pk: None}, wanted=False, by=aino, now=NOW)
    path = write(f"{aino.email.upper()};AINO;SYKE;;;;projektinhallinta")
    carry_out(plan(path, anna), origin="", by=anna, now=NOW)
    assert Profile.objects.get().skills.count() == 1
    assert ProfileInvitation.objects.get().person == aino
    again = plan(path, anna)
    assert (again.steps, again.unchanged) == ((), 1)
    changed = plan(write(f"{aino.email};Aino;SYKE;;;Muuta"), anna)
    assert [step.is_new for step in changed.steps] == [False]
    assert {change.before for change in changed.steps[0].changes} == {""}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("ei osoite;A;SYKE;;;x", ("email", "email_unreadable")),
        (";A;SYKE;;;x", ("email", "value_missing")),
        ("a@v.example;;SYKE;;;x", ("name", "value_missing")),
        ("a@v.example;A;;;;x", ("organisation", "value_missing")),
        ("a@v.example;A;EI;;;x", ("organisation", "organisation_unknown")),
        ("a@v.example;A;OM;;;x", ("organisation", "not_yours")),
        ("a@v.example;A;SYKE;de;;x", ("language", "choice_unknown")),
        ("a@v.example;A;SYKE", ("email", "nothing_told")),
        (f"a@v.example;A;SYKE;;;{'x' * 2001}", ("about", "too_long")),
        ("a@v.example;A;SYKE;;;;taikuus", ("skills", "skill_unknown")),
        ("a@v.example;A;SYKE;;;;projektinhallinta = 7", ("skills", "skill_level_unknown")),
        ("a@v.example;A;SYKE;;;;yhteinen", ("skills", "skill_ambiguous")),
        ("a@v.example;A;SYKE;;;;;taikuus", ("wanted_skills", "skill_unknown")),
        ("a@v.example;A;SYKE;;;;;;taikuus", ("themes", "subject_unknown")),
        ("a@v.example;A;SYKE;;;;;;kahdesti", ("themes", "subject_ambiguous")),
        ("a@v.example;A;SYKE;;;x;;;;klingon", ("languages", "choice_unknown")),
        ("a@v.example;A;SYKE;;;x;;;;;7", ("share_percent", "choice_unknown")),
        ("a@v.example;A;SYKE;;;x;;;;;;kuu", ("place", "choice_unknown")),
        ("elin@esimerkki.example;Elin;SYKE;;;x", ("organisation", "person_elsewhere")),
        ("aino@esimerkki.example;Joku Muu;SYKE;;;x", ("name", "name_differs")),
        ("poissa@esimerkki.example;Poissa;SYKE;;;x", ("email", "person_closed")),
    ],
)
def test_each_problem_is_told_with_row_column_and_remedy(
    write, anna, syke, managing, waters, row, problem
):
    om = branch("OM", 0)
    person("Elin", Role.EXPERT, om)
    person("Aino", Role.EXPERT, syke)
    person("Poissa", Role.EXPERT, syke, is_active=False)
    for concept in (SkillFactory(), SkillFactory()):
        labelled(concept, fi="yhteinen")
    for concept in (ConceptFactory(), ConceptFactory()):
        labelled(concept, fi="kahdesti")
    found = plan(write("hyva@v.example;Hyvä;SYKE;;;Kelpaa", row), anna)
    first = found.problems[0]
    assert (first.row, first.column, first.code) == (3, *problem)
    assert first.sentence
    assert first.remedy
    assert not User.objects.filter(name="Hyvä").exists()


def test_another_name_of_a_skill_is_enough_when_no_skill_has_it_first(write, syke, managing):
    labelled(managing, is_preferred=False, en="leading projects")
    found = plan(write("a@v.example;A;SYKE;;;;Leading projects"))
    assert found.problems == ()


def test_the_same_address_twice_is_told_however_it_is_written(write, syke):
    path = write("a@v.example;A;SYKE;;;x", "A@V.example;A;SYKE;;;x", "a@v.example;A;SYKE;;;x")
    assert codes(path) == [(3, "email", "row_twice"), (4, "email", "row_twice")]


def test_more_skills_than_a_profile_holds_are_told(write, syke, monkeypatch):
    monkeypatch.setattr("kytkin.exchange.tables.invitations.MOST_SKILLS", 1)
    uris = ";".join(SkillFactory().uri for _skill in range(2))
    assert codes(write(f'a@v.example;A;SYKE;;;;"{uris}"')) == [(2, "skills", "skills_too_many")]


@pytest.mark.parametrize(
    "column",
    ["health", "Sairauspoissaolot", "hälsa", "perhesuhteet", "Children", "ikä", "age", "ålder",
     "birth_date", "syntymäaika", "gender", "sukupuoli", "kön", "hetu", "Political opinion",
     "mielipiteet", "religion", "arvosana", "performance rating", "betyg", "kansalaisuus",
     "mother tongue"],
)  # fmt: skip
def test_columns_that_no_employer_hands_over_are_refused_with_the_act(write, syke, column):
    path = write("a@v.example;A;SYKE;x", head=f"email;name;organisation;{column}\n")
    first = plan(path).problems[0]
    assert (first.row, first.code) == (1, "column_refused")
    assert "759/2004" in first.remedy


def test_columns_of_the_table_are_not_taken_for_refused_ones():
    for column in [*PROFILE_COLUMNS, "language", "agency", "page", "sexagesimal", "manager"]:
        assert not_handled(column) is None, column


def test_an_account_made_meanwhile_stops_the_whole_table(write, syke):
    found = plan(write("a@v.example;A;SYKE;;;x", "b@v.example;B;SYKE;;;x"))
    UserFactory(email="b@v.example")
    with pytest.raises(StaleVersion):
        carry_out(found, origin="", by=None, now=NOW)
    assert not ProfileInvitation.objects.exists()
    assert not User.objects.filter(name="A").exists()


def test_a_report_keeps_no_cell_of_people_and_is_read_by_its_maker_alone(
    write, client, anna, syke, managing
):
    found = plan(write("ei osoite;A;SYKE;;;x"), anna)
    run = refuse(found, origin="t.csv", by=anna, now=NOW)
    assert "ei osoite" not in str(Finding.objects.get().params)
    client.force_login(anna)
    assert client.get(run.get_absolute_url()).status_code == 200
    assert "t.csv" in client.get("/fi/imports/").content.decode()
    client.force_login(person("Olli", Role.ADMINISTRATOR, syke))
    assert client.get(run.get_absolute_url()).status_code == 404
    assert client.get(f"/fi/imports/{run.pk}/findings.csv").status_code == 404
    assert "t.csv" not in client.get("/fi/imports/").content.decode()
    ImportRun.objects.update(by=None)
    assert client.get(run.get_absolute_url()).status_code == 404


def uploaded(content):
    return {"kind": "profiles", "file": SimpleUploadedFile("henkilot.csv", content.encode())}


def test_an_administrator_invites_on_the_page(client, anna, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    client.force_login(anna)
    assert "759/2004" in client.get(ADDRESS).content.decode()
    preview = client.post(ADDRESS, uploaded(HEAD + "a@v.example;Aa Bee;SYKE;;;Tutkii järviä\n"))
    assert "Tutkii järviä" in preview.content.decode()
    done = client.post(ADDRESS, {"confirm": preview.context["token"]}, follow=True)
    assert done.status_code == 200
    assert ProfileInvitation.objects.get().person.name == "Aa Bee"
    assert list((tmp_path / "uploads").iterdir()) == []


def test_a_preparer_brings_in_no_profiles(client, syke, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    olli = person("Olli", Role.PREPARER, syke)
    client.force_login(olli)
    assert "759/2004" not in client.get(ADDRESS).content.decode()
    answer = client.post(ADDRESS, uploaded(HEAD + "a@v.example;A;SYKE;;;x\n"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["kind"]
    elsewhere = branch("OM", 0)
    Membership.objects.create(user=olli, organisation=elsewhere, role=Role.ADMINISTRATOR)
    answer = client.post(ADDRESS, uploaded(HEAD + "a@v.example;A;SYKE;;;x\n"))
    assert [one.code for one in answer.context["problems"]] == ["not_yours"]
