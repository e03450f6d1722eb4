"""Following an agreement's year: figures, the half-year review with its answer, the statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.common.errors import NotAllowed
from kytkin.organisations.models import Organisation
from kytkin.steering.agreement_steps import held_agreement, record_step, tell_others
from kytkin.steering.errors import FollowUpRefused
from kytkin.steering.models import (
    AgreementVersion,
    FrozenReport,
    Grade,
    PerformanceAgreement,
    Review,
    Statement,
    TargetActual,
    VersionState,
)
from kytkin.steering.permissions import is_agency_side, ministries_of


def version_in_force(agreement: PerformanceAgreement) -> AgreementVersion | None:
    """The signed version; none before the first has been signed by every party."""
    return agreement.versions.filter(state=VersionState.SIGNED).first()


def record_figures(
    *,
    agreement: PerformanceAgreement,
    year: int,
    half: bool,
    figures: Mapping[int, tuple[Decimal | None, str]],
    by: User,
    now: dt.datetime,
) -> int:
    """The agency's figures by the target's key, each with a word on it; how many were changed.

    None takes a figure out. Raises `FollowUpRefused` for a year that has not begun.
    """
    with transaction.atomic():
        held = _held(agreement, year, by, now)
        version = version_in_force(held)
        known = set(version.targets.values_list("key", flat=True)) if version else set()
        changed = 0
        for key, (value, text) in figures.items():
            if key not in known:
                raise FollowUpRefused(_("This target is not in the agreement in force."))
            rows = held.actuals.select_for_update().filter(key=key, year=year, half=half)
            was = rows.first()
            if value is None:
                changed += rows.delete()[0]
            elif was is None or (was.value, was.text) != (value, text.strip()):
                changed += 1
                TargetActual.objects.update_or_create(
                    agreement=held, key=key, year=year, half=half,
                    defaults={"value": value, "text": text.strip(), "recorded_by": by,
                              "recorded_at": now},
                )  # fmt: skip
        if changed:
            record_step(held, "record_figures", by=by, now=now, year=year, half=half,
                        targets=changed)  # fmt: skip
    return changed


def send_review(
    *, agreement: PerformanceAgreement, year: int, text: str, by: User, now: dt.datetime
) -> Review:
    """The agency's half-year review; it can be sent again until it is answered."""
    if not text.strip():
        raise FollowUpRefused(_("Write how the year has gone and what is ahead."))
    with transaction.atomic():
        held = _held(agreement, year, by, now)
        review, _new = Review.objects.get_or_create(
            agreement=held, year=year, defaults={"text": text.strip(), "sent_by": by,
                                                 "sent_at": now}
        )  # fmt: skip
        if review.answered_at is not None:
            raise FollowUpRefused(
                _("The review has been answered, so it stays as it is. Go on in the report.")
            )
        review.text, review.sent_by, review.sent_at = text.strip(), by, now
        review.save()
        record_step(held, "send_review", by=by, now=now, year=year)
        tell_others(held, "review_sent", by=by, now=now, path=year_path(held, year), year=str(year))
    return review


def answer_review(
    *, agreement: PerformanceAgreement, year: int, answer: str, by: User, now: dt.datetime
) -> Review:
    """A steering ministry answers once."""
    if not answer.strip():
        raise FollowUpRefused(_("Write the answer first."))
    with transaction.atomic():
        held = held_agreement(agreement, by)
        ministries = ministries_of(by, held)
        if not ministries:
            raise NotAllowed(_("Only the steering ministries answer the review."))
        review = held.reviews.select_for_update().filter(year=year).first()
        if review is None:
            raise FollowUpRefused(_("The agency has not sent its half-year review yet."))
        if review.answered_at is not None:
            raise FollowUpRefused(_("The review has been answered already."))
        review.answer, review.answered_by, review.answered_at = answer.strip(), by, now
        review.save()
        record_step(held, "answer_review", by=by, now=now, year=year)
        tell_others(held, "review_answered", by=by, now=now, path=year_path(held, year),
                    year=str(year), party=str(ministries[0].name))  # fmt: skip
    return review


def give_statement(
    *,
    agreement: PerformanceAgreement,
    year: int,
    ministry: Organisation,
    text: str,
    grade: int,
    by: User,
    now: dt.datetime,
) -> Statement:
    """A ministry's statement on a year that has ended and on the newest report; given once."""
    with transaction.atomic():
        held = held_agreement(agreement, by)
        if ministry not in ministries_of(by, held):
            raise NotAllowed(_("You can give the statement of your own ministry only."))
        if not text.strip():
            raise FollowUpRefused(_("Write the statement first."))
        if grade not in Grade.values:
            raise FollowUpRefused(_("Choose a grade from 1 to 5."))
        if year not in held.years or year >= timezone.localdate(now).year:
            raise FollowUpRefused(
                _("A statement is given on a year of the agreement that has ended.")
            )
        report = (
            FrozenReport.objects.filter(organisation=held.agency, year=year)
            .order_by("-number")
            .first()
        )
        if report is None:
            raise FollowUpRefused(
                _("The agency has not frozen its report on operations for %(year)d yet.")
                % {"year": year}
            )
        if held.statements.filter(year=year, ministry=ministry).exists():
            raise FollowUpRefused(
                _("%(ministry)s has given its statement on this year already.")
                % {"ministry": ministry.name}
            )
        made = Statement.objects.create(
            agreement=held, year=year, ministry=ministry, report=report, text=text.strip(),
            grade=grade, given_by=by, given_at=now,
        )  # fmt: skip
        record_step(held, "give_statement", by=by, now=now, year=year, ministry=ministry.code,
                    grade=grade)  # fmt: skip
        tell_others(held, "stated", by=by, now=now, path=year_path(held, year), year=str(year),
                    party=str(ministry.name))  # fmt: skip
    return made


def year_path(agreement: PerformanceAgreement, year: int) -> str:
    return f"{agreement.get_absolute_url()}{year}/"


def _held(
    agreement: PerformanceAgreement, year: int, by: User, now: dt.datetime
) -> PerformanceAgreement:
    """For the agency's own people, once an agreement is in force and the year has begun."""
    held = held_agreement(agreement, by)
    if not is_agency_side(by, held):
        raise NotAllowed(_("Only the agency's controllers and administrators report for it."))
    if version_in_force(held) is None:
        raise FollowUpRefused(_("Nothing is followed before the agreement is signed."))
    if year not in held.years:
        raise FollowUpRefused(
            _("%(year)d is outside the agreement's years %(first)d–%(last)d.")
            % {"year": year, "first": held.first_year, "last": held.last_year}
        )
    if year > timezone.localdate(now).year:
        raise FollowUpRefused(_("The year %(year)d has not begun yet.") % {"year": year})
    return held
