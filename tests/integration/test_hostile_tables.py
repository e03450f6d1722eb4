"""Hostile tables are refused soon, in little memory, in a process of their own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc"),
]

HOSTILE = """
import re, sys, time
import django
django.setup()
from pathlib import Path
from kytkin.exchange.tables.problems import TableRefused
from kytkin.exchange.tables.reading import read_table
begun = time.process_time()
try:
    read_table(Path(sys.argv[1]))
    print("read")
except TableRefused as error:
    print("refused")
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(time.process_time() - begun, int(peak[1]) // 1024)
"""


def sheet_with(path: Path, xml: str) -> Path:
    """A sound book whose first sheet is replaced by the XML given."""
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = xml.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# Numbers that do not repeat, so that the packages weigh enough to look honest.
VARIED = tuple(number * 7919 % 1_000_003 for number in range(1_000_000))


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def hostile_sheets() -> dict[str, Callable[[], str]]:
    """First sheets that would each cost a careless reader much time or memory."""
    return {
        "a million rows": lambda: sheet("".join(f"<row><c><v>{n}</v></c></row>" for n in VARIED)),
        "a million columns": lambda: sheet(
            f"<row>{''.join(f'<c><v>{n}</v></c>' for n in VARIED)}</row>"
        ),
        "a million empty cells": lambda: sheet(
            "".join(f'<row><c r="A{n}"/><c r="B{n}"/></row>' for n in VARIED)
        ),
        "a million names": lambda: sheet("".join(f"<n{n}/>" for n in VARIED)),
        "a million attributes": lambda: sheet("".join(f'<c a{n}=""/>' for n in VARIED)),
        "endless depth": lambda: sheet("".join(f"<c{n % 7}>" for n in VARIED)),
        "one huge tag": lambda: sheet(f'<row r="{"".join(map(str, VARIED))}"/>'),
        "one huge text": lambda: sheet(
            f"<row><c><is>{''.join(f'<t>{n}</t>' for n in VARIED)}</is></c></row>"
        ),
        "a row far below": lambda: sheet('<row r="999999999"><c><v>1</v></c></row>'),
    }


def hostile_files(folder: Path) -> dict[str, Path]:
    rows = folder / "rows.csv"
    rows.write_bytes(b"key;kind\n" + b"a;b\n" * 1_000_000)
    big = folder / "big.csv"
    big.write_bytes(b"x" * 21_000_000)
    wide = folder / "wide.csv"
    wide.write_bytes(b"a;" * 1_000_000)
    letters = folder / "letters.csv"
    letters.write_bytes(("key;😀" + "a;b" * 6_600_000).encode())
    lines = folder / "lines.csv"
    lines.write_bytes(b'"a\n",' * 3_000_000)
    entries = folder / "entries.xlsx"
    with zipfile.ZipFile(entries, "w") as package:
        for number in range(100_000):
            package.writestr(str(number), b"")
    cells = "<row><c t='inlineStr'><is><t>a</t></is></c></row>" * 1_000_000
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    return {
        "rows": rows,
        "big": big,
        "wide": wide,
        "letters": letters,
        "lines": lines,
        "entries": entries,
        "bomb": sheet_with(
            folder / "bomb.xlsx",
            f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>',
        ),
        "laughs": sheet_with(
            folder / "laughs.xlsx",
            f'<?xml version="1.0"?><!DOCTYPE x [{laughs}]><worksheet xmlns="{MAIN}"><sheetData>'
            "<row><c t='inlineStr'><is><t>&l9;</t></is></c></row></sheetData></worksheet>",
        ),
        "xxe": sheet_with(
            folder / "xxe.xlsx",
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="inlineStr"><is><t>&e;</t></is></c>'
            "</row></sheetData></worksheet>",
        ),
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    return hostile_files(tmp_path_factory.mktemp("hostile"))


def outcome_of(file: Path) -> tuple[str, float, float]:
    """Refused or read, in how many seconds of processor time and megabytes at most."""
    ran = subprocess.run(
        [sys.executable, "-c", HOSTILE, str(file)],
        capture_output=True, text=True, check=True, timeout=60,
        env={"DJANGO_SETTINGS_MODULE": "kytkin.config.test_settings", "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    outcome, figures = ran.stdout.splitlines()
    seconds, megabytes = (float(part) for part in figures.split())
    return outcome, seconds, megabytes


@pytest.mark.parametrize(
    "which",
    ["rows", "big", "wide", "letters", "lines", "entries", "bomb", "laughs", "xxe"],
)
def test_hostile_file_is_refused_soon_and_in_little_memory(files, which):
    outcome, seconds, megabytes = outcome_of(files[which])
    assert outcome == "refused"
    assert megabytes < 256
    assert seconds < 5, "the bar of processor time, far above what is measured"


@pytest.mark.parametrize("which", list(hostile_sheets()))
def test_hostile_sheet_is_refused_soon_and_in_little_memory(tmp_path, which):
    outcome, seconds, megabytes = outcome_of(
        sheet_with(tmp_path / "t.xlsx", hostile_sheets()[which]())
    )
    assert outcome == "refused"
    assert megabytes < 256
    assert seconds < 5, "the bar of processor time, far above what is measured"
