"""The preparations of a saved search."""

from __future__ import annotations

from django.http import QueryDict

from kytkin.organisations.permissions import Visitor
from kytkin.preparations.queries import PreparationQuerySet
from kytkin.web.search.filters import read_filters
from kytkin.web.search.results import carry_out


def preparations_of_search(query: str, *, visitor: Visitor) -> PreparationQuerySet:
    """What the search finds now, as a query; without order."""
    filters = read_filters(QueryDict(query))
    return carry_out(filters, visitor=visitor, page_number="1").matching
