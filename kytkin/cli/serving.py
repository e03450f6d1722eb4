"""Starting the web server, and the checks before it."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from pathlib import Path

import click
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def refuse_taken_port(host: str, port: int) -> None:
    if not port_is_free(host, port):
        click.echo(
            f"Port {port} is in use. Stop what uses it, or choose another: KYTKIN_PORT=8001",
            err=True,
        )
        sys.exit(1)


def pending_migrations() -> int:
    """How many migrations the database has not had."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> bool:
    """Gather and compress the static files; False when those gathered before are still the same."""
    root = Path(settings.STATIC_ROOT)
    stamp, state = root / ".gathered", static_state()
    if stamp.exists() and stamp.read_text(encoding="ascii") == state:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state, encoding="ascii")
    return True


def static_state() -> str:
    """A digest of the names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=None):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def run_server(host: str, port: int, *, workers: int, threads: int) -> None:
    """Serve until stopped, in place of this process.

    The server shares a port that is taken instead of failing, so this looks once more before.
    """
    refuse_taken_port(host, port)
    arguments = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host,
        "--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads),
        "--no-access-log", "--log-level", "warning", "kytkin.config.wsgi:application",
    ]  # fmt: skip
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kytkin.config.settings")
    sys.stdout.flush()
    os.execv(sys.executable, arguments)  # noqa: S606


def default_threads() -> int:
    """Two a core: enough to wait for the database, few enough not to fight for the processor."""
    return 2 * (os.cpu_count() or 1)


def default_workers() -> int:
    """SQLite has one writer: one process with threads. PostgreSQL: one process a core."""
    engine: str = settings.DATABASES["default"]["ENGINE"]
    return 1 if engine.endswith("sqlite3") else max(2, os.cpu_count() or 2)
