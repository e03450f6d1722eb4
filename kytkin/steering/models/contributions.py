"""What agencies bring to shared goals: money and person-years, from pledge to actual."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.goals.models import SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.steering.models.budget import EUROS, PERSON_YEARS, BudgetItem

AMOUNTS: Final = (
    "pledged_eur",
    "pledged_person_years",
    "confirmed_eur",
    "confirmed_person_years",
    "actual_eur",
    "actual_person_years",
)
ZERO: Final = Decimal("0.00")


class PoolNeed(models.Model):
    """What a goal needs in a year, so that one sees what is missing (yhteisen potin tarve)."""

    goal = models.ForeignKey(SharedGoal, on_delete=models.CASCADE, related_name="pool_needs")
    year = models.PositiveSmallIntegerField()
    amount_eur = models.DecimalField(default=ZERO, **EUROS)
    person_years = models.DecimalField(default=ZERO, **PERSON_YEARS)

    class Meta:
        verbose_name = _("need of a pool")
        verbose_name_plural = _("needs of pools")
        constraints = [
            models.UniqueConstraint(fields=["goal", "year"], name="pool_need_once_a_year"),
            models.CheckConstraint(
                name="pool_need_not_negative",
                condition=models.Q(amount_eur__gte=0, person_years__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.year}"


class Contribution(models.Model):
    """An agency's contribution to a goal for a year (panos): pledged → confirmed → actual.

    It moves reporting, never an appropriation. Money stands on a budget item; a row without an
    item holds person-years only. `actual_person_years` is what the agency reports beside the
    ledger of work input, whose time flows in by itself and is not kept here.
    The amounts are the sums of the row's entries.
    """

    goal = models.ForeignKey(SharedGoal, on_delete=models.PROTECT, related_name="contributions")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="contributions"
    )
    year = models.PositiveSmallIntegerField()
    budget_item = models.ForeignKey(
        BudgetItem, null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )
    pledged_eur = models.DecimalField(default=ZERO, **EUROS)
    pledged_person_years = models.DecimalField(default=ZERO, **PERSON_YEARS)
    confirmed_eur = models.DecimalField(default=ZERO, **EUROS)
    confirmed_person_years = models.DecimalField(default=ZERO, **PERSON_YEARS)
    actual_eur = models.DecimalField(default=ZERO, **EUROS)
    actual_person_years = models.DecimalField(default=ZERO, **PERSON_YEARS)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        indexes = [
            models.Index(fields=["year", "organisation", "goal"], name="contribution_cells"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "organisation", "year", "budget_item"],
                condition=models.Q(budget_item__isnull=False),
                name="contribution_once_an_item",
            ),
            models.UniqueConstraint(
                fields=["goal", "organisation", "year"],
                condition=models.Q(budget_item__isnull=True),
                name="contribution_once_without_item",
            ),
            models.CheckConstraint(
                name="contribution_not_negative",
                condition=models.Q(**{f"{name}__gte": 0 for name in AMOUNTS}),
            ),
            models.CheckConstraint(
                name="contribution_confirmed_of_pledged",
                condition=models.Q(
                    confirmed_eur__lte=models.F("pledged_eur"),
                    confirmed_person_years__lte=models.F("pledged_person_years"),
                ),
            ),
            models.CheckConstraint(
                name="contribution_money_has_item",
                condition=models.Q(budget_item__isnull=False)
                | models.Q(pledged_eur=0, confirmed_eur=0, actual_eur=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} → {self.goal_id} {self.year}"


class EntryKind(models.TextChoices):
    PLEDGE = "pledge", _("pledged")
    CHANGE = "change", _("pledge changed")
    WITHDRAW = "withdraw", _("pledge withdrawn")
    CONFIRM = "confirm", _("confirmed")
    ACTUAL = "actual", _("actual reported")


class ContributionEntry(models.Model):
    """One change of a contribution, as differences; never changed afterwards (kirjaus)."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=EntryKind.choices)
    pledged_eur = models.DecimalField(default=ZERO, **EUROS)
    pledged_person_years = models.DecimalField(default=ZERO, **PERSON_YEARS)
    confirmed_eur = models.DecimalField(default=ZERO, **EUROS)
    confirmed_person_years = models.DecimalField(default=ZERO, **PERSON_YEARS)
    actual_eur = models.DecimalField(default=ZERO, **EUROS)
    actual_person_years = models.DecimalField(default=ZERO, **PERSON_YEARS)
    note = models.CharField(max_length=400, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("entry of a contribution")
        verbose_name_plural = _("entries of contributions")
        constraints = [
            models.CheckConstraint(
                name="entry_kind_known", condition=models.Q(kind__in=EntryKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.contribution_id}"
