"""Case and bill numbers, as written by the register."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberKind(models.TextChoices):
    CASE = "case", _("case number")
    BILL = "bill", _("government bill")


class OfficialNumber(models.Model):
    """VN/24165/2023 or HE 141/2026; one preparation may have several (asianumero, HE-numero)."""

    preparation = models.ForeignKey(
        "preparations.Preparation", on_delete=models.CASCADE, related_name="numbers"
    )
    kind = models.CharField(max_length=4, choices=NumberKind.choices)
    number = models.CharField(max_length=40, db_index=True)

    class Meta:
        verbose_name = _("official number")
        verbose_name_plural = _("official numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["preparation", "kind", "number"], name="number_once_a_preparation"
            ),
            models.CheckConstraint(
                name="number_kind_known", condition=models.Q(kind__in=NumberKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.number
