"""Making people and giving them roles: there is no sign-up, an administrator does it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import KytkinError
from kytkin.organisations.models import Membership, Organisation, Role


class PersonExists(KytkinError):
    """The e-mail address is somebody's already."""

    code = "person_exists"


def add_person(
    *,
    email: str,
    name: str,
    language: str,
    password: str | None,
    organisation: Organisation,
    role: Role,
    by: User | None,
    now: dt.datetime,
) -> User:
    """Make a local account with one role; the address is also the user name.

    Without a password the person chooses one by “Forgot your password?”.
    """
    address = User.objects.normalize_email(email).lower()
    with transaction.atomic():
        if User.objects.filter(email__iexact=address).exists():
            raise PersonExists(_("There is already a person with this e-mail address."))
        person = User.objects.create_user(
            username=address, email=address, password=password, name=name, language=language
        )
        record("add_person", by=by, now=now, kind="user", id=str(person.pk))
        give_role(person=person, organisation=organisation, role=role, by=by, now=now)
    return person


def give_role(
    *, person: User, organisation: Organisation, role: Role, by: User | None, now: dt.datetime
) -> Membership:
    """Give a role in an organisation; giving it again changes nothing."""
    with transaction.atomic():
        membership, is_new = Membership.objects.get_or_create(
            user=person, organisation=organisation, role=role
        )
        if is_new:
            record(
                "give_role",
                by=by,
                now=now,
                kind="user",
                id=str(person.pk),
                details={"organisation": organisation.code, "role": role},
            )
    return membership
