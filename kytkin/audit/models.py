"""The record of who did what: append-only, each row sealed with the hash of the one before."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

GENESIS = "0" * 64


class AuditEvent(models.Model):
    """One thing that somebody did (lokitapahtuma). Never changed, never deleted."""

    sequence = models.BigIntegerField(unique=True)
    occurred_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=120)
    details = models.JSONField(default=dict, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [models.Index(fields=["object_kind", "object_id"], name="audit_by_object")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.object_kind} {self.object_id}"

    def seal(self) -> str:
        """SHA-256 over the content and the previous hash, as 64 hexadecimal digits."""
        content = json.dumps(
            [
                self.sequence,
                self.occurred_at.isoformat(timespec="microseconds"),
                self.actor_id,
                self.action,
                self.object_kind,
                self.object_id,
                self.details,
                self.previous_hash,
            ],
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return hashlib.sha256(content.encode()).hexdigest()
