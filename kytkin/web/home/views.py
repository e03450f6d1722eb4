"""The home page, and the pages about the service itself."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kytkin.preparations.models import PreparationTheme
from kytkin.preparations.queries import COUNTED_STANDINGS, preparations
from kytkin.web.cards import preparation_card
from kytkin.web.map.cached import map_for
from kytkin.web.map.choices import MapChoices
from kytkin.web.map.picture import draw
from kytkin.web.remembered import remember_key, remembered
from kytkin.web.search.views import examples_of

ROWS_SHOWN: Final = 6
LATEST_SHOWN: Final = 4
RUNNING: Final = MapChoices()


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is, a search, what is open now, the most shared phenomena, the latest changes."""
    whole = map_for(request, RUNNING)
    rows = [row for row in whole.rows if row.count][:ROWS_SHOWN]
    figures = remembered(request, "home", make=lambda: _figures(request))
    return render(
        request,
        "home/home.html",
        {
            "examples": examples_of(request),
            "picture": draw(whole, rows, show="running") if rows else None,
            "picture_key": remember_key(request, "home picture"),
            "open_count": figures["open"],
            "theme_count": figures["themes"],
            "separate_count": sum(row.is_separate for row in whole.rows),
            "cards": [
                preparation_card(row)
                for row in preparations()
                .filter(pk__in=figures["latest"])
                .for_cards()
                .latest_first()
            ],
        },
    )


def _figures(request: HttpRequest) -> dict[str, Any]:
    """How many preparations and themes are open, and the latest of them."""
    is_open = preparations().visible_to(request.user).running().open_to_join()
    themes = PreparationTheme.objects.filter(
        preparation__in=is_open.order_by().values("pk"), standing__in=COUNTED_STANDINGS
    )
    latest = is_open.latest_first().values_list("pk", flat=True)[:LATEST_SHOWN]
    return {
        "open": is_open.count(),
        "themes": themes.values("theme_id").distinct().count(),
        "latest": list(latest),
    }


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """What Kytkin is, where its data comes from, its feeds and its API."""
    return render(request, "home/about.html")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "home/privacy.html")
