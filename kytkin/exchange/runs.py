"""Keeping account of an import: what was read, made, changed, left alone, refused and found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.exchange.models import Finding, ImportRun, RunState, Severity, Source

OUTCOMES = ("created", "updated", "unchanged", "rejected")


def begin_run(
    source: Source, *, origin: str, by: User | None, now: dt.datetime, is_dry_run: bool = False
) -> ImportRun:
    return ImportRun.objects.create(
        source=source,
        origin=origin[:300],
        state=RunState.RUNNING,
        by=by,
        started_at=now,
        is_dry_run=is_dry_run,
    )


def count(run: ImportRun, outcome: str) -> None:
    """Add one to read and to the outcome: created, updated, unchanged or rejected."""
    run.read_count += 1
    name = f"{outcome}_count"
    setattr(run, name, getattr(run, name) + 1)


def add_findings(findings: Iterable[Finding]) -> None:
    Finding.objects.bulk_create(list(findings), batch_size=1000)


def finding(
    run: ImportRun,
    severity: Severity,
    code: str,
    *,
    item: str = "",
    row: int | None = None,
    column: str = "",
    params: dict[str, object] | None = None,
) -> Finding:
    """A finding of the run, not stored yet."""
    return Finding(
        run=run,
        severity=severity,
        code=code,
        item=item[:120],
        row=row,
        column=column[:60],
        params={key: str(value)[:300] for key, value in (params or {}).items()},
    )


def end_run(run: ImportRun, *, state: RunState, now: dt.datetime) -> ImportRun:
    """Close the run and tell the record."""
    run.state, run.finished_at = state, now
    run.save()
    record(
        "import_ended",
        by=run.by,
        now=now,
        kind="import",
        id=str(run.pk),
        details={
            "source": run.source,
            "state": run.state,
            **{outcome: getattr(run, f"{outcome}_count") for outcome in OUTCOMES},
        },
    )
    return run
