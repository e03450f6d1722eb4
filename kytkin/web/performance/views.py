"""The list of performance agreements, one with its steps, its versions, and two compared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.organisations.models import Organisation
from kytkin.steering.actions_agreements import (
    begin_negotiation,
    drop_revision,
    revise,
    set_case_number,
    sign,
    take_signatures_back,
)
from kytkin.steering.agreement_readiness import goals_to_take_in, missing
from kytkin.steering.content import content_of
from kytkin.steering.differences import differences
from kytkin.steering.errors import AgreementRefused
from kytkin.steering.models import AgreementVersion, PerformanceAgreement, VersionState
from kytkin.steering.permissions import (
    is_agency_side,
    is_party,
    ministries_of,
    visible_agreements,
)
from kytkin.web.performance.forms import CaseNumberForm, ReasonForm, SignForm
from kytkin.web.performance.shown import (
    crumbs,
    given_to_goals,
    pill_of,
    seen_agreement,
    seen_versions,
    today_in,
    version_shown,
)
from kytkin.web.performance.writing import startable_agencies
from kytkin.web.sign_in.address import sign_in_url


@require_safe
def performance_agreements(request: HttpRequest) -> HttpResponse:
    """Those of the newest period first; one's own before others."""
    found = (
        PerformanceAgreement.objects.filter(visible_agreements(request.user))
        .distinct()
        .select_related("agency__branch")
        .prefetch_related("ministries", "versions")
    )
    words = request.GET.get("q", "").casefold().split()
    cards = []
    for agreement in found:
        named = " ".join(
            [*agreement.agency.name.values(), agreement.agency.code,
             *(str(one.name) for one in agreement.ministries.all())]
        ).casefold()  # fmt: skip
        if not all(word in named for word in words):
            continue
        versions = sorted(agreement.versions.all(), key=lambda one: -one.number)
        mine = is_party(request.user, agreement)
        shown = next((one for one in versions if mine or not one.is_open), None)
        if shown is not None:
            cards.append((agreement, shown, pill_of(shown), mine))
    cards.sort(key=lambda card: (not card[3], -card[0].first_year, str(card[0].agency.name)))
    return render(
        request,
        "performance/agreements.html",
        {
            "cards": cards,
            "said": request.GET.get("q", ""),
            "may_start": isinstance(request.user, User) and bool(startable_agencies(request.user)),
            "breadcrumbs": [
                {"label": _("Steering"), "url": reverse("steering")},
                {"label": _("Performance agreements")},
            ],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def performance_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest version that one may see; the parties negotiate, sign and revise here."""
    agreement = seen_agreement(request, pk)
    version = seen_versions(request, agreement)[0]
    form, status = None, 200
    if request.method == "POST":
        if not isinstance(request.user, User):
            return redirect(sign_in_url(request.path))
        if not is_party(request.user, agreement):
            raise Http404
        answer, form, status = _act(request, version, request.user)
        if answer is not None:
            return answer
    return _page(request, version, form, status)


@require_safe
def performance_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier version, as it was."""
    agreement = seen_agreement(request, pk)
    for version in seen_versions(request, agreement):
        if version.number == number:
            return _page(request, version, None, 200, is_latest=False)
    raise Http404


def _page(
    request: HttpRequest, version: AgreementVersion, form: Any, status: int, *,
    is_latest: bool = True,
) -> HttpResponse:  # fmt: skip
    agreement, user = version.agreement, request.user
    party = is_party(user, agreement)
    writes = party and version.is_open and is_latest
    signatures = list(version.signatures.select_related("organisation").order_by("recorded_at"))
    parties = [agreement.agency, *agreement.ministries.all()]
    signed = {one.organisation_id for one in signatures}
    lacks = missing(version) if writes else []
    mine = _unsigned(user, agreement, signed) if writes else []
    forms = _forms(version, mine)
    if form is not None:
        forms[form[0]] = form[1]
    versions = seen_versions(request, agreement)
    return render(
        request,
        "performance/agreement.html",
        {
            "agreement": agreement,
            "shown": version_shown(version),
            "version": version,
            "versions": versions,
            "before": next((one for one in versions if one.number < version.number), None),
            "is_latest": is_latest,
            "party": party,
            "writes": writes and not signatures,
            "lacks": lacks,
            "blocked": any(one.blocks for one in lacks),
            "take_in": goals_to_take_in(version) if writes and not signatures else [],
            "signatures": signatures,
            "waiting": [one for one in parties if one.pk not in signed],
            "may_sign": bool(mine) and version.state == VersionState.NEGOTIATING,
            "may_revise": party and is_latest and version.state == VersionState.SIGNED,
            "given": given_to_goals(agreement),
            "year": today_in(agreement, timezone.localdate()),
            "forms": forms,
            "failed": form[1] if form is not None else None,
            "breadcrumbs": crumbs(agreement),
        },
        status=status,
    )


def _unsigned(user: Any, agreement: PerformanceAgreement, signed: set[int]) -> list[Organisation]:
    own = [agreement.agency] if is_agency_side(user, agreement) else []
    return [one for one in (*own, *ministries_of(user, agreement)) if one.pk not in signed]


def _forms(version: AgreementVersion, mine: list[Organisation]) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "sign": SignForm(parties=mine, initial={"edition": version.edition, "signed_on": today}),
        "reason": ReasonForm(),
        "case": CaseNumberForm(initial={"case_number": version.agreement.case_number}),
    }


def _act(
    request: HttpRequest, version: AgreementVersion, user: User
) -> tuple[HttpResponse | None, Any, int]:
    """One step; gives where to go, or the form that failed by its name."""
    agreement, act, now = version.agreement, request.POST.get("act", ""), timezone.now()
    written = request.POST.get("edition", "")
    step: dict[str, Any] = {
        "version": version, "edition": int(written) if written.isdecimal() else 0, "by": user,
        "now": now,
    }  # fmt: skip
    name: str = ""
    form: Any = None
    try:
        if act == "negotiate":
            begin_negotiation(**step)
            messages.success(request, _("The agreement is now being negotiated."))
        elif act == "take_back":
            take_signatures_back(**step)
            messages.success(request, _("The signatures are taken back. The text can change now."))
        elif act == "drop":
            drop_revision(**step)
            messages.success(request, _("The revision is given up."))
        elif act == "case":
            name, form = "case", CaseNumberForm(request.POST)
            if not form.is_valid():
                return None, (name, form), 200
            set_case_number(
                agreement=agreement, by=user, now=now,
                case_number=form.cleaned_data["case_number"],
            )  # fmt: skip
            messages.success(request, _("The case number is kept."))
        elif act == "revise":
            name, form = "reason", ReasonForm(request.POST)
            if not form.is_valid():
                return None, (name, form), 200
            revise(agreement=agreement, reason=form.cleaned_data["reason"], by=user, now=now)
            messages.success(
                request, _("A revision is started. The signed version stays in force.")
            )
        elif act == "sign":
            signed = set(version.signatures.values_list("organisation", flat=True))
            mine = _unsigned(user, agreement, signed)
            name, form = "sign", SignForm(request.POST, parties=mine)
            if not form.is_valid():
                return None, (name, form), 200
            cleaned = dict(form.cleaned_data)
            chosen = next(one for one in mine if one.code == cleaned.pop("organisation"))
            sign(**{**step, **cleaned, "organisation": chosen})
            messages.success(request, _("The signature is recorded."))
        else:
            raise Http404
    except AgreementRefused as error:
        if form is None:
            messages.error(request, str(error))
            return redirect(agreement), None, 200
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None, (name, form), 200
    except KytkinError as error:
        messages.error(request, str(error))
    return redirect(agreement), None, 200


@require_safe
def performance_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed between two versions; unless chosen, the newest and the one before it."""
    agreement = seen_agreement(request, pk)
    versions = {one.number: one for one in seen_versions(request, agreement)}
    numbers = sorted(versions)
    later = _chosen(request, "to", numbers[-1], versions)
    earlier = _chosen(request, "from", max((n for n in numbers if n < later.number),
                                           default=numbers[0]), versions)  # fmt: skip
    return render(
        request,
        "performance/compare.html",
        {
            "agreement": agreement,
            "versions": [versions[number] for number in numbers],
            "earlier": earlier,
            "later": later,
            "differences": differences(content_of(earlier), content_of(later)),
            "breadcrumbs": crumbs(agreement, _("What changed")),
        },
    )


def _chosen(
    request: HttpRequest, name: str, default: int, versions: dict[int, AgreementVersion]
) -> AgreementVersion:
    written = request.GET.get(name, "")
    number = int(written) if written.isdecimal() else default
    if number not in versions:
        raise Http404
    return versions[number]
