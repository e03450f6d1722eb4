"""Every pair of colours that the style sheets use can be read, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tinycss2
from tinycss2.color4 import parse_color

STATIC = Path(__file__).parents[3] / "kytkin/web/static"
SHEETS = (
    STATIC / "vendor/suomifi-design-tokens/tokens.css",
    STATIC / "kytkin/css/tokens-own.css",
    STATIC / "kytkin/css/branches.css",
)
BRANCHES = tuple(f".branch-{index}" for index in range(12))

TEXT_PAIRS = (
    ("--text", "--paper"),
    ("--text", "--surface"),
    ("--text", "--sunken"),
    ("--text", "--wash"),
    ("--text", "--joint-wash"),
    ("--text", "--info-wash"),
    ("--text", "--success-wash"),
    ("--text", "--warning-wash"),
    ("--text", "--error-wash"),
    ("--muted", "--paper"),
    ("--muted", "--surface"),
    ("--muted", "--sunken"),
    ("--muted", "--wash"),
    ("--link", "--paper"),
    ("--link", "--surface"),
    ("--link", "--sunken"),
    ("--link", "--wash"),
    ("--link", "--joint-wash"),
    ("--link", "--info-wash"),
    ("--link", "--success-wash"),
    ("--link", "--warning-wash"),
    ("--link", "--error-wash"),
    ("--on-action", "--action"),
    ("--on-action", "--action-hover"),
    ("--on-brand", "--brand"),
    ("--on-brand-muted", "--brand"),
    ("--joint-ink", "--paper"),
    ("--joint-ink", "--surface"),
    ("--joint-ink", "--joint-wash"),
    ("--success", "--success-wash"),
    ("--warning", "--warning-wash"),
    ("--info", "--info-wash"),
    ("--error", "--error-wash"),
    ("--error", "--paper"),
    ("--error", "--surface"),
)
PART_PAIRS = (
    ("--joint", "--paper"),
    ("--joint", "--surface"),
    ("--joint", "--wash"),
    ("--control", "--paper"),
    ("--control", "--surface"),
    ("--action", "--surface"),
    ("--action", "--paper"),
    ("--focus", "--paper"),
    ("--focus", "--surface"),
    ("--on-brand", "--brand"),
)

Colours = dict[tuple[str, str], str]


def declared(rules: list[tinycss2.ast.Node]) -> Colours:
    """(selector, property) → value, for custom properties."""
    found: Colours = {}
    for rule in rules:
        if rule.type != "qualified-rule":
            continue
        selector = tinycss2.serialize(rule.prelude).strip()
        for item in tinycss2.parse_blocks_contents(rule.content, skip_whitespace=True):
            if item.type == "declaration" and item.name.startswith("--"):
                found[selector, item.name] = tinycss2.serialize(item.value).strip()
    return found


def colours_of(scheme: str) -> Colours:
    found: Colours = {}
    for sheet in SHEETS:
        rules = tinycss2.parse_stylesheet(
            sheet.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True
        )
        found |= declared(rules)
        if scheme == "dark":
            for rule in rules:
                if rule.type == "at-rule" and "dark" in tinycss2.serialize(rule.prelude):
                    found |= declared(tinycss2.parse_rule_list(rule.content))
    return found


COLOURS = {scheme: colours_of(scheme) for scheme in ("light", "dark")}


def luminance(colours: Colours, selector: str, name: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    value = colours[selector, name]
    while reference := re.fullmatch(r"var\((--[\w-]+)\)", value):
        value = colours[":root", reference[1]]
    colour = parse_color(value)
    assert colour is not None, f"{selector} {name}: {value} is not a colour"
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in colour.to("srgb").coordinates
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.parametrize("scheme", COLOURS)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(scheme: str, ink: str, ground: str) -> None:
    colours = COLOURS[scheme]
    seen = contrast(luminance(colours, ":root", ink), luminance(colours, ":root", ground))
    assert seen >= 4.5


@pytest.mark.parametrize("scheme", COLOURS)
@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_parts_of_the_interface_stand_out(scheme: str, part: str, ground: str) -> None:
    colours = COLOURS[scheme]
    seen = contrast(luminance(colours, ":root", part), luminance(colours, ":root", ground))
    assert seen >= 3


@pytest.mark.parametrize("scheme", COLOURS)
@pytest.mark.parametrize("branch", BRANCHES)
def test_code_on_a_branch_can_be_read(scheme: str, branch: str) -> None:
    colours = COLOURS[scheme]
    fill = luminance(colours, branch, "--branch-fill")
    assert contrast(fill, luminance(colours, branch, "--branch-ink")) >= 4.5


@pytest.mark.parametrize("scheme", COLOURS)
@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("ground", ["--paper", "--surface"])
def test_circle_of_a_branch_stands_out(scheme: str, branch: str, ground: str) -> None:
    colours = COLOURS[scheme]
    fill = luminance(colours, branch, "--branch-fill")
    assert contrast(fill, luminance(colours, ":root", ground)) >= 3


@pytest.mark.parametrize("scheme", COLOURS)
def test_no_two_branches_share_a_colour(scheme: str) -> None:
    fills = {COLOURS[scheme][branch, "--branch-fill"] for branch in BRANCHES}
    assert len(fills) == len(BRANCHES)
