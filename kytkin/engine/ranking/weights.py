"""How much each kind of reason counts, and how much rare concepts count more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from kytkin.engine.ranking.records import Facts, Key

NO_RARITY: Final[Mapping[Key, float]] = MappingProxyType({})
LEAST_RARITY: Final = 0.1
STEP: Final = 2.0**-32


@dataclass(frozen=True, slots=True)
class Weights:
    """Content = concepts · s / (s + half) + text · similarity, both at most their weight.

    s adds up what is shared: each concept by its kind and rarity. So any one shared concept
    speaks for a pair, each further one for more, and no missing one against it.
    The score is content · (1 − time − language · … + time · its overlap + …): how far time,
    language and place are met is a factor of its own, stated as a term.
    """

    concepts: float = 0.7
    text: float = 0.3
    half: float = 2.0
    subject: float = 0.7
    skill: float = 1.0
    wish: float = 0.5
    time: float = 0.25
    language: float = 0.1
    place: float = 0.05
    rarity: Mapping[Key, float] = field(default_factory=lambda: NO_RARITY)

    def __post_init__(self) -> None:
        counted = (self.concepts, self.text, self.subject, self.skill, self.wish)
        if min(*counted, self.time, self.language, self.place) < 0 or self.half <= 0:
            raise ValueError("weights are never below zero, and half is above it")
        if self.base <= 0:
            raise ValueError("time, language and place weigh less than 1 together")

    @property
    def base(self) -> float:
        """The part of the content that counts whatever the time, language and place."""
        return 1 - self.time - self.language - self.place

    def of(self, key: Key) -> float:
        """What sharing this concept adds to s: in steps so that sums are free of rounding."""
        kind = {"subject": self.subject, "skill": self.skill, "wish": self.wish}[key[0]]
        return round(kind * self.rarity.get(key, 1.0) / STEP) * STEP


def rarities(records: Iterable[Facts]) -> dict[Key, float]:
    """For each concept 1 when one record has it, falling to 0.1 when all have.

    Counted once over a corpus and then held: a score must not change because others changed.
    """
    held = list(records)
    counts = Counter(key for one in held for key in one.keys)
    whole = math.log(len(held) + 1)
    return {
        key: max(LEAST_RARITY, math.log((len(held) + 1) / count) / whole)
        for key, count in sorted(counts.items())
    }
