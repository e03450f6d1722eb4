"""Which organisations prepare a matter together, and how."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.organisations.models import Organisation


class PartnerRole(models.TextChoices):
    LEAD = "lead", _("lead")
    PARTNER = "partner", _("partner")
    CONTRIBUTOR = "contributor", _("contributor")
    CONSULTED = "consulted", _("consulted")


class Partnership(models.Model):
    """An organisation's part in a preparation (kumppanuus). Several may lead together."""

    preparation = models.ForeignKey(
        "preparations.Preparation", on_delete=models.CASCADE, related_name="partnerships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="partnerships"
    )
    role = models.CharField(max_length=12, choices=PartnerRole.choices)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.UniqueConstraint(
                fields=["preparation", "organisation"], name="partner_once_a_preparation"
            ),
            models.CheckConstraint(
                name="partner_role_known", condition=models.Q(role__in=PartnerRole.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.preparation_id} {self.role} {self.organisation_id}"
