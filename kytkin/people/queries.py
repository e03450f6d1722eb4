"""Finding profiles, and what a profile still lacks."""

from __future__ import annotations

import datetime as dt
from typing import Final, Self

from django.db import models

from kytkin.accounts.models import User
from kytkin.people.models import Away, Profile, ProfileSkill, Section

STALE_AFTER: Final = dt.timedelta(days=365)


class ProfileQuerySet(models.QuerySet[Profile]):
    """Profiles, read as adjectives: `profiles().for_page()`."""

    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def for_page(self) -> Self:
        """With all that a page of one shows: a constant number of queries."""
        return self.select_related("person").prefetch_related(
            "person__memberships__organisation",
            models.Prefetch(
                "skills",
                queryset=ProfileSkill.objects.select_related("concept").order_by(
                    models.F("level").desc(nulls_last=True), "pk"
                ),
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
