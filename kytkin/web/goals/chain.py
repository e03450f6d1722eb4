"""The impact chain of a goal: as a picture, and as a list read from the end to the beginning."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Final

from kytkin.common.texts import LocalText, TranslatedText
from kytkin.goals.models import LEVELS, ChainLink, ChainStep, Level, SharedGoal

BOX, GAP, LINE, PAD, SPACE, HEAD = 168, 36, 18, 10, 16, 30
LETTERS: Final = 21


@dataclass(frozen=True, slots=True)
class Box:
    """A step in the picture: its place, and its words line by line with their heights."""

    step: ChainStep
    x: int
    y: int
    height: int
    lines: tuple[tuple[int, str], ...]
    words: LocalText


@dataclass(frozen=True, slots=True)
class Arrow:
    """A numbered link from a cause to its effect."""

    link: ChainLink
    number: int
    x1: int
    y1: int
    x2: int
    y2: int

    @property
    def middle(self) -> tuple[int, int]:
        return (self.x1 + self.x2) // 2, (self.y1 + self.y2) // 2


@dataclass(frozen=True, slots=True)
class Cause:
    """What a step comes from: the link's number and assumption, and the step below."""

    number: int
    link: ChainLink
    assumption: LocalText
    step: ChainStep


@dataclass(frozen=True, slots=True)
class Chain:
    """The whole chain; `columns` are the levels with their boxes, impact first."""

    width: int
    height: int
    columns: tuple[tuple[Level, int, tuple[Box, ...]], ...]
    arrows: tuple[Arrow, ...]
    causes: tuple[tuple[ChainStep, tuple[Cause, ...]], ...]


def chain_shown(goal: SharedGoal) -> Chain | None:
    """None while the goal has no chain. Two queries."""
    steps = list(goal.chain.order_by("place", "pk"))
    if not steps:
        return None
    links = list(
        ChainLink.objects.filter(cause__goal=goal)
        .select_related("cause", "effect", "indicator")
        .order_by("effect__place", "effect_id", "cause__place", "cause_id")
    )
    boxes: dict[int, Box] = {}
    columns = []
    for place, level in enumerate(LEVELS):
        x, y, mine = place * (BOX + GAP), HEAD, []
        for step in (one for one in steps if one.level == level):
            box = _box(step, x, y)
            y += box.height + SPACE
            mine.append(box)
            boxes[step.pk] = box
        columns.append((level, x, tuple(mine)))
    arrows = tuple(
        _arrow(link, number, boxes[link.cause_id], boxes[link.effect_id])
        for number, link in enumerate(links, 1)
    )
    return Chain(
        len(LEVELS) * (BOX + GAP) - GAP,
        max(box.y + box.height for box in boxes.values()) + 4,
        tuple(columns),
        arrows,
        tuple((step, _causes(step, arrows)) for level in LEVELS for step in steps
              if step.level == level),
    )  # fmt: skip


def _box(step: ChainStep, x: int, y: int) -> Box:
    words = TranslatedText(step.text).local
    lines = textwrap.wrap(words.text, LETTERS) or [""]
    return Box(
        step, x, y, len(lines) * LINE + 2 * PAD,
        tuple((y + PAD + 13 + place * LINE, line) for place, line in enumerate(lines)), words,
    )  # fmt: skip


def _arrow(link: ChainLink, number: int, cause: Box, effect: Box) -> Arrow:
    return Arrow(
        link, number, cause.x, cause.y + cause.height // 2, effect.x + BOX,
        effect.y + effect.height // 2,
    )  # fmt: skip


def _causes(step: ChainStep, arrows: tuple[Arrow, ...]) -> tuple[Cause, ...]:
    return tuple(
        Cause(one.number, one.link, TranslatedText(one.link.assumption).local, one.link.cause)
        for one in arrows
        if one.link.effect_id == step.pk
    )
