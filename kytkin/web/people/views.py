"""My profile, part by part, and a person as others see them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.matching.skills import suggest_skills
from kytkin.mobility.queries_needs import own_open_needs
from kytkin.notifications.models import FollowKind
from kytkin.people.actions import (
    add_skills,
    confirm_profile,
    erase_profile,
    open_profile,
    tell_section,
)
from kytkin.people.invitations import waiting_for
from kytkin.people.models import Audience, Level, Profile, Section
from kytkin.people.permissions import audience_of, sections_for
from kytkin.people.queries import is_stale, profiles
from kytkin.themes.models import Theme
from kytkin.web.people.crumbs import crumbs
from kytkin.web.people.forms import (
    AboutForm,
    SectionForm,
    TextForm,
    TimeForm,
    WillForm,
)
from kytkin.web.people.shown import shown
from kytkin.web.people.skills_form import SkillsForm

FORMS: dict[Section, type[SectionForm]] = {
    Section.ABOUT: AboutForm,
    Section.SKILLS: SkillsForm,
    Section.TIME: TimeForm,
}
PREVIEWS = (Audience.SUPERVISOR, Audience.CONNECTORS, Audience.STATE)


def own_profile(request: HttpRequest) -> Profile:
    """The profile of who is signed in, made when there is none yet."""
    assert isinstance(request.user, User)
    open_profile(by=request.user, now=timezone.now())
    return profiles().of(request.user).for_page().get()


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_profile(request: HttpRequest) -> HttpResponse:
    """All parts, who sees them, what is missing; a POST confirms or erases (`act`)."""
    assert isinstance(request.user, User)
    now = timezone.now()
    if request.method == "POST":
        act = request.POST.get("act")
        own_profile(request)
        if act == "confirm":
            confirm_profile(by=request.user, now=now)
            messages.success(request, _("Thank you: your profile is up to date."))
        elif act == "erase" and request.POST.get("sure"):
            erase_profile(by=request.user, now=now)
            messages.success(request, _("Your profile is gone. You can begin a new one any time."))
        elif act == "erase":
            messages.error(request, _("Tick that you are sure, then your profile is taken away."))
        else:
            raise Http404
        return redirect("my_profile")
    profile = own_profile(request)
    return render(
        request,
        "people/my_profile.html",
        {
            "shown": shown(profile, tuple(Section), reader=request.user),
            "is_stale": is_stale(profile, now),
            "proposal": waiting_for(request.user, now),
            "previews": PREVIEWS,
            "breadcrumbs": crumbs(),
        },
    )


def form_of(section: Section, profile: Profile, data: Any = None) -> SectionForm:
    if section == Section.WILL:
        notations = profile.person.follows.filter(kind=FollowKind.THEME).values("target")
        followed = Theme.objects.filter(concept__notation__in=notations).select_related("concept")
        return WillForm(profile, data, followed=list(followed.order_by("pk")))
    return FORMS[section](profile, data)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, section: str) -> HttpResponse:
    """One part to write."""
    if section not in Section.values:
        raise Http404
    assert isinstance(request.user, User)
    profile, part = own_profile(request), Section(section)
    form = form_of(part, profile)
    if request.method == "POST":
        form = form_of(part, profile, request.POST)
        if form.is_valid():
            try:
                tell_section(by=request.user, now=timezone.now(), **form.told())
            except StaleVersion:
                form.add_error(None, _(
                    "You kept this part in another window meanwhile. Open it anew to see what "
                    "stands there, then change it."
                ))  # fmt: skip
            else:
                messages.success(request, _("Kept. This part stands on your profile now."))
                return redirect("my_profile")
    return render(
        request,
        "people/section.html",
        {"form": form, "part": part, "breadcrumbs": crumbs(str(part.label))},
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def find_skills(request: HttpRequest) -> HttpResponse:
    """A text in, skills to tick out; ticked ones (`skill`) are added to the profile."""
    assert isinstance(request.user, User)
    profile = own_profile(request)
    form, found = TextForm(), None
    if request.method == "POST" and "add" in request.POST:
        wanted = request.POST["add"] == "wanted"
        try:
            count = add_skills(
                levels=ticked(request), wanted=wanted, by=request.user, now=timezone.now()
            )
        except KytkinError as error:
            messages.error(request, str(error))
            return redirect("find_skills")
        if not count:
            messages.info(request, _("No skill was ticked, so nothing was added."))
            return redirect("find_skills")
        added = ngettext(
            "%(n)d skill is on your profile now.", "%(n)d skills are on your profile now.", count
        )
        messages.success(request, added % {"n": count})
        return redirect("profile_section", Section.WILL if wanted else Section.SKILLS)
    if request.method == "POST":
        form = TextForm(request.POST)
        if form.is_valid():
            found = suggest_skills(form.cleaned_data["text"])
    return render(
        request,
        "people/find_skills.html",
        {
            "form": form,
            "found": found,
            "levels": Level.choices,
            "there": {skill.concept_id for skill in profile.skills.all()},
            "breadcrumbs": crumbs(_("Find skills in a text")),
        },
    )


def ticked(request: HttpRequest) -> dict[int, Level | None]:
    """The skills ticked with their levels; what is no number is left out."""
    chosen: dict[int, Level | None] = {}
    for value in request.POST.getlist("skill"):
        if value.isdecimal() and len(value) < 19:
            level = request.POST.get(f"level_{value}", "")
            known = level.isdecimal() and int(level) in Level.values
            chosen[int(value)] = Level(int(level)) if known else None
    return chosen


@never_cache
@login_required
@require_safe
def person(request: HttpRequest, number: int) -> HttpResponse:
    """A person, as much as the reader may see; 404 when that is nothing.

    One's own with `as`: as that audience sees it.
    """
    profile = get_object_or_404(profiles().for_page(), pk=number)
    audience = audience_of(request.user, profile)
    preview = request.GET.get("as", "")
    if audience == Audience.ME and preview in PREVIEWS:
        audience = Audience(preview)
    sections = sections_for(audience, profile)
    own = request.user.pk == profile.person_id
    told = shown(profile, sections, reader=request.user)
    if not own and all(part.is_empty for part in told.parts):
        raise Http404
    return render(
        request,
        "people/person.html",
        {
            "shown": told,
            "is_own": own,
            "audience": audience,
            "previews": PREVIEWS,
            "memberships": profile.person.memberships.all(),
            "my_needs": [] if own else own_open_needs(request.user, timezone.localdate()),
        },
    )
