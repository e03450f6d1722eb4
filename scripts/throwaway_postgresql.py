"""Run a command with DATABASE_URL pointing at a PostgreSQL made for it and thrown away after.

Example: python scripts/throwaway_postgresql.py pytest -n 2
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


def find(program: str) -> str | None:
    """The program on the path, or where Debian keeps it (the newest version)."""
    on_path = shutil.which(program)
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return on_path or (str(beside[-1]) if beside else None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def other_user(folder: Path) -> dict[str, str | int]:
    """PostgreSQL refuses to run as root: give the folder to another user and run as that one."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, account.pw_uid, account.pw_gid)
        return {"user": account.pw_uid, "group": account.pw_gid}
    sys.exit("PostgreSQL refuses to run as root, and there is no other user to run it as.")


def main(command: list[str]) -> int:
    initdb, pg_ctl = find("initdb"), find("pg_ctl")
    if not initdb or not pg_ctl:
        print("PostgreSQL is not installed: the tests on the second database were not run.")
        return 0
    with tempfile.TemporaryDirectory(prefix="kytkin-pg-") as name:
        folder = Path(name)
        port, data = free_port(), folder / "data"
        quiet = {
            "check": True,
            "stdout": subprocess.DEVNULL,
            "cwd": folder,
            **other_user(folder),
        }
        subprocess.run(
            [initdb, "-D", data, "-U", "kytkin", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            **quiet,
        )  # fmt: skip
        options = f"-p {port} -h 127.0.0.1 -k {folder} {FAST}"
        subprocess.run(
            [pg_ctl, "-D", data, "-w", "-l", folder / "log", "-o", options, "start"],
            **quiet,
        )
        try:
            url = f"postgresql://kytkin@127.0.0.1:{port}/postgres"
            print(f"PostgreSQL for this run: port {port}", flush=True)
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode
        finally:
            subprocess.run([pg_ctl, "-D", data, "-m", "immediate", "stop"], **quiet)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
