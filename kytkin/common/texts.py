"""Text in several languages, kept in one JSON column, read with a visible fallback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kytkin.common.languages import FALLBACKS, LANGUAGES


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text in the language it was found in; `asked` is the language that was wanted."""

    text: str
    language: str
    asked: str

    @property
    def is_fallback(self) -> bool:
        return bool(self.text) and self.language != self.asked

    def __str__(self) -> str:
        return self.text


class TranslatedText(dict[str, str]):
    """`{"fi": …, "sv": …, "en": …}`; languages without a text are left out."""

    def in_language(self, language: str | None = None) -> LocalText:
        """The text in `language` (default: the page's), else in the next language that has one."""
        asked = (language or get_language() or "fi")[:2]
        for candidate in FALLBACKS.get(asked, LANGUAGES):
            if text := self.get(candidate):
                return LocalText(text, candidate, asked)
        return LocalText("", asked, asked)

    @property
    def local(self) -> LocalText:
        """The text for the page being shown; for templates."""
        return self.in_language()

    def __str__(self) -> str:
        return self.in_language().text

    @classmethod
    def of(cls, value: Mapping[str, Any] | None) -> TranslatedText:
        """Trimmed texts of the known languages; empty ones dropped."""
        texts = {lang: str((value or {}).get(lang) or "").strip() for lang in LANGUAGES}
        return cls({lang: text for lang, text in texts.items() if text})


def validate_translated_text(value: object) -> None:
    if not isinstance(value, dict):
        raise ValidationError(_("Give the text by language: fi, sv or en."))
    unknown = set(value) - set(LANGUAGES)
    if unknown:
        raise ValidationError(
            _("Unknown language code: %(codes)s. Use fi, sv or en."),
            params={"codes": ", ".join(sorted(map(str, unknown)))},
        )


class TranslatedTextField(models.JSONField):
    """A JSON column holding a TranslatedText."""

    default_validators = [validate_translated_text]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", TranslatedText)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> TranslatedText:
        loaded = super().from_db_value(value, expression, connection)
        return TranslatedText(loaded or {})

    def to_python(self, value: Any) -> Any:
        return TranslatedText(value) if isinstance(value, dict) else super().to_python(value)
