"""One target of an agreement: its values by year and what both sides say of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.steering.actions_targets import comment_on_target
from kytkin.steering.models import AgreementVersion, Target, TargetActual
from kytkin.steering.permissions import is_party
from kytkin.web.performance.forms import CommentForm
from kytkin.web.performance.shown import crumbs, figure, seen_agreement, seen_versions
from kytkin.web.sign_in.address import sign_in_url


@require_http_methods(["GET", "HEAD", "POST"])
def performance_target(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Everybody reads what is signed; the parties also what is open, and comment."""
    agreement = seen_agreement(request, pk)
    target, version = _newest(seen_versions(request, agreement), key)
    party = is_party(request.user, agreement)
    form = CommentForm()
    if request.method == "POST":
        if not isinstance(request.user, User):
            return redirect(sign_in_url(request.path))
        if not party:
            raise Http404
        form = CommentForm(request.POST)
        if form.is_valid():
            try:
                comment_on_target(
                    agreement=agreement, key=key, text=form.cleaned_data["text"],
                    by=request.user, now=timezone.now(),
                )  # fmt: skip
            except KytkinError as error:
                form.add_error("text", str(error))
            else:
                messages.success(request, _("The comment is there, and the others are told."))
                return redirect("performance_target", pk=pk, key=key)
    values = {one.year: one.value for one in target.years.all()}
    actuals = {
        (one.year, one.half): one for one in agreement.actuals.filter(key=key).order_by("year")
    }
    rows = [
        (
            year, figure(values.get(year)), _shown(actuals.get((year, True))),
            _shown(actuals.get((year, False))),
            next((one.text for half in (False, True)
                  if (one := actuals.get((year, half))) is not None and one.text), ""),
        )
        for year in agreement.years
    ]  # fmt: skip
    comments = agreement.comments.filter(key=key).select_related("author", "organisation__branch")
    return render(
        request,
        "performance/target.html",
        {
            "agreement": agreement,
            "version": version,
            "target": target,
            "rows": rows,
            "baseline": figure(target.baseline),
            "party": party,
            "writes": party and version.is_open and not version.signatures.exists(),
            "comments": comments.order_by("written_at") if party else [],
            "form": form,
            "breadcrumbs": crumbs(agreement, str(target.text)),
        },
    )


def _shown(actual: TargetActual | None) -> str:
    return figure(actual.value if actual else None)


def _newest(versions: list[AgreementVersion], key: int) -> tuple[Target, AgreementVersion]:
    """The target in the newest version that has it."""
    for version in versions:
        found = version.targets.select_related("shared_goal").prefetch_related("years")
        target = found.filter(key=key).first()
        if target is not None:
            return target, version
    raise Http404
