"""The documents that the search finds; kept by `search.index`, read by `search.backends`."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.common.texts import TranslatedTextField


class DocumentKind(models.TextChoices):
    PHENOMENON = "phenomenon", _("phenomenon")
    THEME = "theme", _("theme")
    PREPARATION = "preparation", _("preparation")
    ORGANISATION = "organisation", _("organisation")


class SearchDocument(models.Model):
    """One thing that can be found, as words (hakudokumentti).

    `target` is the thing's public id. The word columns hold lemmas and compound parts,
    made in the app, so that both databases index the same words.
    """

    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    target = models.CharField(max_length=120)
    title_words = models.TextField(blank=True)
    subject_words = models.TextField(blank=True)
    body_words = models.TextField(blank=True)
    identifiers = models.TextField(blank=True)
    titles = TranslatedTextField(blank=True)
    is_running = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [
            models.UniqueConstraint(fields=["kind", "target"], name="document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class SearchWord(models.Model):
    """A word of the index and in how many documents it stands: for rarity and for spelling."""

    word = models.CharField(max_length=120, primary_key=True)
    documents = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")

    def __str__(self) -> str:
        return self.word


class IndexVersion(models.Model):
    """Counts the changes of the index, so that what a process keeps in memory can be renewed."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("version of the index")
        verbose_name_plural = _("versions of the index")

    def __str__(self) -> str:
        return str(self.number)
