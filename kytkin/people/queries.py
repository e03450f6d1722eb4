"""Reading profiles: whose, seen by whom, and what one still lacks."""

from __future__ import annotations

import datetime as dt
from typing import Final, Self

from django.db import models

from kytkin.accounts.models import User
from kytkin.organisations.models import Membership, Organisation, Role
from kytkin.organisations.permissions import has_role, memberships_of
from kytkin.people.models import Audience, Away, Evidence, Profile, ProfileSkill, Section

STALE_AFTER: Final = dt.timedelta(days=365)


def people_below(organisation: Organisation) -> models.QuerySet[Membership, int]:
    """The numbers of people with a role in the organisation or below it, for a subquery.

    By the organisations first: they are few, and a membership is found by its organisation.
    """
    houses = Organisation.objects.filter(path__startswith=organisation.path)
    return Membership.objects.filter(organisation__in=houses).values_list("user", flat=True)


class ProfileQuerySet(models.QuerySet[Profile]):
    """Profiles, read as adjectives: `profiles().for_page()`."""

    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def of_active(self) -> Self:
        """Of people who work here now."""
        return self.filter(person__is_active=True)

    def within(self, organisation: Organisation | None) -> Self:
        """Of people with a role in the organisation or below it."""
        if organisation is None:
            return self
        return self.filter(person__in=people_below(organisation))

    def for_page(self) -> Self:
        """With all that a page of one shows: a constant number of queries."""
        return self.select_related("person").prefetch_related(
            "person__memberships__organisation",
            models.Prefetch(
                "skills",
                queryset=ProfileSkill.objects.select_related("concept")
                .prefetch_related(
                    models.Prefetch("evidence", queryset=Evidence.objects.order_by("pk"))
                )
                .order_by(models.F("level").desc(nulls_last=True), "pk"),
            ),
            "themes__concept",
            models.Prefetch("away", queryset=Away.objects.order_by("starts_on")),
        )


def profiles() -> ProfileQuerySet:
    return ProfileQuerySet(Profile)


def empty_sections(profile: Profile) -> tuple[Section, ...]:
    """The parts that say nothing yet."""
    told = {
        Section.ABOUT: bool(profile.about or profile.contact_about or profile.languages),
        Section.SKILLS: any(not skill.is_wanted for skill in profile.skills.all()),
        Section.WILL: bool(profile.open_to)
        or bool(profile.themes.all())
        or any(skill.is_wanted for skill in profile.skills.all()),
        Section.TIME: profile.share_percent is not None,
    }
    return tuple(section for section in Section if not told[section])


def is_stale(profile: Profile, now: dt.datetime) -> bool:
    """A year has gone since the person last said that it holds."""
    return now - profile.confirmed_at > STALE_AFTER


def seen_by(visitor: User, section: Section) -> models.Q:
    """A condition on profiles: the visitor sees this part. As `sections_seen`, for many at once."""
    audience = f"{section}_audience"
    wide = [Audience.STATE]
    if has_role(visitor, Role.CONNECTOR):
        wide.append(Audience.CONNECTORS)
    seen = models.Q(person=visitor)
    if memberships_of(visitor):
        seen |= models.Q(is_protected=False, **{f"{audience}__in": wide})
    for membership in memberships_of(visitor):
        if membership.role == Role.SUPERVISOR:
            below = people_below(membership.organisation)
            seen |= models.Q(person__in=below) & ~models.Q(**{audience: Audience.ME})
    return seen
