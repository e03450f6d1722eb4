"""The form in which a connector writes a phenomenon."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kytkin.common.languages import LANGUAGE_CHOICES
from kytkin.common.texts import TranslatedText
from kytkin.themes.actions import PhenomenonContent
from kytkin.themes.models import Phenomenon
from kytkin.vocabulary.models import ConceptLabel, Scheme

NOTATION: Final = re.compile(r"^(yso|juho):p\d+$")
CORE, TOUCHING = Decimal("1.00"), Decimal("0.50")


class PhenomenonForm(forms.Form):
    """Title, description and search words in three languages; themes a line each."""

    core_themes = forms.CharField(
        label=gettext_lazy("Themes at the core"),
        help_text=gettext_lazy(
            "One a line: the theme's name in any language, or its id (yso:p716)."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=8000,
    )
    touching_themes = forms.CharField(
        label=gettext_lazy("Themes that touch it"),
        help_text=gettext_lazy("One a line; they count for half."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=8000,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written: dict[str, forms.Field] = {}
        for code, language in LANGUAGE_CHOICES:
            needed = code != "en"
            written[f"title_{code}"] = forms.CharField(
                label=_("Title, %(language)s") % {"language": language},
                max_length=120,
                required=needed,
            )
            written[f"description_{code}"] = forms.CharField(
                label=_("Description, %(language)s") % {"language": language},
                help_text=_("Two or three sentences: why is this one question across branches?"),
                widget=forms.Textarea(attrs={"rows": 4}),
                max_length=1500,
                required=needed,
            )
            written[f"words_{code}"] = forms.CharField(
                label=_("Other words people use, %(language)s") % {"language": language},
                help_text=_("Separated by commas."),
                max_length=600,
                required=False,
            )
        self.fields = {**written, **self.fields}

    @classmethod
    def initial_of(cls, phenomenon: Phenomenon) -> dict[str, Any]:
        """What the form shows of a phenomenon as it is."""
        links = list(phenomenon.theme_links.select_related("theme__concept"))
        initial: dict[str, Any] = {"version": phenomenon.version}
        for code, _language in LANGUAGE_CHOICES:
            initial[f"title_{code}"] = phenomenon.title.get(code, "")
            initial[f"description_{code}"] = phenomenon.description.get(code, "")
            initial[f"words_{code}"] = ", ".join(phenomenon.search_words.get(code, []))
        for name, kept in (("core_themes", True), ("touching_themes", False)):
            initial[name] = "\n".join(
                f"{link.theme.concept.notation} {link.theme}"
                for link in links
                if (link.weight >= 1) is kept
            )
        return initial

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        weights: dict[str, Decimal] = {}
        for name, weight in (("touching_themes", TOUCHING), ("core_themes", CORE)):
            for line in cleaned.get(name, "").splitlines():
                if line.strip():
                    notation = self._notation(name, line.strip())
                    if notation:
                        weights[notation] = weight
        cleaned["themes"] = weights
        return cleaned

    def _notation(self, field: str, line: str) -> str | None:
        """The id at the line's beginning, or the only subject that has this name."""
        first = line.split(" ")[0]
        if NOTATION.match(first):
            return first
        found = list(
            ConceptLabel.objects.filter(
                text__iexact=line,
                concept__scheme__in=(Scheme.YSO, Scheme.JUHO),
                concept__replaced_by__isnull=True,
            )
            .values_list("concept__notation", flat=True)
            .order_by("concept__notation")
            .distinct()[:4]
        )
        if len(found) == 1:
            return str(found[0])
        if found:
            problem = _("“%(line)s” is the name of several themes. Write the id: %(ids)s.")
            self.add_error(field, problem % {"line": line, "ids": ", ".join(found)})
        else:
            problem = _("“%(line)s” is not a theme. Look up its name on the page of themes.")
            self.add_error(field, problem % {"line": line[:80]})
        return None

    def content(self) -> PhenomenonContent:
        data = self.cleaned_data
        codes = [code for code, _language in LANGUAGE_CHOICES]
        return PhenomenonContent(
            title=TranslatedText.of({code: data[f"title_{code}"] for code in codes}),
            description=TranslatedText.of({code: data[f"description_{code}"] for code in codes}),
            themes=data["themes"],
            search_words={
                code: [word.strip() for word in data[f"words_{code}"].split(",") if word.strip()]
                for code in codes
            },
        )


class MergeForm(forms.Form):
    """Which phenomenon takes this one's place, and whether the themes are united."""

    target = forms.ChoiceField(label=gettext_lazy("The phenomenon that stays"))
    unite = forms.BooleanField(
        label=gettext_lazy("Add the themes and search words to the one that stays"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, others: list[Phenomenon], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(other.code, str(other)) for other in others]
        self.fields["target"].choices = choices  # type: ignore[attr-defined]
