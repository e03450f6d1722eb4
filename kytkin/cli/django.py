"""Starting Django for a command that needs the database."""

from __future__ import annotations

import django


def start_django() -> None:
    """Load the settings and apps; a command calls it first."""
    django.setup()
