"""Many at the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def in_threads(work: Callable[[], Any], count: int = 1) -> list[Any]:
    """Each run in a thread of its own, all starting together, each with its own connection."""
    together, results = threading.Barrier(count), []

    def run() -> None:
        try:
            together.wait(timeout=60)
            results.append(work())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
