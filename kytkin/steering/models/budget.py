"""Budget items of the State, and what they grant to an organisation in a year."""

from __future__ import annotations

from typing import Any, Final

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.common.texts import TranslatedTextField
from kytkin.organisations.models import Organisation

ITEM_CODE: Final = r"^\d{2}\.\d{2}\.\d{2}(\.\d{1,2})?$"
EUROS: Final[dict[str, Any]] = {"max_digits": 15, "decimal_places": 2}
PERSON_YEARS: Final[dict[str, Any]] = {"max_digits": 9, "decimal_places": 2}


class BudgetItem(models.Model):
    """An item of the State's budget (momentti), by its number such as 28.01.01."""

    code = models.CharField(
        max_length=11,
        unique=True,
        validators=[RegexValidator(ITEM_CODE, _("Write the number as in 28.01.01."))],
    )
    name = TranslatedTextField()
    is_verified = models.BooleanField(
        default=False, help_text=_("The number was seen in a public source.")
    )

    class Meta:
        verbose_name = _("budget item")
        verbose_name_plural = _("budget items")
        constraints = [
            models.CheckConstraint(
                name="budget_item_code_shaped", condition=models.Q(code__regex=ITEM_CODE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class Appropriation(models.Model):
    """What the State's budget grants in a year (määräraha), with its source.

    On an item, or by its title where the source does not tell the item's number; to an agency, or
    to a branch for what is no agency of ours.
    """

    item = models.ForeignKey(
        BudgetItem, null=True, blank=True, on_delete=models.PROTECT, related_name="appropriations"
    )
    title = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="appropriations"
    )
    year = models.PositiveSmallIntegerField()
    amount_eur = models.DecimalField(**EUROS)
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("appropriation")
        verbose_name_plural = _("appropriations")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "organisation", "year"],
                condition=models.Q(item__isnull=False),
                name="appropriation_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["title", "organisation", "year"],
                condition=models.Q(item__isnull=True),
                name="appropriation_title_once_a_year",
            ),
            models.CheckConstraint(
                name="appropriation_named",
                condition=models.Q(item__isnull=False) | ~models.Q(title=""),
            ),
            models.CheckConstraint(
                name="appropriation_not_negative", condition=models.Q(amount_eur__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.item_id} {self.organisation_id} {self.year}"
