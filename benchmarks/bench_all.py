"""`kytkin bench all`: runs every benchmark, each in a process of its own, and writes the report.

Figures go to benchmarks/results.json, the report to docs/benchmarks.md. A benchmark that fails
keeps the figures it had, and the command ends with exit code 1.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from benchmarks.report import RESULTS, ROOT, in_order, read_results, write_report

# These measure the site with the demo's data, in a database of their own.
NEED_THE_DEMO: Final = frozenset({"where"})
START: Final = "from kytkin.cli.main import main; main()"


def registered() -> dict[str, str]:
    """The benchmarks that measure, by name, with the module of each."""
    from kytkin.cli.bench import BENCHMARKS

    return {name: BENCHMARKS[name] for name in BENCHMARKS if name not in ("all", "report")}


def title_of(module: str) -> str:
    """What the benchmark's module says of itself in its first sentence."""
    path = ROOT.joinpath(*module.split(".")).with_suffix(".py")
    first = re.search(r'"""(?:`[^`]*`:\s*)?(.+?)(?:\.?"""|\.\n|\n\n)', path.read_text(), re.DOTALL)
    assert first is not None, f"{module} has no docstring"
    sentence = " ".join(first[1].split())
    return sentence[0].upper() + sentence[1:]


def machine() -> str:
    """The kind of machine, never which one."""
    now = dt.datetime.now(dt.UTC).strftime("%B %Y")
    kind = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"{kind}, {platform.system()}, {now}"


def kytkin(words: list[str], environment: Mapping[str, str]) -> int:
    command = [sys.executable, "-c", START, *words]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def measured(name: str, module: str) -> dict[str, Any] | None:
    """What the benchmark wrote, with its title, day and time; None when it failed."""
    with tempfile.TemporaryDirectory(prefix="kytkin-bench-") as folder:
        environment = dict(os.environ)
        if name in NEED_THE_DEMO:
            environment |= {"KYTKIN_VAR": folder, "KYTKIN_DEMO": "1"}
            environment.pop("DATABASE_URL", None)
            if kytkin(["demo", "--load-only"], environment):
                return None
        target = Path(folder) / "figures.json"
        begun = time.perf_counter()
        code = kytkin(["bench", name, "--json", str(target)], environment)
        took = time.perf_counter() - begun
        if not target.exists():
            return None
        held: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    # The audit ends with 1 when a property fails: that is a finding, not a breakdown.
    if code not in (0, 1):
        return None
    return {
        **held,
        "name": name,
        "title": held.get("title") or title_of(module),
        "measured_on": dt.datetime.now(dt.UTC).date().isoformat(),
        "took_s": round(took, 1),
    }


def chosen(only: str | None, names: Mapping[str, str]) -> list[str]:
    if only is None:
        return in_order(names)
    asked = [name.strip() for name in only.split(",") if name.strip()]
    unknown = sorted(set(asked) - set(names))
    if unknown or not asked:
        raise click.UsageError(
            f"No benchmark is called {', '.join(unknown) or 'so'}. There are: {', '.join(names)}."
        )
    return in_order(asked)


@click.command("all")
@click.option("--only", help="Measure only these, divided by commas; the others stay as they are.")
def command(only: str | None) -> None:
    """Run every benchmark and write benchmarks/results.json and docs/benchmarks.md.

    \b
    kytkin bench all
    kytkin bench all --only text,ranking
    """
    names = registered()
    results = read_results()
    failed = []
    for name in chosen(only, names):
        click.secho(f"— {name}", bold=True)
        found = measured(name, names[name])
        if found is None:
            failed.append(name)
            continue
        results["machine"] = machine()
        results["benchmarks"][name] = found
        # Written after each, so that hours of measuring are never lost.
        text = json.dumps(results, ensure_ascii=False, indent=1, sort_keys=True)
        RESULTS.write_text(text + "\n", encoding="utf-8")
        write_report(results)
    if failed:
        click.echo(f"Not measured: {', '.join(failed)}.", err=True)
        sys.exit(1)
