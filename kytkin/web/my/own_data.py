"""Everything that is kept about a person, for the person: the right of access (GDPR 15, 20)."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import override

from kytkin.accounts.models import User
from kytkin.audit.models import AuditEvent
from kytkin.matching.fitting import shown_to_others
from kytkin.mobility.models import (
    Agreement,
    CalendarFeed,
    JoinMessage,
    JoinRequest,
    Move,
    Need,
)
from kytkin.mobility.queries import join_requests
from kytkin.mobility.queries_agreements import versions_of
from kytkin.mobility.queries_moves import moves
from kytkin.notifications.models import DigestRound, KnownHits, Notification
from kytkin.notifications.parts import shown_parts
from kytkin.notifications.queries import channels_of
from kytkin.notifications.sentences import sentence
from kytkin.people.queries import profiles

FEEDBACK: Final = ("given_at", "party", "went", "learned", "taken_home", "otherwise", "again")


def own_data(user: User) -> dict[str, Any]:
    """Own data only: of others, the messages written to this person and nothing more."""
    with override(user.language):
        return {
            "person": person(user),
            "profile": profile(user),
            "proposals_for_profile": list(
                user.profile_invitations.order_by("pk").values(
                    "content", "invited_by__name", "source", "invited_at", "answered_at", "state"
                )
            ),
            "requests_to_join": [request(user, one) for one in join_requests().of(user).for_page()],
            "needs_written": list(
                Need.objects.filter(written_by=user)
                .order_by("pk")
                .values("pk", "preparation__key", "title", "text", "state", "created_at")
            ),
            "offers": list(
                user.offers.order_by("pk").values(
                    "offered", "title", "text", "share_percent", "starts_on", "ends_before", "state"
                )
            ),
            "shown_in_rankings": shown_to_others(user),
            "moves": [move(user, one) for one in moves().of(user).for_page()],
            "deputies": list(
                user.deputies.order_by("pk").values("deputy__email", "starts_on", "ends_before")
            ),
            "calendar_address": CalendarFeed.objects.filter(user=user)
            .values("created_at", "last_read_at")
            .first(),
            "messages_to_others": [
                {"request": message.request_id, **told(message, user)}
                for message in JoinMessage.objects.filter(author=user)
                .exclude(request__person=user)
                .order_by("pk")
            ],
            "follows": list(user.follows.order_by("pk").values("kind", "target", "created_at")),
            "known_hits_of_searches": list(
                KnownHits.objects.filter(follow__user=user)
                .order_by("pk")
                .values("follow__target", "keys", "looked_at")
            ),
            "digest_looked_until": DigestRound.objects.filter(user=user)
            .values_list("until", flat=True)
            .first(),
            "notifications": [notification(one) for one in user.notifications.order_by("pk")],
            "channels": [
                {"kind": one.kind.value, "on_site": one.on_site, "by_email": one.by_email}
                for one in channels_of(user)
            ],
            "actions_on_record": list(
                AuditEvent.objects.filter(actor=user)
                .order_by("sequence")
                .values("occurred_at", "action", "object_kind", "object_id")
            ),
        }


def person(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "name": user.name,
        "email": user.email,
        "title": user.title,
        "language": user.language,
        "joined_at": user.date_joined,
        "last_signed_in_at": user.last_login,
        "is_fictional": user.is_fictional,
        "roles": [
            {"organisation": membership.organisation.code, "role": membership.role}
            for membership in user.memberships.select_related("organisation").order_by("pk")
        ],
    }


def profile(user: User) -> dict[str, Any] | None:
    """What the person tells of themselves; None without a profile."""
    own = profiles().of(user).for_page().first()
    if own is None:
        return None
    fields = (
        "about", "contact_about", "languages", "is_protected", "share_percent", "starts_on",
        "ends_before", "place", "town", "agreed", "open_to", "about_audience", "skills_audience",
        "will_audience", "time_audience", "created_at", "updated_at", "confirmed_at",
    )  # fmt: skip
    return {field: getattr(own, field) for field in fields} | {
        "skills": [
            {
                "uri": skill.concept.uri,
                "name": str(skill.concept),
                "wanted": skill.is_wanted,
                "level": skill.level,
                "evidence": list(
                    skill.evidence.order_by("pk").values(
                        "text", "first_year", "last_year", "preparation"
                    )
                ),
            }
            for skill in own.skills.all()
        ],
        "themes": [theme.concept.notation for theme in own.themes.all()],
        "away": [
            {"starts_on": one.starts_on, "ends_before": one.ends_before} for one in own.away.all()
        ],
    }


def request(user: User, one: JoinRequest) -> dict[str, Any]:
    return {
        "id": one.pk,
        "preparation": one.preparation.key,
        "way": one.way,
        "share_percent": one.share_percent,
        "starts_on": one.starts_on,
        "ends_before": one.ends_before,
        "state": one.state,
        "decline_reason": one.decline_reason,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "messages": [told(message, user) for message in one.messages.all()],
    }


def move(user: User, one: Move) -> dict[str, Any]:
    """Of the others' part only which side did what, when and with which reason."""
    return {
        "id": one.pk,
        "preparation": one.preparation.key,
        "kind": one.kind,
        "home": one.home.code,
        "receiving": one.receiving.code,
        "share_percent": one.share_percent,
        "starts_on": one.starts_on,
        "ends_before": one.ends_before,
        "state": one.state,
        "actual_percent": one.actual_percent,
        "agreements": [agreement(user, version) for version in versions_of(one)],
        "feedback_by_me": [
            {field: getattr(told, field) for field in FEEDBACK}
            for told in one.feedback.all()
            if told.given_by_id == user.pk
        ],
        "events": [
            {
                "at": event.at,
                "what": event.what,
                "side": event.party,
                "by_me": event.by_id == user.pk,
                "text": event.words,
            }
            for event in one.events.all()
        ],
    }


def agreement(user: User, version: Agreement) -> dict[str, Any]:
    """A version as its person signed it; of the others only that their side has."""
    return {
        "version": version.number,
        "case_number": version.case_number,
        "made_at": version.made_at,
        "facts": version.content["facts"],
        "signatures": [
            {
                "side": one.party,
                "signed_on": one.signed_on,
                "how": one.how,
                "by_me": one.signed_by_id == user.pk,
            }
            for one in version.signatures.all()
        ],
    }


def told(message: JoinMessage, user: User) -> dict[str, Any]:
    return {
        "sent_at": message.sent_at,
        "by_me": message.author_id == user.pk,
        "text": message.text,
    }


def notification(one: Notification) -> dict[str, Any]:
    return {
        "told_at": one.created_at,
        "text": sentence(one),
        "parts": [
            {"title": part.title, "lines": [row.text for row in part.rows]}
            for part in shown_parts(one)
        ],
        "path": one.path,
        "read_at": one.read_at,
        "emailed_at": one.emailed_at,
    }
