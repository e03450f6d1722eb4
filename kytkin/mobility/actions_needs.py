"""Writing, publishing and closing needs. What an agency wants approved waits for its approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import KytkinError, NotAllowed, StaleVersion
from kytkin.mobility.actions import decline_request, withdraw_request
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.models import (
    AgencyChoices,
    DeclineReason,
    Importance,
    Need,
    NeedSkill,
    NeedState,
    RequestState,
)
from kytkin.mobility.permissions_moves import people_at
from kytkin.mobility.permissions_needs import may_approve, may_manage, may_write_needs
from kytkin.mobility.queries_needs import choices_of
from kytkin.mobility.rules import TermsAsked, agency_of, findings
from kytkin.notifications.actions import notify
from kytkin.notifications.models import NoticeKind
from kytkin.organisations.models import Organisation, Role
from kytkin.organisations.permissions import can_administer
from kytkin.preparations.models import Preparation
from kytkin.vocabulary.models import Concept, Scheme

MOST_SKILLS: Final = 20
FIELDS: Final = frozenset(
    {
        "title", "text", "language", "kind", "share_percent", "starts_on", "ends_before",
        "people_wanted", "place", "town", "languages", "deadline",
    }
)  # fmt: skip


class NeedClosed(KytkinError):
    """The need is in a state in which this cannot be done."""

    code = "need_closed"


class NeedUnclear(KytkinError):
    """What is asked for breaks a rule of its kind."""

    code = "need_unclear"


class CooperationMissing(KytkinError):
    """Ranking people is switched on only after the co-operation procedure."""

    code = "cooperation_missing"


def write_need(
    *,
    preparation: Preparation,
    values: Mapping[str, Any],
    skills: Mapping[int, Importance],
    by: User,
    now: dt.datetime,
    need: Need | None = None,
    version: int = 0,
) -> Need:
    """Write a draft, or change a need. `skills`: importance by the id of a concept of ESCO."""
    unknown = set(values) - FIELDS
    if unknown:
        raise ValueError(f"not of a need: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        if need is None:
            if not may_write_needs(by, preparation):
                raise NotAllowed(_("You do not answer for this preparation."))
            held = Need(preparation=preparation, written_by=by, created_at=now)
        else:
            held = held_need(need, version, by)
            if held.state in (NeedState.FILLED, NeedState.CLOSED):
                raise NeedClosed(_("The need is closed: write a new one."))
            held.version += 1
        for field, value in values.items():
            setattr(held, field, value)
        if not kind_of(held.kind).takes_time:
            held.share_percent = None
        _refuse_unclear(held)
        held.updated_at = now
        held.save()
        _keep_skills(held, skills)
        _record("write_need", held, by, now)
    return held


def publish_need(*, need: Need, version: int, by: User, now: dt.datetime) -> Need:
    """Publish a draft; where the agency approves needs it waits for the approval first."""
    with transaction.atomic():
        held = held_need(need, version, by)
        if held.state != NeedState.DRAFT:
            raise NeedClosed(_("Only a draft can be published."))
        _refuse_late(held, now)
        choices = choices_of(held.preparation.setter)
        if choices is not None and choices.approves_needs and not may_approve(by, held):
            held.state = NeedState.WAITING
            for reader in people_at(held.preparation.setter, Role.SUPERVISOR):
                tell_need(held, reader, "approval", by=by, now=now)
        else:
            _open(held, now)
        _moved_on(held, f"need_{held.state}", by, now)
    return held


def approve_need(*, need: Need, version: int, by: User, now: dt.datetime) -> Need:
    """A supervisor or administrator of the setter publishes what waits."""
    with transaction.atomic():
        held = _locked(need, version)
        if not may_approve(by, held):
            raise NotAllowed(_("Somebody else approves this need."))
        if held.state != NeedState.WAITING:
            raise NeedClosed(_("Nothing waits for approval here."))
        held.approved_by = by
        _open(held, now)
        _moved_on(held, "approve_need", by, now)
        if held.written_by is not None:
            tell_need(held, held.written_by, "approved", by=by, now=now)
    return held


def return_need(*, need: Need, version: int, by: User, now: dt.datetime) -> Need:
    """What waited for approval, or is open and unanswered, is a draft again."""
    with transaction.atomic():
        held = _locked(need, version)
        if not (may_approve(by, held) or may_manage(by, held)):
            raise NotAllowed(_("You do not answer for this need."))
        open_requests = held.requests.filter(state__in=("sent", "more_asked", "invited"))
        if held.state not in (NeedState.WAITING, NeedState.PUBLISHED) or open_requests.exists():
            raise NeedClosed(_("It can no longer be taken back: close it instead."))
        held.state, held.published_at = NeedState.DRAFT, None
        _moved_on(held, "return_need", by, now)
        if held.written_by is not None and held.written_by_id != by.pk:
            tell_need(held, held.written_by, "returned", by=by, now=now)
    return held


def close_need(
    *, need: Need, version: int, state: NeedState, message: str, by: User, now: dt.datetime
) -> Need:
    """Filled or closed: nobody can apply any more, and those who wait are told with a reason."""
    if state not in (NeedState.FILLED, NeedState.CLOSED):
        raise ValueError(state)
    with transaction.atomic():
        held = held_need(need, version, by)
        if held.state in (NeedState.FILLED, NeedState.CLOSED):
            raise NeedClosed(_("The need is closed already."))
        held.state = state
        _moved_on(held, f"need_{state}", by, now)
        reason = DeclineReason.ALREADY_COVERED
        if state == NeedState.CLOSED:
            reason = DeclineReason.NO_CAPACITY
        for request in held.requests.filter(state__in=("sent", "more_asked")):
            decline_request(
                request=request, version=request.version, reason=reason, message=message, by=by,
                now=now,
            )  # fmt: skip
        for request in held.requests.filter(state=RequestState.INVITED):
            withdraw_request(request=request, version=request.version, by=by, now=now)
    return held


def name_owner(*, need: Need, email: str, by: User, now: dt.datetime) -> User:
    """Somebody of any agency answers for the need too."""
    with transaction.atomic():
        held = held_need(need, None, by)
        found = User.objects.filter(
            email__iexact=email, is_active=True, memberships__isnull=False
        ).first()
        if found is None:
            raise NeedUnclear(_("Nobody in Kytkin has this address. Check how it is spelled."))
        held.owners.add(found)
        _record("name_need_owner", held, by, now)
        tell_need(held, found, "owner", by=by, now=now)
    return found


def remove_owner(*, need: Need, number: int, by: User, now: dt.datetime) -> None:
    with transaction.atomic():
        held = held_need(need, None, by)
        held.owners.remove(number)
        _record("remove_need_owner", held, by, now)


def choose_for_agency(
    *, organisation: Organisation, values: Mapping[str, Any], by: User, now: dt.datetime
) -> AgencyChoices:
    """An administrator keeps the agency's choices; ranking people needs the record number."""
    if not can_administer(by, organisation):
        raise NotAllowed(_("Only an administrator of the agency can choose this."))
    if values["ranks_people"] and not (values["cooperation_record"] and values["cooperation_on"]):
        raise CooperationMissing(
            _("State the day and the record number of the co-operation procedure first.")
        )
    with transaction.atomic():
        choices, _new = AgencyChoices.objects.update_or_create(
            organisation=agency_of(organisation),
            defaults={**values, "decided_by": by, "decided_at": now},
        )
        record(
            "choose_for_agency", by=by, now=now, kind="organisation", id=organisation.code,
            details={"approves_needs": choices.approves_needs,
                     "ranks_people": choices.ranks_people},
        )  # fmt: skip
    return choices


def held_need(need: Need, version: int | None, by: User) -> Need:
    """The need as it is now, locked; for those who manage it."""
    held = _locked(need, version)
    if not may_manage(by, held):
        raise NotAllowed(_("You do not answer for this need."))
    return held


def _locked(need: Need, version: int | None) -> Need:
    held = (
        Need.objects.select_for_update(of=("self",))
        .select_related("preparation__setter", "preparation__contact")
        .get(pk=need.pk)
    )
    if version is not None and held.version != version:
        raise StaleVersion(_("The need changed while you were reading it."))
    return held


def _refuse_unclear(need: Need) -> None:
    """The rules of the kind that hold whoever comes: share, end and length."""
    terms = TermsAsked(need.share_percent, need.starts_on, need.ends_before)
    receiving = need.preparation.setter
    found = findings(kind_of(need.kind), terms, home=receiving, receiving=receiving)
    of_terms = [one for one in found if one.blocks and one.rule not in ("same_agency",)]
    of_terms = [one for one in of_terms if not one.rule.startswith("excluded")]
    if of_terms:
        raise NeedUnclear(" ".join(one.text for one in of_terms))


def _refuse_late(need: Need, now: dt.datetime) -> None:
    today = timezone.localdate(now)
    if need.deadline is not None and need.deadline < today:
        raise NeedUnclear(_("The day to answer by has gone: choose a later one."))
    if need.ends_before is not None and need.ends_before <= today:
        raise NeedUnclear(_("The period is over already: choose a later one."))


def _open(need: Need, now: dt.datetime) -> None:
    need.state, need.published_at = NeedState.PUBLISHED, now


def _keep_skills(need: Need, skills: Mapping[int, Importance]) -> None:
    if len(skills) > MOST_SKILLS:
        raise NeedUnclear(_("A need names at most %(most)d skills.") % {"most": MOST_SKILLS})
    known = Concept.objects.filter(pk__in=skills, scheme=Scheme.ESCO_SKILL)
    need.skills.all().delete()
    NeedSkill.objects.bulk_create(
        NeedSkill(need=need, concept=concept, importance=skills[concept.pk])
        for concept in known.order_by("pk")
    )


def _moved_on(need: Need, action: str, by: User, now: dt.datetime) -> None:
    need.version += 1
    need.updated_at = now
    need.save()
    _record(action, need, by, now)


def _record(action: str, need: Need, by: User, now: dt.datetime) -> None:
    record(action, by=by, now=now, kind="need", id=str(need.pk))


def tell_need(need: Need, user: User, case: str, *, by: User, now: dt.datetime) -> None:
    notify(
        user=user,
        kind=NoticeKind.NEED,
        params={"case": case, "person": by.name, "preparation": need.preparation.name,
                "need": need.title},
        path=need.get_absolute_url(),
        now=now,
    )  # fmt: skip
