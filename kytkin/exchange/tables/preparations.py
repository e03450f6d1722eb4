"""Preparations as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.models import AnonymousUser

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.exchange.hankeikkuna.cleaning import REGISTER_ID
from kytkin.exchange.tables.cells import KEY, Problems, Row, rows_of
from kytkin.exchange.tables.columns import PREPARATION_COLUMNS, TableKind
from kytkin.exchange.tables.parts import parts_of, write_parts
from kytkin.exchange.tables.planning import Plan, Step, differences, moved_meanwhile, plan_of
from kytkin.exchange.tables.reading import Table
from kytkin.organisations.models import Organisation, Role
from kytkin.organisations.permissions import has_role
from kytkin.preparations.changes import announce_change, announce_new
from kytkin.preparations.models import (
    Kind,
    PartnerRole,
    Preparation,
    Publicity,
    Stage,
    State,
    Way,
)
from kytkin.preparations.queries import PreparationQuerySet, preparations
from kytkin.search import index
from kytkin.search.models import DocumentKind
from kytkin.vocabulary.models import Concept

OWN: Final = (
    "register_id", "kind", "state", "stage", "name", "objective", "publicity",
    "starts_on", "ends_before", "source_name", "source_url",
)  # fmt: skip
PARTS: Final = ("partners", "case_numbers", "bill_numbers", "themes", "ways")
PERSON: Final = "person"
LONGEST_KEY: Final = 60
# The names under which a field's source is kept: `dates` stands for the period.
SOURCE_NAMES: Final = {
    "case_numbers": "numbers", "bill_numbers": "numbers", "themes": "subjects",
    "starts_on": "dates", "ends_before": "dates",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows are checked against; `seen` are the keys that the person may see."""

    kept: dict[str, Preparation]
    seen: set[str]
    register_ids: dict[str, str]
    organisations: dict[str, Organisation]
    concepts: set[str]


def exported_preparations(*, everything: bool) -> Iterator[list[str]]:
    """The headings, then a row for each preparation by key; public ones only, or everything."""
    yield list(PREPARATION_COLUMNS)
    chosen = preparations() if everything else preparations().visible_to(AnonymousUser())
    found = with_parts(chosen)
    for row in found.order_by("key").iterator(chunk_size=500):
        values = content_of(row)
        yield [
            row.key,
            values["register_id"] or "",
            *(values[name] for name in ("kind", "state", "stage")),
            *(values["name"].get(lang, "") for lang in ("fi", "sv", "en")),
            *(values["objective"].get(lang, "") for lang in ("fi", "sv", "en")),
            values["setter"],
            *("; ".join(values[name]) for name in PARTS),
            values["publicity"],
            *(str(values[name] or "") for name in ("starts_on", "ends_before")),
            values["source_name"],
            values["source_url"],
            str(row.version),
        ]


def with_parts(found: PreparationQuerySet) -> PreparationQuerySet:
    """With everything that a row of the table holds, in a constant number of queries."""
    return found.select_related("setter").prefetch_related(
        "partnerships__organisation", "numbers", "offered_ways", "theme_links__theme__concept"
    )


def content_of(row: Preparation) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in OWN}
    return {**own, "setter": row.setter.code, **parts_of(row)}


def plan_preparations(table: Table, *, by: User | None) -> Plan:
    """What the table would do; `by` None is the command line, which may do all."""
    problems = Problems()
    rows = rows_of(TableKind.PREPARATIONS, table, problems)
    known = _known(rows, by)
    _tell_register_ids_twice(rows)
    steps, unchanged = [], 0
    for row in rows:
        key = row.identifier("key", KEY, LONGEST_KEY)
        if by is not None and key in known.kept and key not in known.seen:
            row.tell("key", "key_not_free", value=key)
            continue
        kept = known.kept.get(key)
        before = content_of(kept) if kept else {}
        content = _read(row, before, known)
        _check(row, content, kept, known, by)
        changes = differences(before, content)
        if kept and not changes:
            unchanged += 1
        elif key:
            version = kept.version if kept else None
            write = _writer(key, content, version, tuple(change.field for change in changes))
            steps.append(Step(row.number, key, kept is None, changes, write))
    return plan_of(TableKind.PREPARATIONS, steps, unchanged, problems, _afterwards)


def _known(rows: list[Row], by: User | None) -> Known:
    keys = [row.text("key") for row in rows]
    visible = preparations().filter(key__in=keys).visible_to(by) if by else preparations().none()
    kept = {row.key: row for row in with_parts(preparations().filter(key__in=keys))}
    wanted = {row.text("register_id") for row in rows} - {""}
    register_ids = dict(
        Preparation.objects.filter(register_id__in=wanted).values_list("register_id", "key")
    )
    notations = {part for row in rows for part in row.parts("themes")}
    concepts = Concept.objects.filter(notation__in=notations).exclude(labels={})
    return Known(
        kept,
        set(visible.values_list("key", flat=True)),
        {str(register_id): key for register_id, key in register_ids.items()},
        Organisation.objects.in_bulk(field_name="code"),
        set(concepts.values_list("notation", flat=True)),
    )


def _read(row: Row, before: dict[str, Any], known: Known) -> dict[str, Any]:
    """The content that the row asks for; columns that are not there keep what is."""
    asked: dict[str, Any] = {
        "register_id": row.text("register_id", 20) or None,
        "kind": row.choice("kind", Kind.values),
        "state": row.choice("state", State.values),
        "stage": row.choice("stage", Stage.values),
        "name": row.texts("name"),
        "objective": row.texts("objective"),
        "publicity": _publicity(row) or before.get("publicity", Publicity.PUBLIC),
        "starts_on": row.day("starts_on"),
        "ends_before": row.day("ends_before"),
        "source_name": row.text("source_name", 200),
        "source_url": row.address("source_url", 500),
        "setter": row.text("setter"),
        "partners": sorted(_partners(row, known)),
        "case_numbers": sorted(row.parts("case_numbers")),
        "bill_numbers": sorted(row.parts("bill_numbers")),
        "themes": sorted(row.parts("themes")),
        "ways": sorted(row.parts("ways")),
    }
    return {
        name: value
        if (row.has_texts(name) if name in ("name", "objective") else row.has(name))
        else before.get(name, value)
        for name, value in asked.items()
    }


def _publicity(row: Row) -> str:
    """Empty when the row does not say; then nothing becomes public by itself."""
    value = row.text("publicity")
    if value.lower() in ("secret", "salassa pidettävä", "salainen", "sekretess", "hemlig"):
        row.tell("publicity", "secret_refused")
        return ""
    return row.choice("publicity", Publicity.values)


def _partners(row: Row, known: Known) -> Iterator[str]:
    met: set[str] = set()
    for part in row.parts("partners"):
        code, _colon, role = (piece.strip() for piece in part.partition(":"))
        if role not in PartnerRole.values:
            row.tell(
                "partners", "partner_unreadable", value=part, allowed=", ".join(PartnerRole.values)
            )
        elif code not in known.organisations:
            row.tell("partners", "organisation_unknown", value=code)
        elif code in met:
            row.tell("partners", "partner_twice", value=code)
        else:
            met.add(code)
            yield f"{code}:{role}"


def _check(
    row: Row,
    content: dict[str, Any],
    kept: Preparation | None,
    known: Known,
    by: User | None,
) -> None:
    if not content["name"]:
        row.tell("name_fi", "name_missing")
    register_id = content["register_id"]
    if register_id and not REGISTER_ID.match(register_id):
        row.tell("register_id", "register_id_malformed", value=register_id)
    if register_id and known.register_ids.get(register_id, row.text("key")) != row.text("key"):
        row.tell("register_id", "register_id_taken", value=register_id)
    setter = known.organisations.get(content["setter"])
    if content["setter"] and setter is None:
        row.tell("setter", "organisation_unknown", value=content["setter"])
    carried = parts_of(kept)["themes"] if kept else []
    for notation in content["themes"]:
        if notation not in known.concepts and notation not in carried:
            row.tell("themes", "theme_unknown", value=notation)
    for way in content["ways"]:
        if way not in Way.values:
            row.tell("ways", "choice_unknown", value=way, allowed=", ".join(Way.values))
    for name in ("case_numbers", "bill_numbers"):
        for number in content[name]:
            if len(number) > 40:
                row.tell(name, "too_long", length=len(number), limit=40)
    start, end = content["starts_on"], content["ends_before"]
    if start and end and end <= start:
        row.tell("ends_before", "period_reversed")
    version = row.number_in("version") if row.has("version") else None
    if kept and version is not None and version != kept.version:
        row.tell("version", "stale", value=version, now=kept.version)
    if by is not None:
        places = [place for place in (setter, kept.setter if kept else None) if place]
        if not places or not all(_may_import(by, place) for place in places):
            row.tell("setter", "not_yours", value=content["setter"])


def _tell_register_ids_twice(rows: list[Row]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        register_id = row.text("register_id")
        if register_id and first.setdefault(register_id, row.number) != row.number:
            row.tell("register_id", "row_twice", value=register_id, first=first[register_id])


def _may_import(by: User, setter: Organisation) -> bool:
    return has_role(by, Role.ADMINISTRATOR, setter) or has_role(by, Role.PREPARER, setter)


def _writer(
    key: str, content: dict[str, Any], version: int | None, fields: tuple[str, ...]
) -> Callable[[dt.datetime, User | None], None]:
    """Writes one preparation over the version that the plan saw (none: it is new).

    What the table changed is a person's word from then on.
    """

    def write(now: dt.datetime, by: User | None) -> None:
        row = Preparation.objects.select_for_update().filter(key=key).first()
        if version != (row.version if row else None):
            raise moved_meanwhile()
        row = row or Preparation(key=key, created_at=now, version=0)
        before = row.state, row.stage
        for name in OWN:
            value = content[name]
            setattr(row, name, TranslatedText(value) if isinstance(value, dict) else value)
        row.setter = Organisation.objects.get(code=content["setter"])
        edited = {SOURCE_NAMES.get(name, name): PERSON for name in fields}
        row.field_sources = {**row.field_sources, **edited}
        row.version += 1
        row.updated_at = now
        row.save()
        write_parts(row, content, by=by, now=now)
        if version is None:
            announce_new(preparation=row, by=by, now=now)
        else:
            announce_change(
                preparation=row, state_before=before[0], stage_before=before[1], by=by, now=now
            )

    return write


def _afterwards(keys: list[str]) -> None:
    index.update(DocumentKind.PREPARATION, keys)
    carried = Concept.objects.filter(theme__preparation_links__preparation__key__in=keys)
    index.update(DocumentKind.THEME, carried.values_list("notation", flat=True))
