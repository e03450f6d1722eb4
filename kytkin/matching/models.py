"""The match log: which people were shown for a need, in which order and why, and who chose."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.mobility.models import JoinRequest, Need


class MatchRun(models.Model):
    """One ranking of people for a need (haku). Kept at least six months, then removed.

    `shown`: for each profile in the order shown its id, score and terms; names are not kept.
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="match_runs")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    version = models.CharField(max_length=40)
    weights = models.JSONField()
    candidates = models.PositiveIntegerField()
    shown = models.JSONField()

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        indexes = [models.Index(fields=["at"], name="match_runs_by_age")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.at:%Y-%m-%d}"


class MatchChoice(models.Model):
    """Somebody shown was invited: who chose, and why, in the chooser's words (valinta)."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="choices")
    request = models.OneToOneField(JoinRequest, on_delete=models.CASCADE, related_name="choice")
    why = models.CharField(max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("choice from a match")
        verbose_name_plural = _("choices from matches")
        constraints = [
            models.CheckConstraint(name="match_choice_says_why", condition=~models.Q(why=""))
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.request_id}"
