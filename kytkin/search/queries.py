"""Finding: from a query to scored hits, the same on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language

from kytkin.common.texts import TranslatedText
from kytkin.search.backends import MOST_CANDIDATES, Wanted, backend
from kytkin.search.models import DocumentKind, SearchDocument
from kytkin.search.understanding import Bridge, Understanding, Wish, understand
from kytkin.search.vocabulary import index_vocabulary

FIELD_WEIGHTS: Final = {"title_words": 1.0, "subject_words": 0.9, "body_words": 0.55}
# A phenomenon answers "where" best: it gathers the preparations; a theme says only the word.
KIND_WEIGHTS: Final = {
    DocumentKind.PHENOMENON: 1.06,
    DocumentKind.PREPARATION: 1.0,
    DocumentKind.THEME: 0.97,
    DocumentKind.ORGANISATION: 0.97,
}
RUNNING_WEIGHT: Final = 1.04
LEAST_SHARE_OF_BEST: Final = 0.45
IDENTIFIER_SCORE: Final = 3.0
SEVERAL_FIELDS: Final = 0.12


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found: its public id, score, and the bridges through which it was found."""

    kind: DocumentKind
    target: str
    titles: TranslatedText
    score: float
    bridges: tuple[Bridge, ...]
    by_identifier: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that a query found, best first, and how the query was understood."""

    understanding: Understanding
    hits: tuple[Hit, ...]

    def targets(self, kind: DocumentKind) -> list[str]:
        return [hit.target for hit in self.hits if hit.kind == kind]


def find(text: str, *, kinds: Sequence[DocumentKind] = (), language: str | None = None) -> Found:
    """Hits for the query, best first, ties by kind and id; visibility is the caller's to apply."""
    page_language = (language or get_language() or "fi")[:2]
    understanding = understand(text, page_language, index_vocabulary())
    words = understanding.words + understanding.identifiers
    if not words:
        return Found(understanding, ())
    prefixes = tuple(word for word in understanding.identifiers if len(word) >= 4)
    ids = backend().candidates(Wanted(words, prefixes), MOST_CANDIDATES)
    rows = SearchDocument.objects.filter(pk__in=ids)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    hits = [hit for row in rows if (hit := _scored(row, understanding))]
    best = max((hit.score for hit in hits), default=0.0)
    kept = [hit for hit in hits if hit.score >= best * LEAST_SHARE_OF_BEST or hit.by_identifier]
    kept.sort(key=lambda hit: (-hit.score, hit.kind, hit.target))
    return Found(understanding, tuple(_alternated(kept)))


def _alternated(hits: list[Hit]) -> list[Hit]:
    """The same hits, but after each phenomenon, theme or organisation two preparations.

    People ask where something is *prepared*: a phenomenon that gathers the answers may stand
    first, yet no row of themes stands before the preparation itself.
    """
    preparations = [hit for hit in hits if hit.kind == DocumentKind.PREPARATION]
    others = [hit for hit in hits if hit.kind != DocumentKind.PREPARATION]
    merged: list[Hit] = []
    while preparations and others:
        lately = {hit.kind for hit in merged[-2:]}
        if lately - {DocumentKind.PREPARATION} or preparations[0].score > others[0].score:
            merged.append(preparations.pop(0))
        else:
            merged.append(others.pop(0))
    return merged + preparations + others


def _scored(row: SearchDocument, understanding: Understanding) -> Hit | None:
    identified = _identified(row, understanding.identifiers)
    fields = {name: set(getattr(row, name).split()) for name in FIELD_WEIGHTS}
    total = sum(wish.rarity for wish in understanding.wishes)
    gained = sum(wish.rarity * _strength(wish, fields) for wish in understanding.wishes)
    score = gained / total if total else 0.0
    if score <= 0 and not identified:
        return None
    kind = DocumentKind(row.kind)
    weight = KIND_WEIGHTS[kind] * (RUNNING_WEIGHT if row.is_running else 1.0)
    carried = fields["subject_words"] | fields["title_words"]
    bridges = tuple(b for b in understanding.bridges if f"_c{b.concept_id}" in carried)
    return Hit(
        kind,
        row.target,
        TranslatedText(row.titles),
        round(score * weight + identified * IDENTIFIER_SCORE, 6),
        bridges,
        by_identifier=identified > 0,
    )


def _strength(wish: Wish, fields: dict[str, set[str]]) -> float:
    """How well a document answers one word: its best field, a little more when several do."""
    strengths = sorted(
        (weight * _best(wish, fields[name]) for name, weight in FIELD_WEIGHTS.items()),
        reverse=True,
    )
    return strengths[0] + SEVERAL_FIELDS * strengths[1]


def _best(wish: Wish, words: set[str]) -> float:
    """The strongest alternative that the words hold; alternatives come strongest first.

    An alternative of several words counts whole when all are there, a little when most are.
    """
    best = 0.0
    for alternative, factor in wish.ranked():
        if factor <= best:
            break
        if len(alternative) == 1:
            if alternative[0] in words:
                return max(best, factor)
            continue
        there = sum(word in words for word in alternative) / len(alternative)
        share = there if there == 1 else 0.3 * there if there > 0.5 else 0.0
        best = max(best, factor * share)
    return best


def _identified(row: SearchDocument, identifiers: tuple[str, ...]) -> float:
    """1 for an identifier written whole, 0.8 for its beginning or part, 0 for none."""
    if not identifiers:
        return 0.0
    words = row.identifiers.split()
    if not words:
        return 0.0
    if any(identifier in words for identifier in identifiers):
        return 1.0
    begun = any(word.startswith(identifier) for identifier in identifiers for word in words)
    return 0.8 if begun else 0.0
