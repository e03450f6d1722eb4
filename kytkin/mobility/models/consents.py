"""Who says yes to which terms of a move, and who stands in for whom."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.common.periods import period_in_order
from kytkin.mobility.models.moves import Terms


class Party(models.TextChoices):
    """The sides of a move; each says yes or no for itself."""

    PERSON = "person", _("the person")
    RECEIVER = "receiver", _("the contact of the preparation")
    SUPERVISOR = "supervisor", _("the supervisor")
    RECEIVING_AGENCY = "receiving_agency", _("the receiving agency")
    HOME_AGENCY = "home_agency", _("the home agency")


class Answer(models.TextChoices):
    PENDING = "pending", _("waiting")
    YES = "yes", _("yes")
    NO = "no", _("no")


class RefusalReason(models.TextChoices):
    WORKLOAD = "workload", _("the workload does not allow it now")
    NOT_INTERESTED = "not_interested", _("no longer interested")
    ENGAGED = "engaged", _("already engaged elsewhere")
    NO_APPROVAL = "no_approval", _("no approval was given")
    OTHER = "other", _("other reason, told in the message")


class Consent(models.Model):
    """One side's answer to one set of terms (suostumus).

    Sides are asked in stages, a stage when the one before has said yes: `is_turn`.
    """

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="consents")
    party = models.CharField(max_length=16, choices=Party.choices)
    stage = models.PositiveSmallIntegerField()
    is_turn = models.BooleanField(default=False)
    answer = models.CharField(max_length=7, choices=Answer.choices, default=Answer.PENDING)
    reason = models.CharField(max_length=14, choices=RefusalReason.choices, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    escalated_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [
            models.Index(
                fields=["due_on"], condition=models.Q(is_turn=True), name="consents_waiting"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["terms", "party"], name="each_side_answers_once"),
            models.CheckConstraint(
                name="consent_party_known", condition=models.Q(party__in=Party.values)
            ),
            models.CheckConstraint(
                name="consent_answer_known", condition=models.Q(answer__in=Answer.values)
            ),
            models.CheckConstraint(
                name="consent_no_with_reason",
                condition=(models.Q(answer="no") & ~models.Q(reason=""))
                | (~models.Q(answer="no") & models.Q(reason="")),
            ),
            models.CheckConstraint(
                name="consent_turn_while_pending",
                condition=models.Q(is_turn=False) | models.Q(answer="pending"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.terms_id} {self.party} {self.answer}"


class Deputy(models.Model):
    """Somebody answers in another's place for a time (sijainen)."""

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deputies"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deputising"
    )
    starts_on = models.DateField()
    ends_before = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        constraints = [
            period_in_order("deputy_period_in_order"),
            models.UniqueConstraint(fields=["principal", "deputy"], name="deputy_named_once"),
            models.CheckConstraint(
                name="deputy_is_another", condition=~models.Q(principal=models.F("deputy"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.principal_id}"

    @property
    def last_day(self) -> dt.date | None:
        return self.ends_before and self.ends_before - dt.timedelta(days=1)
