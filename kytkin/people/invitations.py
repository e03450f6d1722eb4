"""Inviting people to profiles that others began, and the people's answers.

The record says that an invitation was made or answered, never what it says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import KytkinError
from kytkin.common.texts import TranslatedText
from kytkin.notifications.models import NoticeKind
from kytkin.organisations.models import Organisation
from kytkin.people.actions import (
    MOST_SKILLS,
    held,
    keep_evidence,
    moved_on,
    open_profile,
    too_many_skills,
)
from kytkin.people.models import (
    KEPT_FOR,
    Away,
    InvitationState,
    Profile,
    ProfileInvitation,
    ProfileSkill,
)
from kytkin.people.told import Content, ToldEvidence, ToldSkill, as_json
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import Concept, Scheme

Teller = Callable[..., Any]


class NoInvitation(KytkinError):
    """There is nothing to answer: it was answered, or its time went."""

    code = "no_invitation"


def waiting_for(person: User, now: dt.datetime) -> ProfileInvitation | None:
    """The invitation that waits for the person's answer."""
    return (
        ProfileInvitation.objects.filter(
            person=person, state=InvitationState.OPEN, invited_at__gt=now - KEPT_FOR
        )
        .select_related("invited_by")
        .first()
    )


def invite(
    *,
    person: User,
    content: Content,
    source: str,
    organisation: Organisation,
    is_new_account: bool,
    tell: Teller,
    by: User | None,
    now: dt.datetime,
) -> ProfileInvitation:
    """Propose a content to a person, in the place of a proposal not yet answered.

    `tell` is `notify` or `leave_in_outbox`: hundreds of mails do not leave at once.
    """
    with transaction.atomic():
        made = _propose(person, content, source, by=by, now=now)
        until = timezone.localdate(made.expires_at)
        tell(
            user=person,
            kind=NoticeKind.PROFILE_INVITED,
            params={
                "case": "new_account" if is_new_account else "account",
                "organisation": dict(organisation.name),
                "until": f"{until.day}.{until.month}.{until.year}",
            },
            path=reverse("profile_invitation"),
            now=now,
        )
    return made


def bring_own(*, content: Content, source: str, by: User, now: dt.datetime) -> ProfileInvitation:
    """Propose a content to oneself, from one's own file."""
    with transaction.atomic():
        return _propose(by, content, source, by=by, now=now)


def confirm_invitation(*, chosen: Content, by: User, now: dt.datetime) -> Profile:
    """Take what was chosen into one's own profile; the proposal is erased.

    What the person has said before stays: lists grow, texts and times chosen replace.
    """
    with transaction.atomic():
        _answered(by, InvitationState.CONFIRMED, now)
        open_profile(by=by, now=now)
        profile = held(by, None)
        _take(profile, chosen)
        moved_on(profile, "confirm_invitation", by=by, now=now)
    return profile


def decline_invitation(*, by: User, now: dt.datetime) -> None:
    """Say no; the proposal is erased at once."""
    with transaction.atomic():
        number = _answered(by, InvitationState.DECLINED, now)
        record("decline_invitation", by=by, now=now, kind="profile_invitation", id=number)


def erase_expired(*, now: dt.datetime) -> int:
    """Erase what nobody answered in time; gives how many."""
    with transaction.atomic():
        late = ProfileInvitation.objects.filter(
            state=InvitationState.OPEN, invited_at__lte=now - KEPT_FOR
        )
        count = late.update(state=InvitationState.EXPIRED, content=None)
        if count:
            details = {"count": count}
            record(
                "erase_invitations", by=None, now=now, kind="profile_invitation", id="",
                details=details,
            )  # fmt: skip
    return count


def _propose(
    person: User, content: Content, source: str, *, by: User | None, now: dt.datetime
) -> ProfileInvitation:
    made, _is_new = ProfileInvitation.objects.update_or_create(
        person=person,
        state=InvitationState.OPEN,
        defaults={
            "content": as_json(content), "invited_by": by, "source": source[:300],
            "invited_at": now,
        },
    )  # fmt: skip
    record("invite_to_profile", by=by, now=now, kind="profile_invitation", id=str(made.pk))
    return made


def _answered(by: User, state: InvitationState, now: dt.datetime) -> str:
    """Close the open invitation and erase its content; gives its number."""
    waiting = ProfileInvitation.objects.select_for_update().filter(
        person=by, state=InvitationState.OPEN, invited_at__gt=now - KEPT_FOR
    )
    made = waiting.first()
    if made is None:
        raise NoInvitation(_("There is no invitation any more: it was answered or its time went."))
    made.state, made.content, made.answered_at = state, None, now
    made.save()
    return str(made.pk)


def _take(profile: Profile, chosen: Content) -> None:
    person = profile.person
    if chosen.title:
        person.title = TranslatedText.of({**person.title, **chosen.title})
        person.save(update_fields=["title"])
    for name in ("about", "contact_about", "is_protected", "place", "town"):
        if value := getattr(chosen, name):
            setattr(profile, name, value)
    for name in ("languages", "open_to"):
        grown = dict.fromkeys([*getattr(profile, name), *getattr(chosen, name)])
        setattr(profile, name, list(grown))
    if chosen.share_percent:
        for name in ("share_percent", "starts_on", "ends_before", "agreed"):
            setattr(profile, name, getattr(chosen, name))
    for first, end in chosen.away:
        Away.objects.get_or_create(profile=profile, starts_on=first, defaults={"ends_before": end})
    _take_themes(profile, chosen)
    _take_skills(profile, chosen.skills, chosen.wanted_skills)


def _take_themes(profile: Profile, chosen: Content) -> None:
    concepts = Concept.objects.filter(
        notation__in=chosen.themes, scheme__in=(Scheme.YSO, Scheme.JUHO)
    )
    for concept in concepts.order_by("pk"):
        profile.themes.add(Theme.objects.get_or_create(concept=concept)[0])


def _take_skills(profile: Profile, had: Mapping[str, ToldSkill], wanted: tuple[str, ...]) -> None:
    """Skills join those that are there; a level of one's own stays, and so does what one did."""
    concepts = Concept.objects.filter(uri__in=[*had, *wanted], scheme=Scheme.ESCO_SKILL)
    by_uri = {concept.uri: concept for concept in concepts}
    there = {skill.concept_id: skill for skill in profile.skills.all()}
    if len(there.keys() | {concept.pk for concept in by_uri.values()}) > MOST_SKILLS:
        raise too_many_skills()
    for uri, told in had.items():
        if concept := by_uri.get(uri):
            skill = there.get(concept.pk) or ProfileSkill(profile=profile, concept=concept)
            skill.is_wanted, skill.level = False, skill.level or told.level
            skill.save()
            there[concept.pk] = skill
            before = [
                ToldEvidence(one.text, one.first_year, one.last_year, one.preparation)
                for one in skill.evidence.order_by("pk")
            ]
            keep_evidence(skill, dict.fromkeys([*before, *told.evidence]))
    for uri in wanted:
        concept = by_uri.get(uri)
        if concept and concept.pk not in there:
            there[concept.pk] = ProfileSkill.objects.create(
                profile=profile, concept=concept, is_wanted=True
            )
