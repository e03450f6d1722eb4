"""The themes a preparation carries: the register's own, suggested ones, and people's verdicts."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.themes.models import Theme


class Origin(models.TextChoices):
    REGISTER = "register", _("from the register")
    EDITORIAL = "editorial", _("from a public source")
    MATCHING = "matching", _("suggested by matching")
    PERSON = "person", _("added by the preparer")


class Standing(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    SUGGESTED = "suggested", _("suggested")
    REJECTED = "rejected", _("rejected")


class PreparationTheme(models.Model):
    """A preparation carries a theme. `weight` is low for habitual default keywords."""

    preparation = models.ForeignKey(
        "preparations.Preparation", on_delete=models.CASCADE, related_name="theme_links"
    )
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="preparation_links")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    standing = models.CharField(max_length=10, choices=Standing.choices)
    weight = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal("1.000"))
    reasons = models.JSONField(
        default=list, blank=True, help_text=_("The words that caused a suggestion.")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("theme of a preparation")
        verbose_name_plural = _("themes of preparations")
        constraints = [
            models.UniqueConstraint(
                fields=["preparation", "theme"], name="theme_once_a_preparation"
            ),
            models.CheckConstraint(
                name="preparation_theme_weight_in_range",
                condition=models.Q(weight__gt=0, weight__lte=1),
            ),
            models.CheckConstraint(
                name="preparation_theme_standing_known",
                condition=models.Q(standing__in=Standing.values),
            ),
            models.CheckConstraint(
                name="preparation_theme_origin_known",
                condition=models.Q(origin__in=Origin.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.preparation_id} ∋ {self.theme_id} ({self.standing})"

    @property
    def is_suggested(self) -> bool:
        return self.standing == Standing.SUGGESTED
