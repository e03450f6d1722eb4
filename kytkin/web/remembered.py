"""What a page has worked out, kept in memory while nothing has changed.

The key holds the data's version (two small queries a request), what the visitor may see, and the
language; so a stale answer is never given, and nobody gets another's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Final, TypeVar, cast

from django.db import connection
from django.db.models import Count, Max
from django.http import HttpRequest
from django.utils.translation import get_language

from kytkin.organisations.permissions import paths_of
from kytkin.preparations.models import Preparation
from kytkin.search import index
from kytkin.themes.models import Phenomenon

MOST_KEPT: Final = 128
Made = TypeVar("Made")
_kept: OrderedDict[tuple[object, ...], Any] = OrderedDict()
_lock = Lock()


def data_version(request: HttpRequest) -> tuple[object, ...]:
    """Differs whenever a preparation, a phenomenon or the index changes; asked once a request."""
    kept: tuple[object, ...] | None = getattr(request, "_data_version", None)
    if kept is None:
        one = Preparation.objects.aggregate(Max("updated_at"), Max("pk"), Count("pk"))
        two = Phenomenon.objects.aggregate(Max("updated_at"), Max("pk"), Count("pk"))
        name = str(connection.settings_dict["NAME"])
        kept = (name, index.version(), *one.values(), *two.values())
        request._data_version = kept  # type: ignore[attr-defined]
    return kept


def remember_key(request: HttpRequest, *name: object) -> tuple[object, ...]:
    """The whole key of a thing by its name; also fit for keeping a piece of a page."""
    seen = tuple(paths_of(request.user))
    return (*data_version(request), seen, get_language(), *name)


def remembered(request: HttpRequest, *name: object, make: Callable[[], Made]) -> Made:
    """The thing of this name, made anew when the data, the visitor or the language differ."""
    key = remember_key(request, *name)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return cast(Made, _kept[key])
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made
