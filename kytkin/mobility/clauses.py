"""The texts of agreements as data: titles, sections, clauses with their standard wording."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from kytkin.common.texts import TranslatedText

DATA: Final = Path(__file__).parent / "data" / "agreement_clauses.json"
NO_DOCUMENT: Final = "none"
LANGUAGES: Final = ("fi", "sv")


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that the sides may word themselves (lauseke)."""

    code: str
    name: TranslatedText
    help: TranslatedText
    standard: TranslatedText
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of an agreement: facts by code, clauses by code."""

    title: TranslatedText
    facts: tuple[str, ...]
    clauses: tuple[str, ...]
    documents: frozenset[str]
    has_overrides: bool
    has_consents: bool


@cache
def clauses() -> dict[str, Clause]:
    return {
        row["code"]: Clause(
            code=row["code"],
            name=TranslatedText.of(row["name"]),
            help=TranslatedText.of(row["help"]),
            standard=TranslatedText.of(row["standard"]),
            documents=frozenset(row["documents"]),
        )
        for row in _read()["fields"]
    }


def clauses_of(document: str) -> list[Clause]:
    """The clauses of a kind of document, in the order in which it says them."""
    order = [code for section in sections_of(document) for code in section.clauses]
    return [clauses()[code] for code in order if document in clauses()[code].documents]


@cache
def sections_of(document: str) -> tuple[Section, ...]:
    return tuple(
        Section(
            title=TranslatedText.of(row["title"]),
            facts=tuple(row["facts"]),
            clauses=tuple(row["fields"]),
            documents=frozenset(row["documents"]),
            has_overrides=row.get("overrides", False),
            has_consents=row.get("consents", False),
        )
        for row in _read()["sections"]
        if document in row["documents"]
    )


def texts(group: str) -> Mapping[str, Mapping[str, str]]:
    """A group of texts by code and language: "titles", "facts", "parties", "how", "words" …"""
    found: Mapping[str, Mapping[str, str]] = _read()[group]
    return found


def own_wording(code: str, given: Mapping[str, str]) -> dict[str, str]:
    """What differs from the standard clause; a standard text beside an own one falls away.

    So the two languages never say different things: the other language quotes the own wording.
    """
    standard = clauses()[code].standard
    return {
        language: text
        for language in LANGUAGES
        if (text := (given.get(language) or "").strip()) and text != standard.get(language)
    }


@cache
def _read() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return read
