"""The preparations of a saved search."""

from __future__ import annotations

from django.http import QueryDict

from kytkin.organisations.permissions import Visitor
from kytkin.preparations.queries import PreparationQuerySet
from kytkin.web.search.filters import read_filters
from kytkin.web.search.results import find_matching


def preparations_of_search(query: str, *, visitor: Visitor) -> PreparationQuerySet:
    """What the search finds now, as a query; without order."""
    _found, _hits, matching = find_matching(read_filters(QueryDict(query)), visitor=visitor)
    return matching
