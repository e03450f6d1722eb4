"""The checklist of good collaboration."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from kytkin.common.texts import TranslatedText

FILE = Path(__file__).parent / "data" / "collaboration.json"


@cache
def signs() -> dict[str, TranslatedText]:
    """The signs of good collaboration by code, in the order to show them."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return {row["code"]: TranslatedText.of(row["text"]) for row in rows}
