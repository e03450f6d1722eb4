"""Organisations as a table."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from kytkin.accounts.models import User
from kytkin.exchange.tables.cells import Problems, Row, rows_of
from kytkin.exchange.tables.columns import ORGANISATION_COLUMNS, TableKind
from kytkin.exchange.tables.planning import Plan, Step, differences, plan_of
from kytkin.exchange.tables.reading import Table
from kytkin.organisations.models import Organisation, OrganisationKind, Succession
from kytkin.organisations.permissions import can_administer
from kytkin.search import index
from kytkin.search.models import DocumentKind


def exported_organisations() -> Iterator[list[str]]:
    """The headings, then a row for each organisation in the order of the tree."""
    yield list(ORGANISATION_COLUMNS)
    rows = Organisation.objects.select_related("parent").prefetch_related("followed_by__successor")
    for row in rows.order_by("path"):
        values = content_of(row)
        yield [
            row.code,
            values["parent_code"],
            values["kind"],
            *(values["name"].get(lang, "") for lang in ("fi", "sv", "en")),
            values["home_page"],
            *(str(values[name] or "") for name in ("starts_on", "ends_before")),
            ";".join(values["successor_codes"]),
            "yes" if values["is_verified"] else "no",
            values["note"],
        ]


def content_of(row: Organisation) -> dict[str, Any]:
    return {
        "parent_code": row.parent.code if row.parent else "",
        "kind": row.kind,
        "name": row.name,
        "home_page": row.home_page,
        "starts_on": row.starts_on,
        "ends_before": row.ends_before,
        "successor_codes": sorted(link.successor.code for link in row.followed_by.all()),
        "is_verified": row.is_verified,
        "note": row.note,
    }


def plan_organisations(table: Table, *, by: User | None) -> Plan:
    """What the table would do; `by` None is the command line, which may do all."""
    problems = Problems()
    rows = rows_of(TableKind.ORGANISATIONS, table, problems)
    known = {
        row.code: row
        for row in Organisation.objects.select_related("parent").prefetch_related(
            "followed_by__successor"
        )
    }
    parents = {code: row.parent.code if row.parent else "" for code, row in known.items()}
    read = [(row, _read(row, known)) for row in rows]
    parents |= {row.text("code"): content["parent_code"] for row, content in read}
    steps, unchanged = [], 0
    for row, content in read:
        code = row.code("code")
        kept = known.get(code)
        _check(row, content, parents, known, by)
        changes = differences(content_of(kept) if kept else {}, content)
        if kept and not changes:
            unchanged += 1
        elif code:
            steps.append(Step(row.number, code, kept is None, changes, _writer(code, content)))
    steps.sort(key=lambda step: _depth(step.item, parents))
    contents = {row.text("code"): content for row, content in read}
    return plan_of(TableKind.ORGANISATIONS, steps, unchanged, problems, _afterwards(contents))


def _read(row: Row, known: dict[str, Organisation]) -> dict[str, Any]:
    """The content that the row asks for; columns that are not there keep what is."""
    kept = known.get(row.text("code"))
    before = content_of(kept) if kept else {}
    asked: dict[str, Any] = {
        "parent_code": row.text("parent_code"),
        "kind": row.choice("kind", OrganisationKind.values),
        "name": row.texts("name"),
        "home_page": row.address("home_page", 200),
        "starts_on": row.day("starts_on"),
        "ends_before": row.day("ends_before"),
        "successor_codes": sorted(row.parts("successor_codes")),
        "is_verified": row.yes("verified"),
        "note": row.text("note"),
    }
    columns = {"is_verified": "verified"}
    return {
        name: value
        if (row.has_texts(name) if name == "name" else row.has(columns.get(name, name)))
        else before.get(name, value)
        for name, value in asked.items()
    }


def _check(
    row: Row,
    content: dict[str, Any],
    parents: dict[str, str],
    known: dict[str, Organisation],
    by: User | None,
) -> None:
    code, parent = row.text("code"), content["parent_code"]
    if not content["name"]:
        row.tell("name_fi", "name_missing")
    if parent and parent not in parents:
        row.tell("parent_code", "organisation_unknown", value=parent)
    for successor in content["successor_codes"]:
        if successor not in parents or successor == code:
            row.tell("successor_codes", "organisation_unknown", value=successor)
    start, end = content["starts_on"], content["ends_before"]
    if start and end and end <= start:
        row.tell("ends_before", "period_reversed")
    if _depth(code, parents) > len(parents):
        row.tell("parent_code", "ring", value=code)
    if by is not None:
        _check_scope(row, code, parent, known, by)


def _check_scope(
    row: Row, code: str, parent: str, known: dict[str, Organisation], by: User
) -> None:
    """A person imports within the organisations that they administer."""
    kept = known.get(code)
    above = kept or known.get(parent)
    if above is None or not can_administer(by, above):
        row.tell("code", "not_yours", value=code)
    elif parent in known and not can_administer(by, known[parent]) and kept != known[parent]:
        moved = kept is None or kept.parent is None or kept.parent.code != parent
        if moved:
            row.tell("parent_code", "not_yours", value=parent)


def _depth(code: str, parents: dict[str, str]) -> int:
    """How far below the root; more than there are organisations when they form a ring."""
    depth = 0
    while parents.get(code) and depth <= len(parents):
        code, depth = parents[code], depth + 1
    return depth


def _writer(code: str, content: dict[str, Any]) -> Callable[[dt.datetime, User | None], None]:
    """Writes the row itself; successors follow when every row is there."""

    def write(_now: dt.datetime, _by: User | None) -> None:
        row = Organisation.objects.filter(code=code).first() or Organisation(code=code)
        for name, value in content.items():
            if name not in ("parent_code", "successor_codes"):
                setattr(row, name, value)
        parent = content["parent_code"]
        row.parent = Organisation.objects.get(code=parent) if parent else None
        row.save()

    return write


def _afterwards(contents: dict[str, dict[str, Any]]) -> Callable[[list[str]], None]:
    """Successions, the paths of what is below, and the search index."""

    def finish(codes: list[str]) -> None:
        rows = Organisation.objects.in_bulk(field_name="code")
        for code in codes:
            wanted = contents[code]["successor_codes"]
            kept = Succession.objects.filter(predecessor=rows[code])
            kept.exclude(successor__code__in=wanted).delete()
            for successor in wanted:
                Succession.objects.get_or_create(
                    predecessor=rows[code],
                    successor=rows[successor],
                    defaults={"on": rows[code].ends_before},
                )
        _renew_paths()
        index.update(DocumentKind.ORGANISATION, codes)

    return finish


def _renew_paths() -> None:
    """Make every path and branch true to the parents, from the roots down."""
    children: dict[int | None, list[Organisation]] = defaultdict(list)
    for row in Organisation.objects.order_by("pk"):
        children[row.parent_id].append(row)
    waiting = list(children[None])
    while waiting:
        row = waiting.pop()
        for child in children[row.pk]:
            before = child.path, child.branch_id
            child.parent = row
            child.place()
            if (child.path, child.branch_id) != before:
                child.save(update_fields=["path", "branch"])
            waiting.append(child)
