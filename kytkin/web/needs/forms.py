"""The forms of needs: writing one, showing interest, inviting, closing."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kytkin.common.languages import LANGUAGE_CHOICES
from kytkin.mobility.kinds import JOINT, move_kinds
from kytkin.mobility.models import Importance, Need
from kytkin.people.models import SPOKEN, Place
from kytkin.vocabulary.models import Concept, Scheme
from kytkin.web.joining.forms import LONGEST_MESSAGE, SHARES, DayInput
from kytkin.web.needs.naming import NamesField, named

LONGEST_WHY: Final = 500
UNKNOWN_SKILLS: Final = _(
    "Not in the vocabulary of skills (ESCO): %(names)s. Try another word for it."
)


class NeedForm(forms.Form):
    """What is needed, of whom, when. The kind says what the law asks for."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("What is needed, in a few words"),
        help_text=_("For example: Somebody who knows the statistics of youth work."),
        max_length=160,
    )
    text = forms.CharField(
        label=_("What one does, and why it matters"),
        help_text=_("What is prepared, with whom, and what the person gets out of it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    language = forms.ChoiceField(
        label=_("Language of this text"), choices=LANGUAGE_CHOICES, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        label=_("Kind of arrangement"),
        help_text=_("If you are not sure, choose joint preparation: it is the lightest."),
    )
    share_percent = forms.TypedChoiceField(
        label=_("Share of working time"),
        help_text=_("Leave empty when no working time is asked for, as with knowledge only."),
        choices=[("", _("No working time")), *SHARES],
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    deadline = forms.DateField(
        label=_("Interest by"),
        help_text=_("After this day nobody can show interest any more."),
        required=False,
        widget=DayInput(),
    )
    people_wanted = forms.IntegerField(label=_("How many people"), min_value=1, max_value=99)
    place = forms.ChoiceField(label=_("Where"), choices=Place.choices)
    town = forms.CharField(label=_("Town"), max_length=80, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the work"),
        choices=SPOKEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    needed = NamesField(
        label=_("Skills that are needed"),
        help_text=_("Names divided by commas, in Finnish, Swedish or English."),
        schemes=(Scheme.ESCO_SKILL,),
        unknown=UNKNOWN_SKILLS,
    )
    useful = NamesField(
        label=_("Skills that are useful"), schemes=(Scheme.ESCO_SKILL,), unknown=UNKNOWN_SKILLS
    )
    learn = NamesField(
        label=_("Skills that can be learned here"),
        schemes=(Scheme.ESCO_SKILL,),
        unknown=UNKNOWN_SKILLS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.code, str(kind.name).capitalize()) for kind in move_kinds().values()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        kind = move_kinds().get(cleaned.get("kind", ""))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first day."))
        if kind and kind.takes_time and not cleaned.get("share_percent"):
            self.add_error("share_percent", _("This kind takes working time: choose the share."))
        if kind and kind.term == "fixed" and not last and "ends_on" not in self.errors:
            self.add_error("ends_on", _("State the last day: this kind is for a fixed term."))
        if cleaned.get("deadline") and last and cleaned["deadline"] > last:
            self.add_error("deadline", _("This day comes after the last day of the work."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The fields of the need as `write_need` takes them."""
        cleaned, last = self.cleaned_data, self.cleaned_data["ends_on"]
        same = (
            "title", "text", "language", "kind", "share_percent", "starts_on", "deadline",
            "people_wanted", "place", "languages",
        )  # fmt: skip
        return {name: cleaned[name] for name in same} | {
            "town": cleaned["town"].strip(),
            "ends_before": last + dt.timedelta(days=1) if last else None,
        }

    def skills(self) -> dict[int, Importance]:
        """Importance by concept; what is named twice counts as the weightier."""
        said: dict[int, Importance] = {}
        for importance in reversed(Importance):
            for concept in self.cleaned_data[importance.value]:
                said[concept.pk] = importance
        return said


def first_values(need: Need | None) -> dict[str, Any]:
    """The form as the need stands; for a new one what most choose."""
    if need is None:
        language = (get_language() or "fi")[:2]
        return {
            "kind": JOINT, "share_percent": 20, "people_wanted": 1, "place": Place.BOTH,
            "language": language, "languages": [language],
        }  # fmt: skip
    same = (
        "version", "title", "text", "language", "kind", "share_percent", "starts_on", "deadline",
        "people_wanted", "place", "town", "languages",
    )  # fmt: skip
    skills: dict[str, list[Concept]] = {importance.value: [] for importance in Importance}
    for skill in need.skills.select_related("concept").order_by("pk"):
        skills[skill.importance].append(skill.concept)
    return (
        {name: getattr(need, name) for name in same}
        | {"ends_on": need.last_day}
        | {name: named(concepts) for name, concepts in skills.items()}
    )


class InterestForm(forms.Form):
    """I would like to join: a few words, and the share that I can give."""

    message = forms.CharField(
        label=_("Why you, in a few words"),
        help_text=_("What you know about this, what you hope for. Only those who answer see it."),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words.")},
    )
    share_percent = forms.TypedChoiceField(
        label=_("Share of your working time"), coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["share_percent"]
        assert isinstance(field, forms.TypedChoiceField)
        if need.share_percent is None:
            del self.fields["share_percent"]
            return
        field.choices = [pair for pair in SHARES if pair[0] <= need.share_percent]
        field.initial = need.share_percent


class NeedActForm(forms.Form):
    """Publishing, approving, returning, filling, closing; with a word to those who wait."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    act = forms.ChoiceField(
        choices=[(one, one) for one in ("publish", "approve", "return", "filled", "closed")],
        widget=forms.HiddenInput,
    )
    message = forms.CharField(
        label=_("A word to those who showed interest"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OwnerForm(forms.Form):
    """Who answers for the need too."""

    email = forms.EmailField(
        label=_("E-mail address of a colleague"),
        help_text=_("The colleague may work in another agency."),
    )


class InviteForm(forms.Form):
    """Whom, with which words, and why this person."""

    profile = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    run = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("Your message to the person"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words.")},
    )
    why = forms.CharField(
        label=_("Why this person, for the record"),
        help_text=_("A machine proposed, you choose: your reason stays in the match log."),
        max_length=LONGEST_WHY,
        required=False,
    )


class ChoicesForm(forms.Form):
    """What the agency decides for itself."""

    approves_needs = forms.BooleanField(
        label=_("A supervisor approves each need before it is published"), required=False
    )
    ranks_people = forms.BooleanField(
        label=_("Show people who fit a need, in order, to those who answer for it"),
        help_text=_(
            "Only people who opened their profile to everyone and to this kind. Reasons are always "
            "shown, everybody is found without ranking too, a person chooses, and a log is kept."
        ),
        required=False,
    )
    cooperation_on = forms.DateField(
        label=_("Day of the co-operation procedure"), required=False, widget=DayInput()
    )
    cooperation_record = forms.CharField(
        label=_("Record number of the co-operation procedure"),
        help_text=_("Act on Co-operation 1233/2013: needed before people are ranked."),
        max_length=60,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("ranks_people"):
            for name in ("cooperation_on", "cooperation_record"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed before people are ranked."))
        return cleaned
