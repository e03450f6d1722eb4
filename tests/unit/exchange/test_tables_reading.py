"""Reading tables: sheets as spreadsheet programs write them, cells as people see them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kytkin.exchange.tables import limits, reading, sheet_parts, sheets
from kytkin.exchange.tables.problems import TableRefused
from kytkin.exchange.tables.reading import harmless, read_table, restored
from kytkin.exchange.tables.sheet_parts import escaped, unescaped
from kytkin.exchange.tables.writing import write_table

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("in_english")]
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Every letter that a text may hold; lone halves of pairs are none.
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)


def silent(_number: int) -> None:
    """No progress is shown in tests."""


def book(path: Path, **parts: str) -> Path:
    """A book as a spreadsheet program writes it, with the parts given."""
    content = {
        "_rels/.rels": f'<Relationships><Relationship Id="r1" Target="xl/workbook.xml" '
        f'Type="{RELATIONS}/officeDocument"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATIONS}"><workbookPr/><sheets>'
        '<sheet name="A" r:id="r1"/><sheet name="B" r:id="r2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + "".join(
            f'<Relationship Id="{name}" Target="{target}" Type="{RELATIONS}/{kind}"/>'
            for name, target, kind in (
                ("r1", "worksheets/sheet1.xml", "worksheet"),
                ("r2", "worksheets/sheet2.xml", "worksheet"),
                ("r3", "/xl/sharedStrings.xml", "sharedStrings"),
                ("r4", "styles.xml", "styles"),
            )
        )
        + "</Relationships>",
        "xl/sharedStrings.xml": f"<sst {MAIN}><si><t>key</t></si><si><r><t>sana</t></r><r><t>"
        "kirja</t></r><rPh><t>luku</t></rPh></si></sst>",
        "xl/styles.xml": f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="170" formatCode="d.m.yy"'
        '/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/>'
        '<xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData/></worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (content | parts).items():
            package.writestr(name, text)
    return path


def sheet(rows: str) -> dict[str, str]:
    text = f"<x:worksheet xmlns:x={MAIN[6:]}><x:sheetData>{rows}</x:sheetData></x:worksheet>"
    return {"xl/worksheets/sheet1.xml": text}


def test_shared_texts_are_read_whole_without_reading_aids(tmp_path):
    cells = '<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>'
    read = read_table(book(tmp_path / "t.xlsx", **sheet(cells)))
    assert (read.headings, read.rows) == (["key"], [["sanakirja"]])


def test_text_in_the_cell_leaves_its_reading_aid_out(tmp_path):
    cells = '<row><c t="inlineStr"><is><t>key</t><rPh><t>aid</t></rPh></is></c></row>'
    assert read_table(book(tmp_path / "t.xlsx", **sheet(cells))).headings == ["key"]


def test_cells_and_rows_left_out_are_empty(tmp_path):
    cells = (
        '<x:row r="1"><x:c t="str" r="A1"><x:v>key</x:v></x:c></x:row>'
        '<x:row r="4"><x:c r="C4"><x:v>7</x:v></x:c><x:c r="D4"/><x:c/></x:row>'
    )
    assert read_table(book(tmp_path / "t.xlsx", **sheet(cells))).rows == [[], [], ["", "", "7"]]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c s="1"><v>46024</v></c>', "2026-01-02"),
        ('<c s="2"><v>46024.75</v></c>', "2026-01-02"),
        ('<c s="1"><v>0.5</v></c>', "12:00:00"),
        ('<c s="1"><v>1e12</v></c>', "1000000000000.0"),
        ('<c s="0"><v>46024</v></c>', "46024"),
        ("<c><v>1.50</v></c>", "1.5"),
        ('<c t="b"><v>1</v></c>', "yes"),
        ('<c t="b"><v>0</v></c>', "no"),
        ('<c t="d"><v>2026-01-02T03:04:05</v></c>', "2026-01-02"),
        ('<c t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c t="str"><f>A1</f><v>_x0041__x0000__xD800_</v></c>', "A_x0000__xD800_"),
    ],
)
def test_cell_is_read_as_people_see_it(tmp_path, cell, shown):
    head = '<row><c t="str"><v>key</v></c></row>'
    file = book(tmp_path / "t.xlsx", **sheet(f"{head}<row>{cell}</row>"))
    assert read_table(file).rows == [[shown]]


def test_days_may_be_counted_from_1904(tmp_path):
    head = '<row><c t="str"><v>key</v></c></row>'
    parts = sheet(f'{head}<row><c s="1"><v>0.0</v></c></row><row><c s="1"><v>1</v></c></row>')
    parts["xl/workbook.xml"] = (
        f'<workbook {MAIN} xmlns:r="{RELATIONS}"><workbookPr date1904="1"/><sheets>'
        '<sheet name="A" r:id="r1"/></sheets></workbook>'
    )
    assert read_table(book(tmp_path / "t.xlsx", **parts)).rows[1] == ["1904-01-02"]


def test_book_needs_neither_shared_texts_nor_styles(tmp_path):
    parts = sheet('<row><c t="str"><v>key</v></c></row><row><c><v>3</v></c></row>')
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml" '
        f'Type="{RELATIONS}/worksheet"/></Relationships>'
    )
    assert read_table(book(tmp_path / "t.xlsx", **parts)).rows == [["3"]]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"_rels/.rels": "<Relationships/>"}, "sound"),
        ({"xl/workbook.xml": "<workbook/>"}, "sound"),
        ({"xl/workbook.xml": "<workbook><sheet name='A'/></workbook>"}, "sound"),
        ({"xl/styles.xml": "<!DOCTYPE x><styleSheet/>"}, "sound"),
        (sheet('<row><c t="s"><v>9</v></c></row>'), "sound"),
        (sheet("<row><c><v>seven</v></c></row>"), "sound"),
        (sheet("<row"), "rows|sound"),
        (sheet('<row><c r="AO1"><v>1</v></c></row>'), "40 columns"),
        (sheet('<row r="50002"/>'), "50000 rows"),
        (sheet(f"<row><c t='str'><v>{'a' * 20_001}</v></c></row>"), "20000 letters"),
    ],
)
def test_sheet_that_is_not_sound_is_refused(tmp_path, parts, words):
    with pytest.raises(TableRefused, match=words):
        read_table(book(tmp_path / "t.xlsx", **parts))


def test_package_that_breaks_while_it_unpacks_is_refused(tmp_path):
    file = book(tmp_path / "t.xlsx", **sheet("<row><c><v>1</v></c></row>" * 500))
    content = bytearray(file.read_bytes())
    middle = content.index(b"sheet1.xml") + 40
    content[middle : middle + 20] = bytes(20)
    file.write_bytes(content)
    with pytest.raises(TableRefused, match="sound"):
        read_table(file)


@pytest.mark.parametrize(
    ("module", "limit", "words"),
    [
        (sheets, "MOST_ELEMENTS", "unpack"),
        (sheets, "MOST_NAMES", "unpack"),
        (sheets, "DEEPEST", "unpack"),
        (sheets, "LONGEST_TAG", "sound"),
        (sheets, "MOST_FILES", "sound"),
        (sheets, "LARGEST_UNPACKED", "unpack"),
        (sheet_parts, "MOST_STRINGS", "rows"),
        (sheet_parts, "LONGEST_CELL", "letters"),
        (reading, "MOST_CELLS", "cells"),
        (reading, "MOST_ROWS", "rows"),
        (reading, "LARGEST_FILE", "larger"),
    ],
)
def test_what_passes_a_limit_is_refused(tmp_path, monkeypatch, module, limit, words):
    rows = '<row><c t="s"><v>0</v></c></row>' + "<row><c><v>1</v></c></row>" * 3
    file = book(tmp_path / "t.xlsx", **sheet(rows))
    assert len(read_table(file).rows) == 3
    monkeypatch.setattr(module, limit, -1 if limit == "LONGEST_TAG" else 0)
    with pytest.raises(TableRefused, match=words):
        read_table(file)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.csv", b"key;kind\n" + b"a;b\n" * 3000 + b"\x00", "no text"),
        ("t.csv", b'key;"' + b"x\n" * limits.LONGEST_ROW, "1000000 letters"),
        ("t.csv", b"a;b\n;\n" + b";" * 38, None),
    ],
)
def test_lines_of_csv_have_their_limits(tmp_path, name, content, words):
    file = tmp_path / name
    file.write_bytes(content)
    if words is None:
        assert len(read_table(file).rows) == 2
        return
    with pytest.raises(TableRefused, match=words):
        read_table(file)


def test_headings_may_be_followed_by_empty_ones(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("key\tkind\t\t\nä\tb\n", encoding="utf-8")
    assert read_table(file).headings == ["key", "kind"]


@settings(deadline=None)
@given(TEXTS)
def test_harmless_cell_comes_back_as_it_was(text):
    assert restored(harmless(text)) == text
    assert not harmless(text).startswith(reading.FORMULA_SIGNS)


@pytest.mark.parametrize("text", ["'quoted' word", "''", "vuosi '26"])
def test_apostrophe_before_other_text_is_its_own(text):
    assert harmless(text) == text
    assert restored(text) == text


@settings(deadline=None)
@given(TEXTS)
def test_escaped_letters_come_back_as_they_were(text):
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.lists(TEXTS.filter(str.strip), min_size=3, max_size=3), max_size=4))
def test_every_text_goes_out_and_in_without_loss(tmp_path_factory, ending, rows):
    target = tmp_path_factory.mktemp("out") / f"t.{ending}"
    write_table([["a", "b", "c"], *rows], target, progress=silent)
    assert read_table(target).rows == rows


def test_what_is_written_opens_in_other_programs_and_runs_nothing(tmp_path):
    target = tmp_path / "t.xlsx"
    write_table([["key"], ["=1+1"], ["\x0bä"]], target, progress=silent)
    cells = [cell for (cell,) in openpyxl.load_workbook(target).worksheets[0].iter_rows()]
    assert [cell.value for cell in cells] == ["key", "'=1+1", "_x000B_ä"]
    assert {cell.data_type for cell in cells} == {"s"}


def test_first_of_several_sheets_is_read(tmp_path):
    made = Workbook()
    made.active.append(["key"])
    made.create_sheet("second").append(["other"])
    made.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx").headings == ["key"]
