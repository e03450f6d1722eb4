"""Reading a JSON object from anybody, field by field; every slip is told with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kytkin.common.languages import LANGUAGES

MOST_SLIPS: Final = 100

# code → (what is wrong, what to do); params fill both.
SENTENCES: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "too_large": (
        _("The file is larger than %(limit)s kilobytes."),
        _("Choose a profile that was downloaded from Kytkin."),
    ),
    "no_json": (
        _("The file is no JSON."),
        _("Choose a file that was downloaded from Kytkin, with a name that ends in .json."),
    ),
    "other_format": (
        _("The file is no profile of Kytkin."),
        _("It should say “format”: “%(format)s”. Download a profile to see one."),
    ),
    "other_version": (
        _("The file is of another version of the format."),
        _("Kytkin reads version %(version)s here. Download the profile anew where it came from."),
    ),
    "not_object": (_("Here should stand an object."), _("Write it between { and }.")),
    "not_list": (_("Here should stand a list."), _("Write it between [ and ].")),
    "not_text": (_("Here should stand a text."), _("Write it between quotation marks.")),
    "not_number": (
        _("This number is not among those allowed."),
        _("Write a whole number as the profile page offers it."),
    ),
    "not_yes": (_("Here should stand true or false."), _("Write it without quotation marks.")),
    "not_day": (_("This is not a date."), _("Write it as 2026-11-23.")),
    "not_choice": (_("“%(value)s” is not among the values."), _("Use one of: %(allowed)s.")),
    "too_long": (_("The text has %(length)s letters; %(limit)s fit."), _("Shorten the text.")),
    "too_many": (_("The list has %(length)s items; %(limit)s fit."), _("Shorten the list.")),
    "missing": (_("This is missing."), _("Add it, or take the whole item away.")),
    "unknown_field": (
        _("A profile says nothing by this name."),
        _("Take it away, or correct its name."),
    ),
    "years_reversed": (
        _("The last year is before the first, or stands alone."),
        _("Give both years in their order, or the first alone."),
    ),
    "period_reversed": (
        _("The period ends before it starts."),
        _("Give an end later than the start."),
    ),
    "skill_unknown": (
        _("%(value)s is no skill of ESCO here."),
        _("Correct the URI, or take the skill away."),
    ),
    "theme_unknown": (
        _("%(value)s is no subject of YSO or JUHO here."),
        _("Correct the id, or take the theme away."),
    ),
}


@dataclass(frozen=True, slots=True)
class Slip:
    """Something wrong at a place such as `profile.skills[2].level`."""

    place: str
    code: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code][0]) % self.params

    @property
    def remedy(self) -> str:
        return str(SENTENCES[self.code][1]) % self.params


class Checked:
    """An object of a file; each reader gives a sound value or tells a slip and gives nothing."""

    def __init__(self, place: str, given: object, slips: list[Slip] | None = None) -> None:
        self.place = place
        self.slips: list[Slip] = [] if slips is None else slips
        self.given: dict[str, Any] = given if isinstance(given, dict) else {}
        if not isinstance(given, dict):
            self._add(place, "not_object")

    def tell(self, name: str, code: str, **params: object) -> None:
        words = {key: str(value)[:120] for key, value in params.items()}
        self._add(f"{self.place}.{name}", code, words)

    def text(self, name: str, limit: int) -> str:
        value = self.given.get(name) or ""
        if not isinstance(value, str) or not _is_storable(value):
            self.tell(name, "not_text")
            return ""
        if len(value) > limit:
            self.tell(name, "too_long", length=len(value), limit=limit)
        return value.strip()[:limit]

    def needed(self, name: str, limit: int) -> str:
        value = self.text(name, limit)
        if not value:
            self.tell(name, "missing")
        return value

    def texts(self, name: str, limit: int) -> dict[str, str]:
        """A text by language."""
        if not self.given.get(name):
            return {}
        inner = Checked(f"{self.place}.{name}", self.given[name], self.slips)
        inner.refuse_others(set(LANGUAGES))
        return {code: text for code in LANGUAGES if (text := inner.text(code, limit))}

    def number(self, name: str, allowed: Container[int]) -> int | None:
        value = self.given.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
            self.tell(name, "not_number")
            return None
        return value

    def yes(self, name: str) -> bool:
        value = self.given.get(name, False)
        if not isinstance(value, bool):
            self.tell(name, "not_yes")
        return value is True

    def day(self, name: str) -> str:
        value = self.text(name, 10)
        if not value:
            return ""
        try:
            return dt.date.fromisoformat(value).isoformat()
        except ValueError:
            self.tell(name, "not_day")
            return ""

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        value = self.text(name, 100)
        return value if not value or self._is_among(name, value, list(allowed)) else ""

    def choices(self, name: str, allowed: Iterable[str]) -> list[str]:
        values = list(allowed)
        given = self._list(name, 100)
        return [one for one in dict.fromkeys(map(str, given)) if self._is_among(name, one, values)]

    def rows(self, name: str, limit: int) -> list[Checked]:
        return [
            Checked(f"{self.place}.{name}[{place}]", one, self.slips)
            for place, one in enumerate(self._list(name, limit))
        ]

    def refuse_others(self, known: set[str]) -> None:
        """Every name that no reader asked for is told."""
        for name in self.given:
            if name not in known:
                self.tell(str(name)[:60], "unknown_field")

    def _is_among(self, name: str, value: str, allowed: list[str]) -> bool:
        if value in allowed:
            return True
        self.tell(name, "not_choice", value=value, allowed=", ".join(allowed))
        return False

    def _list(self, name: str, limit: int) -> list[Any]:
        value = self.given.get(name) or []
        if not isinstance(value, list):
            self.tell(name, "not_list")
            return []
        if len(value) > limit:
            self.tell(name, "too_many", length=len(value), limit=limit)
        return value[:limit]

    def _add(self, place: str, code: str, params: dict[str, str] | None = None) -> None:
        if len(self.slips) < MOST_SLIPS:
            words = {key: _shown(value) for key, value in (params or {}).items()}
            self.slips.append(Slip(_shown(place), code, words))


def _is_storable(text: str) -> bool:
    """No half letters and no NUL, which databases and pages refuse."""
    return "\x00" not in text and text == _shown(text)


def _shown(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
