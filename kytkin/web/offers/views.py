"""Offers: the list, one offer, making and closing them, taking one up."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.mobility.actions_inviting import close_offer, make_offer, name_for_ask, take_up_offer
from kytkin.mobility.models import JoinRequest, Offer, OfferAsk, OfferState
from kytkin.mobility.permissions_needs import may_manage_offer
from kytkin.mobility.posting import once
from kytkin.mobility.queries_needs import offers as found_offers
from kytkin.notifications.queries import notifications
from kytkin.organisations.models import Organisation, Role
from kytkin.organisations.permissions import has_role, memberships_of
from kytkin.people.models import Profile
from kytkin.people.permissions import sections_seen
from kytkin.people.queries import profiles
from kytkin.preparations.models import Preparation, State
from kytkin.preparations.queries import preparations
from kytkin.themes.models import Theme
from kytkin.web.offers.forms import NameForm, OfferForm, TakeUpForm, first_values

PER_PAGE = 20
MOST_MINE = 200


def works_in_the_state(user: User) -> bool:
    return bool(memberships_of(user))


@login_required
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """Open offers, the newest first; one's own with the closed ones."""
    assert isinstance(request.user, User)
    if not works_in_the_state(request.user):
        raise Http404
    own = request.GET.get("whose") == "mine"
    theme = Theme.objects.filter(concept__notation=request.GET.get("theme", "")).first()
    found = found_offers().of(request.user) if own else found_offers().open_on(timezone.localdate())
    if theme is not None:
        found = found.on_theme(theme)
    page = Paginator(found.for_cards().newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "offers/offers.html",
        {
            "page": page,
            "own": own,
            "theme": theme,
            "query": "whose=mine" if own else f"theme={theme.concept.notation}" if theme else "",
            "breadcrumbs": [
                {"label": _("Needs"), "url": reverse("needs")},
                {"label": _("Offers")},
            ],
        },
    )


def seen_offer(user: User, pk: int) -> Offer:
    """An open offer for all who work in the State; a closed one for its author."""
    found = get_object_or_404(
        Offer.objects.select_related("author", "unit__branch").prefetch_related("themes__concept"),
        pk=pk,
    )
    manages = may_manage_offer(user, found)
    is_open = found_offers().open_on(timezone.localdate()).filter(pk=pk).exists()
    if not manages and not (is_open and works_in_the_state(user)):
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it; take it up for a preparation of one's own; as its author close it, name somebody."""
    user = request.user
    assert isinstance(user, User)
    shown = seen_offer(user, pk)
    manages, now = may_manage_offer(user, shown), timezone.now()
    mine = [] if manages else my_preparations(user)
    team = unit_people(user, shown.unit) if manages and shown.unit else []
    taking, naming = TakeUpForm(mine=mine), NameForm(people=team)
    if request.method == "POST":
        try:
            if manages and "close" in request.POST:
                close_offer(offer=shown, by=user, now=now)
                messages.success(request, _("The offer is closed."))
                return redirect("offers")
            if manages:
                naming = NameForm(request.POST, people=team)
                if naming.is_valid():
                    return redirect(named(request, shown, naming, user))
            else:
                taking = TakeUpForm(request.POST, mine=mine)
                if taking.is_valid():
                    made = take_up_offer(
                        offer=shown, preparation=taking.chosen(),
                        message=taking.cleaned_data["message"], by=user, now=now,
                    )  # fmt: skip
                    if isinstance(made, JoinRequest):
                        messages.success(
                            request, _("The invitation is sent. The person answers next.")
                        )
                        return redirect(made)
                    messages.success(
                        request, _("The unit is asked: its supervisor names somebody.")
                    )
                    return redirect(shown)
        except KytkinError as error:
            (naming if manages else taking).add_error(None, str(error))
    notifications().of(user).at(request.path).mark_read(now=now)
    asks = OfferAsk.objects.filter(offer=shown).select_related("preparation", "by", "named")
    return render(
        request,
        "offers/offer.html",
        {
            "offer": shown,
            "manages": manages,
            "is_open": shown.state == OfferState.OPEN,
            "taking": taking,
            "naming": naming,
            "mine": mine,
            "asks": asks.order_by("-asked_at") if manages else [],
            "breadcrumbs": [
                {"label": _("Needs"), "url": reverse("needs")},
                {"label": _("Offers"), "url": reverse("offers")},
                {"label": shown.title},
            ],
        },
    )


def named(request: HttpRequest, shown: Offer, naming: NameForm, user: User) -> Offer:
    """Name the person chosen; 404 for an ask of another offer."""
    said = naming.cleaned_data
    ask = get_object_or_404(OfferAsk, pk=said["ask"], offer=shown)
    profile = get_object_or_404(Profile.objects.select_related("person"), pk=said["profile"])
    name_for_ask(ask=ask, profile=profile, message=said["message"], by=user, now=timezone.now())
    messages.success(request, _("The person is named and invited. They answer next."))
    return shown


def my_preparations(user: User) -> list[Preparation]:
    """Those that the person answers for and that run, by name."""
    if not any(
        has_role(user, role) for role in (Role.PREPARER, Role.ADMINISTRATOR)
    ) and not Preparation.objects.filter(contact=user).exists():  # fmt: skip
        return []
    found = preparations().visible_to(user).exclude(state=State.ENDED)
    own = found.filter(contact=user)
    for membership in memberships_of(user):
        if membership.role in (Role.PREPARER, Role.ADMINISTRATOR):
            own = own | found.filter(setter__path__startswith=membership.organisation.path)
    return list(own.distinct().order_by("key")[:MOST_MINE])


def unit_people(user: User, unit: Organisation | None) -> list[Profile]:
    """The people of a unit whose profile the supervisor sees."""
    found = profiles().of_active().within(unit).select_related("person").order_by("person__name")
    return [
        one for one in found[:MOST_MINE] if one.person_id != user.pk and sections_seen(user, one)
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_new(request: HttpRequest) -> HttpResponse:
    return write(request, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)
    shown = seen_offer(request.user, pk)
    if not may_manage_offer(request.user, shown):
        raise Http404
    return write(request, shown)


def write(request: HttpRequest, shown: Offer | None) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    if not works_in_the_state(user):
        raise Http404
    units = [one.organisation for one in memberships_of(user) if one.role == Role.SUPERVISOR]
    now = timezone.now()
    first = {**first_values(shown), "once": uuid.uuid4()}
    form, status = OfferForm(initial=first, units=units), 200
    if request.method == "POST":
        form = OfferForm(request.POST, units=units)
        if form.is_valid():
            try:
                made = once(
                    key=None if shown else form.cleaned_data["once"],
                    by=user,
                    now=now,
                    make=lambda: make_offer(
                        values=form.values(), themes=form.chosen_themes(), offer=shown,
                        version=form.cleaned_data["version"] or 0, by=user, now=now,
                    ),
                )  # fmt: skip
            except StaleVersion as error:
                form.add_error(None, f"{error} {_('Open it again to see the newest version.')}")
                status = 409
            except KytkinError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The offer is kept: preparations can take it up."))
                return redirect(made.path)
    return render(
        request,
        "offers/write.html",
        {
            "form": form,
            "offer": shown,
            "breadcrumbs": [
                {"label": _("Offers"), "url": reverse("offers")},
                {"label": shown.title if shown else _("A new offer")},
            ],
        },
        status=status,
    )
