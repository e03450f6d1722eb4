"""The `kytkin` command: each command stands in a module of its own, loaded when asked for."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
from types import FrameType

import click

COMMANDS = {
    "allocate": "kytkin.cli.allocate",
    "audit": "kytkin.cli.audit",
    "bench": "kytkin.cli.bench",
    "demo": "kytkin.cli.demo",
    "digest": "kytkin.cli.digest",
    "export": "kytkin.cli.export",
    "import": "kytkin.cli.imports",
    "mail": "kytkin.cli.mail",
    "overlap": "kytkin.cli.overlap",
    "rank": "kytkin.cli.rank",
    "remind": "kytkin.cli.remind",
    "serve": "kytkin.cli.serve",
    "tag": "kytkin.cli.tag",
    "tidy": "kytkin.cli.tidy",
    "user": "kytkin.cli.user",
    "where": "kytkin.cli.where",
}


class LazyGroup(click.Group):
    """Loads a command's module only when the command is asked for: start-up stays short."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name])
        command: click.Command = module.command
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name="kytkin")
def main() -> None:
    """Kytkin shows where each phenomenon is prepared, and how to join.

    \b
    Begin here:
      kytkin demo                      real preparations, fictional people, in your browser
      kytkin where "nuorten rikokset"  where is this being prepared, in the terminal
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kytkin.config.settings")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    """Asked to stop: what is open is closed and half-written files go, as with Ctrl-C."""
    sys.exit(128 + number)
