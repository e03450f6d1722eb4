"""Makes the TrueType files for PDF from the vendored web fonts; run by hand when those change.

Needs fonttools and brotli. The OFL reserves the name of the original for unchanged files, so
what comes out is called Kytkin Print.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parents[1] / "kytkin"
SOURCE = ROOT / "web" / "static" / "vendor" / "source-sans-3"
TARGET = ROOT / "exchange" / "documents" / "fonts"
FILES = ("source-sans-3-latin-wght-normal.woff2", "kytkin-letters.woff2")
WEIGHTS = {"Regular": 400, "Bold": 700}
FAMILY = "Kytkin Print"
# The names that state the family, the style and the whole; the copyright and the licence stay.
OWN_NAMES = (1, 2, 3, 4, 6, 16, 17, 21, 22, 25)


def instance(file: str, weight: int) -> TTFont:
    font = TTFont(SOURCE / file)
    font.flavor = None
    return instantiateVariableFont(font, {"wght": weight}, inplace=True)


def named(font: TTFont, style: str, weight: int) -> TTFont:
    names = font["name"]
    for number in OWN_NAMES:
        names.removeNames(nameID=number)
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    for number, text in (
        (1, FAMILY), (2, style), (3, f"kytkin;{postscript}"), (4, f"{FAMILY} {style}"),
        (6, postscript),
    ):  # fmt: skip
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 0x20 if style == "Bold" else 0x40
    font["head"].macStyle = 1 if style == "Bold" else 0
    return font


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for style, weight in WEIGHTS.items():
        parts = []
        for file in FILES:
            part = TARGET / f"part-{len(parts)}.ttf"
            instance(file, weight).save(part)
            parts.append(part)
        font = Merger().merge([str(part) for part in parts])
        named(font, style, weight).save(TARGET / f"KytkinPrint-{style}.ttf")
        for part in parts:
            part.unlink()


if __name__ == "__main__":
    main()
