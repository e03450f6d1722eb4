"""The forms of offers: making one, taking one up, naming somebody from a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kytkin.common.languages import LANGUAGE_CHOICES
from kytkin.mobility.models import Offer, Offered
from kytkin.organisations.models import Organisation
from kytkin.people.models import Profile
from kytkin.preparations.models import Preparation
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import Scheme
from kytkin.web.joining.forms import SHARES, DayInput
from kytkin.web.needs.naming import NamesField, named


class OfferForm(forms.Form):
    """What is offered, when, on which themes; of one's own or of a unit."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)
    unit = forms.ChoiceField(
        label=_("Whose offer"),
        help_text=_("A unit's pooled time: you name the person when somebody asks for it."),
        required=False,
    )
    offered = forms.ChoiceField(
        label=_("What you offer"), choices=Offered.choices, widget=forms.RadioSelect
    )
    share_percent = forms.TypedChoiceField(
        label=_("Share of working time"),
        help_text=_("Only when you offer working time."),
        choices=[("", _("No working time")), *SHARES],
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts_on = forms.DateField(label=_("First day"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    title = forms.CharField(
        label=_("The offer in a few words"),
        help_text=_("For example: A fifth of my time for water questions this spring."),
        max_length=160,
    )
    text = forms.CharField(
        label=_("What others get from it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(
        label=_("Language of this text"), choices=LANGUAGE_CHOICES, widget=forms.RadioSelect
    )
    themes = NamesField(
        label=_("Themes"),
        help_text=_("Names of themes divided by commas, so that preparations on them find you."),
        schemes=(Scheme.YSO, Scheme.JUHO),
        unknown=_("There is no theme of this name: %(names)s. Look for it on the themes page."),
    )

    def __init__(self, *args: Any, units: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("My own")), *((key, str(unit.name)) for key, unit in self._units.items())
        ]  # fmt: skip
        if not units:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_time, first, last = (
            cleaned.get("offered") == Offered.TIME,
            cleaned.get("starts_on"),
            cleaned.get("ends_on"),
        )
        if is_time and not cleaned.get("share_percent") and "share_percent" not in self.errors:
            self.add_error("share_percent", _("Choose the share of working time."))
        if is_time and not last and "ends_on" not in self.errors:
            self.add_error("ends_on", _("State the last day: time is offered for a period."))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first day."))
        if cleaned.get("unit") and not is_time and "offered" in cleaned:
            self.add_error("offered", _("A unit offers working time; people offer knowledge."))
        if not is_time:
            cleaned["share_percent"] = None
        return cleaned

    def values(self) -> dict[str, Any]:
        cleaned, last = self.cleaned_data, self.cleaned_data["ends_on"]
        same = ("offered", "title", "text", "language", "share_percent", "starts_on")
        return {name: cleaned[name] for name in same} | {
            "ends_before": last + dt.timedelta(days=1) if last else None,
            "unit": self._units.get(cleaned.get("unit") or ""),
        }

    def chosen_themes(self) -> list[Theme]:
        return list(Theme.objects.filter(concept__in=self.cleaned_data["themes"]))


def first_values(offer: Offer | None) -> dict[str, Any]:
    if offer is None:
        return {"language": (get_language() or "fi")[:2], "offered": Offered.TIME}
    same = ("version", "offered", "title", "text", "language", "share_percent", "starts_on")
    return {name: getattr(offer, name) for name in same} | {
        "ends_on": offer.last_day,
        "unit": str(offer.unit_id or ""),
        "themes": named([theme.concept for theme in offer.themes.select_related("concept")]),
    }


class TakeUpForm(forms.Form):
    """For which preparation of mine, with which words."""

    preparation = forms.ChoiceField(label=_("For which preparation"))
    message = forms.CharField(
        label=_("Your message"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words.")},
    )

    def __init__(self, *args: Any, mine: Sequence[Preparation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mine = {one.key: one for one in mine}
        field = self.fields["preparation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose")), *((key, str(one.name)) for key, one in self._mine.items())
        ]  # fmt: skip

    def chosen(self) -> Preparation:
        return self._mine[self.cleaned_data["preparation"]]


class NameForm(forms.Form):
    """Who of the unit, with which words."""

    ask = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    profile = forms.TypedChoiceField(label=_("Whom do you name?"), coerce=int)
    message = forms.CharField(
        label=_("Your message to the person"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words.")},
    )

    def __init__(self, *args: Any, people: Sequence[Profile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["profile"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Choose")), *((one.pk, one.person.name) for one in people)]
