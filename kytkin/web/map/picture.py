"""The picture of the map: from rows to circles and lines, in SVG units. Pure: no database.

Rows are phenomena, columns branches. The area of a circle grows with the number of preparations;
a line joins the circles of branches that prepare something together.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kytkin.common.texts import LocalText
from kytkin.organisations.models import Organisation
from kytkin.preparations.queries_map import MapCell, MapRow, PhenomenaMap

LABEL_WIDTH: Final = 318
COLUMN_WIDTH: Final = 64
ROW_HEIGHT: Final = 62
HEAD_HEIGHT: Final = 44
LABEL_LETTERS: Final = 34
LARGEST_RADIUS: Final = 24.0
COUNT_INSIDE_FROM: Final = 11.0


@dataclass(frozen=True, slots=True)
class Circle:
    """A cell drawn: where, how large, what it says, where it leads."""

    x: float
    y: float
    radius: float
    count: int
    colour_index: int
    is_joint: bool
    url: str
    label: str
    count_inside: bool
    count_x: float
    count_y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A joint line: an arc between two circles, thicker for more preparations."""

    path: str
    width: float
    count: int


@dataclass(frozen=True, slots=True)
class LabelLine:
    text: str
    y: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A cell on a narrow screen: `percent` of the largest cell."""

    branch: Organisation
    count: int
    percent: int
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A phenomenon drawn: as circles and lines, and as bars for narrow screens."""

    title: LocalText
    url: str
    y: float
    top: float
    label_lines: tuple[LabelLine, ...]
    note: str
    note_y: float
    is_separate: bool
    is_joint: bool
    circles: tuple[Circle, ...]
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A branch's column: its middle."""

    branch: Organisation
    x: float

    @property
    def code_x(self) -> float:
        """Where the box with the branch's code begins."""
        return self.x - 23


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole picture; `right` is where the rows' lines end."""

    width: float
    height: float
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def right(self) -> float:
        return self.width - 16


def draw(map_: PhenomenaMap, rows: Sequence[MapRow], *, show: str) -> Picture:
    """Draw the rows; `show` ("running" or "all") is kept in the links."""
    columns = tuple(
        Column(branch, LABEL_WIDTH + COLUMN_WIDTH * (number + 0.5))
        for number, branch in enumerate(map_.branches)
    )
    largest = max((cell.count for row in rows for cell in row.cells if cell), default=1)
    return Picture(
        width=LABEL_WIDTH + COLUMN_WIDTH * len(columns) + 16,
        height=HEAD_HEIGHT + ROW_HEIGHT * len(rows) + 8,
        columns=columns,
        rows=tuple(
            _row(row, columns, HEAD_HEIGHT + ROW_HEIGHT * number, largest, show)
            for number, row in enumerate(rows)
        ),
    )


def _row(row: MapRow, columns: Sequence[Column], top: float, largest: int, show: str) -> Row:
    y = top + ROW_HEIGHT / 2
    title = row.phenomenon.title.local
    pieces = textwrap.wrap(
        title.text, LABEL_LETTERS, max_lines=2, placeholder=" …", break_long_words=False
    ) or [row.phenomenon.code]
    first = y - 9 * (len(pieces) - 1) - 5
    circles = tuple(
        _circle(row, cell, columns[number].x, y, largest, show)
        for number, cell in enumerate(row.cells)
        if cell
    )
    return Row(
        title=title,
        url=row.phenomenon.get_absolute_url(),
        y=y,
        top=top,
        label_lines=tuple(LabelLine(text, first + 19 * place) for place, text in enumerate(pieces)),
        note=statement(row),
        note_y=first + 19 * len(pieces),
        is_separate=row.is_separate,
        is_joint=row.joint_count > 0,
        circles=circles,
        lines=tuple(
            _line(columns[line.first].x, columns[line.second].x, y, line.count)
            for line in row.lines
        ),
        bars=tuple(
            Bar(
                cell.branch,
                cell.count,
                max(4, round(100 * cell.count / largest)),
                cell_url(row, cell, show),
                cell_label(row, cell),
            )
            for cell in row.cells
            if cell
        ),
    )


def _circle(row: MapRow, cell: MapCell, x: float, y: float, largest: int, show: str) -> Circle:
    radius = round(4 + (LARGEST_RADIUS - 4) * math.sqrt(cell.count / max(largest, 12)), 1)
    inside = radius >= COUNT_INSIDE_FROM
    return Circle(
        x=x,
        y=y,
        radius=radius,
        count=cell.count,
        colour_index=cell.branch.colour_index or 0,
        is_joint=cell.joint_count > 0,
        url=cell_url(row, cell, show),
        label=cell_label(row, cell),
        count_inside=inside,
        count_x=x if inside else x + radius + 7,
        count_y=y if inside else y + radius + 4,
    )


def _line(x1: float, x2: float, y: float, count: int) -> Line:
    lift = min(ROW_HEIGHT / 2 - 4, 14 + 4 * (x2 - x1) / COLUMN_WIDTH)
    path = f"M{x1:g} {y:g} Q{(x1 + x2) / 2:g} {y - 2 * lift:g} {x2:g} {y:g}"
    return Line(path, min(5.0, 1.5 + count), count)


def cell_url(row: MapRow, cell: MapCell, show: str) -> str:
    """The preparations of the phenomenon in the branch."""
    query = {"phenomenon": row.phenomenon.code, "branch": cell.branch.short_code}
    states = {"state": ["SUUNNITTEILLA", "KAYNNISSA"]} if show == "running" else {}
    return f"{reverse('preparations')}?{urlencode({**query, **states}, doseq=True)}"


def cell_label(row: MapRow, cell: MapCell) -> str:
    """What a circle says to those who hear it."""
    count = ngettext(
        "%(branch)s: %(count)d preparation", "%(branch)s: %(count)d preparations", cell.count
    ) % {"branch": cell.branch, "count": cell.count}
    if not cell.joint_count:
        return f"{row.phenomenon}. {count}"
    joint = ngettext(
        "%(count)d of them with other branches",
        "%(count)d of them with other branches",
        cell.joint_count,
    ) % {"count": cell.joint_count}
    return f"{row.phenomenon}. {count}, {joint}"


def statement(row: MapRow) -> str:
    """One sentence on how a phenomenon is prepared: separately, partly or led together."""
    values = {"branches": row.branch_count, "count": row.count, "joint": row.joint_count}
    if row.count == 0:
        return _("Nothing is being prepared")
    if row.branch_count == 1:
        return _("Prepared in one branch")
    if row.jointly_led_count:
        return _("%(joint)d of %(count)d joint, led together") % values
    if row.joint_count:
        return _("%(branches)d branches, %(joint)d of %(count)d joint") % values
    return _("%(branches)d branches, each on its own") % values
