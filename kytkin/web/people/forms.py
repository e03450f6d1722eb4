"""The parts of a profile as forms. Every field says why it is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kytkin.people.models import (
    SHARES,
    SPOKEN,
    Agreed,
    Audience,
    MoveKind,
    Place,
    Profile,
    Section,
)
from kytkin.people.told import ToldSkill
from kytkin.themes.models import Theme
from kytkin.vocabulary.queries import subjects_labelled
from kytkin.web.joining.forms import DayInput

LONGEST_TEXT: Final = 6000


class SectionForm(forms.Form):
    """What all parts share: the version that was read, and who sees the part."""

    section: Section
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    audience = forms.ChoiceField(
        label=_("Who sees this part?"),
        help_text=_("You decide for each part, and may change it at any time."),
        choices=Audience.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, profile: Profile, data: Any = None) -> None:
        self.profile = profile
        audience = profile.audience(self.section)
        first = {"version": profile.version, "audience": audience, **self.first_values()}
        super().__init__(data, initial=first)
        self.order_fields([*(name for name in self.fields if name != "audience"), "audience"])

    def first_values(self) -> dict[str, Any]:
        return {}

    def told(self) -> dict[str, Any]:
        """The arguments of `tell_section`."""
        return {
            "section": self.section,
            "version": self.cleaned_data["version"],
            "values": self.values() | {f"{self.section}_audience": self.cleaned_data["audience"]},
        }

    def values(self) -> dict[str, Any]:
        return {}


class AboutForm(SectionForm):
    section = Section.ABOUT
    about = forms.CharField(
        label=_("What I do, in a few sentences"),
        help_text=_(
            "So that others see what you work with. Leave out health, family and opinions."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contact_about = forms.CharField(
        label=_("Contact me about"),
        help_text=_("So that people come with the right questions."),
        max_length=300,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages I work in"),
        help_text=_("Preparations may need work in a certain language."),
        choices=SPOKEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_protected = forms.BooleanField(
        label=_("My post or my details are protected"),
        help_text=_(
            "Then only you and your supervisor see your profile, whatever is chosen elsewhere."
        ),
        required=False,
    )

    def first_values(self) -> dict[str, Any]:
        names = ("about", "contact_about", "languages", "is_protected")
        return {name: getattr(self.profile, name) for name in names}

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "about": cleaned["about"].strip(),
            "contact_about": cleaned["contact_about"].strip(),
            "languages": cleaned["languages"],
            "is_protected": cleaned["is_protected"],
        }


class WillForm(SectionForm):
    section = Section.WILL
    open_to = forms.MultipleChoiceField(
        label=_("I am open to"),
        help_text=_("Each only if you tick it. Ticking promises nothing: you decide each time."),
        choices=MoveKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes I care about"),
        help_text=_("So that preparations on them find you. Those you follow stand here too."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    new_theme = forms.CharField(
        label=_("Add a theme"),
        help_text=_("The name of a theme as it stands on the themes page."),
        max_length=200,
        required=False,
    )
    wanted = forms.MultipleChoiceField(
        label=_("Skills I want to learn"),
        help_text=_("Some preparations teach what you want to learn."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, profile: Profile, data: Any = None, *, followed: list[Theme]) -> None:
        self._own = list(profile.themes.all())
        self._themes = {str(theme.pk): theme for theme in [*self._own, *followed]}
        self._wanted = [skill for skill in profile.skills.all() if skill.is_wanted]
        super().__init__(profile, data)
        for name, choices in (
            ("themes", [(key, str(theme.labels)) for key, theme in self._themes.items()]),
            ("wanted", [(str(one.pk), str(one.concept)) for one in self._wanted]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices
            if not choices:
                del self.fields[name]

    def first_values(self) -> dict[str, Any]:
        return {
            "open_to": self.profile.open_to,
            "themes": [str(theme.pk) for theme in self._own],
            "wanted": [str(one.pk) for one in self._wanted],
        }

    def clean_new_theme(self) -> Theme | None:
        said = self.cleaned_data["new_theme"].strip()
        if not said:
            return None
        language = (get_language() or "fi")[:2]
        for label in subjects_labelled(said, language):
            theme = Theme.objects.filter(concept=label.concept).first()
            if theme is not None and label.text.lower() == said.lower():
                return theme
        raise forms.ValidationError(
            _("There is no theme called “%(name)s”. Look for its name on the themes page."),
            params={"name": said},
        )

    def values(self) -> dict[str, Any]:
        return {"open_to": self.cleaned_data["open_to"]}

    def told(self) -> dict[str, Any]:
        chosen = [self._themes[key] for key in self.cleaned_data.get("themes", [])]
        if new := self.cleaned_data["new_theme"]:
            chosen.append(new)
        wanted = {int(key): ToldSkill() for key in self.cleaned_data.get("wanted", [])}
        return super().told() | {"themes": chosen, "skills": wanted}


class TimeForm(SectionForm):
    section = Section.TIME
    share_percent = forms.TypedChoiceField(
        label=_("Share of my working time that I could give"),
        help_text=_("So that nobody asks for more than you have."),
        choices=[("", _("None at the moment")), *((share, f"{share} %") for share in SHARES)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts_on = forms.DateField(label=_("First day"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput())
    agreed = forms.ChoiceField(
        label=_("What my supervisor says"),
        help_text=_("So that those who prepare know what to expect. Your supervisor decides."),
        choices=Agreed.choices,
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(
        label=_("Where I work"), choices=[("", _("Not told")), *Place.choices], required=False
    )
    town = forms.CharField(label=_("Town"), max_length=80, required=False)
    away = forms.MultipleChoiceField(
        label=_("Times I am away"),
        help_text=_("Nothing is expected of you then. Untick to take one away."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    away_from = forms.DateField(label=_("Away: first day"), required=False, widget=DayInput())
    away_to = forms.DateField(label=_("Away: last day"), required=False, widget=DayInput())

    def __init__(self, profile: Profile, data: Any = None) -> None:
        self._away = {one.starts_on.isoformat(): one for one in profile.away.all()}
        super().__init__(profile, data)
        field = self.fields["away"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (key, f"{one.starts_on:%d.%m.%Y}–{last_day(one.ends_before):%d.%m.%Y}")
            for key, one in self._away.items()
        ]
        if not self._away:
            del self.fields["away"]

    def first_values(self) -> dict[str, Any]:
        names = ("share_percent", "starts_on", "agreed", "place", "town")
        end = self.profile.ends_before
        return {name: getattr(self.profile, name) for name in names} | {
            "ends_on": end and last_day(end),
            "away": list(self._away),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for first, last in (("starts_on", "ends_on"), ("away_from", "away_to")):
            if cleaned.get(first) and cleaned.get(last) and cleaned[last] < cleaned[first]:
                self.add_error(last, _("The last day is before the first day."))
        given = [name for name in ("away_from", "away_to") if cleaned.get(name)]
        if len(given) == 1 and not {"away_from", "away_to"} & set(self.errors):
            missing = "away_to" if given == ["away_from"] else "away_from"
            self.add_error(missing, _("Give both the first and the last day away."))
        return cleaned

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        names = ("share_percent", "starts_on", "agreed", "place")
        return {name: cleaned[name] for name in names} | {
            "town": cleaned["town"].strip(),
            "ends_before": day_after(cleaned["ends_on"]),
        }

    def told(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        kept = [self._away[key] for key in cleaned.get("away", [])]
        away = [(one.starts_on, one.ends_before) for one in kept]
        if cleaned["away_from"]:
            end = cleaned["away_to"] + dt.timedelta(days=1)
            away.append((cleaned["away_from"], end))
        return super().told() | {"away": away}


class TextForm(forms.Form):
    """A text to find skills in."""

    text = forms.CharField(
        label=_("Your text"),
        help_text=_(
            "A paragraph of a CV, a job description, or names of skills, in Finnish, Swedish or "
            "English. The text is read and thrown away: only the skills you tick are kept."
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write or paste a text first.")},
    )


def last_day(end: dt.date) -> dt.date:
    return end - dt.timedelta(days=1)


def day_after(day: dt.date | None) -> dt.date | None:
    return day and day + dt.timedelta(days=1)
