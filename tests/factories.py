"""Factories build the least that a test needs; the cast is Aino, Elin and Oskari."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.organisations.models import Membership, Organisation, OrganisationKind, Role
from kytkin.people.models import Profile
from kytkin.preparations.models import (
    Kind,
    OfferedWay,
    Origin,
    PartnerRole,
    Partnership,
    Preparation,
    PreparationTheme,
    Stage,
    Standing,
    State,
    Way,
)
from kytkin.themes.models import Phenomenon, PhenomenonTheme, Theme
from kytkin.vocabulary.models import Concept, Scheme

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"Henkilö {n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@esimerkki.example")
    language = "fi"


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    code = factory.Sequence(lambda n: f"ORG{n}")
    kind = OrganisationKind.AGENCY
    name = factory.LazyAttribute(
        lambda o: TranslatedText(fi=f"Virasto {o.code}", sv=f"Ämbetsverk {o.code}")
    )


class ConceptFactory(DjangoModelFactory[Concept]):
    class Meta:
        model = Concept

    notation = factory.Sequence(lambda n: f"yso:p{900000 + n}")
    uri = factory.LazyAttribute(lambda c: f"http://www.yso.fi/onto/{c.notation.replace(':', '/')}")
    scheme = Scheme.YSO
    labels = factory.LazyAttribute(
        lambda c: TranslatedText(
            fi=f"aihe {c.notation}", sv=f"ämne {c.notation}", en=f"subject {c.notation}"
        )
    )


class ThemeFactory(DjangoModelFactory[Theme]):
    class Meta:
        model = Theme

    concept = factory.SubFactory(ConceptFactory)


class SkillFactory(ConceptFactory):
    """A skill of ESCO."""

    notation = factory.Sequence(lambda n: f"esco:{n}")
    uri = factory.LazyAttribute(lambda c: f"http://data.europa.eu/esco/skill/{c.notation}")
    scheme = Scheme.ESCO_SKILL


class ProfileFactory(DjangoModelFactory[Profile]):
    class Meta:
        model = Profile

    person = factory.SubFactory(UserFactory)
    created_at = updated_at = confirmed_at = NOW


class PhenomenonFactory(DjangoModelFactory[Phenomenon]):
    class Meta:
        model = Phenomenon

    code = factory.Sequence(lambda n: f"phenomenon-{n}")
    title = factory.LazyAttribute(
        lambda p: TranslatedText(fi=f"Ilmiö {p.code}", sv=f"Fenomen {p.code}", en=f"P {p.code}")
    )
    description = TranslatedText(fi="Kuvaus", sv="Beskrivning", en="Description")
    updated_at = NOW


class PreparationFactory(DjangoModelFactory[Preparation]):
    class Meta:
        model = Preparation

    key = factory.Sequence(lambda n: f"TST{n % 1000:03d}-{n // 1000:02d}-2026")
    register_id = factory.LazyAttribute(lambda p: p.key.replace("-", ":", 1).replace("-", "/", 1))
    kind = Kind.PROJECT
    state = State.RUNNING
    stage = Stage.BASIC
    name = factory.LazyAttribute(lambda p: TranslatedText(fi=f"Valmistelu {p.key}"))
    setter = factory.SubFactory(OrganisationFactory)
    created_at = NOW
    updated_at = NOW


def branch(code: str = "OM", index: int = 0, **fields: Any) -> Organisation:
    """A branch "B-OM" with its ministry "OM" below; gives the ministry."""
    top = OrganisationFactory(
        code=f"B-{code}",
        kind=OrganisationKind.BRANCH,
        colour_index=index,
        name=TranslatedText(fi=f"{code}:n hallinnonala", sv=f"{code} förvaltningsområde"),
    )
    ministry: Organisation = OrganisationFactory(
        code=code, kind=OrganisationKind.MINISTRY, parent=top, **fields
    )
    return ministry


def person(name: str, role: Role, organisation: Organisation, **fields: Any) -> User:
    """Somebody with a role: `person("Aino", Role.EXPERT, syke)`."""
    user: User = UserFactory(username=name.lower(), name=name, **fields)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def carry(
    preparation: Preparation,
    theme: Theme,
    standing: Standing = Standing.CONFIRMED,
    origin: Origin = Origin.REGISTER,
) -> PreparationTheme:
    return PreparationTheme.objects.create(
        preparation=preparation, theme=theme, standing=standing, origin=origin
    )


def open_to(preparation: Preparation, *ways: Way) -> None:
    OfferedWay.objects.bulk_create(OfferedWay(preparation=preparation, way=way) for way in ways)


def partner(
    preparation: Preparation, organisation: Organisation, role: PartnerRole = PartnerRole.PARTNER
) -> Partnership:
    return Partnership.objects.create(preparation=preparation, organisation=organisation, role=role)


def within(phenomenon: Phenomenon, *themes: Theme) -> None:
    PhenomenonTheme.objects.bulk_create(
        PhenomenonTheme(phenomenon=phenomenon, theme=theme) for theme in themes
    )
