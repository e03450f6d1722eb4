"""A document as a tagged PDF for archives (PDF/UA-1, PDF/A-2a), set by Typst with our fonts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import typst

from kytkin.common.documents import Document, block_as_data

HERE: Final = Path(__file__).parent
NO_GLYPH: Final = re.compile(r'the text `"(.+?)"`')
LONG_WORD: Final = re.compile(r"\S{40}(?=\S)")
BREAK_HERE: Final = "\u200b"
NOT_SHOWN: Final = "\N{WHITE SQUARE}"
MOST_TRIES: Final = 40


def as_pdf(document: Document) -> bytes:
    """The document as PDF. A character that no font has is shown as a square."""
    data = json.dumps(breakable(as_data(document)), ensure_ascii=False)
    for _try in range(MOST_TRIES):
        try:
            return typeset(data, is_certified=True)
        except typst.TypstError as error:
            missing = NO_GLYPH.search(str(error))
            if missing is None:
                raise
            data = data.replace(missing[1], NOT_SHOWN)
    # Too many foreign letters to go through one by one: still tagged, only not certified.
    return typeset(data, is_certified=False)


def breakable(value: Any) -> Any:
    """Words longer than a line may break; what cannot be seen is added, nothing is taken away."""
    if isinstance(value, str):
        return LONG_WORD.sub(lambda found: found[0] + BREAK_HERE, value)
    if isinstance(value, dict):
        return {key: breakable(one) for key, one in value.items()}
    return [breakable(one) for one in value] if isinstance(value, list) else value


def typeset(data: str, *, is_certified: bool) -> bytes:
    """`is_certified`: as PDF/UA-1 and PDF/A-2a, which refuse what could not be read."""
    made: bytes = typst.compile(
        str(HERE / "document.typ"),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"document": data},
        pdf_standards=["a-2a", "ua-1"] if is_certified else [],
        timestamp=0,
    )
    return made


def as_data(document: Document) -> dict[str, Any]:
    signatures = document.signatures
    return {
        "language": document.language,
        "title": document.title,
        "subtitle": {"text": document.subtitle.text, "language": document.subtitle.language},
        "facts_at_top": [{"label": a, "text": b} for a, b in document.facts_at_top],
        "blocks": [block_as_data(block) for block in document.blocks],
        "signatures": {
            "heading": signatures.heading,
            "place_and_day": signatures.place_and_day,
            "name_in_print": signatures.name_in_print,
            "lines": [
                {"side": one.side, "name": one.name, "day": one.day, "how": one.how}
                for one in signatures.lines
            ],
        },
        "foot": document.foot,
        "page": document.page,
        "made_on": [document.made_on.year, document.made_on.month, document.made_on.day],
    }
