"""The cube of all contributions, kept in the process and brought up to date by new entries.

Entries of contributions are append-only, so a cube that has taken in all entries up to some
number only needs those after it. Transactions may end in another order than their entries were
numbered: the last thousand numbers are looked at again. A database that was exchanged or set back
shows in the newest entry taken in, and the cube is then built anew.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import F

from kytkin.engine.steering.cube import Cube, Slice
from kytkin.steering.models import AMOUNTS, ContributionEntry

WINDOW: Final = 1_000
BATCH: Final = 50_000
HUNDRED: Final = 100
FIELDS: Final = ("pk", "goal", "organisation", "year", *AMOUNTS)


@dataclass(slots=True)
class Kept:
    """The cube, the entries taken in within the window, and what the newest one looked like."""

    cube: Cube
    newest: int = 0
    mark: tuple[Any, ...] = ()
    seen: set[int] = field(default_factory=set)


_lock = threading.Lock()
_kept: dict[str, Kept] = {}


def slice_of_contributions(
    *,
    rows: Collection[int],
    columns: Collection[int],
    layers: Collection[int] | None,
    measures: Sequence[int] | None = None,
) -> Slice:
    """Organisations × goals × `AMOUNTS` as of now, of those years; usually two small queries."""
    with _lock:
        name = str(connection.settings_dict["NAME"])
        kept = _kept.get(name)
        if kept is None or not _still_holds(kept):
            kept = _kept[name] = Kept(Cube(len(AMOUNTS)))
        _take_in(kept)
        return kept.cube.slice(rows=rows, columns=columns, layers=layers, measures=measures)


def forget_the_cube() -> None:
    """For tests: a database that is rolled back numbers its entries anew."""
    with _lock:
        _kept.clear()


def _still_holds(kept: Kept) -> bool:
    if not kept.newest:
        return True
    return _marks(kept.newest) == kept.mark


def _marks(number: int) -> tuple[Any, ...]:
    row = ContributionEntry.objects.filter(pk=number).values_list(
        "contribution", "recorded_at", *AMOUNTS
    )
    return row.first() or ()


def _take_in(kept: Kept) -> None:
    new = (
        ContributionEntry.objects.filter(pk__gt=max(0, kept.newest - WINDOW))
        .annotate(
            goal=F("contribution__goal"),
            organisation=F("contribution__organisation"),
            year=F("contribution__year"),
        )
        .values_list(*FIELDS)
        .order_by("pk")
    )
    batch: list[tuple[Any, ...]] = []
    for row in new.iterator(chunk_size=10_000):
        if row[0] in kept.seen:
            continue
        batch.append(row)
        if len(batch) == BATCH:
            _add(kept, batch)
            batch = []
    if batch:
        _add(kept, batch)
    if kept.seen:
        newest = max(kept.newest, *kept.seen)
        if newest != kept.newest:
            kept.newest, kept.mark = newest, _marks(newest)
        kept.seen = {number for number in kept.seen if number > newest - WINDOW}


def _add(kept: Kept, batch: list[tuple[Any, ...]]) -> None:
    kept.cube.add(
        [row[2] for row in batch],
        [row[1] for row in batch],
        [row[3] for row in batch],
        [[int(amount * HUNDRED) for amount in row[4:]] for row in batch],
    )
    kept.seen.update(row[0] for row in batch)
