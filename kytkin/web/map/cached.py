"""The map, kept in memory while nothing has changed; asked of the database by a cheap version."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

from django.db import connection
from django.db.models import Count, Max

from kytkin.organisations.permissions import Visitor, paths_of
from kytkin.preparations.models import Preparation
from kytkin.preparations.queries import PreparationQuerySet, preparations
from kytkin.preparations.queries_map import PhenomenaMap, phenomena_map
from kytkin.themes.models import Phenomenon
from kytkin.web.map.choices import MapChoices

MOST_KEPT: Final = 32
_kept: OrderedDict[tuple[object, ...], PhenomenaMap] = OrderedDict()
_lock = Lock()


def data_version() -> tuple[object, ...]:
    """Differs whenever a preparation or a phenomenon has changed: two small queries."""
    one = Preparation.objects.aggregate(Max("updated_at"), Count("pk"), Max("pk"))
    two = Phenomenon.objects.aggregate(Max("updated_at"), Count("pk"), Max("pk"))
    return (*one.values(), *two.values())


def chosen(visitor: Visitor, choices: MapChoices) -> PreparationQuerySet:
    found = preparations().visible_to(visitor)
    if choices.show == "running":
        found = found.running()
    if choices.stages:
        found = found.filter(stage__in=choices.stages)
    return found.open_to_join() if choices.is_open else found


def map_for(visitor: Visitor, choices: MapChoices) -> PhenomenaMap:
    """The map of what the visitor may see."""
    name = connection.settings_dict["NAME"]
    key = (str(name), *data_version(), *paths_of(visitor), choices.data_key)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = phenomena_map(chosen(visitor, choices))
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made
