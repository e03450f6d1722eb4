"""The forms of indicators, their figures, and the impact chain."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kytkin.common.texts import TranslatedText
from kytkin.goals.models import ChainStep, Direction, Indicator, Level, Quality, SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.web.goals.forms import add_texts, first_texts, in_languages
from kytkin.web.numbers import NumberField

TEXTS = ("name", "unit", "source")
SAME = (
    "direction", "decimals", "source_url", "quality", "baseline_year", "baseline_value",
    "due_month",
)  # fmt: skip


class IndicatorForm(forms.Form):
    """What is measured, from where, and what it should show in each year."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    direction = forms.ChoiceField(label=_("Which way is better?"), choices=Direction.choices)
    decimals = forms.IntegerField(label=_("Decimals shown"), min_value=0, max_value=4, initial=1)
    source_url = forms.URLField(
        label=_("Address of the data"), required=False, assume_scheme="https"
    )
    quality = forms.ChoiceField(label=_("How sure is it?"), choices=Quality.choices)
    reported_by = forms.ModelChoiceField(
        label=_("Who reports it"),
        queryset=Organisation.objects.none(),
        to_field_name="code",
        required=False,
    )
    due_month = forms.IntegerField(
        label=_("The year's figure is due by the end of this month of the next year (1–12)"),
        min_value=1,
        max_value=12,
        initial=3,
    )
    baseline_year = forms.IntegerField(
        label=_("Baseline, year"), min_value=1990, max_value=2100, required=False
    )
    baseline_value = NumberField(label=_("Baseline, value"), required=False)
    milestone = forms.TypedChoiceField(
        label=_("Interim milestone"),
        help_text=_("The year in which one stops to see whether the goal is on its way."),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, goal: SharedGoal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = tuple(goal.years)
        own = dict(self.fields)
        self.fields.clear()
        add_texts(self, "name", _("What is measured"), longest=160)
        add_texts(self, "unit", _("Unit"), longest=60)
        add_texts(
            self, "source", _("Where the data comes from"), longest=200,
            help_text=_("For example a statistic or a register, and who keeps it."),
        )  # fmt: skip
        self.fields.update(own)
        for year in self.years:
            self.fields[f"target_{year}"] = NumberField(
                label=_("Target %(year)s") % {"year": year}, required=False
            )
        owners = Organisation.objects.filter(goal_ownerships__goal=goal)
        self.fields["reported_by"].queryset = owners.order_by("code")  # type: ignore[attr-defined]
        self.fields["milestone"].choices = [  # type: ignore[attr-defined]
            ("", "–"), *((str(year), str(year)) for year in self.years)
        ]  # fmt: skip

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return (
            {name: cleaned[name] for name in SAME}
            | {name: in_languages(cleaned, name) for name in TEXTS}
            | {"reported_by": cleaned["reported_by"]}
        )

    def targets(self) -> dict[int, tuple[Decimal, bool]]:
        cleaned = self.cleaned_data
        return {
            year: (cleaned[f"target_{year}"], year == cleaned["milestone"])
            for year in self.years
            if cleaned[f"target_{year}"] is not None
        }

    def target_fields(self) -> list[forms.BoundField]:
        return [self[f"target_{year}"] for year in self.years]


def indicator_values(indicator: Indicator) -> dict[str, Any]:
    """The form as the indicator stands."""
    first: dict[str, Any] = {name: getattr(indicator, name) for name in (*SAME, "version")}
    first["reported_by"] = indicator.reported_by.code if indicator.reported_by else ""
    for name in TEXTS:
        first |= first_texts(TranslatedText(getattr(indicator, name)), name)
    if indicator.baseline_value is not None:
        first["baseline_value"] = indicator.baseline_value.normalize()
    for target in indicator.targets.all():
        first[f"target_{target.year}"] = target.value.normalize()
        if target.is_milestone:
            first["milestone"] = target.year
    return first


class ActualForm(forms.Form):
    """A year's figure; a correction says why."""

    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)
    value = NumberField(label=_("Figure"))
    note = forms.CharField(
        label=_("A word on it"),
        help_text=_("When a figure stands already, write why it changes."),
        max_length=400,
        required=False,
    )


class StepForm(forms.Form):
    """A step of the impact chain."""

    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_texts(self, "text", _("The step in a few words"), longest=200)


class LinkForm(forms.Form):
    """What leads to what, and on which assumption."""

    cause = forms.ChoiceField(label=_("This"))
    effect = forms.ChoiceField(label=_("leads to this"))
    indicator = forms.ChoiceField(label=_("Indicator that tests it"), required=False)

    def __init__(
        self, *args: Any, steps: list[ChainStep], indicators: list[Indicator], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), f"{one.get_level_display()}: {one.text}"[:90]) for one in steps]
        self.fields["cause"].choices = named  # type: ignore[attr-defined]
        self.fields["effect"].choices = named  # type: ignore[attr-defined]
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]
            ("", "–"), *((str(one.pk), str(one.name)) for one in indicators)
        ]  # fmt: skip
        add_texts(self, "assumption", _("If what holds true?"), longest=300)
