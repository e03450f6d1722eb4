"""What the daily round has told, so that nothing is told twice however often it runs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.mobility.models.moves import Move


class Milestone(models.TextChoices):
    """The days of a move that its sides are told of; also the case of the notice."""

    STARTS = "starts", _("it begins")
    ENDS_SOON = "ends_soon", _("the end is near")
    COMPLETED = "completed", _("it is completed")


class MilestoneTold(models.Model):
    """A move's sides have been told of a day (kerrottu); another day after a change is told anew.

    `day` is the first day for `starts`, the day after the last for the two others.
    """

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="milestones_told")
    milestone = models.CharField(max_length=9, choices=Milestone.choices)
    day = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("told day of a move")
        verbose_name_plural = _("told days of moves")
        constraints = [
            models.UniqueConstraint(
                fields=["move", "milestone", "day"], name="milestone_told_once"
            ),
            models.CheckConstraint(
                name="milestone_known", condition=models.Q(milestone__in=Milestone.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move_id} {self.milestone} {self.day}"
