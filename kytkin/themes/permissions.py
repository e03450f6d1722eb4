"""Who may curate phenomena."""

from __future__ import annotations

from kytkin.organisations.permissions import Visitor, is_connector


def can_curate(visitor: Visitor) -> bool:
    """Connectors write, edit, merge and supersede phenomena, wherever they work."""
    return is_connector(visitor)
