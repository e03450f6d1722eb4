"""What the map is narrowed to, as the address bar holds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from kytkin.preparations.models import Stage
from kytkin.preparations.queries_map import MapRow
from kytkin.web.search.filters import Pill

SHOWS = ("running", "all")
ONLY = ("", "separate", "joint")
ORDERS = ("shared", "count", "name")


@dataclass(frozen=True, slots=True)
class MapChoices:
    """`show` running or all, `only` separate or joint rows, `order` of the rows."""

    show: str = "running"
    only: str = ""
    order: str = "shared"
    is_open: bool = False
    stages: tuple[str, ...] = ()
    data: QueryDict = field(default_factory=QueryDict, compare=False)

    @property
    def data_key(self) -> tuple[object, ...]:
        """What decides the counts; the order and the choice of rows do not."""
        return (self.show, self.is_open, self.stages)

    def rows(self, rows: tuple[MapRow, ...]) -> list[MapRow]:
        """The rows chosen, in the order chosen; without preparations a row stands last."""
        kept = [row for row in rows if self._keeps(row)]
        if self.order == "count":
            kept.sort(key=lambda row: (-row.count, row.phenomenon.code))
        elif self.order == "name":
            kept.sort(key=lambda row: str(row.phenomenon.title).casefold())
        return kept

    def _keeps(self, row: MapRow) -> bool:
        if self.only == "separate":
            return row.is_separate
        if self.only == "joint":
            return row.joint_count > 0
        return row.count > 0

    def pills(self) -> Iterator[Pill]:
        if self.show == "all":
            yield Pill(_("Ended ones too"), self._without("show"))
        if self.is_open:
            yield Pill(_("Open to join"), self._without("open"))
        if self.only == "separate":
            yield Pill(_("Prepared separately only"), self._without("only"))
        if self.only == "joint":
            yield Pill(_("Prepared jointly only"), self._without("only"))
        for stage in self.stages:
            label = _("Stage: %(name)s") % {"name": Stage(stage).label}
            yield Pill(label, self._without("stage", stage))

    def _without(self, name: str, value: str = "") -> str:
        data = self.data.copy()
        data.setlist(name, [v for v in data.getlist(name) if value and v != value])
        return f"?{data.urlencode()}"


def read_choices(data: QueryDict) -> MapChoices:
    def one(name: str, allowed: tuple[str, ...]) -> str:
        given = data.get(name, "")
        return given if given in allowed else allowed[0]

    stages = {stage for stage in Stage.values if stage}
    return MapChoices(
        show=one("show", SHOWS),
        only=one("only", ONLY),
        order=one("order", ORDERS),
        is_open=data.get("open") == "1",
        stages=tuple(value for value in data.getlist("stage") if value in stages),
        data=data,
    )
