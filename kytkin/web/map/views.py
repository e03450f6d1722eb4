"""The map of phenomena and branches."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kytkin.preparations.models import Stage
from kytkin.web.map.cached import map_for
from kytkin.web.map.choices import read_choices
from kytkin.web.map.picture import draw
from kytkin.web.remembered import remember_key
from kytkin.web.search.facets import Option


@require_GET
def map_page(request: HttpRequest) -> HttpResponse:
    """Phenomena × branches: a picture, a list for narrow screens, and a table of the same."""
    choices = read_choices(request.GET)
    whole = map_for(request, choices)
    rows = choices.rows(whole.rows)
    shared = [row for row in whole.rows if row.branch_count > 1]
    stages = [
        Option(stage, str(Stage(stage).label), 0, stage in choices.stages)
        for stage in Stage.values
        if stage
    ]
    return render(
        request,
        "map/map.html",
        {
            "choices": choices,
            "picture_key": remember_key(request, request.GET.urlencode()),
            "picture": draw(whole, rows, show=choices.show),
            "rows": rows,
            "branches": whole.branches,
            "stages": stages,
            "pills": list(choices.pills()),
            "phenomenon_count": len([row for row in whole.rows if row.count]),
            "shared_count": len(shared),
            "separate_count": sum(row.is_separate for row in whole.rows),
            "jointly_led_count": sum(row.jointly_led_count > 0 for row in whole.rows),
            "preparation_count": len(frozenset().union(*(r.preparations for r in whole.rows))),
        },
    )
