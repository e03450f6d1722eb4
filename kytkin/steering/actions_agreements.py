"""An agreement's way: started, negotiated, signed by every party, revised each year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.common.errors import NotAllowed
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.steering.actions_targets import write_content
from kytkin.steering.agreement_readiness import blocking
from kytkin.steering.agreement_steps import (
    held_agreement,
    held_version,
    moved_on,
    parties_of,
    record_step,
    refuse_signed,
    tell_others,
)
from kytkin.steering.content import content_of
from kytkin.steering.errors import AgreementNotReady, AgreementRefused, VersionClosed
from kytkin.steering.models import (
    AgreementMinistry,
    AgreementVersion,
    PerformanceAgreement,
    VersionSignature,
    VersionState,
)
from kytkin.steering.permissions import (
    is_agency_side,
    may_start_agreements,
    ministries_of,
)

LONGEST_PERIOD: Final = 10
FIRST_YEAR, LAST_YEAR = 2000, 2100


def start_agreement(
    *,
    agency: Organisation,
    ministries: Collection[Organisation],
    first_year: int,
    last_year: int,
    by: User,
    now: dt.datetime,
    is_fictional: bool = False,
) -> PerformanceAgreement:
    """A first version, as a draft that only the parties see."""
    if not may_start_agreements(by, agency):
        raise NotAllowed(
            _("The agency's controller or a steering official of its ministry starts it.")
        )
    if agency.kind != OrganisationKind.AGENCY:
        raise AgreementRefused(_("An agreement is made with an agency."), field="agency")
    if not ministries or any(one.kind != OrganisationKind.MINISTRY for one in ministries):
        raise AgreementRefused(
            _("Choose at least one ministry that steers the agency."), field="ministries"
        )
    if not (FIRST_YEAR <= first_year <= LAST_YEAR and FIRST_YEAR <= last_year <= LAST_YEAR):
        raise AgreementRefused(
            _("Years lie between 2000 and 2100: correct the period."), field="first_year"
        )
    if not 0 <= last_year - first_year < LONGEST_PERIOD:
        raise AgreementRefused(
            _("The period ends before it begins or lasts over ten years: correct the years."),
            field="last_year",
        )
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=agency.pk)
        other = agency.performance_agreements.filter(
            first_year__lte=last_year, last_year__gte=first_year
        ).first()
        if other is not None:
            raise AgreementRefused(
                _(
                    "The agency has an agreement for %(first)d–%(last)d already. Revise that "
                    "one, or choose years after it."
                )
                % {"first": other.first_year, "last": other.last_year},
                field="first_year",
            )
        made = PerformanceAgreement.objects.create(
            agency=agency, first_year=first_year, last_year=last_year, created_by=by,
            created_at=now, is_fictional=is_fictional,
        )  # fmt: skip
        AgreementMinistry.objects.bulk_create(
            AgreementMinistry(agreement=made, ministry=one)
            for one in sorted(set(ministries), key=lambda one: one.code)
        )
        AgreementVersion.objects.create(
            agreement=made, number=1, state=VersionState.DRAFT, created_by=by, created_at=now,
            updated_at=now,
        )  # fmt: skip
        record_step(made, "start_agreement", by=by, now=now, agency=agency.code,
                    ministries=sorted(one.code for one in ministries))  # fmt: skip
        tell_others(made, "started", by=by, now=now)
    return made


def set_case_number(
    *, agreement: PerformanceAgreement, case_number: str, by: User, now: dt.datetime
) -> PerformanceAgreement:
    """The number under which the agreement is registered as a matter (asianumero)."""
    with transaction.atomic():
        held = held_agreement(agreement, by)
        held.case_number = case_number.strip()
        held.save(update_fields=["case_number"])
        record_step(held, "set_case_number", by=by, now=now, case_number=held.case_number)
    return held


def begin_negotiation(
    *, version: AgreementVersion, edition: int, by: User, now: dt.datetime
) -> AgreementVersion:
    """The draft goes to the other side; both can still change it and comment on targets."""
    with transaction.atomic():
        held = held_version(version, by, edition)
        if held.state != VersionState.DRAFT:
            raise VersionClosed(_("The version is being negotiated already."))
        if not held.targets.exists():
            raise AgreementNotReady(
                _("Write at least one target first: there is nothing to negotiate on yet.")
            )
        held.state = VersionState.NEGOTIATING
        moved_on(held, "begin_negotiation", by=by, now=now)
        tell_others(held.agreement, "negotiating", by=by, now=now)
    return held


def sign(
    *,
    version: AgreementVersion,
    edition: int,
    organisation: Organisation,
    name: str,
    title: str,
    way: str,
    signed_on: dt.date,
    by: User,
    now: dt.datetime,
) -> AgreementVersion:
    """Record a party's signature; with the last one the version is in force.

    Raises `AgreementNotReady` with what is missing.
    """
    with transaction.atomic():
        held = held_version(version, by, edition)
        agreement = held.agreement
        if held.state != VersionState.NEGOTIATING:
            raise VersionClosed(_("A draft is negotiated before it is signed."))
        own = [agreement.agency] if is_agency_side(by, agreement) else []
        if organisation not in [*own, *ministries_of(by, agreement)]:
            raise NotAllowed(_("You can record a signature of your own organisation only."))
        lacks = blocking(held)
        if lacks:
            raise AgreementNotReady(
                _("The agreement cannot be signed yet: %(missing)s")
                % {"missing": " ".join(str(one.text) for one in lacks)}
            )
        if not name.strip() or not way.strip():
            raise AgreementRefused(
                _("Write who signed and how."), field="way" if name.strip() else "name"
            )
        if signed_on > timezone.localdate(now):
            raise AgreementRefused(
                _("The day of the signature is still to come: write the day it was signed."),
                field="signed_on",
            )
        if held.signatures.filter(organisation=organisation).exists():
            raise AgreementRefused(
                _("%(party)s has signed this version already.") % {"party": organisation.name},
                field="organisation",
            )
        VersionSignature.objects.create(
            version=held, organisation=organisation, name=name.strip(), title=title.strip(),
            way=way.strip(), signed_on=signed_on, recorded_by=by, recorded_at=now,
        )  # fmt: skip
        _into_force(held)
        moved_on(held, "sign_agreement", by=by, now=now, party=organisation.code)
        if held.state == VersionState.SIGNED:
            tell_others(agreement, "in_force", by=by, now=now)
        else:
            tell_others(agreement, "signed", by=by, now=now, party=str(organisation.name))
    return held


def _into_force(version: AgreementVersion) -> None:
    """Once every party has signed: the version before it becomes a replaced one."""
    signatures = list(version.signatures.all())
    if {one.organisation_id for one in signatures} != {
        party.pk for party in parties_of(version.agreement)
    }:
        return
    version.agreement.versions.filter(state=VersionState.SIGNED).update(state=VersionState.REVISED)
    version.state = VersionState.SIGNED
    version.signed_on = max(one.signed_on for one in signatures)


def take_signatures_back(
    *, version: AgreementVersion, edition: int, by: User, now: dt.datetime
) -> AgreementVersion:
    """Before every party has signed, the text can be opened again; all sign anew."""
    with transaction.atomic():
        held = held_version(version, by, edition)
        if not held.signatures.exists():
            raise VersionClosed(_("Nobody has signed this version yet."))
        held.signatures.all().delete()
        moved_on(held, "take_signatures_back", by=by, now=now)
        tell_others(held.agreement, "reopened", by=by, now=now)
    return held


def revise(
    *, agreement: PerformanceAgreement, reason: str, by: User, now: dt.datetime
) -> AgreementVersion:
    """A copy of the signed version as the next draft; targets keep their keys."""
    if not reason.strip():
        raise AgreementRefused(_("Write why the agreement is revised."), field="reason")
    with transaction.atomic():
        held = held_agreement(agreement, by)
        signed = held.versions.filter(state=VersionState.SIGNED).first()
        if (
            signed is None
            or held.versions.filter(
                state__in=(VersionState.DRAFT, VersionState.NEGOTIATING)
            ).exists()
        ):
            raise VersionClosed(
                _("Only an agreement in force without an open version can be revised.")
            )
        made = AgreementVersion.objects.create(
            agreement=held, number=signed.number + 1, state=VersionState.DRAFT,
            reason=reason.strip(), created_by=by, created_at=now, updated_at=now,
        )  # fmt: skip
        write_content(made, content_of(signed))
        record_step(held, "revise_agreement", by=by, now=now, version=made.number)
        tell_others(held, "revised", by=by, now=now)
    return made


def drop_revision(
    *, version: AgreementVersion, edition: int, by: User, now: dt.datetime
) -> PerformanceAgreement:
    """Give up a revision: the signed version stays in force. A first version is not dropped."""
    with transaction.atomic():
        held = held_version(version, by, edition)
        refuse_signed(held)
        if held.number == 1:
            raise VersionClosed(_("The first version cannot be dropped: change it instead."))
        agreement = held.agreement
        number = held.number
        agreement.comments.filter(version_number=number).delete()
        held.delete()
        record_step(agreement, "drop_revision", by=by, now=now, version=number)
    return agreement
