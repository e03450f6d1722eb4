"""The three languages of the product and the order in which one stands in for another."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("fi", "sv", "en")
LANGUAGE_CHOICES: Final = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")]
FALLBACKS: Final[dict[str, tuple[str, ...]]] = {
    "fi": ("fi", "sv", "en"),
    "sv": ("sv", "fi", "en"),
    "en": ("en", "fi", "sv"),
}
