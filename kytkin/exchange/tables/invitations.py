"""Profiles as a table: each row an invitation that its person confirms or declines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower

from kytkin.accounts.models import User
from kytkin.common.languages import LANGUAGES
from kytkin.common.texts import TranslatedText
from kytkin.exchange.tables.cells import Problems, Row, rows_of
from kytkin.exchange.tables.columns import TableKind
from kytkin.exchange.tables.planning import Plan, Step, differences, moved_meanwhile, plan_of
from kytkin.exchange.tables.reading import Table
from kytkin.notifications.actions import leave_in_outbox, notify
from kytkin.organisations.models import Organisation, Role
from kytkin.organisations.people import add_person
from kytkin.organisations.permissions import can_administer
from kytkin.people.actions import MOST_SKILLS
from kytkin.people.invitations import invite
from kytkin.people.models import SHARES, SPOKEN, InvitationState, Level, Place
from kytkin.people.told import Content, ToldSkill, as_json
from kytkin.vocabulary.models import Concept, Scheme
from kytkin.vocabulary.naming import Named

# More mails than this wait for the next `kytkin mail`, so that the page answers at once.
MAILED_AT_ONCE: Final = 20
AT_ONCE: Final = 300
LONGEST: Final = {"name": 150, "title": 200, "about": 2000, "contact_about": 300, "town": 80}


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows are checked against."""

    people: dict[str, User]
    paths: dict[int, list[str]]
    organisations: dict[str, Organisation]
    waiting: dict[int, dict[str, Any]]
    skills: Named
    subjects: Named


def plan_invitations(table: Table, *, by: User | None, source: str) -> Plan:
    """What the table would do; `by` None is the command line, which may do all."""
    problems = Problems()
    rows = rows_of(TableKind.PROFILES, table, problems)
    known = _known(rows)
    _tell_addresses_twice(rows)
    steps: list[Step] = []
    unchanged = 0
    for row in rows:
        address = row.text("email").lower()
        organisation = _organisation(row, known, by)
        person = _person(row, known, organisation)
        content, shown = _content(row, known)
        told = as_json(content)
        if not told:
            row.tell("email", "nothing_told")
        waiting = known.waiting.get(person.pk) if person else None
        if organisation is None or not address:
            continue
        if waiting == told:
            unchanged += 1
            continue
        tell = notify if len(steps) < MAILED_AT_ONCE else leave_in_outbox
        invitation = _Invitation(address, _words(row), content, source, organisation, tell)
        steps.append(
            Step(
                row.number,
                address,
                waiting is None,
                differences({}, shown),
                _writer(invitation, person.pk if person else None),
            )
        )
    return plan_of(TableKind.PROFILES, steps, unchanged, problems, lambda _items: None)


def _known(rows: list[Row]) -> Known:
    addresses = sorted({row.text("email").lower() for row in rows})
    people: dict[str, User] = {}
    for start in range(0, len(addresses), AT_ONCE):
        found = User.objects.annotate(address=Lower("email")).filter(
            address__in=addresses[start : start + AT_ONCE]
        )
        found = found.prefetch_related("memberships__organisation", "profile_invitations")
        people |= {person.email.lower(): person for person in found}
    return Known(
        people,
        {
            person.pk: [one.organisation.path for one in person.memberships.all()]
            for person in people.values()
        },
        Organisation.objects.in_bulk(field_name="code"),
        {
            one.person_id: one.content or {}
            for person in people.values()
            for one in person.profile_invitations.all()
            if one.state == InvitationState.OPEN and not one.is_own
        },
        Named(
            (
                _name_and_level(part)[0]
                for row in rows
                for part in [*row.parts("skills"), *row.parts("wanted_skills")]
            ),
            (Scheme.ESCO_SKILL,),
        ),
        Named((part for row in rows for part in row.parts("themes")), (Scheme.YSO, Scheme.JUHO)),
    )


def _tell_addresses_twice(rows: list[Row]) -> None:
    """The same address in other letters; the same letters are told by `rows_of`."""
    first: dict[str, Row] = {}
    for row in rows:
        address = row.text("email")
        earlier = first.setdefault(address.lower(), row)
        if address and earlier is not row and earlier.text("email") != address:
            row.tell("email", "row_twice", value=address, first=earlier.number)


def _organisation(row: Row, known: Known, by: User | None) -> Organisation | None:
    code = row.text("organisation")
    found = known.organisations.get(code)
    if code and found is None:
        row.tell("organisation", "organisation_unknown", value=code)
    elif found and by is not None and not can_administer(by, found):
        row.tell("organisation", "not_yours", value=code)
    return found


def _person(row: Row, known: Known, organisation: Organisation | None) -> User | None:
    """Who the row is about; None for somebody without an account."""
    address = row.text("email", 254)
    person = known.people.get(address.lower())
    if person is None:
        try:
            validate_email(address)
        except ValidationError:
            if address:
                row.tell("email", "email_unreadable", value=address)
        return None
    named = " ".join(row.text("name").split()).casefold()
    if not person.is_active:
        row.tell("email", "person_closed")
    elif organisation and not any(
        path.startswith(organisation.path) for path in known.paths[person.pk]
    ):
        row.tell("organisation", "person_elsewhere", value=organisation.code)
    elif named and named != " ".join(person.name.split()).casefold():
        row.tell("name", "name_differs")
    return person


def _words(row: Row) -> dict[str, str]:
    """The name, and the language of messages: Finnish when none is told."""
    return {
        "name": row.text("name", LONGEST["name"]),
        "language": row.choice("language", LANGUAGES) or "fi",
    }


def _content(row: Row, known: Known) -> tuple[Content, dict[str, str]]:
    """What the row proposes, and the same as a person reads it."""
    texts = {name: row.text(name, LONGEST[name]) for name in LONGEST if name != "name"}
    had = _skills(row, known)
    wanted = [one for part in row.parts("wanted_skills")
              if (one := _concept(row, "wanted_skills", part, known.skills, "skill"))]  # fmt: skip
    themes = [one for part in row.parts("themes")
              if (one := _concept(row, "themes", part, known.subjects, "subject"))]  # fmt: skip
    if (count := len({*had, *wanted})) > MOST_SKILLS:
        row.tell("skills", "skills_too_many", count=count, limit=MOST_SKILLS)
    spoken = [code for code, _name in SPOKEN]
    for code in row.parts("languages"):
        if code not in spoken:
            row.tell("languages", "choice_unknown", value=code, allowed=", ".join(spoken))
    share = row.choice("share_percent", [str(share) for share in SHARES])
    language = row.text("language") if row.text("language") in LANGUAGES else "fi"
    content = Content(
        title=TranslatedText.of({language: texts["title"]}),
        about=texts["about"],
        contact_about=texts["contact_about"],
        languages=tuple(code for code in row.parts("languages") if code in spoken),
        skills={concept.uri: ToldSkill(level) for concept, level in had.items()},
        wanted_skills=tuple(one.uri for one in wanted if one not in had),
        themes=tuple(dict.fromkeys(one.notation for one in themes)),
        share_percent=int(share) if share else None,
        place=row.choice("place", Place.values),
        town=texts["town"],
    )
    shown = texts | {
        "skills": "; ".join(
            f"{concept} ({level.label})" if level else str(concept)
            for concept, level in had.items()
        ),
        "wanted_skills": "; ".join(str(one) for one in wanted),
        "themes": "; ".join(str(one) for one in themes),
        "languages": ", ".join(content.languages),
        "share_percent": share,
        "place": content.place,
    }
    return content, shown


def _skills(row: Row, known: Known) -> dict[Concept, Level | None]:
    had: dict[Concept, Level | None] = {}
    for part in row.parts("skills"):
        name, told = _name_and_level(part)
        concept = _concept(row, "skills", name, known.skills, "skill")
        if told and told not in {str(level) for level in Level.values}:
            row.tell("skills", "skill_level_unknown", value=told)
        elif concept:
            had[concept] = Level(int(told)) if told else None
    return had


def _name_and_level(part: str) -> tuple[str, str]:
    """`projektinhallinta = 2` → the name and the level; a URI may hold `=` itself."""
    name, sign, level = part.rpartition("=")
    if not sign or len(level.strip()) > 2:
        return part, ""
    return name.strip(), level.strip()


def _concept(row: Row, column: str, name: str, named: Named, kind: str) -> Concept | None:
    found = named.of(name)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(one.uri if kind == "skill" else one.notation for one in found[:3])
        row.tell(column, f"{kind}_ambiguous", value=name, uris=ids)
    else:
        row.tell(column, f"{kind}_unknown", value=name)
    return None


@dataclass(frozen=True, slots=True)
class _Invitation:
    """What a row writes."""

    address: str
    words: dict[str, str]
    content: Content
    source: str
    organisation: Organisation
    tell: Callable[..., Any]


def _writer(one: _Invitation, number: int | None) -> Callable[[dt.datetime, User | None], None]:
    """Invites the person of the number; without one makes the account first."""

    def write(now: dt.datetime, by: User | None) -> None:
        person = User.objects.filter(email__iexact=one.address).first()
        if (person and person.pk) != number:
            raise moved_meanwhile()
        if person is None:
            person = add_person(
                email=one.address, password=None, organisation=one.organisation, role=Role.EXPERT,
                by=by, now=now, **one.words,
            )  # fmt: skip
        invite(
            person=person, content=one.content, source=one.source, organisation=one.organisation,
            is_new_account=number is None, tell=one.tell, by=by, now=now,
        )  # fmt: skip

    return write
