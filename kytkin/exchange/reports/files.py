"""A frozen report as JSON, XLSX and PDF, made from its content alone.

No clock, no database and no catalogue of translations is read: the words stand in the content.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kytkin.common.documents import Document, Said, SignatureLine, Signatures, Table, block_of_data
from kytkin.exchange.documents.pdf import as_pdf
from kytkin.exchange.tables.reading import harmless
from kytkin.exchange.tables.sheet_parts import escaped
from kytkin.steering.actions_reports import canonical, digest_of

FIXED: Final = (1980, 1, 1, 0, 0, 0)
STAMP: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
TITLE_LENGTH: Final = 31
NOT_IN_TITLES: Final = re.compile(r"[\[\]:*?/\\]")
WORDS: Final = {
    "fi": {"frozen": "Jäädytetty", "number": "Numero", "version": "Tietojen versio",
           "seal": "Tiiviste (SHA-256)", "signatures": "Allekirjoitukset",
           "place": "Paikka ja päivä", "print": "Nimenselvennys", "page": "Sivu"},
    "sv": {"frozen": "Fastställd", "number": "Nummer", "version": "Uppgifternas version",
           "seal": "Kondensat (SHA-256)", "signatures": "Underskrifter",
           "place": "Ort och datum", "print": "Namnförtydligande", "page": "Sida"},
    "en": {"frozen": "Frozen on", "number": "Number", "version": "Version of the data",
           "seal": "Digest (SHA-256)", "signatures": "Signatures",
           "place": "Place and date", "print": "Name in print", "page": "Page"},
}  # fmt: skip


def report_json(content: Mapping[str, Any]) -> bytes:
    """The canonical JSON: its SHA-256 is the report's digest."""
    return canonical(content)


def frozen_on(content: Mapping[str, Any]) -> dt.date:
    return dt.datetime.fromisoformat(content["frozen_at"]).date()


def data_version(content: Mapping[str, Any]) -> str:
    """The number of the record's last event and the beginning of its hash."""
    version = content["data_version"]
    return f"{version['event']}-{version['hash'][:16]}"


def report_document(content: Mapping[str, Any], language: str) -> Document:
    words, own = content["words"][language], WORDS[language]
    day = frozen_on(content)
    return Document(
        language=language,
        title=words["title"],
        subtitle=Said(**words["subject"]),
        facts_at_top=(
            (own["frozen"], f"{day.day}.{day.month}.{day.year}"),
            (own["number"], str(content["number"])),
            (own["version"], data_version(content)),
        ),
        blocks=tuple(block_of_data(block) for block in words["blocks"]),
        signatures=Signatures(
            own["signatures"], own["place"], own["print"],
            tuple(
                SignatureLine(
                    one["organisation"],
                    f"{one['name']}, {one['title']}" if one["title"] else one["name"],
                    _day(one["signed_on"]), one["way"],
                )
                for one in content["signatories"]
            ),
        ),
        foot=f"{own['seal']}: {digest_of(content)}",
        page=own["page"],
        made_on=day,
    )  # fmt: skip


def _day(written: str) -> str:
    day = dt.date.fromisoformat(written)
    return f"{day.day}.{day.month}.{day.year}"


def report_pdf(content: Mapping[str, Any], language: str) -> bytes:
    return as_pdf(report_document(content, language))


def report_sheet(content: Mapping[str, Any], language: str) -> bytes:
    """The tables of the report, one on each sheet, after a first sheet that tells what it is."""
    document = report_document(content, language)
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = _title(document.title, 1)
    rows = [
        (document.title, document.subtitle.text), *document.facts_at_top,
        (WORDS[language]["seal"], digest_of(content)),
        *((one.side, f"{one.name} · {one.day} · {one.how}") for one in document.signatures.lines),
    ]  # fmt: skip
    for row in rows:
        first.append([_cell(value) for value in row])
    _widen(first, (30, 80))
    place = 1
    for block in document.blocks:
        if isinstance(block, Table):
            place += 1
            sheet = book.create_sheet(_title(block.caption, place))
            sheet.append([_cell(value) for value in block.columns])
            for cell in sheet[1]:
                cell.font = Font(bold=True)
            for line in block.rows:
                sheet.append([_cell(cell.text) for cell in line])
            _widen(sheet, (50, *([24] * (len(block.columns) - 1))))
            sheet.freeze_panes = "B2"
    target = io.BytesIO()
    book.save(target)
    return _timeless(target.getvalue(), content["frozen_at"])


def _title(wanted: str, place: int) -> str:
    return f"{place} {NOT_IN_TITLES.sub(' ', wanted)}"[:TITLE_LENGTH].strip()


def _cell(text: str) -> str:
    return escaped(harmless(text))


def _widen(sheet: Worksheet, widths: tuple[int, ...]) -> None:
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _timeless(book: bytes, stamp: str) -> bytes:
    """The same package without the moment of its making."""
    target = io.BytesIO()
    moment = stamp.removesuffix("+00:00").encode() + b"Z"
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for entry in source.infolist():
            data = source.read(entry.filename)
            if entry.filename == "docProps/core.xml":
                data = STAMP.sub(rb"\g<1>" + moment + rb"\g<3>", data)
            info = zipfile.ZipInfo(entry.filename, FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, data)
    return target.getvalue()
