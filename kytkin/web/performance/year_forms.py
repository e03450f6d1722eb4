"""The forms of an agreement's year: figures, review, answer, statement, signatories."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kytkin.steering.actions_reports import Signatory
from kytkin.steering.models import Grade, Target
from kytkin.web.numbers import NumberField

AREA = {"rows": 6}


class FiguresForm(forms.Form):
    """A figure for each target, and a word on it."""

    def __init__(self, *args: Any, targets: list[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = targets
        for one in targets:
            self.fields[f"value_{one.key}"] = NumberField(
                label=_("Figure"), required=False, max_digits=18, decimal_places=4
            )
            self.fields[f"text_{one.key}"] = forms.CharField(
                label=_("A word on it"), max_length=2000, required=False
            )

    def rows(self) -> list[tuple[Target, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"value_{one.key}"], self[f"text_{one.key}"]) for one in self.targets]

    def figures(self) -> dict[int, tuple[Decimal | None, str]]:
        cleaned = self.cleaned_data
        return {
            one.key: (cleaned[f"value_{one.key}"], cleaned[f"text_{one.key}"])
            for one in self.targets
        }


class ReviewForm(forms.Form):
    text = forms.CharField(
        label=_("How the year has gone, and what is ahead"),
        help_text=_("What is on its way, what is not, and what you ask of the ministry."),
        max_length=8000,
        widget=forms.Textarea(attrs=AREA),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("The ministry’s answer"), max_length=4000, widget=forms.Textarea(attrs=AREA)
    )


class StatementForm(forms.Form):
    ministry = forms.ChoiceField(label=_("On behalf of"))
    grade = forms.TypedChoiceField(
        label=_("Grade"), choices=Grade.choices, coerce=int, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Statement"),
        help_text=_("How the year was, what to go on with, and what to mend by when."),
        max_length=12000,
        widget=forms.Textarea(attrs=AREA),
    )

    def __init__(self, *args: Any, ministries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ministry"].choices = ministries  # type: ignore[attr-defined]


class FreezeForm(forms.Form):
    """Who signs a report, and whether everyone may see it."""

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
    is_public = forms.BooleanField(
        label=_("Everyone may see the report"),
        help_text=_("A public report names public goals only; it cannot be withdrawn."),
        required=False,
    )

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]

    def signatory(self) -> Signatory:
        cleaned = self.cleaned_data
        return Signatory(
            **{name: cleaned[name] for name in ("organisation", "name", "title", "way",
                                                "signed_on")}
        )  # fmt: skip


class GoalFreezeForm(FreezeForm):
    """Which year of a goal is frozen; the rest as for an agency."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    field_order = ("year", "organisation", "name", "title", "way", "signed_on", "is_public")

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(str(one), str(one)) for one in years]  # type: ignore[attr-defined]
