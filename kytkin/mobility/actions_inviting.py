"""Interest in a need, invitations, and offers: both sides can begin, both must say yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import KytkinError, NotAllowed, StaleVersion
from kytkin.mobility.actions import (
    Asked,
    OwnPreparation,
    WorkInputUnclear,
    asked_of,
    held,
    move,
    must_be_open,
    open_request,
    required_text,
    tell,
    write,
)
from kytkin.mobility.actions_moves import begin_move
from kytkin.mobility.actions_needs import NeedClosed, held_need
from kytkin.mobility.kinds import JOINT, KNOWLEDGE, kind_of
from kytkin.mobility.models import (
    PERSONS_REASONS,
    DeclineReason,
    JoinRequest,
    Need,
    NeedState,
    Offer,
    OfferAsk,
    Offered,
    OfferState,
    RequestState,
)
from kytkin.mobility.move_steps import ReasonMissing
from kytkin.mobility.permissions import is_contact, people_who_answer
from kytkin.mobility.permissions_needs import (
    may_manage,
    may_manage_offer,
    may_offer_for,
    may_write_needs,
)
from kytkin.mobility.queries import join_requests
from kytkin.notifications.actions import notify
from kytkin.notifications.models import NoticeKind
from kytkin.people.models import Profile
from kytkin.people.permissions import sections_seen
from kytkin.preparations.models import Preparation, Way
from kytkin.themes.models import Theme

OFFER_FIELDS: Final = frozenset(
    {"offered", "title", "text", "language", "share_percent", "starts_on", "ends_before", "unit"}
)


class NotToBeInvited(KytkinError):
    """The person is not to be found, or works on this already."""

    code = "not_to_be_invited"


class OfferClosed(KytkinError):
    """The offer is no longer open."""

    code = "offer_closed"


def way_of(kind: str) -> Way:
    """How a kind of move joins: knowledge is shared, everything else is work input."""
    return Way.SHARE_KNOWLEDGE if kind == KNOWLEDGE else Way.WORK_INPUT


def express_interest(
    *, need: Need, message: str, by: User, now: dt.datetime, share_percent: int | None = None
) -> Asked:
    """The person would like to join for a need; the share may be smaller than the need's."""
    today = timezone.localdate(now)
    in_time = need.deadline is None or need.deadline >= today
    if need.state != NeedState.PUBLISHED or not in_time:
        raise NeedClosed(_("The need is not open any more."))
    if is_contact(by, need.preparation) or may_manage(by, need):
        raise OwnPreparation(_("You answer for this need yourself."))
    share = share_percent or need.share_percent
    if need.share_percent is None:
        share = None
    elif share_percent is not None and share_percent > need.share_percent:
        raise WorkInputUnclear(_("The need asks for less: choose at most its share."))
    return open_request(
        preparation=need.preparation, way=way_of(need.kind), message=message, by=by, now=now,
        need=need, kind=need.kind, share_percent=share, starts_on=need.starts_on,
        ends_before=need.ends_before,
    )  # fmt: skip


def invite_to_need(
    *, need: Need, profile: Profile, message: str, by: User, now: dt.datetime
) -> Asked:
    """Who answers for a need invites somebody whose profile they see."""
    with transaction.atomic():
        held_now = held_need(need, None, by)
        if held_now.state != NeedState.PUBLISHED:
            raise NeedClosed(_("Publish the need first, then invite."))
        refuse_hidden(profile, by)
        return _invite(
            preparation=held_now.preparation, person=profile.person, kind=held_now.kind,
            share=held_now.share_percent, starts_on=held_now.starts_on,
            ends_before=held_now.ends_before, message=message, case="need", need=held_now,
            by=by, now=now,
        )  # fmt: skip


def take_up_offer(
    *, offer: Offer, preparation: Preparation, message: str, by: User, now: dt.datetime
) -> JoinRequest | OfferAsk:
    """A preparation takes up an offer: its person is invited, or its unit asked to name one."""
    if not may_write_needs(by, preparation):
        raise NotAllowed(_("You do not answer for this preparation."))
    with transaction.atomic():
        current = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
        over = current.ends_before is not None and current.ends_before <= timezone.localdate(now)
        if current.state != OfferState.OPEN or over:
            raise OfferClosed(_("The offer is not open any more."))
        if current.unit is not None:
            return _ask_unit(current, preparation, message, by, now)
        return _invite(
            preparation=preparation, person=current.author,
            kind=JOINT if current.offered == Offered.TIME else KNOWLEDGE,
            share=current.share_percent, starts_on=current.starts_on,
            ends_before=current.ends_before, message=message, case="offer", offer=current,
            by=by, now=now,
        ).request  # fmt: skip


def name_for_ask(
    *, ask: OfferAsk, profile: Profile, message: str, by: User, now: dt.datetime
) -> JoinRequest:
    """The unit's supervisor names somebody, who is invited on behalf of who asked."""
    with transaction.atomic():
        current = (
            OfferAsk.objects.select_for_update(of=("self",))
            .select_related("offer__unit", "preparation__setter", "preparation__contact", "by")
            .get(pk=ask.pk)
        )
        offer = current.offer
        if not may_manage_offer(by, offer):
            raise NotAllowed(_("Only the unit's supervisor names somebody."))
        if current.answered_at is not None:
            raise OfferClosed(_("Somebody has been named already."))
        refuse_hidden(profile, by)
        current.named, current.answered_at = profile.person, now
        current.save()
        return _invite(
            preparation=current.preparation, person=profile.person, kind=JOINT,
            share=offer.share_percent, starts_on=offer.starts_on, ends_before=offer.ends_before,
            message=message, case="named", offer=offer, by=current.by, now=now,
        ).request  # fmt: skip


def accept_invitation(
    *, request: JoinRequest, version: int, message: str, by: User, now: dt.datetime
) -> JoinRequest:
    """The person says yes: where working time is asked for, the arrangement begins."""
    with transaction.atomic():
        current = _own_invitation(request, version, by)
        current.answered_by, current.answered_at = by, now
        move(current, RequestState.ACCEPTED, by=by, now=now, action="accept_invitation")
        if text := message.strip():
            write(current, text, by=by, now=now)
        if current.way == Way.WORK_INPUT:
            begin_move(
                request=current, kind=current.kind or JOINT, terms=asked_of(current, now), by=by,
                now=now,
            )  # fmt: skip
        _tell_inviters(current, "invitation_accepted", by, now)
    return current


def decline_invitation(
    *,
    request: JoinRequest,
    version: int,
    reason: DeclineReason,
    message: str,
    by: User,
    now: dt.datetime,
) -> JoinRequest:
    """The person says no, with a coded reason; “other” needs words."""
    if reason not in PERSONS_REASONS:
        raise ReasonMissing(_("Choose the reason."))
    with transaction.atomic():
        current = _own_invitation(request, version, by)
        text = required_text(message) if reason == DeclineReason.OTHER else message.strip()
        current.decline_reason = reason
        current.answered_by, current.answered_at = by, now
        move(
            current, RequestState.DECLINED, by=by, now=now, action="decline_invitation",
            details={"reason": reason},
        )  # fmt: skip
        if text:
            write(current, text, by=by, now=now)
        _tell_inviters(current, "invitation_declined", by, now)
    return current


def make_offer(
    *,
    values: Mapping[str, Any],
    themes: Collection[Theme],
    by: User,
    now: dt.datetime,
    offer: Offer | None = None,
    version: int = 0,
) -> Offer:
    """Offer working time or knowledge, of one's own or of a unit that one supervises."""
    unknown = set(values) - OFFER_FIELDS
    if unknown:
        raise ValueError(f"not of an offer: {', '.join(sorted(unknown))}")
    unit = values.get("unit")
    if unit is not None and not may_offer_for(by, unit):
        raise NotAllowed(_("Only the unit's supervisor can offer its time."))
    if Profile.objects.filter(person=by, is_protected=True).exists():
        raise NotAllowed(_("Your post is protected: an offer would show who you are."))
    with transaction.atomic():
        if offer is None:
            kept = Offer(author=by, created_at=now)
        else:
            kept = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
            if not may_manage_offer(by, kept):
                raise NotAllowed(_("This is somebody else's offer."))
            if kept.version != version:
                raise StaleVersion(_("The offer changed while you were reading it."))
            kept.version += 1
        for field, value in values.items():
            setattr(kept, field, value)
        kept.updated_at = now
        kept.save()
        kept.themes.set(themes)
        record("make_offer", by=by, now=now, kind="offer", id=str(kept.pk))
    return kept


def close_offer(*, offer: Offer, by: User, now: dt.datetime) -> Offer:
    """The offer is taken away; what was agreed from it stays."""
    with transaction.atomic():
        current = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
        if not may_manage_offer(by, current):
            raise NotAllowed(_("This is somebody else's offer."))
        current.state, current.version = OfferState.CLOSED, current.version + 1
        current.updated_at = now
        current.save()
        record("close_offer", by=by, now=now, kind="offer", id=str(current.pk))
    return current


def refuse_hidden(profile: Profile, by: User) -> None:
    """Whom one does not see, one does not invite."""
    if not profile.person.is_active or not sections_seen(by, profile):
        raise NotToBeInvited(_("This person is not to be found here."))


def _invite(
    *,
    preparation: Preparation,
    person: User,
    kind: str,
    share: int | None,
    starts_on: dt.date | None,
    ends_before: dt.date | None,
    message: str,
    case: str,
    by: User,
    now: dt.datetime,
    need: Need | None = None,
    offer: Offer | None = None,
) -> Asked:
    """The invitation, or the request that is open between the two already."""
    if person.pk == by.pk or is_contact(person, preparation):
        raise NotToBeInvited(_("This person answers for the preparation already."))
    text, way = required_text(message), way_of(kind)
    takes_time = kind_of(kind).takes_time
    opened = join_requests().of(person).open()
    between = (
        opened.filter(need=need)
        if need
        else opened.filter(preparation=preparation, way=way, need=None)
    )
    if existing := between.first():
        return Asked(existing, is_new=False)
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(
                preparation=preparation, person=person, way=way, need=need, offer=offer,
                invited_by=by, kind=kind, share_percent=share if takes_time else None,
                starts_on=starts_on, ends_before=ends_before, state=RequestState.INVITED,
                created_at=now, updated_at=now,
            )  # fmt: skip
            write(request, text, by=by, now=now)
            record(
                "invite", by=by, now=now, kind="join_request", id=str(request.pk),
                details={"preparation": preparation.key, "case": case},
            )  # fmt: skip
            tell(request, person, NoticeKind.INVITED, case, by=by, now=now)
    except IntegrityError:
        existing = between.first()
        if existing is None:
            raise
        return Asked(existing, is_new=False)
    return Asked(request, is_new=True)


def _ask_unit(
    offer: Offer, preparation: Preparation, message: str, by: User, now: dt.datetime
) -> OfferAsk:
    asked = offer.asks.filter(preparation=preparation, answered_at__isnull=True).first()
    if asked is not None:
        return asked
    ask = OfferAsk.objects.create(
        offer=offer, preparation=preparation, by=by, message=required_text(message), asked_at=now
    )
    record("ask_for_offer", by=by, now=now, kind="offer", id=str(offer.pk))
    notify(
        user=offer.author,
        kind=NoticeKind.NEED,
        params={"case": "offer_asked", "person": by.name, "preparation": preparation.name,
                "need": offer.title},
        path=offer.get_absolute_url(),
        now=now,
    )  # fmt: skip
    return ask


def _own_invitation(request: JoinRequest, version: int, by: User) -> JoinRequest:
    current = held(request, version)
    if current.person_id != by.pk:
        raise NotAllowed(_("Only the invited person can answer the invitation."))
    must_be_open(current)
    if current.state != RequestState.INVITED:
        raise NotAllowed(_("This is a request of your own: the contact answers it."))
    return current


def _tell_inviters(request: JoinRequest, case: str, by: User, now: dt.datetime) -> None:
    told = people_who_answer(request.preparation, request.need)
    if request.invited_by is not None and request.invited_by not in told:
        told = [request.invited_by, *told]
    for reader in told:
        tell(request, reader, NoticeKind.JOIN_ANSWERED, case, by=by, now=now)
