"""What allocation is compared with: first come, greed, and HiGHS on the whole model."""

from __future__ import annotations

import math
import multiprocessing
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from kytkin.engine.allocation.compiled import Compiled
from kytkin.engine.allocation.greedy import Greedy
from kytkin.engine.allocation.milp import Part, TeamModel
from kytkin.engine.allocation.search import objective

GRACE: Final = 5.0  # seconds past the limit before HiGHS is ended
AMOUNT: Final = r"-?(?:inf|\d[\d.e+]*)"
PROGRESS: Final = re.compile(rf"\d%\s+(?P<bound>{AMOUNT})\s+(?P<best>{AMOUNT})\s")


@dataclass(frozen=True)
class Compared:
    """A baseline's objective (None: no plan), its own bound where it has one, and its seconds."""

    objective: float | None
    bound: float | None
    seconds: float


def greedy(compiled: Compiled) -> Compared:
    begun = time.perf_counter()
    shares, _fulfilled = Greedy(compiled).run()
    return Compared(objective(compiled, shares), None, time.perf_counter() - begun)


def first_come(compiled: Compiled, seed: int = 1) -> Compared:
    """Experts come in random order and each takes what suits best, while there is room.

    Who has time left takes the next need. Teams that do not meet the rules in the end fall, and
    what their members gave is lost.
    """
    begun = time.perf_counter()
    pairs = compiled.pairs
    left, places = compiled.asked.copy(), compiled.team_max.copy()
    shares = np.zeros(len(pairs.need))
    order = np.lexsort((-pairs.value, pairs.expert))
    starts = np.searchsorted(pairs.expert[order], np.arange(len(compiled.problem.experts) + 1))
    for expert in np.random.default_rng(seed).permutation(len(compiled.problem.experts)):
        time_left = compiled.problem.experts[expert].capacity
        for pair in order[starts[expert] : starts[expert + 1]]:
            need = pairs.need[pair]
            share = min(time_left, pairs.high[pair], left[need])
            if places[need] and share >= pairs.low[pair]:
                shares[pair] = share
                time_left -= share
                left[need] -= share
                places[need] -= 1
    shares[~_meets_the_rules(compiled, shares)[pairs.need]] = 0
    return Compared(objective(compiled, shares), None, time.perf_counter() - begun)


def _meets_the_rules(compiled: Compiled, shares: np.ndarray) -> np.ndarray:
    pairs, count = compiled.pairs, len(compiled.asked)
    members = np.bincount(pairs.need, weights=shares > 0, minlength=count)
    inside = np.flatnonzero(shares > 0)
    teams = np.unique(np.stack([pairs.need[inside], pairs.branch[inside]]), axis=1)
    branches = np.bincount(teams[0], minlength=count)
    return (members >= compiled.team_min) & (branches >= compiled.branches_min)


def plain_highs(compiled: Compiled, seconds: float, gap: float) -> Compared:
    """The whole model in one go, for as long as Kytkin was given.

    HiGHS 1.16 may pass its own time limit by many minutes at the root of such a model, so it runs
    in a process of its own, which is ended; then what its log says last counts.
    """
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="kytkin-bench-") as folder:
        log = Path(folder) / "highs.log"
        process = multiprocessing.get_context("fork").Process(
            target=_solve_whole, args=(compiled, seconds, gap, log)
        )
        process.start()
        process.join(seconds + GRACE)
        if process.is_alive():
            process.kill()
            process.join()
        found, bound = read_log(log.read_text(encoding="utf-8") if log.exists() else "")
    return Compared(found, bound, time.perf_counter() - begun)


def _solve_whole(compiled: Compiled, seconds: float, gap: float, log: Path) -> None:
    needs, pairs = compiled.size
    model = TeamModel(compiled, Part(np.arange(pairs), np.arange(needs), compiled.rows.limit))
    highs = model.programme(integral=True)
    highs.setOptionValue("output_flag", True)
    highs.setOptionValue("log_to_console", False)
    highs.setOptionValue("log_file", str(log))
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("time_limit", seconds)
    highs.run()


def read_log(text: str) -> tuple[float | None, float | None]:
    """The best plan's worth and the bound in HiGHS's last line of progress; None where unknown."""
    lines = [match for line in text.splitlines() if (match := PROGRESS.search(line))]
    if not lines:
        return None, None
    bound, best = (float(lines[-1][name]) for name in ("bound", "best"))
    return (best if math.isfinite(best) else None, bound if math.isfinite(bound) else None)
