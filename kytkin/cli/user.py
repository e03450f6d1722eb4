"""`kytkin user`: local accounts and their roles."""

from __future__ import annotations

import secrets
import sys

import click

from kytkin.cli.django import start_django
from kytkin.common.languages import LANGUAGES

ROLES = ("expert", "preparer", "connector", "administrator")


@click.group()
def command() -> None:
    """Make local accounts and give roles. Nobody signs up alone."""


@command.command()
@click.argument("email")
@click.option("--name", required=True, help="First name and surname.")
@click.option("--role", type=click.Choice(ROLES), default="expert", show_default=True)
@click.option("--organisation", required=True, help="Code of the organisation, such as OM.")
@click.option("--language", type=click.Choice(LANGUAGES), default="fi", show_default=True)
def add(email: str, name: str, role: str, organisation: str, language: str) -> None:
    """Make an account, or give a further role to the person who has this address.

    \b
    Examples:
      kytkin user add aino@agency.example --name "Aino Example" --organisation SYKE
      kytkin user add elin@agency.example --name "Elin Example" --role preparer \\
          --organisation OM --language sv

    A new person gets a password, printed once; it can be changed after signing in.
    Exit code 0: done. 1: refused, with the reason. 2: wrong use.
    """
    start_django()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.utils import timezone

    from kytkin.accounts.models import User
    from kytkin.organisations.models import Organisation, Role
    from kytkin.organisations.people import add_person, give_role

    try:
        validate_email(email)
    except ValidationError:
        raise click.BadParameter(f"{email} is not an e-mail address.") from None
    place = Organisation.objects.filter(code=organisation).first()
    if place is None:
        click.echo(f"There is no organisation with the code {organisation}.", err=True)
        sys.exit(1)
    now, given = timezone.now(), Role(role)
    if person := User.objects.filter(email__iexact=email).first():
        give_role(person=person, organisation=place, role=given, by=None, now=now)
        click.echo(f"{person.name} is {role} in {place.code}.")
        return
    password = secrets.token_urlsafe(12)
    person = add_person(
        email=email,
        name=name,
        language=language,
        password=password,
        organisation=place,
        role=given,
        by=None,
        now=now,
    )
    click.echo(f"{person.name} is {role} in {place.code} and signs in with {person.email}")
    click.echo(f"Password, shown only now: {password}")
