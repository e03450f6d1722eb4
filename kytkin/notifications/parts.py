"""Notices that tell many things, part by part: their shape, and their words.

They are kept as codes and names by language, so the page and the mail speak the reader's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from kytkin.common.texts import TranslatedText
from kytkin.notifications.models import Notification

MOST_ROWS: Final = 10

TITLES: dict[str, Promise] = {
    "waiting": gettext_lazy("These wait for you"),
    "moves": gettext_lazy("Arrangements that begin or end by the end of next week"),
    "hits": gettext_lazy("New hits of your search “%(search)s”"),
    "hits_without_words": gettext_lazy("New hits of your saved search without words"),
    "changes": gettext_lazy("News of what you follow"),
}

ROWS: dict[str, Promise | str] = {
    "consent": gettext_lazy("Your yes or no by %(day)s: %(person)s, “%(name)s”"),
    "request": gettext_lazy("%(person)s asks to join: “%(name)s”"),
    "reply": gettext_lazy("More is asked of you: “%(name)s”"),
    "begins": gettext_lazy("%(day)s begins: %(person)s, “%(name)s”"),
    "ends": gettext_lazy("%(day)s is the last day: %(person)s, “%(name)s”"),
    "hit": "%(name)s",
    "new": gettext_lazy("New: %(name)s"),
    "changed": gettext_lazy("Changed: %(name)s (%(state)s, %(stage)s)"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line; `words` fill the sentence of `what`, `path` is a page without the language."""

    what: str
    path: str
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a title; `path` leads to all of them."""

    what: str
    rows: tuple[Row, ...]
    path: str = ""
    search: str = ""

    def as_params(self) -> dict[str, Any]:
        """As kept with a notice: the first lines, and how many more there are."""
        return {
            "what": self.what,
            "search": self.search,
            "path": self.path,
            "more": max(len(self.rows) - MOST_ROWS, 0),
            "rows": [
                {"what": row.what, "path": row.path, **row.words} for row in self.rows[:MOST_ROWS]
            ],
        }


@dataclass(frozen=True, slots=True)
class ShownRow:
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part in the current language; paths are without the language."""

    title: str
    rows: tuple[ShownRow, ...]
    path: str
    more: str


def shown_parts(notification: Notification) -> list[ShownPart]:
    """The parts of a notice, none for one that is a sentence only."""
    return [shown(part) for part in notification.params.get("parts", [])]


def shown(part: Mapping[str, Any]) -> ShownPart:
    more = int(part["more"])
    return ShownPart(
        title=str(TITLES[part["what"]]) % {"search": part["search"]},
        rows=tuple(ShownRow(line(row), row["path"]) for row in part["rows"]),
        path=part["path"],
        more=(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more} if more else ""),
    )


def line(row: Mapping[str, Any]) -> str:
    words = {
        key: str(TranslatedText(value)) if isinstance(value, dict) else str(value)
        for key, value in row.items()
    }
    return str(ROWS[row["what"]]) % words


def as_text(parts: list[ShownPart], *, site: str) -> list[str]:
    """Blocks of a plain mail: a title, and each line with its address below it."""
    blocks = []
    for part in parts:
        lines = [part.title]
        for row in part.rows:
            lines += [f"- {row.text}", f"  {site}{row.path}"]
        if part.more:
            where = f": {site}{part.path}" if part.path else ""
            lines.append(f"… {part.more}{where}")
        blocks.append("\n".join(lines))
    return blocks
