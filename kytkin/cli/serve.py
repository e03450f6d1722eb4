"""`kytkin serve`: the web server for real use."""

from __future__ import annotations

import sys

import click


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, help="Port (default: KYTKIN_PORT, else 8000).")
@click.option("--workers", type=int, help="Processes (default: 1 on SQLite, else one a core).")
@click.option("--threads", type=int, help="Threads in each process (default: two a core).")
@click.option("--migrate", is_flag=True, help="Bring the database up to date first.")
def command(
    host: str, port: int | None, workers: int | None, threads: int | None, migrate: bool
) -> None:
    """Serve Kytkin. Settings come from the environment: see docs/operations.md.

    Put a proxy that ends TLS before it. On SQLite one process serves with threads, because
    SQLite has one writer; on PostgreSQL one process a core.

    \b
    kytkin serve --migrate
    KYTKIN_PORT=8080 kytkin serve --host 0.0.0.0
    """
    from kytkin.cli.django import start_django

    start_django()
    from django.conf import settings

    from kytkin.cli import serving

    chosen = port or settings.PORT
    serving.refuse_taken_port(host, chosen)
    if migrate:
        serving.migrate()
    elif waiting := serving.pending_migrations():
        click.echo(
            f"The database waits for {waiting} migrations. Start once with --migrate.", err=True
        )
        sys.exit(1)
    serving.collect_static()
    click.echo(f"Kytkin serves at http://{host}:{chosen}. Stop with Ctrl+C.")
    serving.run_server(
        host,
        chosen,
        workers=workers or serving.default_workers(),
        threads=threads or serving.default_threads(),
    )
