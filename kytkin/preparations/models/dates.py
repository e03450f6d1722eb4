"""Dates of a preparation, each with the source that states it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DateEvent(models.TextChoices):
    SET = "asettamisPaiva", _("set up")
    STARTED = "aloitusPaiva", _("started")
    ENDED = "valmistumisPaiva", _("ends")
    RECORDED = "kirjaamisPaiva", _("recorded in the register")


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class PreparationDate(models.Model):
    """When something happened in a preparation, and since when the register has known it."""

    preparation = models.ForeignKey(
        "preparations.Preparation", on_delete=models.CASCADE, related_name="dates"
    )
    event = models.CharField(max_length=20, choices=DateEvent.choices)
    on = models.DateField()
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    known_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("date of a preparation")
        verbose_name_plural = _("dates of preparations")
        constraints = [
            models.UniqueConstraint(
                fields=["preparation", "event", "source"], name="date_once_per_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.on}"
