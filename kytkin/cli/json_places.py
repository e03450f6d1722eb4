"""Where in a JSON text a field stands, for errors that name its line."""

from __future__ import annotations

import json
import re
from typing import Final

STEP: Final = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")
BLANK: Final = re.compile(r"[ \t\r\n]*")
DECODER: Final = json.JSONDecoder()


def line_of(text: str, path: str) -> int:
    """The line (1 is the first) of what a path such as needs[3].asked_percent names.

    Where the last step is missing from the text, the line of what it should stand in.
    `text` is JSON that has been read without an error.
    """
    place = _after_blank(text, 0)
    for found in STEP.finditer(path):
        number, name = found.groups()
        inside = _item(text, place, int(number)) if number else _value(text, place, name)
        if inside is None:
            break
        place = inside
    return text.count("\n", 0, place) + 1


def _after_blank(text: str, place: int) -> int:
    found = BLANK.match(text, place)
    return found.end() if found else place


def _item(text: str, place: int, number: int) -> int | None:
    """Where the item of a list begins."""
    if text[place] != "[":
        return None
    place = _after_blank(text, place + 1)
    for _ in range(number):
        if text[place] == "]":
            return None
        place = _next(text, place)
    return None if text[place] == "]" else place


def _value(text: str, place: int, name: str) -> int | None:
    """Where the value of an object's field begins."""
    if text[place] != "{":
        return None
    place = _after_blank(text, place + 1)
    while text[place] != "}":
        key, end = DECODER.raw_decode(text, place)
        value = _after_blank(text, _after_blank(text, end) + 1)
        if key == name:
            return value
        place = _next(text, value)
    return None


def _next(text: str, place: int) -> int:
    """What follows the value here and its comma."""
    _value_here, end = DECODER.raw_decode(text, place)
    place = _after_blank(text, end)
    return _after_blank(text, place + 1) if text[place] == "," else place
