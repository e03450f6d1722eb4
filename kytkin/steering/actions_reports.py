"""Freezing reports: the facts of a day with their signatories, sealed so that they never change."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.audit.models import GENESIS, AuditEvent
from kytkin.common.documents import block_as_data
from kytkin.common.errors import NotAllowed
from kytkin.common.languages import LANGUAGES
from kytkin.goals.actions import tell_goal
from kytkin.goals.models import GoalState, SharedGoal
from kytkin.goals.permissions import may_keep_goal
from kytkin.goals.steps import held_goal
from kytkin.organisations.models import Organisation
from kytkin.steering.actions_followup import version_in_force, year_path
from kytkin.steering.agreement_steps import held_agreement, record_step, tell_others
from kytkin.steering.errors import FollowUpRefused
from kytkin.steering.models import (
    FrozenReport,
    PerformanceAgreement,
    ReportKind,
    ReportSignature,
)
from kytkin.steering.permissions import is_agency_side
from kytkin.steering.report_facts import horizontal_facts, vertical_facts
from kytkin.steering.report_words import blocks_of, subject_of, title_of

FORMAT: Final = 1
MOST_SIGNATORIES: Final = 5


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, in which post, how and when; `organisation` by its code."""

    organisation: str
    name: str
    title: str
    way: str
    signed_on: dt.date


def freeze_agency_report(
    *,
    agreement: PerformanceAgreement,
    year: int,
    signatories: Sequence[Signatory],
    is_public: bool,
    by: User,
    now: dt.datetime,
) -> FrozenReport:
    """The vertical report of an agency's year, numbered from 1 within the year."""
    with transaction.atomic():
        held = held_agreement(agreement, by)
        if not is_agency_side(by, held):
            raise NotAllowed(_("Only the agency's controllers and administrators report for it."))
        version = version_in_force(held)
        if version is None:
            raise FollowUpRefused(_("Nothing is followed before the agreement is signed."))
        _refuse_year(year, held.years, now)
        version.agreement = held
        today = timezone.localdate(now)
        made = _freeze(
            ReportKind.VERTICAL, year, signatories,
            vertical_facts(version, year, today=today, is_public=is_public),
            is_public=is_public, by=by, now=now, organisation=held.agency,
        )  # fmt: skip
        record_step(held, "freeze_report", by=by, now=now, year=year, number=made.number,
                    digest=made.digest)  # fmt: skip
        tell_others(held, "reported", by=by, now=now, path=year_path(held, year), year=str(year))
    return made


def freeze_goal_report(
    *,
    goal: SharedGoal,
    year: int,
    signatories: Sequence[Signatory],
    is_public: bool,
    by: User,
    now: dt.datetime,
) -> FrozenReport:
    """The horizontal report of a goal's year. A goal that is not public has no public report."""
    with transaction.atomic():
        if not may_keep_goal(by, goal):
            raise NotAllowed(_("Only those who keep the goal can do this."))
        held = held_goal(goal, by)
        if held.state == GoalState.DRAFT:
            raise FollowUpRefused(_("A draft has nothing to report yet."))
        if is_public and not held.is_public:
            raise FollowUpRefused(_("The goal is not public, so its report cannot be either."))
        _refuse_year(year, held.years, now)
        made = _freeze(
            ReportKind.HORIZONTAL, year, signatories,
            horizontal_facts(held, year, today=timezone.localdate(now), is_public=is_public),
            is_public=is_public, by=by, now=now, goal=held,
        )  # fmt: skip
        record("freeze_report", by=by, now=now, kind="goal", id=held.code,
               details={"year": year, "number": made.number, "digest": made.digest})  # fmt: skip
        if held.created_by is not None and held.created_by_id != by.pk:
            tell_goal(held, held.created_by, "reported", now=now, year=str(year))
    return made


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way of writing a content: keys in order, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def _refuse_year(year: int, years: range, now: dt.datetime) -> None:
    if year not in years or year > timezone.localdate(now).year:
        raise FollowUpRefused(
            _("A report is frozen for a year between %(first)d and %(last)d that has begun.")
            % {"first": years[0], "last": years[-1]}
        )


def _freeze(
    kind: ReportKind,
    year: int,
    signatories: Sequence[Signatory],
    facts: dict[str, Any],
    *,
    is_public: bool,
    by: User,
    now: dt.datetime,
    **about: Any,
) -> FrozenReport:
    """Facts, words in each language, signatories, and the record's head as the data's version."""
    _refuse_signatories(signatories, now)
    head = AuditEvent.objects.order_by("-sequence").first()
    number = FrozenReport.objects.filter(kind=kind, year=year, **about).count() + 1
    content: dict[str, Any] = {
        "format": FORMAT,
        "kind": kind.value,
        "year": year,
        "number": number,
        "frozen_at": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "is_public": is_public,
        "data_version": {
            "event": head.sequence if head else 0,
            "hash": head.hash if head else GENESIS,
        },
        "signatories": [
            asdict(one) | {"signed_on": one.signed_on.isoformat()} for one in signatories
        ],
        "facts": facts,
    }
    content["words"] = {
        language: {
            "title": title_of(content, language),
            "subject": asdict(subject_of(content, language)),
            "blocks": [block_as_data(block) for block in blocks_of(content, language)],
        }
        for language in LANGUAGES
    }
    made = FrozenReport.objects.create(
        kind=kind, year=year, number=number, content=content, digest=digest_of(content),
        is_public=is_public, frozen_by=by, frozen_at=now, **about,
    )  # fmt: skip
    places = {
        one.code: one
        for one in Organisation.objects.filter(code__in=[one.organisation for one in signatories])
    }
    ReportSignature.objects.bulk_create(
        ReportSignature(
            report=made, organisation=places[one.organisation], name=one.name, title=one.title,
            way=one.way, signed_on=one.signed_on, recorded_by=by, recorded_at=now,
        )
        for one in signatories
    )  # fmt: skip
    return made


def _refuse_signatories(signatories: Sequence[Signatory], now: dt.datetime) -> None:
    if not 1 <= len(signatories) <= MOST_SIGNATORIES:
        raise FollowUpRefused(_("A report is signed by one to five people: write who."))
    for one in signatories:
        if not one.name.strip() or not one.way.strip():
            raise FollowUpRefused(_("Write who signed and how."))
        if one.signed_on > timezone.localdate(now):
            raise FollowUpRefused(
                _("The day of the signature is still to come: write the day it was signed.")
            )
