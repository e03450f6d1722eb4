"""The search page, and the list of preparations: one page with two doors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kytkin.accounts.models import User
from kytkin.notifications.models import Follow, FollowKind
from kytkin.search import index
from kytkin.search.models import DocumentKind
from kytkin.web.feeds.following import tidy_search
from kytkin.web.remembered import remembered
from kytkin.web.search.facets import facets_of
from kytkin.web.search.filters import SORTS, Filters, read_filters
from kytkin.web.search.results import Results, carry_out

EXAMPLES = {
    "fi": ("ikääntyneiden yksinäisyys", "nuorisorikollisuus", "huoltovarmuus", "tekoäly"),
    "sv": ("äldres ensamhet", "ungdomsbrottslighet", "försörjningsberedskap", "skärgården"),
    "en": ("loneliness of the elderly", "youth crime", "security of supply", "wind power"),
}


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Everything that a word touches: phenomena, themes, preparations, organisations."""
    return _page(request, "search")


@require_GET
def preparations(request: HttpRequest) -> HttpResponse:
    """All preparations, to be narrowed by filters and words."""
    return _page(request, "preparations")


def _page(request: HttpRequest, door: str) -> HttpResponse:
    filters = read_filters(request.GET)
    asked = bool(filters.query) or filters.narrows_preparations or door == "preparations"
    context: dict[str, Any] = {"filters": filters, "door": door, "examples": examples_of(request)}
    if asked:
        results = carry_out(filters, visitor=request.user, page_number=request.GET.get("page", "1"))
        context |= _asked(request, filters, results)
    return render(request, "search/search.html", context)


def _asked(request: HttpRequest, filters: Filters, results: Results) -> dict[str, Any]:
    data = request.GET.copy()
    data.pop("page", None)
    target = tidy_search(data.urlencode())
    return {
        "results": results,
        "facets": remembered(
            request,
            "facets",
            index.version(),
            data.urlencode(),
            make=lambda: facets_of(results.matching, filters),
        ),
        "pills": list(filters.pills()),
        "kinds": _kinds(filters, results),
        "sorts": _sorts(filters),
        "query_string": data.urlencode(),
        "search_target": target,
        "feed_url": f"{reverse('search_feed')}?{target}" if target else "",
        "following": isinstance(request.user, User)
        and Follow.objects.filter(
            user=request.user, kind=FollowKind.SEARCH, target=target
        ).exists(),
    }


def _kinds(filters: Filters, results: Results) -> list[dict[str, Any]]:
    """Links that show one kind of thing only."""
    if not results.found or filters.narrows_preparations:
        return []
    labels = {
        DocumentKind.PREPARATION: _("Preparations"),
        DocumentKind.PHENOMENON: _("Phenomena"),
        DocumentKind.THEME: _("Themes"),
        DocumentKind.ORGANISATION: _("Organisations"),
    }
    counts = {kind: len(results.found.targets(kind)) for kind in labels}
    everything = {"label": _("Everything"), "url": filters.without("kind"), "count": None}
    return [
        {**everything, "current": not filters.kind},
        *(
            {
                "label": label,
                "url": filters.with_value("kind", kind),
                "count": counts[kind],
                "current": filters.kind == kind,
            }
            for kind, label in labels.items()
            if counts[kind]
        ),
    ]


def _sorts(filters: Filters) -> list[dict[str, Any]]:
    labels = {
        "best": _("Best match first"),
        "newest": _("Latest change first"),
        "name": _("By name, without ranking"),
    }
    return [
        {
            "label": labels[sort],
            "url": filters.with_value("sort", sort),
            "current": filters.sort == sort,
        }
        for sort in SORTS
        if sort != "best" or filters.query
    ]


def examples_of(request: HttpRequest) -> list[dict[str, str]]:
    language = getattr(request, "LANGUAGE_CODE", "fi")
    return [
        {"label": words, "url": f"{reverse('search')}?q={words.replace(' ', '+')}"}
        for words in EXAMPLES.get(language, EXAMPLES["fi"])
    ]
