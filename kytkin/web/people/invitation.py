"""What somebody proposes for my profile: read part by part, kept or thrown away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.people.invitations import confirm_invitation, decline_invitation, waiting_for
from kytkin.people.models import ProfileInvitation
from kytkin.people.queries import profiles
from kytkin.people.told import content_from
from kytkin.web.people.crumbs import crumbs
from kytkin.web.people.invitation_form import InvitationForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile_invitation(request: HttpRequest) -> HttpResponse:
    """Each part with a tick; a POST keeps what is ticked, or declines all (`act`)."""
    person = request.user
    assert isinstance(person, User)
    made = waiting_for(person, timezone.now())
    if request.method == "POST":
        return _answer(request, person, made)
    return _page(request, made, _form(person, made) if made else None)


def _form(person: User, made: ProfileInvitation, data: Any = None) -> InvitationForm:
    profile = profiles().of(person).for_page().first()
    return InvitationForm(
        content_from(made.content or {}),
        person=person,
        profile=profile,
        seen=made.invited_at.isoformat(),
        data=data,
    )


def _page(
    request: HttpRequest, made: ProfileInvitation | None, form: InvitationForm | None
) -> HttpResponse:
    context = {"made": made, "form": form, "breadcrumbs": crumbs(_("A proposal for my profile"))}
    status = 422 if form and form.errors else 200
    return render(request, "people/invitation.html", context, status=status)


def _answer(request: HttpRequest, person: User, made: ProfileInvitation | None) -> HttpResponse:
    act, now = request.POST.get("act"), timezone.now()
    if act not in ("confirm", "decline"):
        raise Http404
    if made is None:
        messages.info(request, _("Nothing waits for your answer any more."))
        return redirect("profile_invitation")
    if act == "decline":
        decline_invitation(by=person, now=now)
        messages.success(request, _("You declined. What was proposed is erased."))
        return redirect("my_profile")
    form = _form(person, made, request.POST)
    if not form.is_valid():
        return _page(request, made, form)
    try:
        confirm_invitation(chosen=form.chosen(), by=person, now=now)
    except KytkinError as error:
        form.add_error(None, str(error))
        return _page(request, made, form)
    messages.success(request, _(
        "What you ticked is on your profile now, and the rest is erased. Choose below who sees "
        "each part."
    ))  # fmt: skip
    return redirect("my_profile")
