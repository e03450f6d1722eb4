"""Maps between languages as they ship: half precision, references at four bits a number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kytkin.engine.text.alignment import Pair, PairMap, Side
from kytkin.engine.text.encoders import Matrix, unit

SHIPPED: Final = Path(__file__).parents[1] / "artefacts" / "alignment.npz"
STEPS: Final = 7  # on either side of 0
Maps = Mapping[str, Mapping[Pair, PairMap]]  # an encoder's name → maps


def save_maps(path: Path, maps: Maps) -> None:
    """Writes them; a map's directions are even in number."""
    held: dict[str, NDArray[np.generic]] = {}
    for variant, pairs in maps.items():
        for pair, one in pairs.items():
            for language, side in one.sides.items():
                stem = _stem(variant, pair, language)
                held[f"{stem}|centre"] = side.centre.astype(np.float16)
                held[f"{stem}|directions"] = side.directions.astype(np.float16)
                held[f"{stem}|references"] = packed(one.references[language])
    np.savez_compressed(path, allow_pickle=False, **held)


def is_shipped(variant: str, path: Path = SHIPPED) -> bool:
    """There are maps for features of this name."""
    with np.load(path) as held:
        return any(name.startswith(f"{variant}|") for name in held.files)


@cache
def read_map(variant: str, pair: Pair, path: Path = SHIPPED) -> PairMap:
    """The map of a pair of languages; raises KeyError when there is none."""
    sides, references = {}, {}
    with np.load(path) as held:
        for language in pair:
            stem = _stem(variant, pair, language)
            centre, directions = (
                held[f"{stem}|{part}"].astype(np.float32) for part in ("centre", "directions")
            )
            sides[language] = Side(centre, directions)
            references[language] = unpacked(held[f"{stem}|references"])
    return PairMap(sides, references)


def packed(rows: Matrix) -> NDArray[np.uint8]:
    """(n, d) with d even → (n, d / 2): two numbers in a byte, each row by its greatest."""
    scales = np.abs(rows).max(axis=1, keepdims=True) / STEPS
    whole = (np.round(rows / np.where(scales > 0, scales, 1)) + STEPS).astype(np.uint8)
    both: NDArray[np.uint8] = whole[:, ::2] * np.uint8(16) + whole[:, 1::2]
    return both


def unpacked(held: NDArray[np.uint8]) -> Matrix:
    """Rows of unit length, as near to what was packed as four bits allow."""
    rows = np.empty((len(held), 2 * held.shape[1]), dtype=np.float32)
    rows[:, ::2], rows[:, 1::2] = held >> 4, held & 15
    return unit(rows - np.float32(STEPS))


def _stem(variant: str, pair: Pair, language: str) -> str:
    return f"{variant}|{pair[0]}{pair[1]}|{language}"
