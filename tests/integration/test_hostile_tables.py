"""Hostile tables are refused soon, in little memory, in a process of their own."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

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


def hostile_files(folder: Path) -> dict[str, Path]:
    rows = folder / "rows.csv"
    rows.write_bytes(b"key;kind\n" + b"a;b\n" * 1_000_000)
    big = folder / "big.csv"
    big.write_bytes(b"x" * 21_000_000)
    wide = folder / "wide.csv"
    wide.write_bytes(b"a;" * 1_000_000)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "<row><c t='inlineStr'><is><t>a</t></is></c></row>" * 1_000_000
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    return {
        "rows": rows,
        "big": big,
        "wide": wide,
        "bomb": sheet_with(
            folder / "bomb.xlsx",
            f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        ),
        "laughs": sheet_with(
            folder / "laughs.xlsx",
            f'<?xml version="1.0"?><!DOCTYPE x [{laughs}]><worksheet xmlns="{main}"><sheetData>'
            "<row><c t='inlineStr'><is><t>&l9;</t></is></c></row></sheetData></worksheet>",
        ),
        "xxe": sheet_with(
            folder / "xxe.xlsx",
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            f'<worksheet xmlns="{main}"><sheetData><row><c t="inlineStr"><is><t>&e;</t></is></c>'
            "</row></sheetData></worksheet>",
        ),
    }


@pytest.mark.one_database
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("which", ["rows", "big", "wide", "bomb", "laughs", "xxe"])
def test_hostile_file_is_refused_soon_and_in_little_memory(tmp_path, which):
    file = hostile_files(tmp_path)[which]
    ran = subprocess.run(
        [sys.executable, "-c", HOSTILE, str(file)],
        capture_output=True, text=True, check=True, timeout=60,
        env={"DJANGO_SETTINGS_MODULE": "kytkin.config.test_settings", "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    outcome, figures = ran.stdout.splitlines()
    seconds, megabytes = (float(part) for part in figures.split())
    assert outcome == "refused"
    assert megabytes < 256
    assert seconds < 5, "the bar of processor time, far above what is measured"
