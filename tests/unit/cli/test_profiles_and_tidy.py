"""`kytkin import profiles` and `kytkin tidy` in the terminal."""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import CliRunner
from django.utils import timezone

from kytkin.cli.main import main
from kytkin.people.models import InvitationState, ProfileInvitation
from tests.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def table(tmp_path, text):
    path = tmp_path / "people.csv"
    path.write_text(f"email;name;organisation;about\n{text}\n", encoding="utf-8")
    return path


def test_people_are_invited_after_a_dry_run_and_the_proposals_tidied_away(tmp_path):
    OrganisationFactory(code="SYKE")
    path = table(tmp_path, "a@v.example;Aa Bee;SYKE;Tutkii")
    dry = run("import", "profiles", path, "--dry-run")
    assert (dry.exit_code, ProfileInvitation.objects.exists()) == (0, False)
    done = run("import", "profiles", path)
    assert "1 new" in done.output
    assert ProfileInvitation.objects.get().invited_by is None
    rest = "0 rows of the match log removed.\n0 keys of forms removed.\n"
    assert run("tidy").output == f"0 proposals for profiles erased.\n{rest}"
    ProfileInvitation.objects.update(invited_at=timezone.now() - dt.timedelta(days=91))
    assert run("tidy").output == f"1 proposals for profiles erased.\n{rest}"
    assert ProfileInvitation.objects.get().state == InvitationState.EXPIRED


def test_a_problem_is_told_with_its_row_and_nobody_is_invited(tmp_path):
    answer = run("import", "profiles", table(tmp_path, "a@v.example;A;NONE;Tutkii"))
    assert answer.exit_code == 1
    assert "Row 2, column organisation" in answer.output
    assert not ProfileInvitation.objects.exists()
