"""What a person did with a skill: shown beside it, never weighed."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.people.models.profiles import ProfileSkill

EARLIEST_YEAR: Final = 1950
LATEST_YEAR: Final = 2100
LONGEST_EVIDENCE: Final = 300


def plausible(field: str) -> models.Q:
    """No year at all, or one of a working life."""
    within = models.Q(**{f"{field}__gte": EARLIEST_YEAR, f"{field}__lte": LATEST_YEAR})
    return models.Q(**{f"{field}__isnull": True}) | within


class Evidence(models.Model):
    """What a person did with a skill, when, and in which preparation (näyttö).

    `preparation` is the key of one: preparations stand above people, so nothing binds the two, and
    a page shows its name only to those who see it. A single year is `first_year` alone.
    """

    skill = models.ForeignKey(ProfileSkill, on_delete=models.CASCADE, related_name="evidence")
    text = models.CharField(max_length=LONGEST_EVIDENCE)
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    preparation = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("evidence of a skill")
        verbose_name_plural = _("evidence of skills")
        constraints = [
            models.CheckConstraint(name="evidence_says_what", condition=~models.Q(text="")),
            models.CheckConstraint(
                name="evidence_first_year_plausible", condition=plausible("first_year")
            ),
            models.CheckConstraint(
                name="evidence_last_year_plausible", condition=plausible("last_year")
            ),
            models.CheckConstraint(
                name="evidence_years_in_order",
                condition=models.Q(last_year__isnull=True)
                | models.Q(first_year__isnull=False, last_year__gte=models.F("first_year")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.first_year}"

    @property
    def years(self) -> str:
        """2024, 2022–2025, or nothing."""
        if self.first_year and self.last_year and self.last_year != self.first_year:
            return f"{self.first_year}–{self.last_year}"
        return str(self.first_year or "")
