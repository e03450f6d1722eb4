"""The forms of a move: answering, other terms, endings, rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kytkin.mobility.models import Move, RefusalReason
from kytkin.mobility.rules import TermsAsked
from kytkin.web.joining.forms import SHARES, DayInput

LONGEST_WORDS = 2000
ACTS = ("yes", "no", "propose", "withdraw", "end", "pass_rule", "report")
NEED_A_REASON = ("no", "withdraw")


class MoveActForm(forms.Form):
    """One side's act on a move: what, on which version, with which words."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS], widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *RefusalReason.choices],
        required=False,
    )
    share_percent = forms.TypedChoiceField(
        label=_("Share of working time"),
        choices=[("", _("Choose")), *SHARES],
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts_on = forms.DateField(label=_("First day"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    actual_percent = forms.TypedChoiceField(
        label=_("Share really used"),
        choices=[("", _("Choose")), (0, "0 %"), *SHARES],
        coerce=int,
        empty_value=None,
        required=False,
    )
    rule = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        act, said = cleaned.get("act"), (cleaned.get("words") or "").strip()
        if act in NEED_A_REASON and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Choose the reason."))
        if act in NEED_A_REASON and cleaned.get("reason") == RefusalReason.OTHER and not said:
            self.add_error("words", _("Tell the reason in the message."))
        if act == "pass_rule" and not said:
            self.add_error("words", _("Write why the rule is gone past: it stays on record."))
        missing = act == "report" and cleaned.get("actual_percent") is None
        if missing and "actual_percent" not in self.errors:
            self.add_error("actual_percent", _("Choose the share."))
        if act == "propose":
            self._check_period(cleaned)
        return cleaned

    def _check_period(self, cleaned: dict[str, Any]) -> None:
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if not first and "starts_on" not in self.errors:
            self.add_error("starts_on", _("State the first day."))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first day."))

    def terms(self) -> TermsAsked:
        """The end that people give is the last day itself."""
        last = self.cleaned_data["ends_on"]
        return TermsAsked(
            self.cleaned_data["share_percent"],
            self.cleaned_data["starts_on"],
            last + dt.timedelta(days=1) if last else None,
        )


def first_terms(move: Move) -> dict[str, Any]:
    """The form's values as the terms are now."""
    return {
        "version": move.version,
        "share_percent": move.share_percent,
        "actual_percent": move.actual_percent,
        "starts_on": move.starts_on,
        "ends_on": move.last_day,
    }


class DeputyForm(forms.Form):
    """Who answers in my place, and when."""

    email = forms.EmailField(
        label=_("E-mail address of the deputy"),
        help_text=_("The deputy must work in the State and have signed in to Kytkin."),
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first day."))
        return cleaned
