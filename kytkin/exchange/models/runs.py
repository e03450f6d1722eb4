"""Import runs: when, from where, how far, with what result."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    HANKEIKKUNA = "hankeikkuna", _("Hankeikkuna, live")
    HANKEIKKUNA_FILE = "hankeikkuna_file", _("Hankeikkuna, captured file")
    PREPARATIONS = "preparations", _("preparations from a table")
    ORGANISATIONS = "organisations", _("organisations from a table")
    PROFILES = "profiles", _("invitations to profiles from a table")
    VOCABULARY = "vocabulary", _("vocabulary")
    DEMO = "demo", _("demo data")


class RunState(models.TextChoices):
    RUNNING = "running", _("running")
    COMPLETED = "completed", _("completed")
    INTERRUPTED = "interrupted", _("interrupted, can be resumed")
    REFUSED = "refused", _("refused, nothing was imported")


class ImportRun(models.Model):
    """One run of an import (tuontiajo). `cursor` lets an interrupted run go on."""

    source = models.CharField(max_length=20, choices=Source.choices)
    origin = models.CharField(max_length=300, blank=True, help_text=_("File name or address."))
    state = models.CharField(max_length=12, choices=RunState.choices)
    is_dry_run = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    cursor = models.JSONField(null=True, blank=True)
    read_count = models.PositiveIntegerField(default=0)
    created_count = models.PositiveIntegerField(default=0)
    updated_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    rejected_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("import_report", args=[self.pk])


class Severity(models.TextChoices):
    ERROR = "error", _("error")
    WARNING = "warning", _("warning")
    NOTE = "note", _("note")


class Finding(models.Model):
    """One oddity that an import met: where it is, what it is, what was done or should be done.

    `code` names the kind of finding; its sentences live in `exchange.findings`.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="findings")
    severity = models.CharField(max_length=8, choices=Severity.choices)
    code = models.CharField(max_length=40)
    row = models.PositiveIntegerField(null=True, blank=True)
    column = models.CharField(max_length=60, blank=True)
    item = models.CharField(max_length=120, blank=True, help_text=_("Register id or code."))
    params = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.CheckConstraint(
                name="finding_severity_known", condition=models.Q(severity__in=Severity.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.severity} {self.code} {self.item}"
