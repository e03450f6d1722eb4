"""`kytkin bench map`: pages at 10,000 preparations: queries, bytes, server time.

Runs on a database of its own in a temporary folder (or on an empty one given by DATABASE_URL).
Each page is asked for again and again by Django's test client, through every middleware;
medians and 95th percentiles are of the server's time, without the network. Sizes are compressed:
the page plus every stylesheet, script, font and picture that its first view loads.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

ROUNDS = 60
SIZE_BUDGET = 200_000
TIME_BUDGET_MS = 50


@dataclass(frozen=True)
class Measured:
    """One page: queries with few and with many preparations, bytes, milliseconds."""

    page: str
    queries_few: int
    queries_many: int
    first_view_bytes: int
    html_bytes: int
    median_ms: float
    p95_ms: float

    @property
    def keeps_the_bars(self) -> bool:
        return (
            self.queries_few == self.queries_many
            and self.first_view_bytes <= SIZE_BUDGET
            and self.p95_ms <= TIME_BUDGET_MS
        )


def pages() -> dict[str, str]:
    """A page of every kind, found in the data."""
    from django.db.models import Count

    from kytkin.organisations.models import Organisation
    from kytkin.preparations.models import Preparation
    from kytkin.themes.models import Phenomenon, Theme

    phenomenon = Phenomenon.objects.filter(superseded_by=None).order_by("code").first()
    theme = Theme.objects.annotate(n=Count("preparation_links")).order_by("-n", "pk").first()
    preparation = Preparation.objects.filter(register_id="OM083:00/2023").first()
    organisation = Organisation.objects.get(code="OM")
    assert phenomenon
    assert theme
    assert preparation
    return {
        "home": "/fi/",
        "map": "/fi/map/",
        "phenomena": "/fi/phenomena/",
        "phenomenon": phenomenon.get_absolute_url(),
        "theme": theme.get_absolute_url(),
        "preparations": "/fi/preparations/",
        "preparation": preparation.get_absolute_url(),
        "organisation": organisation.get_absolute_url(),
        "search": "/fi/search/?q=nuorisorikollisuus",
    }


def searches() -> list[str]:
    """A different search for each round, so that nothing can be remembered from the one before."""
    from kytkin.preparations.models import Preparation

    names = Preparation.objects.exclude(register_id__endswith="/1900").order_by("pk")
    words = [word for name in names.values_list("name", flat=True) for word in str(name).split()]
    longest = sorted({word.strip("().,;") for word in words if len(word) > 8}, key=len)
    return [f"/fi/search/?q={word}" for word in longest[:: len(longest) // ROUNDS][:ROUNDS]]


def count_queries(client: Any, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


def static_bytes(html: str, seen: dict[str, int]) -> int:
    """Compressed size of the static files that the page loads at first view."""
    from django.conf import settings

    total = 0
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"#?]+)', html))
    for address in addresses:
        if address not in seen:
            path = Path(settings.STATIC_ROOT) / address.removeprefix("/static/")
            packed = path.with_name(path.name + ".br")
            seen[address] = (packed if packed.exists() else path).stat().st_size
            if path.suffix == ".css":
                fonts = re.findall(r"url\([\"']?([^)\"']+\.woff2)", path.read_text())
                seen[address] += sum((path.parent / font).stat().st_size for font in fonts)
        total += seen[address]
    return total


def measure(page: str, url: str, queries_few: int, client: Any, seen: dict[str, int]) -> Measured:
    times = []
    client.get(url)
    for address in searches() if page == "search" else [url] * ROUNDS:
        begun = time.perf_counter()
        response = client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
    html = response.content.decode()
    packed = len(gzip.compress(response.content, 6))
    return Measured(
        page=page,
        queries_few=queries_few,
        queries_many=count_queries(client, url),
        first_view_bytes=packed + static_bytes(html, seen),
        html_bytes=packed,
        median_ms=round(statistics.median(times), 1),
        p95_ms=round(statistics.quantiles(times, n=20)[-1], 1),
    )


def run(count: int) -> list[Measured]:
    """Inside the process that has the benchmark's own database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from benchmarks.generated import generate_preparations
    from kytkin.search import index
    from kytkin.search.warming import warm_up

    call_command("collectstatic", verbosity=0, interactive=False)
    client = Client(HTTP_ACCEPT_ENCODING="identity")
    addresses = pages()
    few = {}
    for page, url in addresses.items():
        client.get(url)
        few[page] = count_queries(client, url)
    now = dt.datetime.now(dt.UTC)
    generate_preparations(count, now=now)
    index.rebuild(now=now)
    warm_up()
    seen: dict[str, int] = {}
    return [measure(page, url, few[page], client, seen) for page, url in addresses.items()]


NOTES = [
    "415 real preparations and {count:,} generated ones, on a database of its own. Server time "
    "through every middleware by Django's test client, {rounds} rounds a page, after warming up; "
    "the search is a different one each round. *First view* is the compressed page with every "
    "stylesheet, script, font and picture.",
    "What pages work out is remembered while no preparation, phenomenon or index entry changes; "
    "the first reader after a change waits longer (some 200–500 ms on the pages of phenomena at "
    "this size). The search scores up to 500 candidates and counts its facets anew for each new "
    "question, so its time lies over the bar.",
    "Loading the demo: 54,167 concepts with 158,483 labels, 131 organisations, 415 preparations, "
    "suggested themes, search index. The second start takes 1–2 s.",
]
COLUMNS = [
    "Page", "queries at first → at last", "first view, kB", "median ms", "95th percentile ms",
]  # fmt: skip


def report(rows: list[Measured], loading_s: float, count: int) -> dict[str, Any]:
    """The figures as `kytkin bench all` takes them, with every page in a table."""
    steady = sum(row.queries_few == row.queries_many for row in rows)
    slowest = max(rows, key=lambda row: row.p95_ms)
    others = [row.p95_ms for row in rows if row.page != "search"]
    largest = max(row.first_view_bytes for row in rows) / 1000
    figures: list[dict[str, Any]] = [
        {"name": "pages with a constant number of queries", "value": steady,
         "goal": f"= {len(rows)}"},
        {"name": "largest first view", "value": largest, "unit": "kB", "goal": "≤ 200"},
        {"name": f"95th percentile of the slowest page ({slowest.page})",
         "value": slowest.p95_ms, "unit": "ms", "goal": f"≤ {TIME_BUDGET_MS}"},
        {"name": "95th percentile of the slowest but the search", "value": max(others),
         "unit": "ms", "goal": f"≤ {TIME_BUDGET_MS}"},
        {"name": "loading the demo", "value": round(loading_s, 1), "unit": "s", "goal": "≤ 60"},
    ]  # fmt: skip
    pages = [
        [row.page, f"{row.queries_few} → {row.queries_many}",
         round(row.first_view_bytes / 1000), row.median_ms, row.p95_ms]
        for row in rows
    ]  # fmt: skip
    return {
        "name": "map",
        "title": f"Pages at {count:,} preparations",
        "figures": [figure | {"baseline": False} for figure in figures],
        "notes": [note.format(count=count, rounds=ROUNDS) for note in NOTES],
        "tables": [{"title": "Every page", "columns": COLUMNS, "rows": pages}],
    }


@click.command("map")
@click.option("--count", default=10_000, show_default=True, help="How many preparations to make.")
@click.option("--json", "target", type=click.Path(), help="Write the figures to this file too.")
def command(count: int, target: str | None) -> None:
    """Measure the pages of the map: query counts, bytes of a first view, server time."""
    with tempfile.TemporaryDirectory(prefix="kytkin-bench-") as folder:
        environment = {
            **os.environ,
            "KYTKIN_VAR": folder,
            "KYTKIN_DEMO": "1",
            "KYTKIN_ALLOWED_HOSTS": "testserver,127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "kytkin.config.settings",
        }
        begun = time.perf_counter()
        kytkin = str(Path(sys.executable).with_name("kytkin"))
        subprocess.run([kytkin, "demo", "--load-only"], env=environment, check=True)
        loading = time.perf_counter() - begun
        root = str(Path(__file__).resolve().parents[1])
        outcome = subprocess.run(
            [sys.executable, "-m", "benchmarks.bench_map", str(count)],
            env=environment,
            cwd=root,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    rows = [Measured(**row) for row in json.loads(outcome.stdout.splitlines()[-1])]
    figures = report(rows, loading, count)
    click.echo(f"Loading the demo: {loading:.1f} s ({platform.machine()}, {os.cpu_count()} cores)")
    click.echo(f"{'page':14}{'queries':>12}{'first view kB':>15}{'median ms':>11}{'p95 ms':>9}")
    for row in rows:
        mark = "" if row.keeps_the_bars else "  over the bar"
        click.echo(
            f"{row.page:14}{row.queries_few:>5} → {row.queries_many:<4}"
            f"{row.first_view_bytes / 1000:>15.1f}{row.median_ms:>11}{row.p95_ms:>9}{mark}"
        )
    if target:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        Path(target).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    print(json.dumps([asdict(row) for row in run(int(sys.argv[1]))]))
