"""People who could fit a need, with reasons, where the agency ranks people; inviting one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError
from kytkin.matching.fitting import FittingPerson, people_for, ranks_people, record_choice
from kytkin.matching.models import MatchRun
from kytkin.mobility.actions_inviting import invite_to_need
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.models import JoinRequest, Need, NeedState
from kytkin.mobility.permissions_needs import may_manage
from kytkin.people.models import Profile
from kytkin.people.permissions import sections_seen
from kytkin.web.needs.cards import reasons_said
from kytkin.web.needs.forms import InviteForm
from kytkin.web.needs.views import seen_need


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_people(request: HttpRequest, pk: int) -> HttpResponse:
    """The ranked list (only where switched on), the way to the unranked one, and invitations."""
    assert isinstance(request.user, User)
    need = seen_need(request, pk)
    if not may_manage(request.user, need):
        raise Http404
    ranks, now = ranks_people(need), timezone.now()
    form = InviteForm(request.POST) if request.method == "POST" else None
    chosen = chosen_profile(request, need)
    if form is not None and form.is_valid() and chosen is not None:
        given_run = MatchRun.objects.filter(pk=form.cleaned_data["run"] or 0, need=need).first()
        if given_run is not None and not form.cleaned_data["why"].strip():
            form.add_error("why", _("Say why you chose this person."))
        else:
            try:
                asked = invite_to_need(
                    need=need, profile=chosen, message=form.cleaned_data["message"],
                    by=request.user, now=now,
                )  # fmt: skip
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                if given_run is not None and asked.is_new:
                    record_choice(
                        run=given_run, request=asked.request, why=form.cleaned_data["why"].strip(),
                        by=request.user, now=now,
                    )  # fmt: skip
                messages.success(request, _("The invitation is sent. The person answers next."))
                return redirect(asked.request)
    found: list[FittingPerson] = []
    run: MatchRun | None = None
    if ranks and chosen is None and need.state == NeedState.PUBLISHED:
        found, run = people_for(need, by=request.user, now=now)
    given = request.GET.get("run", "")
    return render(
        request,
        "needs/people.html",
        {
            "need": need,
            "kind": kind_of(need.kind),
            "ranks": ranks,
            "is_open": need.state == NeedState.PUBLISHED,
            "found": [(one.profile, reasons_said(one.reasons)) for one in found],
            "run": run,
            "chosen": chosen,
            "form": form
            or InviteForm(
                initial={
                    "profile": chosen.pk if chosen else None,
                    "run": given if given.isdecimal() else None,
                }
            ),
            "from_ranking": given.isdecimal() or bool(form and form.data.get("run")),
            "invited": set(
                JoinRequest.objects.filter(need=need).values_list("person__profile", flat=True)
            ),
            "skills": ",".join(str(skill.concept) for skill in need.skills.all()[:5]),
            "breadcrumbs": [
                {"label": _("Needs"), "url": reverse("needs")},
                {"label": need.title, "url": need.get_absolute_url()},
                {"label": _("Invite people")},
            ],
        },
    )


def chosen_profile(request: HttpRequest, need: Need) -> Profile | None:
    """The person about to be invited, when the visitor sees them; 404 when not."""
    said = request.POST.get("profile") or request.GET.get("profile") or ""
    if not said:
        return None
    if not said.isdecimal() or len(said) > 18:
        raise Http404
    found = Profile.objects.select_related("person").filter(pk=int(said)).first()
    if found is None or not sections_seen(request.user, found):
        raise Http404
    return found
