"""The map of what the visitor may see, kept while nothing has changed."""

from __future__ import annotations

from django.http import HttpRequest

from kytkin.organisations.permissions import Visitor
from kytkin.preparations.queries import PreparationQuerySet, preparations
from kytkin.preparations.queries_map import PhenomenaMap, phenomena_map
from kytkin.web.map.choices import MapChoices
from kytkin.web.remembered import remembered


def chosen(visitor: Visitor, choices: MapChoices) -> PreparationQuerySet:
    found = preparations().visible_to(visitor)
    if choices.show == "running":
        found = found.running()
    if choices.stages:
        found = found.filter(stage__in=choices.stages)
    return found.open_to_join() if choices.is_open else found


def map_for(request: HttpRequest, choices: MapChoices) -> PhenomenaMap:
    return remembered(
        request,
        "map",
        *choices.data_key,
        make=lambda: phenomena_map(chosen(request.user, choices)),
    )
