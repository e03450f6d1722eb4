"""How two periods stand to each other, and what two preparations are to each other.

The rule, in this order:
0. none, when the score is below 1: pairs like this are ordinary in their corpus;
1. complementary, when their periods do not meet: no work is done twice at the same time;
2. duplicate, when their words are mostly the same: cosine of weighted words ≥ 0.5;
3. overlapping, when what they say themselves is clearly more alike than in an ordinary pair:
   the parts of the score other than those of siblings sum to ≥ 1;
4. complementary otherwise: their groups work on the same, the two on different parts of it.
"""

from __future__ import annotations

from typing import Final

from kytkin.engine.overlap.records import Period, TimeOverlap, Timing, Verdict

SAME_WORDS: Final = 0.5
CLEARLY_ALIKE: Final = 1.0
ORDINARY: Final = 1.0


def time_overlap(one: Period, other: Period) -> TimeOverlap:
    """Symmetric. An open end meets all that comes later; nothing known is unknown."""
    for first, second in ((one, other), (other, one)):
        if first.ends_before and second.starts_on and first.ends_before <= second.starts_on:
            return TimeOverlap(Timing.APART, 0)
    starts = [day for day in (one.starts_on, other.starts_on) if day]
    ends = [day for day in (one.ends_before, other.ends_before) if day]
    if len(starts) == len(ends) == 2:
        return TimeOverlap(Timing.SAME_TIME, (min(ends) - max(starts)).days)
    if len(starts) == 2:
        return _open_ended(one, other)
    return TimeOverlap(Timing.UNKNOWN)


def _open_ended(one: Period, other: Period) -> TimeOverlap:
    """Both beginnings are known, an end is not: the earlier goes on until its end, if told."""
    earlier, later = sorted(
        (one, other), key=lambda period: (str(period.starts_on), str(period.ends_before))
    )
    known = earlier.ends_before is not None or earlier.starts_on == later.starts_on
    return TimeOverlap(Timing.SAME_TIME if known else Timing.UNKNOWN)


def verdict(words: float, own: float, score: float, time: TimeOverlap) -> Verdict:
    """By the rule above. `words`: cosine, 0–1; `own`: the score without the siblings' parts."""
    if score < ORDINARY:
        return Verdict.NONE
    if time.timing is Timing.APART:
        return Verdict.COMPLEMENTARY
    if words >= SAME_WORDS:
        return Verdict.DUPLICATE
    return Verdict.OVERLAPPING if own >= CLEARLY_ALIKE else Verdict.COMPLEMENTARY
