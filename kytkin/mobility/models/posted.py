"""What a form has made already, so that sending it twice makes one thing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Posted(models.Model):
    """An idempotency key of a form, and the page of what it made."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posted"
    )
    key = models.UUIDField()
    path = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("form sent")
        verbose_name_plural = _("forms sent")
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="form_sent_once")]

    def __str__(self) -> str:
        return str(self.key)
