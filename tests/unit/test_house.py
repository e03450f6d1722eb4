"""The house keeps its own rules: file length, documented commands, settings and pages."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from kytkin.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.one_database


def tracked(*patterns: str) -> list[Path]:
    """The files that git knows or would take, without what has been removed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_no_python_file_is_longer_than_400_lines():
    lengths = {
        path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked("*.py")
        if "migrations" not in path.parts
    }
    assert lengths
    assert {path: n for path, n in lengths.items() if n > 400} == {}


def test_every_command_is_documented():
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"kytkin {name}" not in text] == []


def test_every_setting_is_documented():
    source = (ROOT / "kytkin" / "config" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'"(KYTKIN_[A-Z_]+)"', source)) | {"DATABASE_URL"}
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert len(names) > 10
    assert sorted(name for name in names if f"`{name}`" not in text) == []


def test_every_page_is_documented():
    from django.urls import get_resolver

    from kytkin.web.urls import AREAS

    text = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
    names = set()
    for area in AREAS:
        for pattern in get_resolver(f"kytkin.web.{area}.urls").url_patterns:
            names.add(pattern.name)
    assert len(names) > 20
    assert sorted(name for name in names if f"`{name}`" not in text) == []


def test_no_file_names_a_registry_or_this_machine():
    forbidden = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|/work/|/tmp/bash_jobs|/root/")
    found = [
        path.relative_to(ROOT)
        for path in tracked("*.py", "*.txt", "*.toml", "*.md", "*.sh", "*.json", "Makefile")
        if path != Path(__file__) and forbidden.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_nothing_is_left_for_later_in_the_code():
    word = re.compile(r"\b(TODO|FIXME|raise NotImplementedError)\b")
    found = [
        path.relative_to(ROOT)
        for path in tracked("*.py", "*.html")
        if path != Path(__file__) and word.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
