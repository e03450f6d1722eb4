"""`kytkin bench ranking`: the best 50 of 80,000 people for 5,000 needs, beside the bare product.

The bare product (GEMM) multiplies the same blocks and keeps nothing; it is the floor. Plain NumPy
(argpartition) and faiss (IndexFlatIP) choose by text vectors alone and give no reasons. All run in
turns in one process; ratios are of medians. Vectors and facts are made up from a seed: text vectors
in 500 clusters, skills and subjects that are shared as unevenly as in life (Zipf).
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from kytkin.engine.ranking.board import Board
from kytkin.engine.ranking.records import Need, Profile, WorkTime, facts
from kytkin.engine.ranking.topk import ASKS_AT_ONCE, OFFERS_AT_ONCE
from kytkin.engine.ranking.weights import Weights, rarities
from kytkin.engine.text.encoders import dense_encoder

ROOT = Path(__file__).resolve().parents[1]
SEED = 20261123
DIMENSIONS, CLUSTERS = 384, 500
SKILLS, SUBJECTS = 13_896, 36_180
KEPT = 50
THREADS = 2
Matrix = NDArray[np.float32]
TEXT = "Valmistelen ikääntyneiden palvelujen lainsäädäntöä ja arvioin sen vaikutuksia kuntiin."


def vectors(count: int, rng: np.random.Generator, centres: Matrix) -> Matrix:
    rows = centres[rng.integers(0, len(centres), count)]
    rows = rows + rng.standard_normal(rows.shape, dtype=np.float32) * np.float32(0.8)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Made:
    """People and needs with their vectors, from a seed."""

    def __init__(self, people: int, needs: int) -> None:
        rng = np.random.default_rng(SEED)
        centres = rng.standard_normal((CLUSTERS, DIMENSIONS), dtype=np.float32)
        self.offered = vectors(people, rng, centres)
        self.asked = vectors(needs, rng, centres)
        self.people = [
            Profile(
                f"p{n:06d}", picked(rng, "yso", SUBJECTS, 4), picked(rng, "esco", SKILLS, 8),
                picked(rng, "esco", SKILLS, 2), period(rng), spoken(rng), place(rng),
            )
            for n in range(people)
        ]  # fmt: skip
        self.needs = [
            Need(
                f"n{n:06d}", picked(rng, "yso", SUBJECTS, 3), picked(rng, "esco", SKILLS, 5),
                period(rng), spoken(rng), place(rng),
            )
            for n in range(needs)
        ]  # fmt: skip
        self.weights = Weights(rarity=rarities(facts(one) for one in self.people))

    def board(self) -> Board:
        return Board(self.people, self.offered, self.weights)


def picked(rng: np.random.Generator, kind: str, kinds: int, most: int) -> frozenset[str]:
    """Concepts by Zipf's law: the commonest is had by about one in ten."""
    numbers = np.minimum(kinds * rng.random(rng.integers(1, most + 1)) ** 3, kinds - 1)
    return frozenset(f"{kind}:{int(number)}" for number in numbers)


def period(rng: np.random.Generator) -> WorkTime:
    starts = date(2027, 1, 1) + timedelta(days=int(rng.integers(0, 400)))
    return WorkTime(
        float(5 * rng.integers(1, 21)), starts, starts + timedelta(days=int(rng.integers(30, 700)))
    )


def spoken(rng: np.random.Generator) -> frozenset[str]:
    return frozenset(code for code, part in (("fi", 0.9), ("sv", 0.3), ("en", 0.7))
                     if rng.random() < part)  # fmt: skip


def place(rng: np.random.Generator) -> frozenset[str]:
    return frozenset([f"place {int(20 * rng.random() ** 2)}"])


def blocks(made: Made) -> tuple[list[slice], list[slice]]:
    asks = [slice(a, a + ASKS_AT_ONCE) for a in range(0, len(made.needs), ASKS_AT_ONCE)]
    offers = [slice(a, a + OFFERS_AT_ONCE) for a in range(0, len(made.people), OFFERS_AT_ONCE)]
    return asks, offers


def in_threads(made: Made, use: Callable[[Matrix, slice, slice], None]) -> None:
    """Multiply block by block, a block of asks a thread, and hand each product over."""
    asks, offers = blocks(made)

    def work(rows: slice) -> None:
        one = made.asked[rows]
        room = np.empty(len(one) * OFFERS_AT_ONCE, dtype=np.float32)
        for columns in offers:
            other = made.offered[columns]
            out = room[: len(one) * len(other)].reshape(len(one), len(other))
            np.matmul(one, other.T, out=out)
            use(out, rows, columns)

    with threadpool_limits(1, "blas"), ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, asks))


def bare(made: Made) -> None:
    in_threads(made, lambda _product, _rows, _columns: None)


def bare_by_blas(made: Made) -> None:
    """The same product with the threads of BLAS: whole rows of needs, blocks of people."""
    with threadpool_limits(THREADS, "blas"):
        for columns in blocks(made)[1]:
            made.asked @ made.offered[columns].T


def plain_numpy(made: Made) -> None:
    """What one would write: keep the best of each block by argpartition, merge at the end."""
    found: dict[int, list[tuple[Matrix, NDArray[np.intp]]]] = {}

    def keep(product: Matrix, rows: slice, columns: slice) -> None:
        first = np.argpartition(product, -KEPT, axis=1)[:, -KEPT:]
        scores = np.take_along_axis(product, first, axis=1)
        found.setdefault(rows.start, []).append((scores, first + columns.start))

    in_threads(made, keep)
    for parts in found.values():
        scores = np.concatenate([part[0] for part in parts], axis=1)
        numbers = np.concatenate([part[1] for part in parts], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :KEPT]
        np.take_along_axis(numbers, best, axis=1)


def with_faiss(made: Made) -> None:
    import faiss

    faiss.omp_set_num_threads(THREADS)
    index = faiss.IndexFlatIP(DIMENSIONS)
    index.add(made.offered)
    index.search(made.asked, KEPT)


def took(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measure(made: Made, rounds: int) -> dict[str, list[float]]:
    """Seconds of each way, in turns, so that a noisy minute touches all alike."""
    whole = made.board()
    texts = Board([Profile(one.id) for one in made.people], made.offered, made.weights)
    silent = [Need(one.id) for one in made.needs]
    ways: dict[str, Callable[[], object]] = {
        "bare GEMM, a BLAS thread a block": lambda: bare(made),
        "bare GEMM, BLAS with 2 threads": lambda: bare_by_blas(made),
        "Kytkin, texts with reasons": lambda: texts.best_for(silent, KEPT, made.asked),
        "Kytkin, all terms with reasons": lambda: whole.best_for(made.needs, KEPT, made.asked),
        "plain NumPy (argpartition)": lambda: plain_numpy(made),
        "faiss IndexFlatIP": lambda: with_faiss(made),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(rounds):
        for name, work in ways.items():
            seconds[name].append(took(work))
            click.echo(f"  {name}: {seconds[name][-1]:.2f} s", err=True)
    return seconds


def incremental(made: Made) -> dict[str, float]:
    """Seconds from a changed profile to new suggestions; medians of nine."""
    people = made.board()
    needs = Board(made.needs, made.asked, made.weights)
    encoder = dense_encoder()
    changes, singles = [], []
    for turn in range(9):
        person = replace(made.people[turn * 997], skills=made.needs[turn].skills)
        begun = time.perf_counter()
        row = made.offered[turn]
        if encoder is not None:
            row = encoder.encode([f"{TEXT} {turn}"], kind="passage")[0]
        people.put(person, row)
        people.best_for([made.needs[turn]], KEPT, made.asked[turn : turn + 1]).of(0)
        needs.best_for([person], KEPT, row.reshape(1, -1)).of(0)
        changes.append(time.perf_counter() - begun)
        singles.append(
            took(lambda t=turn: people.best_for([made.needs[t]], KEPT, made.asked[t : t + 1]))
        )
    return {"change": statistics.median(changes[1:]), "single": statistics.median(singles)}


def memory(people: int, needs: int) -> None:
    """Print this process's greatest memory in bytes after one whole ranking."""
    made = Made(people, needs)
    made.board().best_for(made.needs, KEPT, made.asked)
    click.echo(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


def peak_bytes(people: int, needs: int) -> int:
    code = f"import benchmarks.bench_ranking as b; b.memory({people}, {needs})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return int(done.stdout)


def figures(seconds: dict[str, list[float]], more: dict[str, float], peak: int) -> dict[str, Any]:
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    floor = min(value for name, value in medians.items() if name.startswith("bare"))
    found: list[dict[str, Any]] = []
    for name, value in medians.items():
        ours = name.startswith("Kytkin")
        found.append({"name": name, "value": round(value, 3), "unit": "s", "baseline": not ours})
        if not name.startswith("bare"):
            ratio = {"name": f"{name}: times the bare GEMM", "value": round(value / floor, 2)}
            found.append(ratio | ({"goal": "≤ 1.3"} if ours else {}) | {"baseline": not ours})
    found += [
        {"name": "peak memory of a whole ranking", "value": round(peak / 1e9, 2), "unit": "GB",
         "goal": "≤ 1.5", "baseline": False},
        {"name": "a changed profile to new suggestions, both ways", "unit": "s",
         "value": round(more["change"], 3), "goal": "< 1", "baseline": False},
        {"name": "one need over all people", "value": round(1000 * more["single"], 1),
         "unit": "ms", "baseline": False},
    ]  # fmt: skip
    return {"name": "ranking", "figures": found}


@click.command("ranking")
@click.option("--people", default=80_000, show_default=True)
@click.option("--needs", default=5_000, show_default=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the figures here.")
def command(people: int, needs: int, rounds: int, target: Path | None) -> None:
    """The best 50 of 80,000 people for 5,000 needs, with reasons, beside the bare product."""
    made = Made(people, needs)
    seconds = measure(made, rounds)
    found = figures(seconds, incremental(made), peak_bytes(people, needs))
    found["notes"] = [
        f"{people} people × {needs} needs × {DIMENSIONS} dimensions, best {KEPT}; medians of "
        f"{rounds} rounds in turns, {THREADS} threads; ratios are to the faster bare product.",
        "Kytkin's terms and reasons are computed for every pair in the lists, as arrays; the "
        "objects are made when a list is read.",
        "NumPy and faiss rank by text alone and give no reasons.",
    ]
    for one in found["figures"]:
        goal = f"   goal {one['goal']}" if "goal" in one else ""
        click.echo(f"{one['name']:<55} {one['value']:>9} {one.get('unit', ''):<4}{goal}")
    if target:
        target.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
