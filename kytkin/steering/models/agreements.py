"""Performance agreements: parties, versions, targets by dimension, resources, comments."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kytkin.common.texts import TranslatedTextField
from kytkin.goals.models import Direction, SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.steering.models.budget import EUROS, PERSON_YEARS, BudgetItem
from kytkin.steering.models.contributions import ZERO

FIGURE: Final[dict[str, Any]] = {"max_digits": 18, "decimal_places": 4}


class PerformanceAgreement(models.Model):
    """What an agency and its steering ministries agree on (tulossopimus, resultatavtal)."""

    agency = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="performance_agreements"
    )
    ministries = models.ManyToManyField(
        Organisation, through="AgreementMinistry", related_name="steered_agreements"
    )
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    case_number = models.CharField(max_length=40, blank=True)
    is_fictional = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("performance agreement")
        verbose_name_plural = _("performance agreements")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "first_year"], name="agreement_once_a_period"
            ),
            models.CheckConstraint(
                name="agreement_period_in_order",
                condition=models.Q(first_year__gte=2000)
                & models.Q(last_year__lte=2100)
                & models.Q(last_year__gte=models.F("first_year")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.first_year}–{self.last_year}"

    def get_absolute_url(self) -> str:
        return reverse("performance_agreement", args=[self.pk])

    @property
    def years(self) -> range:
        """The years of the period, both ends included."""
        return range(self.first_year, self.last_year + 1)


class AgreementMinistry(models.Model):
    """A ministry that steers the agency by the agreement (ohjaava ministeriö)."""

    agreement = models.ForeignKey(
        PerformanceAgreement, on_delete=models.CASCADE, related_name="steering"
    )
    ministry = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="steers")

    class Meta:
        verbose_name = _("steering ministry")
        verbose_name_plural = _("steering ministries")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "ministry"], name="ministry_once_an_agreement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ministry_id} steers {self.agreement_id}"


class VersionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    NEGOTIATING = "negotiating", _("being negotiated")
    SIGNED = "signed", _("signed")
    REVISED = "revised", _("replaced by a newer version")


class AgreementVersion(models.Model):
    """One version of an agreement; a signed one never changes, a revision is a new one."""

    agreement = models.ForeignKey(
        PerformanceAgreement, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=11, choices=VersionState.choices)
    reason = models.CharField(max_length=400, blank=True)
    preamble = TranslatedTextField(blank=True)
    edition = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    signed_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of an agreement")
        verbose_name_plural = _("versions of agreements")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(state__in=["draft", "negotiating"]),
                name="one_open_version",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(state="signed"),
                name="one_signed_version",
            ),
            models.CheckConstraint(
                name="version_state_known", condition=models.Q(state__in=VersionState.values)
            ),
            models.CheckConstraint(
                name="version_signed_on_a_day",
                condition=models.Q(state__in=["draft", "negotiating"])
                | models.Q(signed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.number} {self.state}"

    @property
    def is_open(self) -> bool:
        """It can still be changed."""
        return self.state in (VersionState.DRAFT, VersionState.NEGOTIATING)


class Dimension(models.TextChoices):
    """The dimensions of performance (tulosprisma, resultatprisman)."""

    IMPACT = "impact", _("societal impact")
    OUTPUTS = "outputs", _("outputs and quality")
    EFFICIENCY = "efficiency", _("operational efficiency")
    PEOPLE = "people", _("management of human resources")


class Target(models.Model):
    """A target of a version (tulostavoite, resultatmål), maybe part of a shared goal.

    `key` stays the same from version to version, so that versions can be compared.
    """

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="targets")
    key = models.PositiveSmallIntegerField()
    dimension = models.CharField(max_length=10, choices=Dimension.choices)
    text = TranslatedTextField()
    indicator = TranslatedTextField()
    unit = TranslatedTextField()
    direction = models.CharField(max_length=4, choices=Direction.choices)
    baseline = models.DecimalField(null=True, blank=True, **FIGURE)
    weight_percent = models.PositiveSmallIntegerField(default=0)
    shared_goal = models.ForeignKey(
        SharedGoal, null=True, blank=True, on_delete=models.PROTECT, related_name="targets"
    )

    class Meta:
        verbose_name = _("performance target")
        verbose_name_plural = _("performance targets")
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="target_key_once"),
            models.CheckConstraint(
                name="target_dimension_known",
                condition=models.Q(dimension__in=Dimension.values),
            ),
            models.CheckConstraint(
                name="target_direction_known",
                condition=models.Q(direction__in=Direction.values),
            ),
            models.CheckConstraint(
                name="target_weight_in_range", condition=models.Q(weight_percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)


class TargetYear(models.Model):
    """What a target's indicator should show in a year."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(**FIGURE)

    class Meta:
        verbose_name = _("year of a target")
        verbose_name_plural = _("years of targets")
        constraints = [
            models.UniqueConstraint(fields=["target", "year"], name="target_value_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.year}: {self.value}"


class Resource(models.Model):
    """Money of a budget item and person-years that a version counts on in a year (resurssit)."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.CASCADE, related_name="resources"
    )
    year = models.PositiveSmallIntegerField()
    budget_item = models.ForeignKey(
        BudgetItem, on_delete=models.PROTECT, related_name="agreement_resources"
    )
    amount_eur = models.DecimalField(default=ZERO, **EUROS)
    person_years = models.DecimalField(default=ZERO, **PERSON_YEARS)

    class Meta:
        verbose_name = _("resource of an agreement")
        verbose_name_plural = _("resources of agreements")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "year", "budget_item"], name="resource_once_a_year"
            ),
            models.CheckConstraint(
                name="resource_not_negative",
                condition=models.Q(amount_eur__gte=0, person_years__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.year} {self.budget_item_id}"


class TargetComment(models.Model):
    """What one side says of a target while it is negotiated; it follows the target's key."""

    agreement = models.ForeignKey(
        PerformanceAgreement, on_delete=models.CASCADE, related_name="comments"
    )
    key = models.PositiveSmallIntegerField()
    version_number = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("comment on a target")
        verbose_name_plural = _("comments on targets")
        constraints = [
            models.CheckConstraint(
                name="target_comment_says_something", condition=~models.Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.key}"


class VersionSignature(models.Model):
    """A party's signature under a version: who, when and how (allekirjoitus)."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.CASCADE, related_name="signatures"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField()
    way = models.CharField(max_length=120)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("signature of a version")
        verbose_name_plural = _("signatures of versions")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation"], name="version_signed_once_a_party"
            ),
            models.CheckConstraint(
                name="version_signer_named", condition=~models.Q(name="") & ~models.Q(way="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} signed {self.version_id}"
