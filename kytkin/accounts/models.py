"""People who sign in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.common.languages import LANGUAGE_CHOICES
from kytkin.common.texts import TranslatedTextField


class User(AbstractUser):
    """A person who signs in (käyttäjä). Roles in organisations are memberships, kept there."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"), unique=True)
    title = TranslatedTextField(_("title"), blank=True)
    language = models.CharField(
        _("language of messages"), max_length=2, choices=LANGUAGE_CHOICES, default="fi"
    )
    is_fictional = models.BooleanField(
        _("fictional person"), default=False, help_text=_("Made up for the demo.")
    )

    REQUIRED_FIELDS = ["email", "name"]

    class Meta(AbstractUser.Meta):
        verbose_name = "person"
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["name"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.username
