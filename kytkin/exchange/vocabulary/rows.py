"""The row that every vocabulary file is read into, whatever its form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kytkin.common.texts import TranslatedText
from kytkin.vocabulary.models import Scheme

FINTO = re.compile(r"^https?://www\.yso\.fi/onto/(?P<scheme>yso|juho)/(?P<id>p\d{1,12})$")
ESCO = re.compile(
    r"^https?://data\.europa\.eu/esco/(?P<kind>skill|occupation|isco)/(?P<id>[\w.-]{1,80})$"
)


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """One concept as read. `replaced_by` and `broader` are URIs."""

    uri: str
    scheme: Scheme
    labels: TranslatedText
    kind: str = ""
    alt_labels: dict[str, list[str]] = field(default_factory=dict)
    description: TranslatedText = field(default_factory=TranslatedText)
    replaced_by: str = ""
    broader: tuple[str, ...] = ()

    @property
    def notation(self) -> str:
        return notation_of(self.uri)


def notation_of(uri: str) -> str:
    """The short stable id: yso:p716, esco_skill:0005c151-…; raises ValueError for other URIs."""
    if match := FINTO.match(uri):
        return f"{match['scheme']}:{match['id']}"
    if match := ESCO.match(uri):
        prefix = "esco_skill" if match["kind"] == "skill" else "esco_occupation"
        return f"{prefix}:{match['id']}"
    raise ValueError(f"Not a URI of YSO, JUHO or ESCO: {uri}")


def uri_of(notation: str) -> str:
    """The URI of a short Finto id such as yso:p716 or juho:p2438."""
    scheme, _colon, local = notation.partition(":")
    return f"http://www.yso.fi/onto/{scheme}/{local}"


def scheme_of(uri: str) -> Scheme:
    return Scheme(notation_of(uri).partition(":")[0])
