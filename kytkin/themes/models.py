"""Themes that preparations carry, and phenomena: wider questions over themes."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kytkin.common.texts import TranslatedText, TranslatedTextField
from kytkin.vocabulary.models import Concept


class Theme(models.Model):
    """A subject that preparations carry (teema): one concept of a vocabulary."""

    concept = models.OneToOneField(Concept, on_delete=models.PROTECT, related_name="theme")

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return str(self.concept)

    @property
    def labels(self) -> TranslatedText:
        return TranslatedText(self.concept.labels)

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.concept.notation])


class Phenomenon(models.Model):
    """A wider question that many branches prepare (ilmiö), defined over themes by connectors."""

    code = models.SlugField(max_length=60, unique=True)
    title = TranslatedTextField()
    description = TranslatedTextField()
    search_words = models.JSONField(
        default=dict, blank=True, help_text=_("Other words people use, by language.")
    )
    themes = models.ManyToManyField(Theme, through="PhenomenonTheme", related_name="phenomena")
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("phenomenon")
        verbose_name_plural = _("phenomena")
        constraints = [
            models.CheckConstraint(
                name="phenomenon_not_superseded_by_itself",
                condition=~models.Q(superseded_by=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("phenomenon", args=[self.code])


class PhenomenonTheme(models.Model):
    """A theme belongs to a phenomenon, at its core (1) or touching it (less)."""

    phenomenon = models.ForeignKey(Phenomenon, on_delete=models.CASCADE, related_name="theme_links")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="phenomenon_links")
    weight = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        default=Decimal("1.00"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal(1))],
    )

    class Meta:
        verbose_name = _("theme of a phenomenon")
        verbose_name_plural = _("themes of phenomena")
        constraints = [
            models.UniqueConstraint(fields=["phenomenon", "theme"], name="theme_once_a_phenomenon"),
            models.CheckConstraint(
                name="phenomenon_theme_weight_in_range",
                condition=models.Q(weight__gt=0, weight__lte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phenomenon_id} ∋ {self.theme_id}"
