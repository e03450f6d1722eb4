"""Indicators of goals: targets by year, an interim milestone, actual figures with revisions."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.common.texts import TranslatedTextField
from kytkin.goals.models.goals import SharedGoal
from kytkin.organisations.models import Organisation

FIGURE: Final[dict[str, Any]] = {"max_digits": 18, "decimal_places": 4}


class Direction(models.TextChoices):
    UP = "up", _("up is better")
    DOWN = "down", _("down is better")


class Quality(models.TextChoices):
    GOOD = "good", _("good: official statistics or a register")
    FAIR = "fair", _("fair: a survey or an estimate by a stated method")
    WEAK = "weak", _("weak: a rough estimate")


class Indicator(models.Model):
    """What shows whether a goal is being reached (mittari, indikator)."""

    goal = models.ForeignKey(SharedGoal, on_delete=models.CASCADE, related_name="indicators")
    name = TranslatedTextField()
    unit = TranslatedTextField()
    direction = models.CharField(max_length=4, choices=Direction.choices)
    decimals = models.PositiveSmallIntegerField(default=1)
    source = TranslatedTextField(blank=True)
    source_url = models.URLField(blank=True)
    quality = models.CharField(max_length=4, choices=Quality.choices, default=Quality.FAIR)
    baseline_year = models.PositiveSmallIntegerField(null=True, blank=True)
    baseline_value = models.DecimalField(null=True, blank=True, **FIGURE)
    reported_by = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators"
    )
    due_month = models.PositiveSmallIntegerField(
        default=3, help_text=_("The year's figure is due by the end of this month of the next.")
    )
    place = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                name="indicator_direction_known",
                condition=models.Q(direction__in=Direction.values),
            ),
            models.CheckConstraint(
                name="indicator_quality_known", condition=models.Q(quality__in=Quality.values)
            ),
            models.CheckConstraint(
                name="indicator_due_month_of_year",
                condition=models.Q(due_month__gte=1, due_month__lte=12),
            ),
            models.CheckConstraint(
                name="indicator_decimals_shown", condition=models.Q(decimals__lte=4)
            ),
            models.CheckConstraint(
                name="indicator_baseline_whole",
                condition=models.Q(baseline_year__isnull=True, baseline_value__isnull=True)
                | models.Q(baseline_year__isnull=False, baseline_value__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class IndicatorTarget(models.Model):
    """The value wanted at the end of a year; an interim milestone comes before the last."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(**FIGURE)
    is_milestone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("target of an indicator")
        verbose_name_plural = _("targets of indicators")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year"], name="target_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}: {self.value}"


class Actual(models.Model):
    """What an indicator showed in a year (toteuma); a correction is a new revision."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="actuals")
    year = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField(default=1)
    value = models.DecimalField(**FIGURE)
    note = models.CharField(max_length=400, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("actual figure")
        verbose_name_plural = _("actual figures")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "revision"], name="actual_revision_once"
            ),
            models.CheckConstraint(
                name="actual_revised_with_note",
                condition=models.Q(revision=1) | ~models.Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}/{self.revision}: {self.value}"
