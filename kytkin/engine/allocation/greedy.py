"""A plan in moments: again and again the need whose best team among those left gains most.

The start of the search, and the baseline that it is measured against.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from kytkin.engine.allocation.compiled import Compiled, Floats


@dataclass(frozen=True)
class Team:
    """Steps by pair index, and what they gain."""

    shares: dict[int, int]
    gain: float


class Greedy:
    """What is left of every firm row while needs are opened one by one."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        rows = compiled.rows
        self.left = np.where(np.isinf(rows.price), rows.limit, np.inf).tolist()
        by_pair = rows.matrix.T.tocsr()
        self.rows_of = [
            by_pair.indices[begin:end].tolist()
            for begin, end in zip(by_pair.indptr[:-1], by_pair.indptr[1:], strict=True)
        ]
        self.value = compiled.pairs.value.tolist()
        self.low, self.high = compiled.pairs.low.tolist(), compiled.pairs.high.tolist()
        self.expert = compiled.pairs.expert.tolist()
        self.branch = compiled.pairs.branch.tolist()
        self.inside = compiled.pairs.inside.tolist()
        need = compiled.pairs.need
        self.starts = np.searchsorted(need, np.arange(len(compiled.asked) + 1)).tolist()
        self.apart: dict[int, set[int]] = defaultdict(set)
        for one, other in compiled.apart:
            self.apart[one].add(other)
            self.apart[other].add(one)

    def run(self) -> tuple[Floats, bool]:
        """Shares (P,), and whether every need that must be opened was."""
        shares = np.zeros(len(self.value))
        fulfilled = True
        for need in np.flatnonzero(self.compiled.must_open).tolist():
            team = self.best_team(need)
            if team is None:
                fulfilled = False
            else:
                self._open(team, shares)
        waiting = []
        for need in np.flatnonzero(~self.compiled.must_open).tolist():
            team = self.best_team(need)
            if team is not None:
                waiting.append((-team.gain, need))
        heapq.heapify(waiting)
        while waiting:
            _hoped, need = heapq.heappop(waiting)
            team = self.best_team(need)
            if team is None:
                continue
            if waiting and -team.gain > waiting[0][0]:
                heapq.heappush(waiting, (-team.gain, need))
                continue
            self._open(team, shares)
        return shares, fulfilled

    def _open(self, team: Team, shares: Floats) -> None:
        for pair, share in team.shares.items():
            shares[pair] = share
            for row in self.rows_of[pair]:
                self.left[row] -= share

    def _room(self, pair: int, taken: dict[int, int]) -> int:
        rooms = (self.left[row] - taken.get(row, 0) for row in self.rows_of[pair])
        return int(min(min(rooms, default=self.high[pair]), self.high[pair]))

    def best_team(self, need: int) -> Team | None:
        """The team that sorting finds for a need with what is left, or None."""
        compiled = self.compiled
        pairs = range(self.starts[need], self.starts[need + 1])
        nothing: dict[int, int] = {}
        room = {pair: self._room(pair, nothing) for pair in pairs}
        able = [pair for pair in pairs if room[pair] >= self.low[pair]]
        able.sort(key=lambda p: (not self.inside[p], -self.value[p] * room[p], self.expert[p]))
        taken: dict[int, int] = defaultdict(int)
        shares = self._members(need, able, taken)
        if any(self.inside[pair] and pair not in shares for pair in pairs):
            return None
        asked = int(compiled.asked[need])
        left = asked - sum(shares.values())
        for pair in sorted(shares, key=lambda p: (-self.value[p], p)):
            more = min(self._room(pair, taken), self.high[pair] - shares[pair], left)
            if more > 0:
                shares[pair] += more
                left -= more
                for row in self.rows_of[pair]:
                    taken[row] += more
        enough = len(shares) >= compiled.team_min[need] and left <= asked - compiled.least[need]
        spread = len({self.branch[pair] for pair in shares}) >= compiled.branches_min[need]
        if not (enough and spread and left >= 0):
            return None
        return Team(shares, sum(self.value[pair] * share for pair, share in shares.items()))

    def _members(self, need: int, able: list[int], taken: dict[int, int]) -> dict[int, int]:
        """Members at their least share: the best of new branches first, then the best."""
        compiled = self.compiled
        shares: dict[int, int] = {}
        branches: set[int] = set()
        refused: set[int] = set()
        places, total = int(compiled.team_max[need]), int(compiled.asked[need])
        for wanted in (int(compiled.branches_min[need]), 0):
            for pair in able:
                useless = len(branches) >= wanted or self.branch[pair] in branches
                if wanted and useless and not self.inside[pair]:
                    continue
                fits = len(shares) < places and self._room(pair, taken) >= self.low[pair]
                if pair in shares or self.expert[pair] in refused:
                    continue
                if not fits or self.low[pair] > total:
                    continue
                shares[pair] = self.low[pair]
                total -= self.low[pair]
                branches.add(self.branch[pair])
                refused |= self.apart[self.expert[pair]]
                for row in self.rows_of[pair]:
                    taken[row] += self.low[pair]
        return shares
