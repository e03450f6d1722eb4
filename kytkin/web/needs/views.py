"""The list of needs, and the page of one: read it, show interest, publish or close it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.matching.fitting import needs_for, ranks_people
from kytkin.mobility.actions_inviting import express_interest
from kytkin.mobility.actions_needs import (
    approve_need,
    close_need,
    name_owner,
    publish_need,
    remove_owner,
    return_need,
)
from kytkin.mobility.kinds import kind_of, move_kinds
from kytkin.mobility.models import Importance, Need, NeedState
from kytkin.mobility.permissions_needs import may_approve, may_manage, may_see_need
from kytkin.mobility.queries import join_requests
from kytkin.mobility.queries_needs import chosen_for
from kytkin.mobility.queries_needs import needs as found_needs
from kytkin.notifications.models import FollowKind
from kytkin.notifications.queries import notifications
from kytkin.themes.models import Theme
from kytkin.web.joining.forms import LONGEST_MESSAGE
from kytkin.web.joining.rows import request_rows
from kytkin.web.moves.shown import move_rows
from kytkin.web.needs.cards import PILLS, need_card, need_cards
from kytkin.web.needs.forms import InterestForm, NeedActForm, OwnerForm
from kytkin.web.sign_in.address import sign_in_url

PER_PAGE = 20
DRAFT, INTEREST = "need_draft", ("message", "share_percent")
DONE = {
    "publish": gettext_lazy("The need is open. See who could fit, and invite."),
    "approve": gettext_lazy("You approved the need: it is open. Its writer is told."),
    "return": gettext_lazy("The need is a draft again."),
    "filled": gettext_lazy("The need is filled. Those who waited are told."),
    "closed": gettext_lazy("The need is closed. Those who waited are told."),
}


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """Open needs, the soonest to answer first; by choice those that fit the reader."""
    user = request.user if isinstance(request.user, User) else None
    today, kind = timezone.localdate(), request.GET.get("kind", "")
    theme = Theme.objects.filter(concept__notation=request.GET.get("theme", "")).first()
    fitting = request.GET.get("order") == "fit" and user is not None
    query = "".join(
        f"&{name}={value}"
        for name, value in (("kind", kind), ("theme", theme.concept.notation if theme else ""))
        if value
    )
    if fitting and user is not None:
        fits = needs_for(user, today=today, themes=followed_themes(user), most=PER_PAGE)
        cards = [need_card(one.need, one.reasons) for one in fits]
        page, count = None, len(cards)
    else:
        found = found_needs().open_on(today).visible_to(request.user)
        if kind in move_kinds():
            found = found.filter(kind=kind)
        if theme is not None:
            found = found.on_themes([theme])
        page = Paginator(found.for_cards().soonest_first(), PER_PAGE).get_page(
            request.GET.get("page")
        )
        cards, count = need_cards(page.object_list), page.paginator.count
    return render(
        request,
        "needs/needs.html",
        {
            "cards": cards,
            "count": count,
            "page": page,
            "query": query.removeprefix("&"),
            "kinds": move_kinds().values(),
            "kind": kind if kind in move_kinds() else "",
            "theme": theme,
            "is_fitting": fitting,
            "breadcrumbs": [{"label": _("Needs")}],
        },
    )


def followed_themes(user: User) -> list[int]:
    """The ids of the themes that the person follows."""
    followed = user.follows.filter(kind=FollowKind.THEME).values("target")
    return list(Theme.objects.filter(concept__notation__in=followed).values_list("pk", flat=True))


def seen_need(request: HttpRequest, pk: int) -> Need:
    """The need, or 404 for who may not see it or its preparation."""
    found = found_needs().visible_to(request.user).for_cards()
    need = get_object_or_404(
        found.select_related("preparation__contact", "written_by", "approved_by"), pk=pk
    )
    if not may_see_need(request.user, need):
        raise Http404
    return need


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody reads; a person shows interest; those who answer for it act on it."""
    shown = seen_need(request, pk)
    user = request.user if isinstance(request.user, User) else None
    acting, interest, owner = NeedActForm(initial={"version": shown.version}), None, OwnerForm()
    if request.method == "POST":
        if user is None:
            keep_draft(request, pk)
            return redirect(sign_in_url(request.path))
        answer, acting, interest, owner = act_on(request, shown, user, acting, owner)
        if answer is not None:
            return answer
    if user is not None:
        notifications().of(user).at(request.path).mark_read(now=timezone.now())
    if interest is None:
        interest = InterestForm(need=shown, initial=first_words(request, pk))
    return render(request, "needs/need.html", page_of(request, shown, acting, interest, owner))


def keep_draft(request: HttpRequest, pk: int) -> None:
    """Signing in loses nothing of what was typed."""
    typed = {name: request.POST.get(name, "")[:LONGEST_MESSAGE] for name in INTEREST}
    request.session[DRAFT] = {"need": pk, "typed": typed}


def first_words(request: HttpRequest, pk: int) -> dict[str, str]:
    """What was typed before signing in, else the share that a link named."""
    draft = request.session.get(DRAFT) or {}
    if draft.get("need") == pk:
        return dict(draft["typed"])
    share = request.GET.get("share", "")
    return {"share_percent": share} if share.isdecimal() else {}


def act_on(
    request: HttpRequest, shown: Need, user: User, acting: NeedActForm, owner: OwnerForm
) -> tuple[HttpResponse | None, NeedActForm, InterestForm | None, OwnerForm]:
    """Do what was posted; without an answer the page is shown with the form's errors."""
    now, interest = timezone.now(), None
    form: NeedActForm | InterestForm | OwnerForm
    manages = may_manage(user, shown)
    try:
        if "email" in request.POST and manages:
            form = owner = OwnerForm(request.POST)
            if form.is_valid():
                name_owner(need=shown, email=form.cleaned_data["email"], by=user, now=now)
                messages.success(request, _("The colleague answers for the need too."))
        elif "remove_owner" in request.POST and manages:
            number = request.POST["remove_owner"]
            if not number.isdecimal() or len(number) > 18:
                raise Http404
            remove_owner(need=shown, number=int(number), by=user, now=now)
            return redirect(shown), acting, None, owner
        elif "act" in request.POST and (manages or may_approve(user, shown)):
            form = acting = NeedActForm(request.POST)
            if form.is_valid():
                perform(shown, form, user)
                messages.success(request, str(DONE[form.cleaned_data["act"]]))
        else:
            form = interest = InterestForm(request.POST, need=shown)
            if form.is_valid():
                asked = express_interest(
                    need=shown, message=form.cleaned_data["message"], by=user, now=now,
                    share_percent=form.cleaned_data.get("share_percent"),
                )  # fmt: skip
                request.session.pop(DRAFT, None)
                if asked.is_new:
                    messages.success(request, _("Your interest is sent. The contact answers next."))
                else:
                    messages.info(request, _("You have asked already: this is your open request."))
                return redirect(asked.request), acting, interest, owner
    except StaleVersion as error:
        form.add_error(None, f"{error} {_('Read it again below and decide then.')}")
    except KytkinError as error:
        form.add_error("email" if form is owner else None, str(error))
    if form.errors:
        return None, acting, interest, owner
    return redirect(shown), acting, interest, owner


def perform(shown: Need, form: NeedActForm, user: User) -> None:
    now, version = timezone.now(), form.cleaned_data["version"]
    match form.cleaned_data["act"]:
        case "publish":
            publish_need(need=shown, version=version, by=user, now=now)
        case "approve":
            approve_need(need=shown, version=version, by=user, now=now)
        case "return":
            return_need(need=shown, version=version, by=user, now=now)
        case state:
            close_need(
                need=shown, version=version, state=NeedState(state),
                message=form.cleaned_data["message"], by=user, now=now,
            )  # fmt: skip


def page_of(
    request: HttpRequest, shown: Need, acting: NeedActForm, interest: InterestForm, owner: OwnerForm
) -> dict[str, Any]:
    today, user = timezone.localdate(), request.user
    manages = may_manage(user, shown)
    chosen = list(chosen_for(shown)) if manages else []
    waiting = shown.requests.select_related("preparation__setter__branch", "person").order_by("-pk")
    mine = None
    if isinstance(user, User):
        mine = join_requests().of(user).filter(need=shown).newest_first().first()
    skills: dict[str, list[Any]] = {importance.value: [] for importance in Importance}
    for skill in shown.skills.all():
        skills[skill.importance].append(skill.concept.labels.local)
    in_time = shown.deadline is None or shown.deadline >= today
    return {
        "need": shown,
        "kind": kind_of(shown.kind),
        "pill": PILLS[NeedState(shown.state)],
        "skills": [(Importance(name).label, labels) for name, labels in skills.items() if labels],
        "manages": manages,
        "may_approve": may_approve(user, shown),
        "is_open": shown.state == NeedState.PUBLISHED and in_time,
        "is_late": shown.state == NeedState.PUBLISHED and not in_time,
        "mine": mine,
        "acting": acting,
        "interest": interest,
        "owner_form": owner,
        "owners": list(shown.owners.order_by("name")) if manages else [],
        "requests": request_rows(waiting, reader=user) if manages else [],  # type: ignore[arg-type]
        "chosen": move_rows(chosen, today),
        "ranks": ranks_people(shown) if manages else False,
        "breadcrumbs": [
            {"label": _("Needs"), "url": reverse("needs")},
            {"label": shown.title},
        ],
    }
