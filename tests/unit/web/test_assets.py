"""Style sheets and letters: small enough, made from their sources, safe under a strict CSP."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "kytkin/web/static"
TEMPLATES = ROOT / "kytkin/web/templates"
BASE = (TEMPLATES / "base.html").read_text(encoding="utf-8")


def linked() -> list[Path]:
    """The style sheets and scripts that every page loads."""
    return [STATIC / name for name in re.findall(r"{% static '([^']+\.(?:css|js))' %}", BASE)]


def test_tokens_are_the_converted_source() -> None:
    script = runpy.run_path(str(ROOT / "scripts/vendor_tokens.py"))
    vendor = STATIC / "vendor/suomifi-design-tokens"
    converted = script["convert"]((vendor / "tokens.scss").read_text(encoding="utf-8"))
    assert converted == (vendor / "tokens.css").read_text(encoding="utf-8")


def test_letters_stay_under_80_kilobytes() -> None:
    assert sum(font.stat().st_size for font in STATIC.rglob("*.woff2")) <= 80_000


def test_what_every_page_loads_leaves_room_for_the_page() -> None:
    """A first view may weigh 200 kB; frame and letters take at most half of it."""
    sheets = sum(len(brotli.compress(file.read_bytes())) for file in linked())
    letters = (STATIC / "vendor/source-sans-3/source-sans-3-latin-wght-normal.woff2").stat().st_size
    assert sheets + letters <= 100_000


@pytest.mark.parametrize(
    "folder", sorted(path.name for path in (STATIC / "vendor").iterdir() if path.is_dir())
)
def test_each_borrowed_part_carries_its_licence(folder: str) -> None:
    licences = {"LICENSE", "OFL.txt"}
    assert licences & {path.name for path in (STATIC / "vendor" / folder).iterdir()}


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_hold_no_inline_style_or_script(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=[\"']|<script(?![^>]*\ssrc=)", source)


def test_own_style_sheets_name_only_known_custom_properties() -> None:
    sheets = [*STATIC.glob("kytkin/css/*.css"), STATIC / "vendor/suomifi-design-tokens/tokens.css"]
    text = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    used = set(re.findall(r"var\((--[\w-]+)", text))
    declared = set(re.findall(r"(--[\w-]+)\s*:", text))
    assert used <= declared


def test_every_icon_named_by_a_component_is_in_the_sprite() -> None:
    sprite = (STATIC / "kytkin/img/icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    sources = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]
    named = {
        name
        for source in sources
        for name in re.findall(r'(?:<c-icon name|[ "]icon)="([\w-]+)"', source)
    }
    assert named <= drawn
