"""`kytkin user` and `kytkin mail`: what they print and how they end."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from django.core import mail as outbox

from kytkin.accounts.models import User
from kytkin.cli.mail import command as mail_command
from kytkin.cli.user import command as user_command
from kytkin.notifications.actions import notify
from kytkin.notifications.models import NoticeKind
from kytkin.organisations.models import Role
from kytkin.organisations.permissions import has_role
from tests.factories import NOW, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def user_add(*arguments):
    return CliRunner().invoke(user_command, ["add", *arguments])


def test_new_person_gets_a_password_that_works():
    OrganisationFactory(code="SYKE")
    done = user_add("aino@agency.example", "--name", "Aino E", "--organisation", "SYKE")
    assert done.exit_code == 0
    aino = User.objects.get()
    assert aino.check_password(re.search(r"only now: (\S+)", done.output)[1])
    assert has_role(aino, Role.EXPERT)


def test_known_person_gets_a_further_role_and_keeps_the_password():
    om = OrganisationFactory(code="OM")
    elin = UserFactory(name="Elin")
    arguments = [elin.email.upper(), "--name", "X", "--organisation", "OM", "--role", "preparer"]
    done = user_add(*arguments)
    assert done.output == "Elin is preparer in OM.\n"
    assert has_role(User.objects.get(), Role.PREPARER, om)


def test_unknown_organisation_is_refused():
    done = user_add("aino@agency.example", "--name", "Aino", "--organisation", "NOPE")
    assert done.exit_code == 1
    assert "NOPE" in done.output
    assert not User.objects.exists()


def test_address_that_is_none_is_wrong_use():
    assert user_add("aino", "--name", "Aino", "--organisation", "OM").exit_code == 2


def waiting():
    notify(
        user=UserFactory(),
        kind=NoticeKind.JOIN_ANSWERED,
        params={"case": "accepted", "person": "Oskari", "preparation": {"fi": "Laki"}},
        path="/fi/requests/7/",
        now=NOW,
    )


def test_mail_sends_what_waits():
    waiting()
    done = CliRunner().invoke(mail_command)
    assert done.exit_code == 0
    assert "1 sent, 0 could not be sent." in done.output
    assert len(outbox.outbox) == 1


def test_mail_that_fails_is_told_by_the_exit_code(settings):
    settings.EMAIL_BACKEND = "tests.unit.notifications.broken_mail.Backend"
    waiting()
    for _ in range(8):
        done = CliRunner().invoke(mail_command)
        assert done.exit_code == 1
    assert "1 given up" in done.output
    assert CliRunner().invoke(mail_command).exit_code == 0
