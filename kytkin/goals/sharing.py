"""The models of sharing: how intensely owners share, with sensible defaults of each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kytkin.common.texts import TranslatedText

FILE = Path(__file__).parent / "data" / "sharing.json"


@dataclass(frozen=True, slots=True)
class SharingModel:
    """What a model means, and how it is governed, reported and rewarded unless agreed otherwise."""

    code: str
    meaning: TranslatedText
    governance: TranslatedText
    reporting: TranslatedText
    incentives: TranslatedText


@cache
def models_of_sharing() -> dict[str, SharingModel]:
    """The six models by code, from the lightest to the heaviest."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return {
        row["code"]: SharingModel(
            row["code"],
            *(
                TranslatedText.of(row[name])
                for name in ("meaning", "governance", "reporting", "incentives")
            ),
        )
        for row in rows
    }
