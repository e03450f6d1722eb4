"""The agreement of a move: its versions, what the sides may word themselves, who has signed."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.mobility.models.consents import Party
from kytkin.mobility.models.moves import Move


class Payer(models.TextChoices):
    HOME = "home", _("the sending agency")
    RECEIVING = "receiving", _("the receiving agency")
    BOTH = "both", _("each agency its own part")


class Ground(models.TextChoices):
    """Why an official may be transferred (Valtion virkamieslaki, 20 § 1 mom.)."""

    DUTIES = "duties", _("a special reason in the authority's duties")
    SKILL = "skill", _("the official's professional skill")
    CONTINUITY = "continuity", _("continuity of service")
    EMPLOYMENT = "employment", _("employment")


class AgreementDetails(models.Model):
    """What the sides agree on besides share and period (sopimuksen tiedot), until it is signed.

    `texts`: own wording by clause and language, `{"task": {"fi": …}}`; without one the standard
    clause stands.
    """

    move = models.OneToOneField(Move, on_delete=models.CASCADE, related_name="details")
    ground = models.CharField(max_length=10, choices=Ground.choices, blank=True)
    receiving_pays_percent = models.PositiveSmallIntegerField(default=0)
    travel_paid_by = models.CharField(max_length=9, choices=Payer.choices, default=Payer.RECEIVING)
    training_paid_by = models.CharField(
        max_length=9, choices=Payer.choices, default=Payer.RECEIVING
    )
    texts = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("details of an agreement")
        verbose_name_plural = _("details of agreements")
        constraints = [
            models.CheckConstraint(
                name="details_cost_share_in_percent",
                condition=models.Q(receiving_pays_percent__lte=100),
            ),
            models.CheckConstraint(
                name="details_ground_known", condition=models.Q(ground__in=["", *Ground.values])
            ),
            models.CheckConstraint(
                name="details_payers_known",
                condition=models.Q(
                    travel_paid_by__in=Payer.values, training_paid_by__in=Payer.values
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move_id} {self.version}"


class AgreementFixed(Exception):
    """What a version of an agreement says never changes: a new version is made instead."""


class Agreement(models.Model):
    """One version of a move's agreement (sopimus): all that it says, as it said it then.

    `content` holds the facts and the Finnish and Swedish text. Only the case number, which the
    case-management system gives afterwards, may be written later.
    """

    MAY_CHANGE: Final = frozenset({"case_number"})

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    terms_number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    case_number = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.UniqueConstraint(fields=["move", "number"], name="agreement_numbered_once"),
            models.CheckConstraint(
                name="agreement_numbered_from_one", condition=models.Q(number__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.move_id} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if self.pk is not None and not (fields and set(fields) <= self.MAY_CHANGE):
            raise AgreementFixed(str(self))
        super().save(*args, **kwargs)

    @property
    def digest(self) -> str:
        """SHA-256 of the content, by which a signature is tied to what was signed."""
        canonical = json.dumps(self.content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


class SignedHow(models.TextChoices):
    HERE = "here", _("in this service")
    BY_HAND = "by_hand", _("by hand")
    E_SIGNATURE = "e_signature", _("in another e-signature service")
    CASE_MANAGEMENT = "case_management", _("in the case-management system")


class Signature(models.Model):
    """A side has signed a version (allekirjoitus): who, when and how; `recorded_by` wrote it down.

    `signed_by` is empty when human resources record what somebody signed elsewhere.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    party = models.CharField(max_length=16, choices=Party.choices)
    name = models.CharField(max_length=150)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    signed_on = models.DateField()
    how = models.CharField(max_length=15, choices=SignedHow.choices)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="each_side_signs_once"),
            models.CheckConstraint(
                name="signature_party_known", condition=models.Q(party__in=Party.values)
            ),
            models.CheckConstraint(
                name="signature_how_known", condition=models.Q(how__in=SignedHow.values)
            ),
            models.CheckConstraint(name="signature_with_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.party}"
