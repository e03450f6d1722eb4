"""The page of a move: its sides see the terms, who has said what, and act in turn."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kytkin.accounts.models import User
from kytkin.common.errors import KytkinError, StaleVersion
from kytkin.mobility.actions_feedback import report_actual
from kytkin.mobility.actions_moves import (
    answer_consent,
    end_move,
    go_past_rule,
    propose_terms,
    withdraw_move,
)
from kytkin.mobility.calendar import months_held
from kytkin.mobility.kinds import kind_of
from kytkin.mobility.ledger import held_of, holding_moves
from kytkin.mobility.models import Answer, Consent, Move, Party, Phase
from kytkin.mobility.move_steps import broken_rules
from kytkin.mobility.permissions_agreements import OVER, may_report
from kytkin.mobility.permissions_moves import can_see_move, may_answer, parties_of
from kytkin.mobility.queries_moves import moves, open_terms
from kytkin.mobility.rules import TermsAsked, findings
from kytkin.notifications.queries import notifications
from kytkin.web.moves.afterwards import feedback_rows, still_to_tell
from kytkin.web.moves.agreement_shown import agreement_state
from kytkin.web.moves.forms import MoveActForm, first_terms
from kytkin.web.moves.shown import (
    PILLS,
    consent_rows,
    event_rows,
    month_bars,
    next_sentence,
    steps_of,
)

DONE = {
    "yes": gettext_lazy("Your yes is recorded."),
    "no": gettext_lazy("Your no is recorded, with the reason. The others are told."),
    "propose": gettext_lazy("Your terms are proposed. The other sides are asked next."),
    "withdraw": gettext_lazy("It is withdrawn and the time is free again. The others are told."),
    "end": gettext_lazy("It has ended and the time is free again. The others are told."),
    "pass_rule": gettext_lazy("The rule is gone past. Your reason stays on record."),
    "report": gettext_lazy("The share really used is told."),
}
ACT_LABELS = {
    "yes": gettext_lazy("Say yes"),
    "no": gettext_lazy("Say no"),
    "propose": gettext_lazy("Propose these terms"),
    "withdraw": gettext_lazy("Withdraw"),
    "end": gettext_lazy("End today"),
    "pass_rule": gettext_lazy("Go past the rule"),
    "report": gettext_lazy("Tell the share really used"),
}


def seen_move(user: User, pk: int) -> Move:
    """The move, or 404 for everybody who stands on none of its sides."""
    found = get_object_or_404(moves().for_page(), pk=pk)
    if not can_see_move(user, found, timezone.localdate()):
        raise Http404
    return found


def my_consent(found: Move, user: User, today: dt.date) -> Consent | None:
    """The consent that this visitor is asked for now."""
    terms = open_terms(found)
    asked = [one for one in terms.consents.all() if one.is_turn] if terms else []
    for one in asked:
        assert terms is not None
        terms.move, one.terms = found, terms
        if may_answer(user, one, today):
            return one
    return None


def acts_of(found: Move, user: User, today: dt.date) -> frozenset[str]:
    """What this visitor can do now."""
    sides = parties_of(user, found, today)
    phase = found.phase(today)
    acts: set[str] = set()
    if my_consent(found, user, today):
        acts |= {"yes", "no"}
    takes_part = bool(sides & frozenset(kind_of(found.kind).parties))
    if takes_part and phase in (Phase.CONSENTS, Phase.AGREED, Phase.ACTIVE):
        acts.add("propose")
    if sides & {Party.PERSON, Party.RECEIVER} and phase in (Phase.CONSENTS, Phase.AGREED):
        acts.add("withdraw")
    if sides & {Party.PERSON, Party.RECEIVER, Party.SUPERVISOR} and phase == Phase.ACTIVE:
        acts.add("end")
    if sides & {Party.HOME_AGENCY, Party.RECEIVING_AGENCY} and broken_rules(found):
        acts.add("pass_rule")
    if may_report(user, found, today):
        acts.add("report")
    return frozenset(acts)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)
    found = seen_move(request.user, pk)
    form = MoveActForm(initial=first_terms(found))
    if request.method == "POST":
        form = MoveActForm(request.POST)
        if form.is_valid():
            act = form.cleaned_data["act"]
            try:
                perform(found, form, by=request.user, now=timezone.now())
            except StaleVersion:
                if not already_done(found, form, request.user):
                    return conflict(request, found, form)
            except KytkinError as error:
                form.add_error(None, str(error))
            if not form.errors:
                messages.success(request, str(DONE[act]))
                if not can_see_move(request.user, found, timezone.localdate()):
                    return redirect("my_page")
                return redirect(found)
    notifications().of(request.user).at(request.path).mark_read(now=timezone.now())
    return render(request, "moves/move.html", page_of(found, form, request.user))


def perform(found: Move, form: MoveActForm, *, by: User, now: dt.datetime) -> None:
    """Hand the act to its action."""
    said = form.cleaned_data
    version, words = said["version"], said["words"]
    match said["act"]:
        case "yes" | "no" as answer:
            consent = my_consent(found, by, timezone.localdate(now))
            if consent is None:
                raise StaleVersion(_("The arrangement changed while you were reading it."))
            answer_consent(
                consent=consent, version=version, answer=Answer(answer), reason=said["reason"],
                words=words, by=by, now=now,
            )  # fmt: skip
        case "propose":
            propose_terms(
                move=found, version=version, terms=form.terms(), words=words, by=by, now=now
            )
        case "withdraw":
            withdraw_move(
                move=found, version=version, reason=said["reason"], words=words, by=by, now=now
            )
        case "pass_rule":
            go_past_rule(
                move=found, version=version, rule=said["rule"], reason=words, by=by, now=now
            )
        case "report":
            report_actual(
                move=found, version=version, percent=said["actual_percent"], by=by, now=now
            )
        case _:
            end_move(move=found, version=version, words=words, by=by, now=now)


def already_done(found: Move, form: MoveActForm, user: User) -> bool:
    """A repeated click: the newest event is what this same person has just done."""
    current = seen_move(user, found.pk)
    mine = [one for one in current.events.all() if one.by_id == user.pk]
    if current.version != form.cleaned_data["version"] + 1 or not mine:
        return False
    whats = {
        "yes": "consent_yes",
        "no": "consent_no",
        "propose": "proposed",
        "withdraw": "withdrawn",
        "end": "ended",
        "pass_rule": "rule_passed",
        "report": "reported",
    }
    done = [one for one in mine if one.what == whats[form.cleaned_data["act"]]]
    if form.cleaned_data["act"] == "report":
        return bool(done) and current.actual_percent == form.cleaned_data["actual_percent"]
    return bool(done) and done[-1].words == form.cleaned_data["words"].strip()


def page_of(found: Move, form: MoveActForm, user: User) -> dict[str, object]:
    today = timezone.localdate()
    kind, phase = kind_of(found.kind), found.phase(today)
    mine, terms = my_consent(found, user, today), open_terms(found)
    shown = terms or list(found.terms.all())[-1]
    asked = TermsAsked(shown.share_percent, shown.starts_on, shown.ends_before)
    sides = parties_of(user, found, today)
    sees_time = Party.PERSON in sides or Party.SUPERVISOR in sides
    held = held_of(holding_moves().filter(person=found.person)) if sees_time else ()
    return {
        "move": found,
        "kind": kind,
        "phase": phase,
        "pill": PILLS[phase],
        "form": form,
        "acts": acts_of(found, user, today),
        "mine": mine,
        "is_person": Party.PERSON in sides,
        "is_change": phase != Phase.CONSENTS and terms is not None,
        "terms": shown,
        "all_terms": list(found.terms.all()),
        "consents": consent_rows(shown),
        "findings": findings(
            kind,
            asked,
            home=found.home,
            receiving=found.receiving,
            title=found.person.title if found.person else None,
        ),
        "passed": {one.rule: one for one in found.overrides.all()},
        "events": event_rows(found),
        "steps": steps_of(found, phase),
        "next": next_sentence(found, phase, mine, today),
        "agreement": agreement_state(found, user, today),
        "feedback": feedback_rows(found, user, today) if phase in OVER else [],
        "may_tell": bool(still_to_tell(found, user, today)),
        "bars": month_bars(months_held(held, today)) if sees_time and kind.takes_time else [],
        "breadcrumbs": [
            {"label": _("My page"), "url": reverse("my_page")},
            {"label": str(found.preparation.name)},
        ],
    }


def conflict(request: HttpRequest, found: Move, form: MoveActForm) -> HttpResponse:
    """Both versions side by side: what the visitor was about to do, and what there is now."""
    assert isinstance(request.user, User)
    current = seen_move(request.user, found.pk)
    act = form.cleaned_data["act"]
    page = page_of(current, form, request.user)
    events = event_rows(current)
    return render(
        request,
        "moves/conflict.html",
        {
            **page,
            "act": act,
            "act_label": str(ACT_LABELS[act]),
            "can_still": act in acts_of(current, request.user, timezone.localdate()),
            "said": form.cleaned_data,
            "last": events[-1] if events else None,
        },
        status=409,
    )
