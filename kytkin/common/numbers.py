"""Numbers as people write them: 1 234,50 in Finnish and Swedish, 1,234.50 or 1234.50 in English."""

from __future__ import annotations

import re
from typing import Final

SPACES: Final = re.compile(r"[\s\u00a0\u202f]+")


def plain(written: str) -> str:
    """The number with a dot for the decimals and nothing between thousands."""
    number = SPACES.sub("", written).replace("\u2212", "-").removesuffix("€")
    if "," in number and "." in number:
        last = max(number.rfind(","), number.rfind("."))
        whole = number[:last].replace(",", "").replace(".", "")
        return f"{whole}.{number[last + 1 :]}"
    return number.replace(",", ".")
