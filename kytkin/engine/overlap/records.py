"""What is compared for overlap, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Wording:
    """A preparation's words in one language; either part may be empty. `language` is ISO 639-1."""

    language: str
    name: str = ""
    body: str = ""

    @property
    def whole(self) -> str:
        """Name and body as one text; empty when there is none."""
        return ". ".join(part for part in (self.name.strip(), self.body.strip()) if part)


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts_on` to before `ends_before`; None is unknown or open."""

    starts_on: date | None = None
    ends_before: date | None = None


@dataclass(frozen=True, slots=True)
class Preparation:
    """One piece of work of a group (a branch or department).

    `wording` is what it is compared by; `asked` stands for it as a query, maybe in a language
    that the others are not written in.
    """

    id: str
    wording: Wording
    group: str = ""
    subjects: frozenset[str] = frozenset()
    period: Period = Period()
    asked: Wording | None = None


class Kind(StrEnum):
    """Where a part of a score comes from."""

    WORDS = "words"  # the same words in both, rare ones more
    TOPICS = "topics"  # words that stand together across the corpus
    SUBJECTS = "subjects"  # the same subjects, rare ones more
    MEANING = "meaning"  # both texts as wholes, by vectors
    SENTENCES = "sentences"  # each sentence beside its nearest in the other, by vectors
    BRIDGE = "bridge"  # likeness across languages, through third preparations
    ONE_SIDE = "near_siblings"  # one of the two beside the other's nearest in its own group
    BOTH_SIDES = "both_siblings"  # the nearest in the two groups beside each other


class Verdict(StrEnum):
    """A suggestion; people decide."""

    DUPLICATE = "duplicate"
    OVERLAPPING = "overlapping"
    COMPLEMENTARY = "complementary"
    NONE = "none"  # too little alike to suggest anything


class Timing(StrEnum):
    """How two periods stand to each other."""

    SAME_TIME = "same_time"
    APART = "apart"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """What one kind of likeness adds to a score, with the words or subjects that it rests on."""

    kind: Kind
    contribution: float
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeOverlap:
    """`days` is how long both go on, None when a side is open or unknown."""

    timing: Timing
    days: int | None = None


@dataclass(frozen=True, slots=True)
class SentencePair:
    """The two sentences that are most alike, with their cosine (−1 to 1)."""

    one: str
    other: str
    cosine: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two preparations worth comparing; `reasons` sum to `score`.

    The score has no unit: 0 is an ordinary pair of the same corpus, 3 a rare one. `probability`
    is calibrated, see calibration.py.
    """

    one: str
    other: str
    score: float
    probability: float
    verdict: Verdict
    time: TimeOverlap
    reasons: tuple[Reason, ...]
    shared_subjects: tuple[str, ...] = ()
    sentences: SentencePair | None = field(default=None)
