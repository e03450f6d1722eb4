"""The committed generator of allocation problems: seeded, skewed, honest.

Agencies are of very different sizes and belong to one branch each; a few themes draw most
experts (Zipf), so popular needs are overrun while others have few candidates; what experts offer
about equals what needs ask.
"""

from __future__ import annotations

import numpy as np

from kytkin.engine.allocation import Candidate, Expert, Need, Problem
from kytkin.engine.allocation.divisible import Transport

CAPACITIES = (2, 3, 4, 4, 5, 6, 8)
PRIORITIES = (1.0, 1.0, 1.0, 1.5, 2.0)


def generate(
    experts: int,
    needs: int,
    *,
    candidates_per_expert: int = 20,
    branches: int = 12,
    agencies: int = 60,
    skew: float = 0.8,
    seed: int = 1,
) -> Problem:
    """A problem with teams of at least two branches; the same arguments give the same problem."""
    rng = np.random.default_rng(seed)
    agency_of, branch_of = _agencies(rng, experts, agencies, branches)
    capacities = rng.choice(CAPACITIES, size=experts)
    asked = _asked(rng, needs, int(capacities.sum()))
    popularity = _popularity(rng, needs, skew)
    priorities = rng.choice(PRIORITIES, size=needs)
    people = tuple(
        Expert(
            f"e{i:05d}",
            agency=f"a{agency_of[i]:03d}",
            branch=f"b{branch_of[i]:02d}",
            capacity=int(capacities[i]),
        )
        for i in range(experts)
    )
    tasks = []
    for n in range(needs):
        team_min = int(rng.integers(2, 4))
        tasks.append(
            Need(
                f"n{n:05d}",
                asked=int(asked[n]),
                team_min=team_min,
                team_max=max(team_min + 1, int(asked[n]) // 3),
                branches_min=2,
                share_min=2,
                share_max=6,
                priority=float(priorities[n]),
            )
        )
    wanted, fits = _wishes(rng, experts, popularity, candidates_per_expert)
    pairs = tuple(
        Candidate(people[i].id, tasks[int(n)].id, float(fit))
        for i in range(experts)
        for n, fit in zip(wanted[i], fits[i], strict=True)
    )
    return Problem(experts=people, needs=tuple(tasks), candidates=pairs)


def _agencies(
    rng: np.random.Generator, experts: int, agencies: int, branches: int
) -> tuple[np.ndarray, np.ndarray]:
    """Each expert's agency (sizes fall as 1/rank) and that agency's branch."""
    sizes = 1.0 / np.arange(1, agencies + 1)
    agency_of = rng.choice(agencies, size=experts, p=sizes / sizes.sum())
    branch = rng.integers(0, branches, size=agencies)
    return agency_of, branch[agency_of]


def _asked(rng: np.random.Generator, needs: int, supply: int) -> np.ndarray:
    """Steps that each need asks: from a small to a large team, in all about the supply."""
    sizes = rng.uniform(0.4, 1.6, size=needs)
    return np.maximum(8, np.rint(sizes * supply / sizes.sum())).astype(int)


def _popularity(rng: np.random.Generator, needs: int, skew: float) -> np.ndarray:
    weights = (1.0 / np.arange(1, needs + 1)) ** skew
    rng.shuffle(weights)
    return weights / weights.sum()


def _wishes(
    rng: np.random.Generator, experts: int, popularity: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """`count` different needs for each expert, popular ones oftener, with fits in (0, 1].

    Drawn without replacement by the largest of log-weight plus Gumbel noise (Efraimidis and
    Spirakis 2006); a need that is drawn early fits better.
    """
    wanted = np.empty((experts, count), dtype=int)
    for i in range(experts):
        keys = np.log(popularity) + rng.gumbel(size=len(popularity))
        first = np.argpartition(-keys, count)[:count]
        wanted[i] = first[np.argsort(-keys[first])]
    fits = 0.8 * rng.beta(3.0, 2.5, size=(experts, count)) + np.linspace(0.2, 0.0, count)
    return wanted, np.round(np.clip(fits, 0.02, 1.0), 3)


def divisible(experts: int, needs: int, *, arcs: int = 20, seed: int = 1) -> Transport:
    """The same kind of supply and demand without teams: time that divides freely."""
    rng = np.random.default_rng(seed)
    capacities = rng.choice(CAPACITIES, size=experts)
    asked = _asked(rng, needs, int(capacities.sum()))
    priorities = rng.choice(PRIORITIES, size=needs)
    wanted, fits = _wishes(rng, experts, _popularity(rng, needs, 0.8), arcs)
    return Transport(
        wanted, fits * priorities[wanted], capacities.astype(float), asked.astype(float)
    )
