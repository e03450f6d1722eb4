"""What every action on a performance agreement does: hold it, move it on, tell the others."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.audit.actions import record
from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.goals.actions import keepers_of
from kytkin.notifications.actions import notify
from kytkin.notifications.models import NoticeKind
from kytkin.organisations.models import Organisation
from kytkin.steering.errors import VersionClosed
from kytkin.steering.models import AgreementVersion, PerformanceAgreement
from kytkin.steering.permissions import is_agency_side, is_party, ministries_of


def held_agreement(agreement: PerformanceAgreement, by: User) -> PerformanceAgreement:
    """The agreement, locked until the transaction ends; for its parties."""
    held = (
        PerformanceAgreement.objects.select_for_update(of=("self",))
        .select_related("agency")
        .get(pk=agreement.pk)
    )
    if not is_party(by, held):
        raise NotAllowed(_("Only the agency and its steering ministries can do this."))
    return held


def held_version(
    version: AgreementVersion, by: User, edition: int | None = None
) -> AgreementVersion:
    """The version as it is now, with its agreement locked; for the parties, while it is open."""
    agreement = held_agreement(version.agreement, by)
    held = AgreementVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    held.agreement = agreement
    if not held.is_open:
        raise VersionClosed(
            _("This version is signed and never changes. Start a revision instead.")
        )
    if edition is not None and held.edition != edition:
        raise StaleVersion(_("Somebody changed the agreement while you were writing."))
    return held


def refuse_signed(version: AgreementVersion) -> None:
    """A text under which a party has put its name does not change under it."""
    if version.signatures.exists():
        raise VersionClosed(
            _(
                "A party has signed this version, so its text does not change any more. "
                "Take the signatures back first; the parties are told of it."
            )
        )


def moved_on(
    version: AgreementVersion, action: str, *, by: User, now: dt.datetime, **details: Any
) -> AgreementVersion:
    """Save the version under its next edition, with one event on the record."""
    version.edition += 1
    version.updated_at = now
    version.save()
    record_step(version.agreement, action, by=by, now=now, version=version.number, **details)
    return version


def record_step(
    agreement: PerformanceAgreement, action: str, *, by: User, now: dt.datetime, **details: Any
) -> None:
    record(action, by=by, now=now, kind="performance_agreement", id=str(agreement.pk),
           details=details)  # fmt: skip


def parties_of(agreement: PerformanceAgreement) -> list[Organisation]:
    """The agency first, then its ministries by code."""
    return [agreement.agency, *agreement.ministries.order_by("code")]


def side_of(by: User, agreement: PerformanceAgreement) -> Organisation:
    """The party for which the person speaks: the agency when they belong to both."""
    from_ministries = ministries_of(by, agreement)
    if is_agency_side(by, agreement):
        return agreement.agency
    if not from_ministries:
        raise NotAllowed(_("Only the agency and its steering ministries can do this."))
    return from_ministries[0]


def tell_others(
    agreement: PerformanceAgreement, case: str, *, by: User, now: dt.datetime, path: str = "",
    **words: Any,
) -> None:  # fmt: skip
    """A notice to those who keep the figures of each party, not to the one who acted."""
    told: set[int] = {by.pk}
    for party in parties_of(agreement):
        for reader in keepers_of(party):
            if reader.pk in told:
                continue
            told.add(reader.pk)
            tell(agreement, reader, case, now=now, path=path, **words)


def tell(
    agreement: PerformanceAgreement, user: User, case: str, *, now: dt.datetime, path: str = "",
    kind: NoticeKind = NoticeKind.AGREEMENT, **words: Any,
) -> None:  # fmt: skip
    notify(
        user=user,
        kind=kind,
        params={
            "case": case, "agency": agreement.agency.name,
            "years": f"{agreement.first_year}–{agreement.last_year}", **words,
        },
        path=path or agreement.get_absolute_url(),
        now=now,
    )  # fmt: skip
