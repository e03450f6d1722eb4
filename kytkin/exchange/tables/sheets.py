"""Reading a sheet of an XLSX package as a stream.

The package comes from anybody: nothing of it is held whole, no entity is expanded, and whatever
does not fit the limits ends the reading at once. Format: ECMA-376, SpreadsheetML.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeVar
from xml.parsers import expat

from kytkin.exchange.tables.problems import TableRefused
from kytkin.exchange.tables.problems import marked as _
from kytkin.exchange.tables.sheet_parts import (
    Cells,
    Listener,
    Relations,
    Strings,
    Styles,
    Workbook,
)

LARGEST_UNPACKED: Final = 120_000_000
MOST_RATIO: Final = 150
MOST_FILES: Final = 1_000
MOST_ELEMENTS: Final = 2_000_000
MOST_NAMES: Final = 5_000
DEEPEST: Final = 100
CHUNK: Final = 65_536
LONGEST_TAG: Final = 1_000_000
ENTRY_MARK: Final = b"PK\x01\x02"
Heard = TypeVar("Heard", bound=Listener)
BREAKS: Final = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, KeyError, ValueError,
    IndexError, OverflowError, RuntimeError, NotImplementedError,
)  # fmt: skip


class Unsound(ValueError):
    """The package is not what a spreadsheet program writes."""


def sheet_rows(path: Path, sheet: str = "") -> Iterator[list[str]]:
    """The cells of each row as people see them, of the first sheet or of the one with that name.

    Raises TableRefused.
    """
    try:
        if path.read_bytes().count(ENTRY_MARK) > MOST_FILES:
            raise Unsound
        with zipfile.ZipFile(path) as package:
            _refuse_bomb(package)
            yield from _Package(package).rows(sheet)
    except BREAKS as error:
        raise TableRefused(
            _("The file is no sound XLSX table. Open it in your program and save it again.")
        ) from error


def _refuse_bomb(package: zipfile.ZipFile) -> None:
    """Refuse a package that would unpack to far more than it weighs."""
    entries = package.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > LARGEST_UNPACKED or (unpacked > 1_000_000 and unpacked / packed > MOST_RATIO):
        raise _too_much()


def _too_much() -> TableRefused:
    return TableRefused(
        _("The file would unpack to far more than it weighs, so it was not opened.")
    )


class _Package:
    """Reads parts as streams; all parts together have one budget."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.elements = 0
        self.names: set[str] = set()

    def rows(self, sheet: str) -> Iterator[list[str]]:
        book_path = self._relations("", "_rels/.rels").first("officeDocument")
        folder, name = posixpath.split(book_path)
        relations = self._relations(folder, posixpath.join(folder, "_rels", f"{name}.rels"))
        book = self._whole(book_path, Workbook())
        strings, styles = Strings(), Styles(book.counts_from_1904)
        if relations.has("sharedStrings"):
            self._whole(relations.first("sharedStrings"), strings)
        if relations.has("styles"):
            self._whole(relations.first("styles"), styles)
        cells = Cells(strings.texts, styles)
        for _piece in self._pieces(relations.targets[book.relation_of(sheet)], cells):
            yield from cells.finished()

    def _relations(self, folder: str, path: str) -> Relations:
        return self._whole(path, Relations(folder))

    def _whole(self, path: str, listener: Heard) -> Heard:
        for _piece in self._pieces(path, listener):
            pass
        return listener

    def _pieces(self, path: str, listener: Listener) -> Iterator[None]:
        """Let the listener hear the part piece by piece."""
        parser = self._parser(listener)
        fed = 0
        with self.package.open(path) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > LONGEST_TAG:
                    raise Unsound
                yield
        parser.Parse(b"", True)
        yield

    def _parser(self, listener: Listener) -> expat.XMLParserType:
        """A parser that stops at what would take much time or memory."""
        names, depth = self.names, 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.elements += 1
            names.add(name)
            if attributes:
                names.update(attributes)
            if self.elements > MOST_ELEMENTS or len(names) > MOST_NAMES or depth > DEEPEST:
                raise _too_much()
            listener.start(name.rpartition(":")[2], attributes)

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            listener.end(name.rpartition(":")[2])

        def refuse(*_declaration: object) -> None:
            raise Unsound

        parser = expat.ParserCreate(intern=None)
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = listener.hear
        parser.StartDoctypeDeclHandler = refuse
        return parser
