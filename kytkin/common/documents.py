"""A document as data: what it says, not how it looks; written to PDF and DOCX in `exchange`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kytkin.common.languages import FALLBACKS

# Neither XML nor a page can hold them; a line break is "\n" only.
CONTROLS: Final = dict.fromkeys(
    code for code in (*range(32), *range(127, 160), 0xFFFE, 0xFFFF) if chr(code) not in "\n\t"
)


def plain(text: str) -> str:
    """The text without control characters, its line breaks made alike."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)


@dataclass(frozen=True, slots=True)
class Said:
    """Words and the language they are in: a document in Swedish may quote a name in Finnish."""

    text: str
    language: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", plain(self.text))


def said(texts: Mapping[str, str], language: str) -> Said:
    """The text in the language, else in the next that has one."""
    for candidate in FALLBACKS[language]:
        if text := texts.get(candidate):
            return Said(text, candidate)
    return Said("", language)


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words with a bold lead before them, if any."""

    words: Said
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names of things, each with what it is."""

    rows: tuple[tuple[str, Said], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row; the caption says what it is of."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]


Block = Heading | Paragraph | Facts | Table


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A place to sign; when somebody has, the name, the day and how."""

    side: str
    name: str = ""
    day: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Where the sides sign; without lines nothing is shown."""

    heading: str
    place_and_day: str
    name_in_print: str
    lines: tuple[SignatureLine, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document in one language; `facts_at_top` stand beside the title."""

    language: str
    title: str
    subtitle: Said
    facts_at_top: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    signatures: Signatures
    foot: str
    page: str
    made_on: dt.date

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The blocks as data, for templates."""
        return [block_as_data(block) for block in self.blocks]


def block_as_data(block: Block) -> dict[str, Any]:
    """For JSON: kept in a snapshot, and handed to the typesetter as data."""
    match block:
        case Heading(text):
            return {"is": "heading", "text": text}
        case Paragraph(words, lead):
            return {"is": "paragraph", "lead": lead, **_said(words)}
        case Facts(rows):
            return {
                "is": "facts",
                "rows": [{"label": label, **_said(value)} for label, value in rows],
            }
        case Table(caption, columns, rows):
            return {
                "is": "table",
                "caption": caption,
                "columns": list(columns),
                "rows": [[_said(cell) for cell in row] for row in rows],
            }


def block_of_data(data: Mapping[str, Any]) -> Block:
    """The way back. Raises KeyError for data that `block_as_data` did not make."""
    readers = {"heading": _heading, "paragraph": _paragraph, "facts": _facts, "table": _table}
    return readers[data["is"]](data)


def _said(words: Said) -> dict[str, str]:
    return {"text": words.text, "language": words.language}


def _words(data: Mapping[str, str]) -> Said:
    return Said(data["text"], data["language"])


def _heading(data: Mapping[str, Any]) -> Block:
    return Heading(data["text"])


def _paragraph(data: Mapping[str, Any]) -> Block:
    return Paragraph(_words(data), data["lead"])


def _facts(data: Mapping[str, Any]) -> Block:
    return Facts(tuple((row["label"], _words(row)) for row in data["rows"]))


def _table(data: Mapping[str, Any]) -> Block:
    rows = tuple(tuple(_words(cell) for cell in row) for row in data["rows"])
    return Table(data["caption"], tuple(data["columns"]), rows)
