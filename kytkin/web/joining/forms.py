"""The forms of asking and answering."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kytkin.mobility.kinds import JOINT, move_kinds
from kytkin.mobility.models import DeclineReason, JoinRequest
from kytkin.mobility.rules import TermsAsked
from kytkin.preparations.models import Way
from kytkin.web.joining.ways import WayWords

LONGEST_MESSAGE = 4000
ACTS = ("accept", "ask_more", "decline", "reply", "withdraw")
TERMS = ("kind", "share_percent", "starts_on", "ends_on")
SHARES = [(share, f"{share} %") for share in range(5, 105, 5)]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class JoinForm(forms.Form):
    """What a person says when asking to join; only the ways on offer can be picked."""

    way = forms.ChoiceField(
        label=_("How do you want to join?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you want to join.")},
    )
    message = forms.CharField(
        label=_("Your message"),
        help_text=_(
            "Say who you are, what you bring and what you hope for. A few sentences are enough. "
            "Write nothing secret."
        ),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write a few words to the contact.")},
    )
    share_percent = forms.TypedChoiceField(
        label=_("Share of your working time"),
        choices=[("", _("Choose")), *SHARES],
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts_on = forms.DateField(label=_("First day"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())

    def __init__(self, *args: Any, ways: list[WayWords], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(words.way.value, f"{words.title}. {words.means}") for words in ways]
        if not any(words.way == Way.WORK_INPUT for words in ways):
            for name in ("share_percent", "starts_on", "ends_on"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Work input needs a share and a period in order; other ways carry neither."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("way") != Way.WORK_INPUT:
            return {**cleaned, "share_percent": None, "starts_on": None, "ends_on": None}
        if not cleaned.get("share_percent") and "share_percent" not in self.errors:
            self.add_error("share_percent", _("Choose how large a share you offer."))
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first day."))
        return cleaned

    def asked(self) -> dict[str, Any]:
        """The arguments of `ask_to_join`; the end that people give is the last day itself."""
        last = self.cleaned_data["ends_on"]
        return {
            "way": Way(self.cleaned_data["way"]),
            "message": self.cleaned_data["message"],
            "share_percent": self.cleaned_data["share_percent"],
            "starts_on": self.cleaned_data["starts_on"],
            "ends_before": last + dt.timedelta(days=1) if last else None,
        }


class ActForm(forms.Form):
    """One side's act on a request: what, on which version, with which words."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS], widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reason = forms.ChoiceField(
        label=_("Reason for declining"),
        choices=[("", _("Choose a reason")), *DeclineReason.choices],
        required=False,
    )

    kind = forms.ChoiceField(label=_("Kind of arrangement"), required=False)
    share_percent = forms.TypedChoiceField(
        label=_("Share of working time"),
        choices=SHARES,
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts_on = forms.DateField(label=_("First day"), required=False, widget=DayInput())
    ends_on = forms.DateField(
        label=_("Last day"),
        help_text=_("The share and the period are what the others are asked to agree on."),
        required=False,
        widget=DayInput(),
    )

    def __init__(self, *args: Any, asked: JoinRequest, **kwargs: Any) -> None:
        """Terms are given only with a yes to work input."""
        super().__init__(*args, **kwargs)
        self.takes_terms = asked.way == Way.WORK_INPUT
        if not self.takes_terms:
            for name in TERMS:
                del self.fields[name]
            return
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (kind.code, str(kind.name).capitalize())
            for kind in move_kinds().values()
            if kind.takes_time
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("act") == "accept" and self.takes_terms:
            self._check_terms(cleaned)
        act, said = cleaned.get("act"), (cleaned.get("message") or "").strip()
        if act == "decline" and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Choose why you decline."))
        if act == "decline" and cleaned.get("reason") == DeclineReason.OTHER and not said:
            self.add_error("message", _("Tell the reason in the message."))
        if act in ("ask_more", "reply") and not said and "message" not in self.errors:
            self.add_error("message", _("Write a few words."))
        return cleaned

    def _check_terms(self, cleaned: dict[str, Any]) -> None:
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        chosen = move_kinds().get(cleaned.get("kind") or JOINT)
        if not cleaned.get("share_percent") and "share_percent" not in self.errors:
            self.add_error("share_percent", _("Choose the share of working time."))
        if not first and "starts_on" not in self.errors:
            self.add_error("starts_on", _("State the first day."))
        if not last and chosen and chosen.term == "fixed" and "ends_on" not in self.errors:
            self.add_error("ends_on", _("State the last day: this kind is for a fixed term."))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first day."))

    def terms(self) -> TermsAsked | None:
        """What the contact says yes to; None where no working time is asked for."""
        if not self.takes_terms:
            return None
        last = self.cleaned_data["ends_on"]
        return TermsAsked(
            self.cleaned_data["share_percent"],
            self.cleaned_data["starts_on"],
            last + dt.timedelta(days=1) if last else None,
        )


def first_terms(asked: JoinRequest) -> dict[str, Any]:
    """The form's values as the request asks."""
    return {
        "version": asked.version,
        "kind": JOINT,
        "share_percent": asked.share_percent,
        "starts_on": asked.starts_on,
        "ends_on": asked.last_day,
    }
