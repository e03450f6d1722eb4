"""What the map shows: phenomena by branches, and where preparations join branches.

Read in four queries whatever the amount, then counted in memory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet

from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.preparations.models import PartnerRole, Partnership, Preparation, PreparationTheme
from kytkin.preparations.queries import COUNTED_STANDINGS, PreparationQuerySet
from kytkin.themes.models import Phenomenon

MANY_BRANCHES = 3


@dataclass(frozen=True, slots=True)
class MapCell:
    """A branch prepares a phenomenon: how many preparations, how many of them with others."""

    branch: Organisation
    count: int
    joint_count: int


@dataclass(frozen=True, slots=True)
class JointLine:
    """Preparations that join two branches, which stand at these columns (0 = first)."""

    first: int
    second: int
    count: int


@dataclass(frozen=True, slots=True)
class MapRow:
    """A phenomenon over the branches. `preparations` are primary keys."""

    phenomenon: Phenomenon
    cells: tuple[MapCell | None, ...]
    lines: tuple[JointLine, ...]
    preparations: frozenset[int]
    joint_count: int
    jointly_led_count: int

    @property
    def count(self) -> int:
        return len(self.preparations)

    @property
    def branch_count(self) -> int:
        return sum(cell is not None for cell in self.cells)

    @property
    def is_separate(self) -> bool:
        """Many branches prepare it, and no preparation joins them."""
        return self.branch_count >= MANY_BRANCHES and self.joint_count == 0

    @property
    def is_unled(self) -> bool:
        """Many branches prepare it, and no two of them lead anything in it together."""
        return self.branch_count >= MANY_BRANCHES and self.jointly_led_count == 0


@dataclass(frozen=True, slots=True)
class PhenomenaMap:
    """The branches in their order, and a row for each current phenomenon."""

    branches: tuple[Organisation, ...]
    rows: tuple[MapRow, ...]

    def row_of(self, code: str) -> MapRow | None:
        return next((row for row in self.rows if row.phenomenon.code == code), None)


def phenomena_map(found: PreparationQuerySet) -> PhenomenaMap:
    """The map of the preparations found. Most shared phenomena first, ties by code."""
    branches = tuple(
        Organisation.objects.filter(kind=OrganisationKind.BRANCH).order_by("colour_index", "code")
    )
    columns = {branch.pk: column for column, branch in enumerate(branches)}
    keys = found.order_by().values("pk")
    members: dict[int, set[int]] = defaultdict(set)
    links = PreparationTheme.objects.filter(
        preparation__in=keys,
        standing__in=COUNTED_STANDINGS,
        theme__phenomenon_links__phenomenon__superseded_by__isnull=True,
    ).values_list("theme__phenomenon_links__phenomenon_id", "preparation_id")
    for phenomenon_id, preparation_id in links:
        if phenomenon_id is not None:
            members[phenomenon_id].add(preparation_id)
    spread, leaders = _spread(columns, keys)
    rows = [
        _row(phenomenon, members[phenomenon.pk], branches, spread, leaders)
        for phenomenon in Phenomenon.objects.filter(superseded_by__isnull=True)
    ]
    rows.sort(key=lambda row: (-row.branch_count, -row.count, row.phenomenon.code))
    return PhenomenaMap(branches, tuple(rows))


def _spread(
    columns: dict[int, int], keys: QuerySet[Preparation, Any]
) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """The columns of each preparation's partners, and of those who lead it."""
    spread: dict[int, set[int]] = defaultdict(set)
    leaders: dict[int, set[int]] = defaultdict(set)
    partners = Partnership.objects.filter(
        preparation__in=keys, organisation__branch__isnull=False
    ).values_list("preparation_id", "organisation__branch_id", "role")
    for preparation_id, branch_id, role in partners:
        if branch_id in columns:
            spread[preparation_id].add(columns[branch_id])
            if role == PartnerRole.LEAD:
                leaders[preparation_id].add(columns[branch_id])
    return spread, leaders


def _row(
    phenomenon: Phenomenon,
    preparations: set[int],
    branches: tuple[Organisation, ...],
    spread: dict[int, set[int]],
    leaders: dict[int, set[int]],
) -> MapRow:
    counts: Counter[int] = Counter()
    joint: Counter[int] = Counter()
    lines: Counter[tuple[int, int]] = Counter()
    joint_count = 0
    for preparation in preparations:
        columns = sorted(spread.get(preparation, ()))
        counts.update(columns)
        if len(columns) > 1:
            joint_count += 1
            joint.update(columns)
            lines.update(pairwise(columns))
    cells = tuple(
        MapCell(branch, counts[column], joint[column]) if counts[column] else None
        for column, branch in enumerate(branches)
    )
    return MapRow(
        phenomenon,
        cells,
        tuple(JointLine(first, second, n) for (first, second), n in sorted(lines.items())),
        frozenset(preparations),
        joint_count,
        sum(len(leaders.get(preparation, ())) > 1 for preparation in preparations),
    )
