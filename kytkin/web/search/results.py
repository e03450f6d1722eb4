"""A search carried out: preparations on a page, and the other kinds of things beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kytkin.common.texts import LocalText
from kytkin.organisations.permissions import Visitor
from kytkin.preparations.models import Preparation
from kytkin.preparations.queries import PreparationQuerySet, preparations
from kytkin.search.models import DocumentKind
from kytkin.search.queries import Found, Hit, find
from kytkin.web.cards import PreparationCard, preparation_card
from kytkin.web.search.filters import Filters

ON_A_PAGE = 12
Ordered: TypeAlias = "list[str] | QuerySet[Preparation, str]"
BESIDE = {DocumentKind.PHENOMENON: 3, DocumentKind.THEME: 8, DocumentKind.ORGANISATION: 4}
PAGES = {
    DocumentKind.PHENOMENON: "phenomenon",
    DocumentKind.THEME: "theme",
    DocumentKind.ORGANISATION: "organisation",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """A phenomenon, theme or organisation found, as a link."""

    kind: DocumentKind
    title: LocalText
    url: str


@dataclass(frozen=True, slots=True)
class ResultCard:
    card: PreparationCard
    why: str


@dataclass(frozen=True, slots=True)
class Results:
    """`total` counts the preparations; `beside` the other things, best first."""

    filters: Filters
    found: Found | None
    matching: PreparationQuerySet
    total: int
    page: Page[Any]
    cards: list[ResultCard]
    beside: dict[str, list[Beside]]

    @property
    def bridges(self) -> list[str]:
        """Through which subjects another language was reached, as sentences."""
        return through(self.found.understanding.bridges) if self.found else []

    @property
    def corrections(self) -> list[str]:
        if self.found is None:
            return []
        return [
            _("Nothing has “%(typed)s”; shown are results for “%(read)s”.")
            % {"typed": typed, "read": read}
            for typed, read in self.found.understanding.corrections
        ]

    @property
    def is_empty(self) -> bool:
        return self.total == 0 and not any(self.beside.values())


def through(bridges: tuple[Any, ...]) -> list[str]:
    return [
        _("Found through the subject: %(asked)s = %(found)s")
        % {"asked": bridge.asked, "found": bridge.found}
        for bridge in bridges
    ]


def find_matching(
    filters: Filters, *, visitor: Visitor
) -> tuple[Found | None, dict[str, Hit], PreparationQuerySet]:
    """What the words found, the hits that are preparations by key, and what passes the filters."""
    found = find(filters.query) if filters.query else None
    visible = preparations().visible_to(visitor)
    hits: dict[str, Hit] = {}
    if found:
        hits = {hit.target: hit for hit in found.hits if hit.kind == DocumentKind.PREPARATION}
        visible = visible.filter(key__in=list(hits))
    matching = filters.apply(visible)
    if found:
        # Known by number from here on: facets and cards need not look the keys up again.
        matching = preparations().filter(pk__in=list(matching.values_list("pk", flat=True)))
    return found, hits, matching


def carry_out(filters: Filters, *, visitor: Visitor, page_number: str) -> Results:
    """Find, filter, order and page; what the visitor may not see is not there."""
    found, hits, matching = find_matching(filters, visitor=visitor)
    shows_preparations = filters.kind in ("", DocumentKind.PREPARATION)
    ordered: Ordered = _ordered(matching, hits, filters.sort) if shows_preparations else []
    page = Paginator(ordered, ON_A_PAGE).get_page(page_number)
    rows = {
        row.key: row for row in preparations().filter(key__in=list(page.object_list)).for_cards()
    }
    cards = [
        ResultCard(
            preparation_card(rows[key]), " ".join(through(hits[key].bridges)) if hits else ""
        )
        for key in page.object_list
        if key in rows
    ]
    beside = _beside(found, filters) if found and not filters.narrows_preparations else {}
    return Results(filters, found, matching, page.paginator.count, page, cards, beside)


def _ordered(matching: PreparationQuerySet, hits: dict[str, Hit], sort: str) -> Ordered:
    """The keys in the order wanted: by score, newest first, or by name without any ranking."""
    if sort == "best" and hits:
        allowed = set(matching.values_list("key", flat=True))
        return [key for key in hits if key in allowed]
    if sort == "name":
        named = sorted(
            (str(name.get("fi") or name.get("sv") or name.get("en") or "").casefold(), key)
            for key, name in matching.values_list("key", "name")
        )
        return [key for _name, key in named]
    return matching.latest_first().values_list("key", flat=True)


def _beside(found: Found, filters: Filters) -> dict[str, list[Beside]]:
    gathered: dict[str, list[Beside]] = {}
    for kind, most in BESIDE.items():
        if filters.kind not in ("", kind):
            continue
        limit = most if not filters.kind else 60
        hits = [hit for hit in found.hits if hit.kind == kind][:limit]
        gathered[kind.value] = [
            Beside(kind, hit.titles.local, reverse(PAGES[kind], args=[hit.target])) for hit in hits
        ]
    return gathered
