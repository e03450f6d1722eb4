"""`kytkin bench allocation`: plans with a proven gap, beside greed, first come and plain HiGHS.

Problems come from the committed generator. All run on one machine in one run; HiGHS gets the
same model and as many seconds as the goal allows.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks.allocation_baselines import Compared, first_come, greedy, plain_highs
from benchmarks.allocation_generator import CAPACITIES, divisible, generate
from kytkin.engine.allocation import Plan, Target, allocate
from kytkin.engine.allocation.compiled import compile_problem
from kytkin.engine.allocation.divisible import allocate_divisible, near_prices


@dataclass(frozen=True)
class Size:
    """Experts, needs, and the goal: proven gap in so many seconds."""

    experts: int
    needs: int
    gap: float
    seconds: float

    @property
    def name(self) -> str:
        return f"{self.experts:,} × {self.needs:,}"


SMALL = (Size(300, 45, 0.01, 10),)
FULL = (Size(2_000, 300, 0.005, 20), Size(5_000, 750, 0.01, 120), Size(10_000, 1_500, 0.02, 300))
DIVISIBLE = {"small": (4_000, 250), "full": (80_000, 5_000)}
Figures = list[dict[str, Any]]


def figure(name: str, value: float | str, unit: str = "", **more: object) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "baseline": False, **more}


def teams(size: Size, *, highs_seconds: float, seed: int) -> Figures:
    """Kytkin until the goal's gap is halved or its time is up, then the baselines."""
    problem = generate(size.experts, size.needs, seed=seed)
    target = Target(gap=size.gap / 2, seconds=size.seconds * 0.9)
    begun = time.perf_counter()
    reached: list[float] = []

    def watch(moment: Any) -> None:
        good = moment.bound - moment.objective <= size.gap * abs(moment.objective)
        if good and not reached:
            reached.append(time.perf_counter() - begun)

    plan = allocate(problem, target, clock=time.perf_counter, watch=watch)
    compiled = compile_problem(problem)
    compared = {
        "greedy": greedy(compiled),
        "first come": first_come(compiled),
        f"plain HiGHS, {highs_seconds:g} s": plain_highs(compiled, highs_seconds, size.gap / 2),
    }
    return own_figures(size, plan, compared, reached) + baseline_figures(size, plan, compared)


def own_figures(
    size: Size, plan: Plan, compared: dict[str, Compared], reached: list[float]
) -> Figures:
    better = plan.objective / (compared["greedy"].objective or 1.0)
    orderly = plan.objective / (compared["first come"].objective or 1.0)
    goal, within = f"≤ {size.gap * 100:g}", f"≤ {size.seconds:g}"
    when = reached[0] if reached else plan.seconds
    return [
        figure(f"{size.name}: proven gap", round(plan.gap * 100, 4), "%", goal=goal),
        figure(f"{size.name}: time in all", round(plan.seconds, 2), "s", goal=within),
        figure(f"{size.name}: time until the goal's gap was proven", round(when, 2), "s"),
        figure(f"{size.name}: against greedy", round(better, 4), "×", goal="≥ 1.02"),
        figure(f"{size.name}: against first come", round(orderly, 4), "×", goal="≥ 1.05"),
        figure(f"{size.name}: exposure, small against large agencies", round(
            plan.exposure_ratio or 0.0, 4), "×"),
    ]  # fmt: skip


def baseline_figures(size: Size, plan: Plan, compared: dict[str, Compared]) -> Figures:
    """Every baseline's distance from Kytkin's bound, the best one known."""
    found: Figures = []
    for name, one in compared.items():
        own = None if one.objective is None else one.objective
        value: float | str = "no plan" if not own else round((plan.bound / own - 1) * 100, 3)
        named = f"{size.name}: {name}, gap to Kytkin's bound"
        found.append(figure(named, value, "%" if own else "", baseline=True))
        if own and one.bound is not None:
            proven = round((one.bound / own - 1) * 100, 3)
            found.append(figure(f"{size.name}: {name}, own gap", proven, "%", baseline=True))
        took = figure(f"{size.name}: {name}, time", round(one.seconds, 2), "s", baseline=True)
        found.append(took)
    return found


def divided(experts: int, needs: int, seed: int) -> Figures:
    """The case without teams: optimal or not, and how long each step took."""
    problem = divisible(experts, needs, seed=seed)
    near_prices(problem)
    priced = time.perf_counter()
    first = allocate_divisible(problem, boxes=1)
    middle = time.perf_counter()
    flow = allocate_divisible(problem)
    took = time.perf_counter() - middle
    gap = (flow.bound / flow.objective - 1) * 100
    name = f"divisible {experts:,} × {needs:,}"
    return [
        figure(f"{name}: gap proven", round(gap, 9), "%", goal="≤ 0.0000001"),
        figure(f"{name}: time to the proven optimum", round(took, 2), "s", goal="≤ 5"),
        figure(f"{name}: boxes", flow.boxes),
        figure(
            f"{name}: gap after one box", round((first.bound / first.objective - 1) * 100, 4), "%"
        ),
        figure(f"{name}: time of one box", round(middle - priced, 2), "s"),
    ]


def notes() -> list[str]:
    supply = float(np.mean(CAPACITIES))
    return [
        "Generator: 20 candidates per expert drawn by Zipf popularity, teams of at least two "
        f"branches, {supply:.2f} steps of 5 % offered on average, as much asked as offered.",
        "A plan's gap is (bound - objective) / objective, with the bound proven by prices alone: "
        "it does not lean on the search that found the plan.",
        "What was tried, and what missed, stands in allocation.md.",
    ]


def told(figures: Figures) -> Figures:
    """The same figures, shown as soon as they are there."""
    for one in figures:
        goal = f"   (goal {one['goal']})" if "goal" in one else ""
        mark = "  baseline " if one["baseline"] else "  "
        click.echo(f"{mark}{one['name']}: {one['value']} {one['unit']}{goal}")
    return figures


@click.command("allocation")
@click.option("--sizes", type=click.Choice(["small", "full"]), default="full", show_default=True)
@click.option("--highs-seconds", type=float, help="For plain HiGHS; by default the goal's time.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--json", "target", type=click.Path(), help="Write the figures to this file too.")
def command(sizes: str, highs_seconds: float | None, seed: int, target: str | None) -> None:
    """How near the best is a plan, proven, and how soon? Takes about 17 minutes in full."""
    figures = told(divided(*DIVISIBLE[sizes], seed))
    for size in SMALL if sizes == "small" else FULL:
        figures += told(teams(size, highs_seconds=highs_seconds or size.seconds, seed=seed))
    if target:
        whole = {"name": "allocation", "figures": figures, "notes": notes()}
        Path(target).write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
