"""A move: what two sides agreed on, its terms as they changed, and what happened to it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kytkin.common.periods import period_in_order
from kytkin.mobility.models.requests import JoinRequest
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Preparation

SHARES: Final = tuple(range(5, 105, 5))


class MoveState(models.TextChoices):
    """What has been decided; whether it runs follows from the period."""

    CONSENTS = "consents", _("waiting for consents")
    AGREED = "agreed", _("agreed")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ENDED_EARLY = "ended_early", _("ended early")


class Phase(models.TextChoices):
    """Where a move stands on a day."""

    CONSENTS = "consents", _("waiting for consents")
    AGREED = "agreed", _("agreed, not begun yet")
    ACTIVE = "active", _("running")
    COMPLETED = "completed", _("completed")
    ENDED_EARLY = "ended_early", _("ended early")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


def share_in_steps(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=models.Q(share_percent__isnull=True) | models.Q(share_percent__in=list(SHARES)),
    )


class Move(models.Model):
    """An agreed way of working across a border (liikkuvuusjärjestely), from both sides' yes on.

    `kind` is a code of `kinds.py`. Share and period are those in force; before the consents are
    in, those proposed. `home` is where the person works, `receiving` who sets the preparation.
    """

    request = models.OneToOneField(JoinRequest, on_delete=models.CASCADE, related_name="move")
    kind = models.CharField(max_length=24)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="moves"
    )
    preparation = models.ForeignKey(Preparation, on_delete=models.PROTECT, related_name="moves")
    home = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="moves_out")
    receiving = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="moves_in")
    share_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=MoveState.choices, default=MoveState.CONSENTS)
    actual_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        indexes = [models.Index(fields=["person", "state"], name="moves_of_a_person")]
        constraints = [
            period_in_order("move_period_in_order"),
            share_in_steps("move_share_in_steps"),
            models.CheckConstraint(
                name="move_state_known", condition=models.Q(state__in=MoveState.values)
            ),
            models.CheckConstraint(
                name="move_actual_in_steps",
                condition=models.Q(actual_percent__isnull=True)
                | models.Q(actual_percent__in=[0, *SHARES]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.preparation_id} ({self.kind}, {self.state})"

    def get_absolute_url(self) -> str:
        return reverse("move", args=[self.pk])

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the period, None when no end is known."""
        return self.ends_before and self.ends_before - dt.timedelta(days=1)

    def phase(self, today: dt.date) -> Phase:
        if self.state != MoveState.AGREED:
            return Phase(self.state)
        if self.ends_before and self.ends_before <= today:
            return Phase.COMPLETED
        return Phase.ACTIVE if self.starts_on <= today else Phase.AGREED


class TermsState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    REPLACED = "replaced", _("replaced by others")


class Terms(models.Model):
    """One set of terms of a move (ehdot): the first, another share, or a longer period."""

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField()
    share_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=TermsState.choices, default=TermsState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    words = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = _("terms of a move")
        verbose_name_plural = _("terms of moves")
        constraints = [
            period_in_order("terms_period_in_order"),
            share_in_steps("terms_share_in_steps"),
            models.UniqueConstraint(fields=["move", "number"], name="terms_numbered_once"),
            models.UniqueConstraint(
                fields=["move"],
                condition=models.Q(state="proposed"),
                name="one_proposal_at_a_time",
            ),
            models.CheckConstraint(
                name="terms_state_known", condition=models.Q(state__in=TermsState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move_id} {self.number} ({self.state})"

    @property
    def last_day(self) -> dt.date | None:
        return self.ends_before and self.ends_before - dt.timedelta(days=1)


class MoveEvent(models.Model):
    """What happened to a move, for its two sides to read (tapahtuma); the record is kept apart."""

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=24)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    party = models.CharField(max_length=16, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("event of a move")
        verbose_name_plural = _("events of moves")

    def __str__(self) -> str:
        return f"{self.move_id} {self.what}"


class RuleOverride(models.Model):
    """Human resources went past a rule on purpose, with a reason on record (poikkeama)."""

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="overrides")
    rule = models.CharField(max_length=40)
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("rule gone past")
        verbose_name_plural = _("rules gone past")
        constraints = [
            models.UniqueConstraint(fields=["move", "rule"], name="rule_gone_past_once"),
            models.CheckConstraint(
                name="rule_gone_past_with_reason", condition=~models.Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move_id} {self.rule}"
