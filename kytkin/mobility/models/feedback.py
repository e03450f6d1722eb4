"""What the sides of a move tell afterwards, of the work and the learning, never of each other."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.mobility.models.consents import Party
from kytkin.mobility.models.moves import Move


class Went(models.TextChoices):
    AS_AGREED = "as_agreed", _("as agreed")
    PARTLY = "partly", _("partly as agreed")
    NOT = "not", _("not as agreed")


class Feedback(models.Model):
    """One side's words on a move that is over (palaute): no marks, no rating of a person."""

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="feedback")
    party = models.CharField(max_length=16, choices=Party.choices)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField()
    went = models.CharField(max_length=9, choices=Went.choices)
    learned = models.TextField(max_length=2000, blank=True)
    taken_home = models.TextField(max_length=2000, blank=True)
    otherwise = models.TextField(max_length=2000, blank=True)
    again = models.BooleanField()

    class Meta:
        verbose_name = _("feedback on a move")
        verbose_name_plural = _("feedback on moves")
        constraints = [
            models.UniqueConstraint(fields=["move", "party"], name="each_side_tells_once"),
            models.CheckConstraint(
                name="feedback_party_known", condition=models.Q(party__in=Party.values)
            ),
            models.CheckConstraint(
                name="feedback_went_known", condition=models.Q(went__in=Went.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move_id} {self.party}"
