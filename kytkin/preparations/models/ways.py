"""The ways in which others can join a preparation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    FOLLOW = "follow", _("follow")
    COMMENT = "comment", _("comment")
    SHARE_KNOWLEDGE = "share_knowledge", _("share knowledge")
    WORK_INPUT = "work_input", _("join with work input")
    PROPOSE_JOINT = "propose_joint", _("propose joint preparation")


class OfferedWay(models.Model):
    """A preparation is open to this way of joining (osallistumistapa)."""

    preparation = models.ForeignKey(
        "preparations.Preparation", on_delete=models.CASCADE, related_name="offered_ways"
    )
    way = models.CharField(max_length=16, choices=Way.choices)

    class Meta:
        verbose_name = _("way to join")
        verbose_name_plural = _("ways to join")
        constraints = [
            models.UniqueConstraint(fields=["preparation", "way"], name="way_once_a_preparation"),
            models.CheckConstraint(name="way_known", condition=models.Q(way__in=Way.values)),
        ]

    def __str__(self) -> str:
        return f"{self.preparation_id} {self.way}"
