"""Concepts of controlled vocabularies and the labels they are found by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.common.languages import LANGUAGE_CHOICES
from kytkin.common.texts import TranslatedTextField


class Scheme(models.TextChoices):
    YSO = "yso", _("General Finnish Ontology YSO")
    JUHO = "juho", _("Finnish Ontology of Public Administration JUHO")
    ESCO_SKILL = "esco_skill", _("ESCO skills")
    ESCO_OCCUPATION = "esco_occupation", _("ESCO occupations")


class Concept(models.Model):
    """A subject, skill or occupation with a URI (käsite).

    A concept without any label is a known identifier and is never shown as text.
    """

    uri = models.CharField(max_length=255, unique=True)
    notation = models.CharField(
        max_length=120, unique=True, help_text=_("Short stable id, such as yso:p716.")
    )
    scheme = models.CharField(max_length=20, choices=Scheme.choices, db_index=True)
    kind = models.CharField(max_length=60, blank=True)
    labels = TranslatedTextField(blank=True)
    alt_labels = models.JSONField(default=dict, blank=True)
    description = TranslatedTextField(blank=True)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )
    broader = models.ManyToManyField("self", symmetrical=False, related_name="narrower", blank=True)

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        constraints = [
            models.CheckConstraint(
                name="concept_not_replaced_by_itself",
                condition=~models.Q(replaced_by=models.F("id")),
            ),
            models.CheckConstraint(
                name="concept_scheme_known", condition=models.Q(scheme__in=Scheme.values)
            ),
        ]

    def __str__(self) -> str:
        return str(self.labels) or self.notation

    @property
    def is_labelled(self) -> bool:
        return bool(self.labels)


class ConceptLabel(models.Model):
    """One label of a concept in one language, with the keys it is looked up by (nimilappu)."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="label_rows")
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    text = models.CharField(max_length=500)
    key = models.CharField(max_length=500, help_text=_("Lemmas of the label, joined by spaces."))
    is_preferred = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "language", "text"], name="label_once_per_language"
            ),
        ]
        indexes = [models.Index(fields=["key", "language"], name="label_by_key")]

    def __str__(self) -> str:
        return f"{self.text} ({self.language})"
