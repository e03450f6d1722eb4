"""The forms of pledges: how much, on which budget item, for which year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kytkin.goals.models import SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.steering.models import BudgetItem
from kytkin.web.numbers import NumberField

NOTHING = Decimal(0)


class AmountsForm(forms.Form):
    """Money and time, with a word on them."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    amount_eur = NumberField(
        label=_("Euros"), min_value=NOTHING, max_digits=12, decimal_places=2, required=False
    )
    person_years = NumberField(
        label=_("Person-years"),
        help_text=_("One person for half a year, whole days: 0,5."),
        min_value=NOTHING,
        max_digits=7,
        decimal_places=2,
        required=False,
    )
    note = forms.CharField(label=_("A word on it"), max_length=400, required=False)

    def amounts(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "amount_eur": cleaned["amount_eur"] or NOTHING,
            "person_years": cleaned["person_years"] or NOTHING,
        }


class PledgeForm(AmountsForm):
    """An organisation pledges to a goal for a year."""

    organisation = forms.ChoiceField(label=_("On behalf of"))
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    budget_item = forms.CharField(
        label=_("Budget item"),
        help_text=_("Needed for money, by its number such as 28.01.01."),
        max_length=11,
        required=False,
    )
    field_order = ("organisation", "year", "person_years", "amount_eur", "budget_item", "note")

    def __init__(
        self, *args: Any, goal: SharedGoal, organisations: list[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            (one.code, str(one.name)) for one in organisations
        ]
        self.fields["year"].choices = [(str(y), str(y)) for y in goal.years]  # type: ignore[attr-defined]

    def clean_budget_item(self) -> BudgetItem | None:
        written = self.cleaned_data["budget_item"].strip()
        if not written:
            return None
        item = BudgetItem.objects.filter(code=written).first()
        if item is None:
            raise forms.ValidationError(
                _("There is no budget item %(code)s. Write the number as in 28.01.01."),
                params={"code": written},
            )
        return item


class NeedForm(forms.Form):
    """What the goal needs in a year."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    person_years = NumberField(
        label=_("Person-years"), min_value=NOTHING, max_digits=7, decimal_places=2
    )
    amount_eur = NumberField(label=_("Euros"), min_value=NOTHING, max_digits=12, decimal_places=2)

    def __init__(self, *args: Any, goal: SharedGoal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(str(y), str(y)) for y in goal.years]  # type: ignore[attr-defined]
