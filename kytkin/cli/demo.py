"""`kytkin demo`: the product on real data, with fictional people, in one command."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final

import click

FEWEST_ALIVE: Final = 500
MOST_PEOPLE: Final = 200_000


def bars(length: int, label: str) -> Any:
    return click.progressbar(length=length, label=f"  {label:47}", width=30, file=sys.stdout)


@click.command("demo")
@click.option("--port", type=int, help="Port to listen on (default: KYTKIN_PORT, else 8000).")
@click.option("--load-only", is_flag=True, help="Load the data and stop; start no server.")
@click.option("--reset", is_flag=True, help="Throw the demo's database away and begin anew.")
@click.option("--yes", is_flag=True, help="Do not ask before throwing away.")
@click.option(
    "--people",
    type=click.IntRange(0, MOST_PEOPLE),
    default=FEWEST_ALIVE,
    show_default=True,
    help="At least so many fictional people beside those to sign in as; nobody is removed.",
)
@click.option(
    "--canada",
    is_flag=True,
    help="Real figures at scale: Canada's 1,486 programmes, in a database of its own.",
)
def command(
    port: int | None, load_only: bool, reset: bool, yes: bool, people: int, canada: bool
) -> None:
    """Show Kytkin on real public preparations, with fictional people to sign in as.

    The first start loads the data (under a minute); later starts take seconds and keep what was
    written. Stop with Ctrl+C.

    \b
    kytkin demo                 load if needed, then serve at http://127.0.0.1:8000
    kytkin demo --load-only     load if needed, then stop
    kytkin demo --reset         begin anew
    kytkin demo --people 80000  as many people as the State has (a few minutes, once)
    kytkin demo --canada        GC InfoBase 2026 for the matrix: departments by horizontal tags
    """
    os.environ["KYTKIN_DEMO"] = "1"
    if canada:
        own_database()
    if port:
        os.environ["KYTKIN_PORT"] = str(port)
    from kytkin.cli.django import start_django

    start_django()
    from django.conf import settings
    from django.utils import timezone

    from kytkin.cli import serving
    from kytkin.demo import loading

    if not load_only:
        serving.refuse_taken_port("127.0.0.1", settings.PORT)
    if reset:
        throw_away(settings.DATABASES["default"], yes=yes)
    serving.migrate()
    if not canada and loading.is_loaded():
        click.echo("The demo is loaded; what was written is kept.")
        if not loading.is_indexed():
            loading.build_index(now=timezone.now(), bars=bars)
    elif canada:
        show_canada()
    elif loading.holds_real_people():
        click.echo(
            "This database holds real people, and in the demo anyone signs in as anyone. "
            "Give the demo another: DATABASE_URL=sqlite:////home/me/demo.sqlite3",
            err=True,
        )
        sys.exit(1)
    else:
        click.echo("Loading the demo (the first time only):")
        loading.load_demo(now=timezone.now(), bars=bars)
    if not canada:
        loading.load_crowd(people, now=timezone.now(), bars=bars)
    if load_only:
        return
    serving.collect_static()
    click.echo(welcome(settings.PORT))
    serving.run_server(
        "127.0.0.1",
        settings.PORT,
        workers=serving.default_workers(),
        threads=serving.default_threads(),
    )


def own_database() -> None:
    """A folder beside the Finnish demo's, so that the two never mix."""
    base = Path(__file__).resolve().parents[2]
    os.environ["KYTKIN_VAR"] = str(Path(os.environ.get("KYTKIN_VAR", base / "var")) / "canada")
    os.environ["KYTKIN_DEMO_FIGURES"] = "canada"


def show_canada() -> None:
    """Load it unless it is there, and say how its sums agree with the file."""
    from django.utils import timezone

    from kytkin.common.errors import KytkinError
    from kytkin.demo import canada

    if canada.is_loaded():
        click.echo("The programmes are loaded.")
        return
    try:
        found = canada.load_canada(now=timezone.now(), bars=bars)
    except KytkinError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(
        f"{len(found.cells):,} cells of department, tag and year. The sums agree with the file to "
        f"the cent; {found.left_out} negative cells were left out "
        f"({found.left_out_cents / 100:,.2f} dollars of recoveries)."
    )


def throw_away(database: dict[str, Any], *, yes: bool) -> None:
    """Remove the SQLite file; another database is not ours to drop."""
    if not database["ENGINE"].endswith("sqlite3"):
        raise click.UsageError(
            "--reset works on the embedded database only. Drop and create this one yourself."
        )
    path = Path(database["NAME"])
    if path.exists() and not yes:
        click.confirm(f"Throw away {path} and all that was written in the demo?", abort=True)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def welcome(port: int) -> str:
    """What to open, whom to sign in as, how to stop."""
    from django.utils.translation import override

    from kytkin.demo.content import demo_people

    lines = ["", f"  Kytkin is ready: http://127.0.0.1:{port}", ""]
    lines.append(f"  Sign in with one click at http://127.0.0.1:{port}/fi/sign-in/ as, for example")
    with override("en"):
        for person in demo_people()[:6]:
            roles = "; ".join(f"{role}, {place}" for role, place in person.roles)
            language = person.user.get_language_display()
            lines.append(f"    {person.user.name:20} {language:8} {roles}")
    lines += ["", "  All people are fictional; the preparations are real and public.", ""]
    lines.append("  Stop with Ctrl+C. Start again with the same command: nothing is lost.")
    return "\n".join(lines)
