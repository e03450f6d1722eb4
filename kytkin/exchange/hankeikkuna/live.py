"""Importing from the register as it is now, page by page; an interrupted import goes on."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.exchange.hankeikkuna.client import Page, RegisterClient, RegisterUnreachable
from kytkin.exchange.hankeikkuna.hits import HitUnusable, record_of
from kytkin.exchange.hankeikkuna.records import RegisterRecord
from kytkin.exchange.hankeikkuna.storing import store_page
from kytkin.exchange.models import ImportRun, RunState, Severity, Source
from kytkin.exchange.runs import add_findings, begin_run, count, end_run, finding
from kytkin.exchange.vocabulary.storing import no_progress
from kytkin.search import index
from kytkin.search.models import DocumentKind

MOST_PAGES: Final = 5000


class NothingToResume(KytkinError):
    """No interrupted import waits to go on."""

    code = "nothing_to_resume"


def import_live(
    client: RegisterClient,
    *,
    since: dt.date | None,
    now: dt.datetime,
    by: User | None = None,
    progress: Callable[[int], None] = no_progress,
) -> ImportRun:
    """Import what has changed since the day; each page is kept as soon as it is stored."""
    run = begin_run(Source.HANKEIKKUNA, origin=client.base_url, by=by, now=now)
    run.cursor = {"since": since.isoformat() if since else None, "after": None}
    run.save()
    return _go_on(run, client, now=now, progress=progress)


def resume_live(
    client: RegisterClient,
    *,
    now: dt.datetime,
    progress: Callable[[int], None] = no_progress,
) -> ImportRun:
    """Go on with the last interrupted import from where it stopped."""
    run = (
        ImportRun.objects.filter(
            source=Source.HANKEIKKUNA, state__in=(RunState.INTERRUPTED, RunState.RUNNING)
        )
        .exclude(cursor__isnull=True)
        .order_by("-pk")
        .first()
    )
    if run is None:
        raise NothingToResume("No interrupted import waits to go on.")
    run.state = RunState.RUNNING
    run.save()
    return _go_on(run, client, now=now, progress=progress)


def import_hits_file(
    path: Path,
    *,
    now: dt.datetime,
    by: User | None = None,
    progress: Callable[[int], None] = no_progress,
) -> ImportRun:
    """Import a captured answer of the interface: a list of hits, or an object that holds one."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise KytkinError(
            f"{path.name} is not whole JSON: {error}. Capture it again.", code="file_unreadable"
        ) from error
    hits = content if isinstance(content, list) else _hits_inside(content, path)
    run = begin_run(Source.HANKEIKKUNA_FILE, origin=path.name, by=by, now=now)
    with transaction.atomic():
        store_hits(run, hits, now=now, progress=progress)
        return end_run(run, state=RunState.COMPLETED, now=now)


def _hits_inside(content: Any, path: Path) -> list[Any]:
    for name in ("hits", "tulokset", "kohteet"):
        if isinstance(content, dict) and isinstance(content.get(name), list):
            return list(content[name])
    raise KytkinError(
        f"{path.name} holds no list of hits. Capture the answer of kohteet/haku whole.",
        code="file_unreadable",
    )


def _go_on(
    run: ImportRun,
    client: RegisterClient,
    *,
    now: dt.datetime,
    progress: Callable[[int], None],
) -> ImportRun:
    place: dict[str, Any] = dict(run.cursor or {})
    since = dt.date.fromisoformat(place["since"]) if place["since"] else None
    seen: set[str] = set()
    for _number in range(MOST_PAGES):
        after = place["after"]
        try:
            page = client.page(since=since, cursor=after)
        except RegisterUnreachable as error:
            with transaction.atomic():
                params = {"attempts": error.attempts, "error": str(error)}
                add_findings([finding(run, Severity.ERROR, "page_failed", params=params)])
                return end_run(run, state=RunState.INTERRUPTED, now=now)
        with transaction.atomic():
            store_hits(run, page.hits, now=now, progress=progress)
            place["after"] = page.cursor
            run.cursor = place
            run.save()
        if _is_last(page, after, seen):
            break
    with transaction.atomic():
        run.cursor = None
        return end_run(run, state=RunState.COMPLETED, now=now)


def _is_last(page: Page, asked: Any, seen: set[str]) -> bool:
    """No hits, no cursor, or a cursor that has come before: an endless round is left."""
    mark = json.dumps(page.cursor, sort_keys=True)
    repeated = mark in seen or page.cursor == asked
    seen.add(mark)
    return not page.hits or page.cursor is None or repeated


def store_hits(
    run: ImportRun,
    hits: list[Any],
    *,
    now: dt.datetime,
    progress: Callable[[int], None] = no_progress,
) -> None:
    """Store the usable hits of a page; the others are refused with a finding each."""
    records: dict[str, RegisterRecord] = {}
    refused = []
    for hit in hits:
        try:
            record = record_of(hit)
        except HitUnusable as problem:
            count(run, "rejected")
            refused.append(finding(run, Severity.ERROR, problem.code, params=dict(problem.params)))
            progress(1)
            continue
        if record.key in records:
            item = record.register_id or record.key
            refused.append(
                finding(run, Severity.NOTE, "duplicate", item=item, params={"value": item})
            )
        records[record.key] = record
    add_findings(refused)
    store_page(run, list(records.values()), now=now, progress=progress)
    index.update(DocumentKind.PREPARATION, list(records))
