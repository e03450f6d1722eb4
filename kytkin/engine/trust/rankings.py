"""How alike two rankings are, and whether they are the same to the last bit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from kytkin.engine.ranking.board import Fit

PERSISTENCE = 0.9


def rank_biased_overlap(
    one: Sequence[str], other: Sequence[str], persistence: float = PERSISTENCE
) -> float:
    """RBO of two rankings of ids, best first: 1 for the same order, 0 for nothing in common.

    The extrapolated form: the agreement seen is taken to go on below the ends of the lists, which
    may differ in length. Two empty rankings are alike. Source: Webber, Moffat & Zobel 2010,
    "A similarity measure for indefinite rankings", ACM TOIS 28(4), equation 32. Raises ValueError
    for an id that stands twice, or a persistence not between 0 and 1.
    """
    if not 0 < persistence < 1:
        raise ValueError(f"a persistence lies between 0 and 1, not at {persistence}")
    short, long = sorted((list(one), list(other)), key=len)
    if len(set(short)) < len(short) or len(set(long)) < len(long):
        raise ValueError("an id stands twice in a ranking")
    if not short:
        return 1.0 if not long else 0.0
    shared = _shared_by_depth(short, long)
    s, l = len(short), len(long)  # noqa: E741 the paper's own names
    p, x_s, x_l = persistence, shared[len(short) - 1], shared[-1]
    seen = sum(x / d * p**d for d, x in enumerate(shared, start=1))
    beyond = sum(x_s * (d - s) / (s * d) * p**d for d in range(s + 1, l + 1))
    return (1 - p) / p * (seen + beyond) + ((x_l - x_s) / l + x_s / s) * p**l


def _shared_by_depth(short: Sequence[str], long: Sequence[str]) -> list[int]:
    """How many ids both have among their first 1, 2 … len(long)."""
    met: set[str] = set()
    counts, shared = [], 0
    for depth, last in enumerate(long):
        fresh = {last} | ({short[depth]} if depth < len(short) else set())
        shared += sum(id in met for id in fresh)
        if depth < len(short) and short[depth] == last:
            shared += 1
        met |= fresh
        counts.append(shared)
    return counts


def overlap_at(one: Sequence[str], other: Sequence[str], k: int) -> float:
    """The part of the first k ids that both rankings have; of fewer when both are shorter."""
    first, second = set(one[:k]), set(other[:k])
    longest = max(len(first), len(second))
    return len(first & second) / longest if longest else 1.0


def largest_difference(
    before: Sequence[Mapping[str, float]], after: Sequence[Mapping[str, float]]
) -> float:
    """The largest change of any score, ranking by ranking; who is absent has a score of 0.

    Raises ValueError for different numbers of rankings.
    """
    found = 0.0
    for one, other in zip(before, after, strict=True):
        for id in one.keys() | other.keys():
            found = max(found, abs(one.get(id, 0.0) - other.get(id, 0.0)))
    return found


def serialised(rankings: Iterable[Sequence[Fit]]) -> bytes:
    """Rankings with reasons as bytes: equal when every id, order, score and reason is, bit for bit.

    Floats stand as hexadecimal significands (ISO/IEC 9899, format %a), so that none is rounded.
    """
    lines = []
    for fits in rankings:
        lines.append("ranking")
        for fit in fits:
            lines.append(f"{fit.id}\t{fit.score.hex()}")
            lines += [f"\t{t.kind}\t{t.about}\t{t.contribution.hex()}" for t in fit.terms]
    return "\n".join(lines).encode()


def digest(rankings: Iterable[Sequence[Fit]]) -> str:
    """SHA-256 (FIPS 180-4) of the rankings, in hexadecimal: what a match log can keep."""
    return hashlib.sha256(serialised(rankings)).hexdigest()
