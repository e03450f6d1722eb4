"""`kytkin bench matrix`: the matrix of 100 agencies × 500 goals × 10 years, every cell filled.

Runs on a database of its own in a temporary folder (or on an empty one given by DATABASE_URL). The
page is asked for by Django's test client through every middleware. The same sums are worked out
the naive way, one grouped query of the ORM and two more for the margins, and must be equal.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import click

AGENCIES, GOALS, YEARS = 100, 500, range(2024, 2034)
ROUNDS: Final = 40
NAIVE_ROUNDS: Final = 5
BUDGET_MS: Final = 200
TIMES_FASTER: Final = 10
PAGES: Final = {
    "a year, first goals": "?year=2026",
    "a year, last goals": "?year=2026&from=492",
    "all years": "?year=all",
    "used, a year": "?year=2026&stage=used",
    "a branch, all years": "?year=all&branch=B-3",
    "as a list": "?year=2026&view=list",
}
NOW: Final = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


def timed(act: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after one round to warm up."""
    act()
    times = []
    for _round in range(rounds):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def fill() -> None:
    """Ten branches of ten agencies, 500 goals with an owner and an indicator, every cell filled."""
    from kytkin.common.texts import TranslatedText
    from kytkin.goals.models import GoalOwner, GoalState, Indicator, SharedGoal
    from kytkin.organisations.models import Organisation
    from kytkin.steering.models import BudgetItem, Contribution, ContributionEntry

    agencies = []
    for n in range(10):
        branch = Organisation.objects.create(
            code=f"B-{n}", kind="branch", name=TranslatedText(fi=f"Hallinnonala {n}"),
            colour_index=n,
        )  # fmt: skip
        agencies += [
            Organisation.objects.create(
                code=f"A{n}{m}", kind="agency", parent=branch, branch=branch,
                name=TranslatedText(fi=f"Virasto {n}{m}", sv=f"Verket {n}{m}"),
            )
            for m in range(AGENCIES // 10)
        ]  # fmt: skip
    goals = SharedGoal.objects.bulk_create(
        SharedGoal(
            code=f"goal-{n}", title=TranslatedText(fi=f"Yhteinen tavoite numero {n}"),
            text=TranslatedText(fi="Teksti"), first_year=YEARS[0], last_year=YEARS[-1],
            state=GoalState.ACTIVE, is_public=True, created_at=NOW, updated_at=NOW,
            activated_at=NOW,
        )
        for n in range(GOALS)
    )  # fmt: skip
    GoalOwner.objects.bulk_create(
        GoalOwner(goal=goal, organisation=agencies[n % AGENCIES], is_lead=True, accepted_at=NOW)
        for n, goal in enumerate(goals)
    )
    Indicator.objects.bulk_create(
        Indicator(goal=goal, name=TranslatedText(fi="Mittari"), direction="up") for goal in goals
    )
    item = BudgetItem.objects.create(code="28.01.01")
    for batch in batches(facts(agencies, goals), 10_000):
        rows = Contribution.objects.bulk_create(
            Contribution(
                goal=goal, organisation=agency, year=year, budget_item=item, updated_at=NOW,
                **amounts,
            )
            for agency, goal, year, amounts in batch
        )  # fmt: skip
        ContributionEntry.objects.bulk_create(
            ContributionEntry(contribution=row, kind="pledge", recorded_at=NOW, **one[3])
            for row, one in zip(rows, batch, strict=True)
        )


def facts(agencies: list[Any], goals: list[Any]) -> Iterator[tuple[Any, ...]]:
    """A deterministic amount for each cell."""
    for a, agency in enumerate(agencies):
        for g, goal in enumerate(goals):
            for year in YEARS:
                seed = (a * 7919 + g * 104_729 + year * 31) % 99_991
                eur, people = Decimal(seed * 37 % 1_000_000) / 100, Decimal(seed % 500) / 100
                yield agency, goal, year, {
                    "pledged_eur": eur, "confirmed_eur": eur, "actual_eur": eur / 2 // 1,
                    "pledged_person_years": people, "confirmed_person_years": people,
                    "actual_person_years": people // 1,
                }  # fmt: skip


def batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def naive(year: int | None) -> tuple[dict[Any, Any], dict[Any, Any], dict[Any, Any]]:
    """Cells and both margins as one would write them first: three grouped queries."""
    from django.db.models import Sum

    from kytkin.steering.models import Contribution

    rows = Contribution.objects.filter(goal__state="active")
    if year:
        rows = rows.filter(year=year)
    sums = {"eur": Sum("pledged_eur"), "time": Sum("pledged_person_years")}
    cells = {
        (one["organisation"], one["goal"]): (one["eur"], one["time"])
        for one in rows.values("organisation", "goal").annotate(**sums)
    }
    by_agency = {
        one["organisation"]: (one["eur"], one["time"])
        for one in rows.values("organisation").annotate(**sums)
    }
    by_goal = {
        one["goal"]: (one["eur"], one["time"]) for one in rows.values("goal").annotate(**sums)
    }
    return cells, by_agency, by_goal


def run() -> dict[str, Any]:
    """Inside the process that has the benchmark's own database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from kytkin.accounts.models import User
    from kytkin.organisations.models import Membership, Organisation, Role
    from kytkin.steering.matrix import Stage, matrix_of
    from kytkin.steering.models import ContributionEntry

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    with transaction.atomic():
        fill()
    user = User.objects.create(username="controller", is_active=True, language="fi")
    place = Organisation.objects.get(code="A00")
    Membership.objects.create(user=user, organisation=place, role=Role.CONTROLLER)
    client = Client(HTTP_ACCEPT_ENCODING="identity")
    client.force_login(user)

    begun = time.perf_counter()
    client.get("/fi/steering/matrix/?year=2026")
    first_ms = (time.perf_counter() - begun) * 1000
    pages = []
    for name, address in PAGES.items():
        url = f"/fi/steering/matrix/{address}"

        def ask(url: str = url) -> None:
            assert client.get(url).status_code == 200, url

        median, p95 = timed(ask, ROUNDS)
        with CaptureQueriesContext(connection) as captured:
            ask()
        pages.append([name, len(captured), round(median, 1), round(p95, 1)])

    ratios = []
    for name, year in (("a year", 2026), ("all years", 0)):

        def ours(year: int = year) -> Any:
            return matrix_of(user, stage=Stage.PLEDGED, year=year, today=NOW.date())

        def theirs(year: int = year) -> Any:
            return naive(year or None)

        matrix, (cells, by_agency, _by_goal) = ours(), theirs()
        assert len(cells) == AGENCIES * GOALS == matrix.cents.size
        whole = round(sum(eur for eur, _time in by_agency.values()) * 100)
        assert abs(whole - matrix.total[0]) <= 1, "the sums differ"
        fast, slow = timed(ours, ROUNDS)[0], timed(theirs, NAIVE_ROUNDS)[0]
        ratios.append([name, round(fast, 1), round(slow, 1), round(slow / fast, 1)])
    return {
        "first_ms": round(first_ms), "pages": pages, "ratios": ratios,
        "entries": ContributionEntry.objects.count(),
    }  # fmt: skip


NOTES: Final = [
    "{agencies} agencies × {goals} goals × {years} years, all {entries:,} cells filled, on a "
    "database of its own ({database}). Server time through every middleware by Django's test "
    "client, {rounds} rounds after one to warm up. The machine was shared with other work.",
    "The naive way is one grouped query of the ORM for the cells and one for each margin, without "
    "a page; it is compared with what gives the page its numbers, including the query of goals "
    "and agencies. Both give the same sums (SQLite's are floating-point and off by fractions of a "
    "cent; ours are whole cents).",
    "A process that has just started reads all entries once: {first_ms:,} ms at this size "
    "for its first page. After that it takes in new entries only.",
]


def report(found: dict[str, Any]) -> dict[str, Any]:
    worst = max(row[3] for row in found["pages"])
    least = min(row[3] for row in found["ratios"])
    database = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("p") else "SQLite"
    figures = [
        {"name": "95th percentile of the slowest view of the matrix", "value": worst,
         "unit": "ms", "goal": f"≤ {BUDGET_MS}"},
        {"name": "times faster than the naive way, at least", "value": least,
         "goal": f"≥ {TIMES_FASTER}"},
        {"name": "first page of a process", "value": found["first_ms"], "unit": "ms"},
    ]  # fmt: skip
    return {
        "name": "matrix",
        "title": f"The matrix: {AGENCIES} agencies × {GOALS} goals × {len(YEARS)} years",
        "figures": [figure | {"baseline": False} for figure in figures],
        "notes": [
            note.format(
                agencies=AGENCIES, goals=GOALS, years=len(YEARS), entries=found["entries"],
                database=database, rounds=ROUNDS, first_ms=found["first_ms"],
            )
            for note in NOTES
        ],
        "tables": [
            {"title": "Pages", "columns": ["View", "queries", "median ms", "95th percentile ms"],
             "rows": found["pages"]},
            {"title": "Against the naive way",
             "columns": ["Numbers of", "median ms", "naive median ms", "ratio"],
             "rows": found["ratios"]},
        ],
    }  # fmt: skip


@click.command("matrix")
@click.option("--json", "target", type=click.Path(), help="Write the figures to this file too.")
def command(target: str | None) -> None:
    """Measure the matrix at 100 agencies × 500 goals × 10 years, against the naive ORM way."""
    with tempfile.TemporaryDirectory(prefix="kytkin-bench-") as folder:
        outcome = subprocess.run(
            [sys.executable, "-m", "benchmarks.bench_matrix"],
            env={
                **os.environ,
                "KYTKIN_VAR": folder,
                "KYTKIN_DEMO": "1",
                "KYTKIN_ALLOWED_HOSTS": "testserver,127.0.0.1",
                "DJANGO_SETTINGS_MODULE": "kytkin.config.settings",
            },
            cwd=Path(__file__).resolve().parents[1],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found = report(json.loads(outcome.stdout.splitlines()[-1]))
    click.echo(f"{found['title']} ({platform.machine()}, {os.cpu_count()} cores)")
    for figure in found["figures"]:
        goal = f" (goal {figure['goal']})" if "goal" in figure else ""
        click.echo(f"{figure['name']}: {figure['value']} {figure.get('unit', '')}{goal}")
    for table in found["tables"]:
        click.echo(f"{table['title']}: {' · '.join(table['columns'])}")
        for row in table["rows"]:
            click.echo("  " + " · ".join(str(cell) for cell in row))
    if target:
        text = json.dumps(found, ensure_ascii=False, indent=1)
        Path(target).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    print(json.dumps(run()))
