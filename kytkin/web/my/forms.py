"""What a person chooses to be told, and in which language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kytkin.common.languages import LANGUAGE_CHOICES
from kytkin.notifications.models import NoticeKind
from kytkin.notifications.queries import Channels

CHANNELS = (("on_site", _("On my page")), ("by_email", _("By e-mail")))


class PreferencesForm(forms.Form):
    """The language of messages, and for each kind of notification its channels."""

    language = forms.ChoiceField(
        label=_("Language of messages"),
        help_text=_("E-mail comes in this language. The pages have their own switch at the top."),
        choices=LANGUAGE_CHOICES,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in NoticeKind:
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=kind.label,
                choices=CHANNELS,
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def chosen(self) -> list[Channels]:
        return [
            Channels(
                kind,
                on_site="on_site" in self.cleaned_data[kind.value],
                by_email="by_email" in self.cleaned_data[kind.value],
            )
            for kind in NoticeKind
        ]


def first_choices(language: str, channels: list[Channels]) -> dict[str, Any]:
    """The form's values as they are now."""
    return {
        "language": language,
        **{
            choice.kind.value: [name for name, _label in CHANNELS if getattr(choice, name)]
            for choice in channels
        },
    }
