"""The parts of an XLSX package that a table needs, each heard element by element."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from typing import Final

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from kytkin.exchange.tables.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from kytkin.exchange.tables.problems import TableRefused
from kytkin.exchange.tables.problems import marked as _

MOST_STRINGS: Final = 300_000
MOST_SHEETS: Final = 50
LONGEST_FORMAT: Final = 255
COLUMN: Final = re.compile(r"^[A-Z]{1,3}")
# A letter that XML cannot hold, or that it would change, stands as _x000D_ (ST_Xstring).
ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
UNSPEAKABLE: Final = re.compile("[\x01-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """The text as an XLSX cell holds it; `unescaped` undoes it."""
    return UNSPEAKABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """The text as people see it; what is no letter of its own stays as written."""
    return ESCAPED.sub(_letter, text) if "_x" in text else text


def _letter(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if number == 0 or 0xD800 <= number < 0xE000 else chr(number)


class Listener:
    """Hears a part; keeps letters only between `open_text` and `take_text`.

    `letters` counts those of one cell, however many pieces it has.
    """

    def __init__(self) -> None:
        self.pieces: list[str] | None = None
        self.letters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def hear(self, letters: str) -> None:
        if self.pieces is None:
            return
        self.pieces.append(letters)
        self.letters += len(letters)
        if self.letters > 7 * LONGEST_CELL:
            raise TableRefused(
                _("A cell has more than %(most)d letters. Shorten it."), most=LONGEST_CELL
            )

    def open_text(self) -> None:
        self.pieces = []

    def take_text(self) -> str:
        text = "".join(self.pieces or ())
        self.pieces = None
        return text


class Relations(Listener):
    """Where the other parts are, by id and by the last word of their type."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder
        self.targets: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            kind = attributes["Type"].rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", self.folder, attributes["Target"]))
            self.targets[attributes["Id"]] = target.lstrip("/")
            self.kinds.setdefault(kind, attributes["Id"])

    def has(self, kind: str) -> bool:
        return kind in self.kinds

    def first(self, kind: str) -> str:
        return self.targets[self.kinds[kind]]


class Workbook(Listener):
    """Which sheets there are, in their order, and from which year days are counted."""

    counts_from_1904 = False

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, str] = {}

    def relation_of(self, sheet: str) -> str:
        """The part that holds the sheet of that name; the first one without a name."""
        return self.sheets[sheet] if sheet else next(iter(self.sheets.values()), "")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and len(self.sheets) < MOST_SHEETS:
            self.sheets[attributes["name"]] = next(
                value for key, value in attributes.items() if key.endswith(":id")
            )
        elif name == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in ("1", "true")


class Styles(Listener):
    """Which of the cell styles show a number as a day."""

    def __init__(self, counts_from_1904: bool = False) -> None:
        super().__init__()
        self.epoch = MAC_EPOCH if counts_from_1904 else WINDOWS_EPOCH
        self.formats: dict[str, str] = {str(key): code for key, code in BUILTIN_FORMATS.items()}
        self.days: list[bool] = []
        self.within = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.formats[attributes["numFmtId"]] = attributes["formatCode"][:LONGEST_FORMAT]
        elif name == "cellXfs":
            self.within = True
        elif name == "xf" and self.within:
            code = self.formats.get(attributes.get("numFmtId", "0"), "General")
            self.days.append(bool(is_date_format(code)))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.within = False

    def shown(self, number: str, style: str) -> str:
        """A number as the cell shows it: a day, a whole number, or as it is."""
        value = float(number)
        if self.days and self.days[int(style or 0)]:
            return _day(value, self.epoch)
        return str(int(value)) if value.is_integer() else str(value)


def _day(value: float, epoch: dt.datetime) -> str:
    try:
        found = from_excel(value, epoch)
    except (OverflowError, ValueError):
        return str(value)
    return found.date().isoformat() if isinstance(found, dt.datetime) else str(found)


class Strings(Listener):
    """The texts that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.parts: list[str] = []
        self.reading_aid = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self.parts, self.letters = [], 0
        elif name == "rPh":
            self.reading_aid = True
        elif name == "t" and not self.reading_aid:
            self.open_text()

    def end(self, name: str) -> None:
        if name == "t" and not self.reading_aid:
            self.parts.append(self.take_text())
        elif name == "rPh":
            self.reading_aid = False
        elif name == "si":
            self.texts.append(unescaped("".join(self.parts)))
            if len(self.texts) > MOST_STRINGS:
                raise too_many_rows()


class Cells(Listener):
    """The rows of a sheet; those that are finished are taken away piece by piece."""

    def __init__(self, strings: list[str], styles: Styles) -> None:
        super().__init__()
        self.strings, self.styles = strings, styles
        self.rows: list[list[str]] = []
        self.number = 0
        self.column = 0
        self.row: dict[int, str] = {}
        self.kind, self.style, self.value = "n", "", ""
        self.reading_aid = False

    def finished(self) -> list[list[str]]:
        rows, self.rows = self.rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._begin_row(attributes.get("r", ""))
        elif name == "c":
            place = COLUMN.match(attributes.get("r", ""))
            self.column = _number_of(place[0]) if place else self.column + 1
            self.kind = attributes.get("t", "n")
            self.style, self.value = attributes.get("s", ""), ""
            self.letters = 0
        elif name == "rPh":
            self.reading_aid = True
        elif name in ("v", "t") and not self.reading_aid:
            self.open_text()

    def end(self, name: str) -> None:
        if name in ("v", "t") and not self.reading_aid:
            self.value += self.take_text()
        elif name == "rPh":
            self.reading_aid = False
        elif name == "c":
            if self.value:
                self._keep()
        elif name == "row":
            width = max(self.row, default=0)
            self.rows.append([self.row.get(place, "") for place in range(1, width + 1)])

    def _keep(self) -> None:
        if self.column > MOST_COLUMNS:
            raise too_many_columns()
        self.row[self.column] = self._shown()

    def _begin_row(self, number: str) -> None:
        """Rows that the sheet leaves out are empty rows."""
        before = self.number
        self.number = max(before + 1, int(number or 0))
        if self.number > MOST_ROWS + 1:
            raise too_many_rows()
        self.rows += [[] for _missing in range(before + 1, self.number)]
        self.row, self.column = {}, 0

    def _shown(self) -> str:
        if self.kind == "s":
            return self.strings[int(self.value)]
        if self.kind == "b":
            return "yes" if self.value == "1" else "no"
        if self.kind == "d":
            return self.value[:10]
        if self.kind == "n":
            return self.styles.shown(self.value, self.style)
        return unescaped(self.value)


def _number_of(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def too_many_columns() -> TableRefused:
    return TableRefused(
        _("The table has more than %(most)d columns. Remove those that are not needed."),
        most=MOST_COLUMNS,
    )


def too_many_rows() -> TableRefused:
    return TableRefused(
        _("The table has more than %(most)d rows. Split it into smaller tables."), most=MOST_ROWS
    )
