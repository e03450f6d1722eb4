"""Following an agreement through the year: actual figures, reviews, reports, statements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kytkin.goals.models import SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.steering.models.agreements import FIGURE, PerformanceAgreement


class TargetActual(models.Model):
    """What a target's indicator showed in a year, with the agency's own words (toteuma)."""

    agreement = models.ForeignKey(
        PerformanceAgreement, on_delete=models.CASCADE, related_name="actuals"
    )
    key = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    half = models.BooleanField(default=False, help_text=_("The figure of the half-year review."))
    value = models.DecimalField(**FIGURE)
    text = models.TextField(max_length=2000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("actual figure of a target")
        verbose_name_plural = _("actual figures of targets")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "key", "year", "half"], name="target_actual_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.key} {self.year}: {self.value}"


class Review(models.Model):
    """The half-year review of a year (puolivuotistarkastelu), sent by the agency."""

    agreement = models.ForeignKey(
        PerformanceAgreement, on_delete=models.CASCADE, related_name="reviews"
    )
    year = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=8000)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField()
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("half-year review")
        verbose_name_plural = _("half-year reviews")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "year"], name="review_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.year}"


class ReportKind(models.TextChoices):
    VERTICAL = "vertical", _("report on operations of an agency")
    HORIZONTAL = "horizontal", _("report on a shared goal")


class FrozenReport(models.Model):
    """A report as it was on a day (jäädytetty raportti): its facts, signatories and data version.

    `content` holds everything that a file of the report is made from, so that the same bytes
    can be made again; `digest` is the SHA-256 of its canonical JSON.
    """

    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    goal = models.ForeignKey(
        SharedGoal, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    is_public = models.BooleanField(default=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    frozen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("frozen report")
        verbose_name_plural = _("frozen reports")
        constraints = [
            models.CheckConstraint(
                name="report_about_one",
                condition=models.Q(kind="vertical", organisation__isnull=False, goal__isnull=True)
                | models.Q(kind="horizontal", organisation__isnull=True, goal__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organisation", "year", "number"],
                condition=models.Q(kind="vertical"),
                name="vertical_report_numbered",
            ),
            models.UniqueConstraint(
                fields=["goal", "year", "number"],
                condition=models.Q(kind="horizontal"),
                name="horizontal_report_numbered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.organisation_id or self.goal_id} {self.year}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("frozen_report", args=[self.pk])


class ReportSignature(models.Model):
    """Who signed a frozen report, when and how."""

    report = models.ForeignKey(FrozenReport, on_delete=models.CASCADE, related_name="signatures")
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
        verbose_name = _("signature of a report")
        verbose_name_plural = _("signatures of reports")
        constraints = [
            models.CheckConstraint(
                name="report_signer_named", condition=~models.Q(name="") & ~models.Q(way="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} signed {self.report_id}"


class Grade(models.IntegerChoices):
    """The grade of a statement, from weak to excellent."""

    WEAK = 1, _("1 weak")
    PASSABLE = 2, _("2 passable")
    SATISFACTORY = 3, _("3 satisfactory")
    GOOD = 4, _("4 good")
    EXCELLENT = 5, _("5 excellent")


class Statement(models.Model):
    """A ministry's statement on an agency's year (tilinpäätöskannanotto), with its grade."""

    agreement = models.ForeignKey(
        PerformanceAgreement, on_delete=models.CASCADE, related_name="statements"
    )
    year = models.PositiveSmallIntegerField()
    ministry = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="statements")
    report = models.ForeignKey(
        FrozenReport, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    text = models.TextField(max_length=12000)
    grade = models.PositiveSmallIntegerField(choices=Grade.choices)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("statement of a ministry")
        verbose_name_plural = _("statements of ministries")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "year", "ministry"], name="statement_once_a_ministry"
            ),
            models.CheckConstraint(
                name="statement_grade_known", condition=models.Q(grade__in=Grade.values)
            ),
            models.CheckConstraint(name="statement_says_something", condition=~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.ministry_id} {self.agreement_id} {self.year}: {self.grade}"
