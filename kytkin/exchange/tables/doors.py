"""The two ways in: a plan from a file, for the command line and for the page."""

from __future__ import annotations

from pathlib import Path

from kytkin.accounts.models import User
from kytkin.exchange.tables.columns import TableKind
from kytkin.exchange.tables.invitations import plan_invitations
from kytkin.exchange.tables.organisations import plan_organisations
from kytkin.exchange.tables.planning import Plan
from kytkin.exchange.tables.preparations import plan_preparations
from kytkin.exchange.tables.reading import read_table


def plan_file(kind: TableKind, path: Path, *, by: User | None, name: str = "") -> Plan:
    """What the file would do; raises TableRefused when it cannot be read as a table."""
    table = read_table(path, name=name)
    if kind == TableKind.ORGANISATIONS:
        return plan_organisations(table, by=by)
    if kind == TableKind.PROFILES:
        return plan_invitations(table, by=by, source=Path(name or path.name).name)
    return plan_preparations(table, by=by)
