"""Organisations as a table."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, Final

from kytkin.accounts.models import User
from kytkin.exchange.tables.cells import CODE, Problems, Row, rows_of
from kytkin.exchange.tables.columns import ORGANISATION_COLUMNS, TableKind
from kytkin.exchange.tables.planning import Plan, Step, differences, plan_of
from kytkin.exchange.tables.reading import Table
from kytkin.organisations.models import Organisation, OrganisationKind, Succession
from kytkin.organisations.permissions import can_administer
from kytkin.preparations.models import Preparation
from kytkin.search import index
from kytkin.search.models import DocumentKind

# As long as their columns in the database.
LONGEST_CODE: Final = 30
LONGEST_PATH: Final = 300


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
        code = row.identifier("code", CODE, LONGEST_CODE)
        kept = known.get(code)
        _check(row, content, parents, known, by)
        changes = differences(content_of(kept) if kept else {}, content)
        if kept and not changes:
            unchanged += 1
        elif code:
            steps.append(Step(row.number, code, kept is None, changes, _writer(code, content)))
    steps.sort(key=lambda step: len(_above(step.item, parents)))
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
        if successor == code:
            row.tell("successor_codes", "follows_itself")
        elif successor not in parents:
            row.tell("successor_codes", "organisation_unknown", value=successor)
    start, end = content["starts_on"], content["ends_before"]
    if start and end and end <= start:
        row.tell("ends_before", "period_reversed")
    above = _above(code, parents)
    if len(above) > len(parents):
        row.tell("parent_code", "ring", value=code)
    elif (length := sum(len(part) + 1 for part in (code, *above))) > LONGEST_PATH:
        row.tell("parent_code", "too_long", length=length, limit=LONGEST_PATH)
    if by is not None:
        _check_scope(row, content, parents, known, by)


def _check_scope(
    row: Row,
    content: dict[str, Any],
    parents: dict[str, str],
    known: dict[str, Organisation],
    by: User,
) -> None:
    """A person imports within the organisations that they administer.

    That holds for the organisation itself, for the place it comes to, and for those that it
    newly names as its successors; a new organisation belongs to what stands above it.
    """

    def is_theirs(code: str) -> bool:
        nearest = next((c for c in (code, *_above(code, parents)) if c in known), None)
        return nearest is not None and can_administer(by, known[nearest])

    code, parent = row.text("code"), content["parent_code"]
    kept = known.get(code)
    before = content_of(kept) if kept else {"parent_code": None, "successor_codes": []}
    if not is_theirs(code):
        row.tell("code", "not_yours", value=code)
        return
    if parent != before["parent_code"] and not is_theirs(parent):
        row.tell("parent_code", "not_yours", value=parent or code)
    for successor in content["successor_codes"]:
        if successor not in before["successor_codes"] and not is_theirs(successor):
            row.tell("successor_codes", "not_yours", value=successor)


def _above(code: str, parents: dict[str, str]) -> list[str]:
    """The codes up to the root; more than there are organisations when they form a ring."""
    above: list[str] = []
    while (code := parents.get(code, "")) and len(above) <= len(parents):
        above.append(code)
    return above


def _writer(code: str, content: dict[str, Any]) -> Callable[[dt.datetime, User | None], None]:
    """Writes the row itself; successors follow when every row is there."""

    def write(_now: dt.datetime, _by: User | None) -> None:
        row = Organisation.objects.filter(code=code).first() or Organisation(code=code)
        for name, value in content.items():
            if name not in ("parent_code", "successor_codes"):
                setattr(row, name, value)
        parent = content["parent_code"]
        row.parent = Organisation.objects.get(code=parent) if parent else None
        if row.kind != OrganisationKind.BRANCH:
            row.colour_index = None
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
        set_by_them = Preparation.objects.filter(setter__code__in=codes)
        index.update(DocumentKind.PREPARATION, set_by_them.values_list("key", flat=True))

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
