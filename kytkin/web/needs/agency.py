"""What an agency decides for itself: approvals of needs, ranking of people."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.mobility.actions_needs import choose_for_agency
from kytkin.mobility.models import AgencyChoices
from kytkin.mobility.rules import agency_of
from kytkin.organisations.models import Organisation
from kytkin.organisations.permissions import can_administer
from kytkin.web.needs.forms import ChoicesForm

FIELDS = ("approves_needs", "ranks_people", "cooperation_on", "cooperation_record")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agency_choices(request: HttpRequest, code: str) -> HttpResponse:
    """For administrators of the agency; its choices hold in all that is below it."""
    assert isinstance(request.user, User)
    agency = get_object_or_404(Organisation, code=code)
    if not can_administer(request.user, agency) or agency_of(agency) != agency:
        raise Http404
    now_held = AgencyChoices.objects.filter(organisation=agency).first()
    first = {name: getattr(now_held, name) for name in FIELDS} if now_held else {}
    form = ChoicesForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        choose_for_agency(
            organisation=agency,
            values={name: form.cleaned_data[name] for name in FIELDS},
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("The choices of the agency are kept."))
        return redirect("agency_choices", code=agency.code)
    return render(
        request,
        "needs/choices.html",
        {
            "agency": agency,
            "form": form,
            "choices": now_held,
            "breadcrumbs": [
                {"label": _("Organisations"), "url": reverse("organisations")},
                {"label": str(agency.name), "url": agency.get_absolute_url()},
                {"label": _("Choices of the agency")},
            ],
        },
    )
