"""The forms of a goal: its text, owners, preparations, people and checklist."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kytkin.common.languages import LANGUAGE_CHOICES
from kytkin.common.texts import TranslatedText
from kytkin.goals.models import GoalRole, GoalStatus, SharedGoal, Sharing
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.themes.models import Phenomenon

CODES: Final = tuple(code for code, _language in LANGUAGE_CHOICES)
AGREED: Final = ("governance", "reporting", "incentives")


def in_languages(cleaned: dict[str, Any], name: str) -> TranslatedText:
    """What was written in the fields `name_fi`, `name_sv`, `name_en`."""
    return TranslatedText.of({code: cleaned.get(f"{name}_{code}", "") for code in CODES})


def first_texts(text: TranslatedText, name: str) -> dict[str, str]:
    return {f"{name}_{code}": text.get(code, "") for code in CODES}


def add_texts(
    form: forms.Form, name: str, label: Any, *, longest: int, rows: int = 0, help_text: Any = ""
) -> None:
    """A field for each language; which are needed is the action's matter."""
    for code, language in LANGUAGE_CHOICES:
        form.fields[f"{name}_{code}"] = forms.CharField(
            label=f"{label} – {language}",
            help_text=help_text if code == "fi" else "",
            max_length=longest,
            required=False,
            widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(),
        )


def owning_organisations() -> list[tuple[str, str]]:
    """Ministries and agencies by code, in the order of their names."""
    found = Organisation.objects.filter(
        kind__in=(OrganisationKind.MINISTRY, OrganisationKind.AGENCY)
    )
    return [
        (one.code, f"{one.name} ({one.short_code})")
        for one in sorted(found, key=lambda one: str(one.name))
    ]


class GoalForm(forms.Form):
    """What is to change, by when, and how intensely the owners share."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    lead = forms.ChoiceField(
        label=_("Who leads"),
        help_text=_("An organisation of your own. Ask the other owners on the next page."),
    )
    phenomenon = forms.ModelChoiceField(
        label=_("Phenomenon"),
        help_text=_("The goal is found through its phenomenon."),
        queryset=Phenomenon.objects.filter(superseded_by__isnull=True).order_by("code"),
        to_field_name="code",
        required=False,
    )
    first_year = forms.IntegerField(label=_("First year"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=_("Last year"), min_value=2000, max_value=2100)
    sharing = forms.ChoiceField(
        label=_("How intensely do the owners share?"),
        help_text=_("If you are not sure, begin light: it can be made heavier later."),
        choices=Sharing.choices,
        widget=forms.RadioSelect,
    )
    is_public = forms.BooleanField(
        label=_("Everyone may see the goal once it is in force"), required=False
    )

    def __init__(self, *args: Any, leads: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = dict(self.fields)
        self.fields.clear()
        add_texts(self, "title", _("Title"), longest=160)
        add_texts(
            self, "text", _("What is to change, for whom and why"), longest=4000, rows=5,
            help_text=_("Write so that somebody from another branch understands it at once."),
        )  # fmt: skip
        self.fields.update(own)
        for name, label in (
            ("governance", _("How it is governed")),
            ("reporting", _("How it is reported")),
            ("incentives", _("What makes it worth while")),
        ):
            add_texts(self, name, label, longest=2000, rows=3)
        lead = self.fields["lead"]
        assert isinstance(lead, forms.ChoiceField)
        if leads:
            lead.choices = leads
        else:
            del self.fields["lead"]

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        same = ("phenomenon", "first_year", "last_year", "sharing", "is_public")
        return {name: cleaned[name] for name in same} | {
            name: in_languages(cleaned, name) for name in ("title", "text", *AGREED)
        }


def goal_values(goal: SharedGoal) -> dict[str, Any]:
    """The form as the goal stands."""
    same = ("version", "first_year", "last_year", "sharing", "is_public")
    first: dict[str, Any] = {name: getattr(goal, name) for name in same}
    first["phenomenon"] = goal.phenomenon.code if goal.phenomenon else ""
    for name in ("title", "text", *AGREED):
        first |= first_texts(TranslatedText(getattr(goal, name)), name)
    return first


class OwnerForm(forms.Form):
    """Which organisation is asked to own the goal too."""

    organisation = forms.ChoiceField(label=_("Ministry or agency"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *owning_organisations()]


class PreparationForm(forms.Form):
    """Which preparation serves the goal, and how much of its work input counts for it."""

    preparation = forms.CharField(
        label=_("Preparation"),
        help_text=_("Its number in the register, or words of its name."),
        max_length=200,
    )
    share_percent = forms.IntegerField(
        label=_("Share of its work input that counts for this goal, in percent"),
        help_text=_("If the preparation serves one goal only, write 100."),
        min_value=0,
        max_value=100,
        initial=100,
    )


class MemberForm(forms.Form):
    """Who works for the goal, and in which role."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The colleague may work in another agency.")
    )
    role = forms.ChoiceField(label=_("Role in the goal"), choices=GoalRole.choices)
    reports_to = forms.ChoiceField(label=_("Works under"), required=False)

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reports_to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("nobody")), *members]


class CheckForm(forms.Form):
    """A sign of good collaboration, met or not."""

    item = forms.SlugField(widget=forms.HiddenInput)
    is_met = forms.TypedChoiceField(
        label=_("Is it so?"),
        choices=[("yes", _("yes")), ("no", _("not yet"))],
        coerce=lambda value: value == "yes",
    )
    note = forms.CharField(label=_("A word on it"), max_length=400, required=False)


class StatusForm(forms.Form):
    """How the goal stands, when its indicators do not tell it right."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label=_("The goal stands"),
        choices=[("", _("as the indicators say")), *GoalStatus.choices],
        required=False,
    )
    reason = forms.CharField(label=_("Why"), max_length=400, required=False)
