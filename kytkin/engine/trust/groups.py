"""Whether groups are shown alike: selection rates, exposure against relevance, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWS: Final = 2_000
LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile bootstrap interval: Efron & Tibshirani 1993, "An Introduction to the
    Bootstrap", chapter 13."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupRate:
    """A group, its members, and how often one of them is selected."""

    group: str
    members: int
    rate: float


@dataclass(frozen=True, slots=True)
class ImpactRatio:
    """The least selected group's rate over the most selected group's, with an interval."""

    rates: tuple[GroupRate, ...]
    lowest: str
    highest: str
    ratio: float
    interval: Interval


def impact_ratio(
    groups: Sequence[str], selected: Floats, generator: np.random.Generator, draws: int = DRAWS
) -> ImpactRatio:
    """The impact ratio ("four-fifths rule", 29 CFR 1607.4 D) of members' selections.

    `groups` (members,) names each member's group, `selected` (members,) counts how often each
    was among the first k. The interval resamples members within their groups. Raises ValueError
    when there are fewer than two groups, or nobody is selected.
    """
    names = sorted(set(groups))
    if len(names) < 2:
        raise ValueError("an impact ratio compares at least two groups")
    labels = np.asarray(groups)
    members = {name: selected[labels == name] for name in names}
    rates = tuple(
        GroupRate(name, len(members[name]), float(members[name].mean())) for name in names
    )
    lowest = min(rates, key=lambda rate: (rate.rate, rate.group))
    highest = max(rates, key=lambda rate: (rate.rate, rate.group))
    if highest.rate == 0:
        raise ValueError("nobody is selected in any group")
    drawn_low = _means(members[lowest.group], generator, draws)
    drawn_high = _means(members[highest.group], generator, draws)
    ratios = _ratios(drawn_low, drawn_high)
    ratio = lowest.rate / highest.rate
    return ImpactRatio(rates, lowest.group, highest.group, ratio, _interval(ratios))


@dataclass(frozen=True, slots=True)
class ExposureRatio:
    """Exposure for relevance of one group over that of the other, with an interval."""

    ratio: float
    interval: Interval


def exposures(rankings: Sequence[Sequence[int]], members: int) -> Floats:
    """(members,): each member's exposure over the rankings, 1 / log2(1 + place) for each.

    A ranking names members by number, best first; who is not in it gets nothing from it. Source
    of the discount: Järvelin & Kekäläinen 2002, ACM TOIS 20(4), as Singh & Joachims use it.
    """
    gathered = np.zeros(members)
    for ranking in rankings:
        gathered[np.asarray(ranking, dtype=np.intp)] += 1 / np.log2(np.arange(len(ranking)) + 2)
    return gathered


def exposure_ratio(
    exposure: Floats,
    relevance: Floats,
    first: NDArray[np.bool_],
    generator: np.random.Generator,
    draws: int = DRAWS,
) -> ExposureRatio:
    """The disparate treatment ratio of Singh & Joachims 2018, "Fairness of Exposure in Rankings"
    (KDD), section 4.2: (exposure / relevance) of the `first` group over that of the others.

    All (members,); 1 means that a group is seen as much as its relevance says. The interval
    resamples members within the two groups. Raises ValueError for a group that is empty, has no
    relevance or no exposure to compare with.
    """
    totals = []
    drawn = []
    for mask in (first, ~first):
        count = int(mask.sum())
        if count == 0 or relevance[mask].sum() <= 0:
            raise ValueError("both groups need members with relevance")
        totals.append(float(exposure[mask].sum() / relevance[mask].sum()))
        times = generator.multinomial(count, np.full(count, 1 / count), size=draws)
        drawn.append(_ratios(times @ exposure[mask], times @ relevance[mask]))
    if totals[1] == 0:
        raise ValueError("the other group has no exposure to compare with")
    return ExposureRatio(totals[0] / totals[1], _interval(_ratios(drawn[0], drawn[1])))


def _means(values: Floats, generator: np.random.Generator, draws: int) -> Floats:
    """(draws,): means of resamples with replacement."""
    count = len(values)
    times = generator.multinomial(count, np.full(count, 1 / count), size=draws)
    means: Floats = times @ values / count
    return means


def _ratios(over: Floats, under: Floats) -> Floats:
    """Draw by draw; infinite where there is nothing to compare with."""
    found: Floats = np.divide(over, under, out=np.full(len(over), np.inf), where=under > 0)
    return found


def _interval(ratios: Floats) -> Interval:
    edge = (1 - LEVEL) / 2
    low, high = np.quantile(ratios, [edge, 1 - edge], method="inverted_cdf")
    return Interval(float(low), float(high))
