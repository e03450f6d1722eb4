"""The forms of performance agreements: parties, targets, resources, signatures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kytkin.goals.models import Direction, SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.steering.content import Amount, ResourceKey, TargetContent
from kytkin.steering.models import BudgetItem, Dimension, PerformanceAgreement
from kytkin.web.goals.forms import add_texts, first_texts, in_languages
from kytkin.web.numbers import NumberField

NOTHING = Decimal(0)
PERIOD = 4


class StartForm(forms.Form):
    """Between whom, and for which years."""

    agency = forms.ChoiceField(label=_("Agency"))
    ministries = forms.ModelMultipleChoiceField(
        label=_("Steering ministries"),
        help_text=_("One or several: an agency may serve many branches."),
        queryset=Organisation.objects.filter(kind="ministry").order_by("code"),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    first_year = forms.IntegerField(label=_("First year"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(
        label=_("Last year"),
        help_text=_("The agreement is revised each year."),
        min_value=2000,
        max_value=2100,
    )

    def __init__(self, *args: Any, agencies: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            (one.code, str(one.name)) for one in sorted(agencies, key=lambda one: str(one.name))
        ]
        self.fields["ministries"].label_from_instance = lambda one: str(one.name)  # type: ignore[attr-defined]


def first_period() -> dict[str, int]:
    """The next four years, as most agreements are made."""
    first = timezone.localdate().year + 1
    return {"first_year": first, "last_year": first + PERIOD - 1}


class TargetForm(forms.Form):
    """What is to be reached, how it is measured, and what it should show in each year."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    dimension = forms.ChoiceField(label=_("Dimension"), choices=Dimension.choices)
    direction = forms.ChoiceField(label=_("Which way is better?"), choices=Direction.choices)
    baseline = NumberField(label=_("Baseline, value"), required=False)
    weight_percent = forms.IntegerField(
        label=_("Weight, percent"),
        help_text=_("The weights of all targets add up to 100."),
        min_value=0,
        max_value=100,
    )
    goal = forms.ChoiceField(
        label=_("Shared goal"),
        help_text=_("If the target is the agency’s part of a goal shared with others."),
        required=False,
    )

    def __init__(
        self, *args: Any, agreement: PerformanceAgreement, goals: list[SharedGoal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.years = tuple(agreement.years)
        own = dict(self.fields)
        self.fields.clear()
        self.fields["dimension"] = own.pop("dimension")
        add_texts(self, "text", _("Target"), longest=400, rows=2)
        add_texts(self, "indicator", _("What is measured"), longest=200)
        add_texts(self, "unit", _("Unit"), longest=60)
        self.fields.update(own)
        for year in self.years:
            self.fields[f"value_{year}"] = NumberField(
                label=_("Target %(year)s") % {"year": year}, required=False
            )
        self.fields["goal"].choices = [  # type: ignore[attr-defined]
            ("", _("none")), *((one.code, str(one.title)) for one in goals)
        ]  # fmt: skip

    def content(self) -> TargetContent:
        cleaned = self.cleaned_data
        return TargetContent(
            dimension=cleaned["dimension"],
            text=in_languages(cleaned, "text"),
            indicator=in_languages(cleaned, "indicator"),
            unit=in_languages(cleaned, "unit"),
            direction=cleaned["direction"],
            baseline=cleaned["baseline"],
            weight_percent=cleaned["weight_percent"],
            goal=cleaned["goal"],
            years={
                year: cleaned[f"value_{year}"]
                for year in self.years
                if cleaned[f"value_{year}"] is not None
            },
        )

    def value_fields(self) -> list[forms.BoundField]:
        return [self[f"value_{year}"] for year in self.years]


def target_values(content: TargetContent) -> dict[str, Any]:
    """The form as the target stands."""
    same = ("dimension", "direction", "baseline", "weight_percent", "goal")
    first: dict[str, Any] = {name: getattr(content, name) for name in same}
    for name in ("text", "indicator", "unit"):
        first |= first_texts(getattr(content, name), name)
    return first | {f"value_{year}": value for year, value in content.years.items()}


class ResourceForm(forms.Form):
    """Money and person-years of one budget item, year by year."""

    budget_item = forms.CharField(
        label=_("Budget item"),
        help_text=_("By its number such as 28.01.01."),
        max_length=11,
        required=False,
    )

    def __init__(self, *args: Any, agreement: PerformanceAgreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = tuple(agreement.years)
        for year in self.years:
            self.fields[f"eur_{year}"] = NumberField(
                label=_("Euros %(year)s") % {"year": year}, min_value=NOTHING, max_digits=15,
                decimal_places=2, required=False,
            )  # fmt: skip
            self.fields[f"time_{year}"] = NumberField(
                label=_("Person-years %(year)s") % {"year": year}, min_value=NOTHING, max_digits=9,
                decimal_places=2, required=False,
            )  # fmt: skip

    def clean_budget_item(self) -> str:
        written = str(self.cleaned_data["budget_item"]).strip()
        if written and not BudgetItem.objects.filter(code=written).exists():
            raise forms.ValidationError(
                _("There is no budget item %(code)s. Write the number as in 28.01.01."),
                params={"code": written},
            )
        return written

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        amounts = [value for name, value in cleaned.items() if name != "budget_item" and value]
        if amounts and cleaned.get("budget_item") == "":
            self.add_error("budget_item", _("Write the budget item these amounts stand on."))
        return cleaned

    def resources(self) -> dict[ResourceKey, Amount]:
        code = self.cleaned_data["budget_item"]
        if not code:
            return {}
        return {
            (year, code): Amount(
                self.cleaned_data[f"eur_{year}"] or NOTHING,
                self.cleaned_data[f"time_{year}"] or NOTHING,
            )
            for year in self.years
        }

    def year_fields(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return [(year, self[f"eur_{year}"], self[f"time_{year}"]) for year in self.years]


class PreambleForm(forms.Form):
    """What the agreement says before its targets."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_texts(
            self, "preamble", _("Preamble"), longest=4000, rows=6,
            help_text=_("What the years are about, what changes around the agency, and why."),
        )  # fmt: skip


class SignForm(forms.Form):
    """A party's signature: whose, when and how."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    organisation = forms.ChoiceField(label=_("On behalf of"))
    name = forms.CharField(label=_("Name of who signed"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    way = forms.CharField(
        label=_("How it was signed"),
        help_text=_("For example electronically in the case management system, or on paper."),
        max_length=120,
    )
    signed_on = forms.DateField(
        label=_("Day of the signature"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, parties: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            (one.code, str(one.name)) for one in parties
        ]


class ReasonForm(forms.Form):
    """Why the agreement is revised."""

    reason = forms.CharField(label=_("Why is it revised?"), max_length=400)


class CaseNumberForm(forms.Form):
    case_number = forms.CharField(label=_("Case number"), max_length=40, required=False)


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
