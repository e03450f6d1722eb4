"""Finnish and Swedish are whole: nothing missing, nothing fuzzy, every placeholder in its place."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).resolve().parents[2] / "kytkin" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
TEXTS = re.compile(
    r"""{%\s*(?:translate|trans)\s+(["'])(?P<text>.+?)\1""",
)
pytestmark = pytest.mark.one_database


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def used_in(message: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(message))


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_text_is_translated_and_none_is_fuzzy(language):
    entries = catalogue(language)
    assert len(entries) > 900
    assert [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()] == []


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_translation_keeps_the_placeholders(language):
    wrong = []
    for entry in catalogue(language):
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        wanted = used_in(entry.msgid_plural or entry.msgid)
        wrong += [text for text in texts if used_in(text) != wanted]
    assert wrong == []


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_text_of_the_templates_is_in_the_catalogue(language):
    known = {entry.msgid for entry in catalogue(language)}
    templates = LOCALE.parent / "web" / "templates"
    missing = {
        (path.name, match["text"])
        for path in templates.rglob("*.html")
        for match in TEXTS.finditer(path.read_text(encoding="utf-8"))
        if match["text"] not in known
    }
    assert missing == set()
