"""The impact chain, read from the end to the beginning: impact, outcome, output, input."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.common.texts import TranslatedTextField
from kytkin.goals.models.goals import SharedGoal
from kytkin.goals.models.indicators import Indicator


class Level(models.TextChoices):
    """The steps of the chain (iooi) in the order in which it is read."""

    IMPACT = "impact", _("impact")
    OUTCOME = "outcome", _("outcome")
    OUTPUT = "output", _("output")
    INPUT = "input", _("input")


LEVELS: Final = tuple(Level)


class ChainStep(models.Model):
    """One impact, outcome, output or input of a goal (vaikutusketjun askel)."""

    goal = models.ForeignKey(SharedGoal, on_delete=models.CASCADE, related_name="chain")
    level = models.CharField(max_length=7, choices=Level.choices)
    text = TranslatedTextField()
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("step of an impact chain")
        verbose_name_plural = _("steps of impact chains")
        constraints = [
            models.CheckConstraint(
                name="chain_level_known", condition=models.Q(level__in=Level.values)
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)


class ChainLink(models.Model):
    """A step leads to a step of the level above it, on an assumption that an indicator tests."""

    cause = models.ForeignKey(ChainStep, on_delete=models.CASCADE, related_name="leads_to")
    effect = models.ForeignKey(ChainStep, on_delete=models.CASCADE, related_name="comes_from")
    assumption = TranslatedTextField()
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, on_delete=models.SET_NULL, related_name="links"
    )

    class Meta:
        verbose_name = _("link of an impact chain")
        verbose_name_plural = _("links of impact chains")
        constraints = [
            models.UniqueConstraint(fields=["cause", "effect"], name="link_stated_once"),
            models.CheckConstraint(
                name="link_between_two", condition=~models.Q(cause=models.F("effect"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause_id} → {self.effect_id}"
