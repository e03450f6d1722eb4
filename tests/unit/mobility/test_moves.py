"""From both sides' yes to the end: who is asked, in which order, and what a no means."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.mobility.actions_moves import (
    HomeUnknown,
    MoveOver,
    NotYourTurn,
    PeriodWrong,
    answer_consent,
    end_move,
    go_past_rule,
    propose_terms,
    withdraw_move,
)
from kytkin.mobility.kinds import move_kinds
from kytkin.mobility.ledger import TimeTaken, held_of, holding_moves, sum_on
from kytkin.mobility.models import (
    Answer,
    Consent,
    Move,
    MoveEvent,
    MoveState,
    Phase,
    RuleOverride,
    Terms,
    TermsState,
)
from kytkin.mobility.move_steps import ReasonMissing, RuleBroken
from kytkin.mobility.rules import TermsAsked
from kytkin.notifications.models import NoticeKind, Notification
from kytkin.organisations.models import Membership, Role
from tests.factories import NOW, OrganisationFactory, person
from tests.unit.mobility.moving import Cast, also, asked_now, cast, consent_of, day, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def told(user, kind=NoticeKind.MOVE_STEP) -> list[str]:
    rows = Notification.objects.filter(user=user, kind=kind).order_by("pk")
    return [row.params["case"] for row in rows]


def propose(move: Move, by, share=10, starts=10, ends=100, **more):
    move.refresh_from_db()
    ends_before = None if ends is None else day(ends)
    return propose_terms(
        move=move, version=move.version, terms=TermsAsked(share, day(starts), ends_before),
        words=more.get("words", ""), by=by, now=more.get("now", NOW),
    )  # fmt: skip


def test_both_sides_said_yes_so_the_supervisor_is_asked(people):
    move = people.move()
    assert (move.state, move.home, move.receiving) == ("consents", people.syke, people.ministry)
    assert asked_now(move) == ["supervisor"]
    assert consent_of(move, "supervisor").due_on == day(7)
    assert told(people.tuula, NoticeKind.MOVE_TURN) == ["consent"]
    assert [(one.party, one.by) for one in Consent.objects.filter(answer="yes")] == [
        ("person", people.aino), ("receiver", people.oskari),
    ]  # fmt: skip


def test_the_supervisors_yes_agrees_and_everybody_else_is_told(people):
    move = say(people.move(), "yes", people.tuula, words="Hyvä!")
    assert (move.state, move.version, asked_now(move)) == (MoveState.AGREED, 2, [])
    assert Terms.objects.get(move=move).state == TermsState.ACCEPTED
    assert told(people.aino) == told(people.oskari) == ["agreed"]
    assert told(people.tuula) == []
    assert AuditEvent.objects.last().action == "consent_yes"
    assert [one.is_agreed for one in held_of(holding_moves())] == [True]
    events = list(MoveEvent.objects.filter(move=move).order_by("pk").values_list("what", "words"))
    assert events == [("begun", ""), ("consent_yes", "Hyvä!"), ("agreed", "")]


def test_the_phase_follows_from_the_days(people):
    move = say(people.move(starts=10, ends=20), "yes", people.tuula)
    assert [move.phase(day(number)) for number in (9, 10, 19, 20)] == [
        Phase.AGREED, Phase.ACTIVE, Phase.ACTIVE, Phase.COMPLETED,
    ]  # fmt: skip
    assert people.move().phase(day(0)) == Phase.CONSENTS


def test_a_no_needs_a_reason_ends_it_and_frees_the_time(people):
    move = people.move(share=50)
    with pytest.raises(ReasonMissing):
        say(move, "no", people.tuula)
    with pytest.raises(ReasonMissing):
        say(move, "no", people.tuula, reason="other")
    move = say(move, "no", people.tuula, reason="workload")
    assert (move.state, asked_now(move)) == (MoveState.REFUSED, [])
    assert told(people.aino) == ["refused"]
    assert list(held_of(holding_moves())) == []
    assert Terms.objects.get(move=move).state == TermsState.REFUSED
    assert AuditEvent.objects.last().details == {"party": "supervisor", "reason": "workload"}


def test_the_supervisor_proposes_less_and_both_sides_are_asked_again(people):
    move = people.move(share=20)
    put = propose(move, people.tuula, share=10, words="Enempää en voi luvata")
    move.refresh_from_db()
    assert (move.share_percent, move.version, put.number) == (10, 2, 2)
    assert asked_now(move) == ["person", "receiver"]
    assert Terms.objects.get(move=move, number=1).state == TermsState.REPLACED
    assert say(move, "yes", people.aino, "person").state == MoveState.CONSENTS
    agreed = say(move, "yes", people.oskari)
    assert (agreed.state, agreed.share_percent) == (MoveState.AGREED, 10)


def test_what_the_contact_changed_goes_back_to_the_person(people):
    move = people.move(share=20, agreed=TermsAsked(40, day(10), day(100)))
    assert asked_now(move) == ["person"]
    say(move, "yes", people.aino)
    assert asked_now(move) == ["supervisor"]


def test_an_extension_reserves_what_is_more_and_holds_once_everybody_agrees(people):
    move = people.agreed_move(share=20, starts=0, ends=50)
    propose(move, people.aino, share=20, starts=0, ends=80)
    move.refresh_from_db()
    assert (move.ends_before, move.state) == (day(50), MoveState.AGREED)
    held = list(held_of(holding_moves()))
    assert [(one.booking.starts_on, one.is_agreed) for one in held] == [
        (day(0), True), (day(50), False),
    ]  # fmt: skip
    assert asked_now(move) == ["receiver"]
    say(move, "yes", people.oskari)
    move = say(move, "yes", people.tuula)
    assert (move.ends_before, move.state) == (day(80), MoveState.AGREED)


def test_a_refused_change_leaves_what_is_agreed(people):
    move = people.agreed_move(share=20, starts=0, ends=50)
    propose(move, people.aino, share=40, starts=0, ends=50)
    assert sum_on(day(1), [one.booking for one in held_of(holding_moves())]) == 40
    move = say(move, "no", people.oskari, reason="workload")
    assert (move.state, move.share_percent) == (MoveState.AGREED, 20)
    assert sum_on(day(1), [one.booking for one in held_of(holding_moves())]) == 20
    assert told(people.aino)[-1] == "change_refused"


def test_neither_a_proposal_nor_an_extension_books_twice(people):
    people.agreed_move(share=50, starts=0, ends=200)
    waiting = people.move(share=50, starts=0, ends=100)
    with pytest.raises(TimeTaken):
        propose(waiting, people.oskari, share=55, starts=0, ends=100)
    assert Terms.objects.filter(move=waiting).count() == 1
    running = say(waiting, "yes", people.tuula)
    with pytest.raises(TimeTaken):
        propose(running, people.aino, share=55, starts=0, ends=100)


@pytest.mark.parametrize("code", [code for code, kind in move_kinds().items() if kind.takes_time])
def test_every_kind_goes_from_yes_to_agreed_in_its_own_order(people, code):
    kind = move_kinds()[code]
    share = max(kind.share[0], 5)
    ends = None if kind.term == "permanent" else 10 + (kind.days[0] if kind.days else 30)
    move = people.move(share=share, ends=ends, kind=code)
    by = {
        "supervisor": people.tuula,
        "receiving_agency": people.hans,
        "home_agency": people.henna,
    }
    for (party,) in kind.stages[1:]:
        assert asked_now(move) == [party]
        with pytest.raises(NotAllowed):
            say(move, "yes", people.aino)
        move = say(move, "yes", by[party])
    assert move.state == MoveState.AGREED


def test_a_visit_takes_no_working_time(people):
    move = people.move(share=20, ends=24, kind="visit")
    assert move.share_percent is None
    assert list(held_of(holding_moves())) == []


def test_a_broken_rule_holds_the_last_yes_until_human_resources_go_past_it(people):
    move = people.move(share=60)
    with pytest.raises(RuleBroken, match="60"):
        say(move, "yes", people.tuula)
    assert asked_now(move) == ["supervisor"]
    past = {"move": move, "rule": "share_range", "now": NOW}
    with pytest.raises(NotAllowed):
        go_past_rule(version=1, reason="Siksi", by=people.tuula, **past)
    with pytest.raises(ReasonMissing):
        go_past_rule(version=1, reason=" ", by=people.henna, **past)
    with pytest.raises(NotYourTurn):
        go_past_rule(version=1, reason="Siksi", by=people.henna, **{**past, "rule": "end_missing"})
    move = go_past_rule(version=1, reason="Kiire", by=people.henna, **past)
    assert RuleOverride.objects.get().reason == "Kiire"
    assert AuditEvent.objects.last().details == {"rule": "share_range"}
    assert say(move, "yes", people.tuula).state == MoveState.AGREED


def test_nobody_answers_for_another_side_or_twice_or_on_an_old_page(people):
    move = people.move()
    stranger = person("Elin", Role.SUPERVISOR, OrganisationFactory(code="THL"))
    for user in (people.aino, people.oskari, people.henna, stranger):
        with pytest.raises(NotAllowed):
            say(move, "yes", user)
    consent = consent_of(move, "supervisor")
    said = {"consent": consent, "answer": Answer.YES, "by": people.tuula, "now": NOW}
    with pytest.raises(StaleVersion):
        answer_consent(version=9, **said)
    answer_consent(version=1, **said)
    with pytest.raises(NotYourTurn):
        answer_consent(version=2, **said)


def test_a_supervisor_never_answers_for_the_own_time(people):
    also(people.aino, Role.SUPERVISOR, people.syke)
    with pytest.raises(NotAllowed):
        say(people.move(), "yes", people.aino)


def test_either_side_withdraws_with_a_reason_until_it_begins(people):
    move = people.agreed_move()
    with pytest.raises(NotAllowed):
        withdraw_move(move=move, version=2, reason="engaged", words="", by=people.tuula, now=NOW)
    with pytest.raises(ReasonMissing):
        withdraw_move(move=move, version=2, reason="", words="", by=people.aino, now=NOW)
    gone = withdraw_move(move=move, version=2, reason="engaged", words="", by=people.aino, now=NOW)
    assert gone.state == MoveState.WITHDRAWN
    assert told(people.tuula) == ["withdrawn"]
    running = people.agreed_move(starts=0)
    with pytest.raises(MoveOver):
        withdraw_move(move=running, version=2, reason="engaged", words="", by=people.aino, now=NOW)


@pytest.mark.parametrize("who", ["aino", "oskari", "tuula"])
def test_three_sides_may_end_what_runs(people, who):
    move = people.agreed_move(starts=-5)
    by = getattr(people, who)
    with pytest.raises(NotAllowed):
        end_move(move=move, version=2, words="", by=people.hans, now=NOW)
    ended = end_move(move=move, version=2, words="Kiitos", by=by, now=NOW)
    assert (ended.state, ended.ends_before) == (MoveState.ENDED_EARLY, day(0))
    assert ended.phase(day(1)) == Phase.ENDED_EARLY
    with pytest.raises(MoveOver):
        end_move(move=ended, version=3, words="", by=by, now=NOW)
    with pytest.raises(MoveOver):
        propose(ended, by)


def test_what_began_today_is_withdrawn_whole_and_what_has_not_begun_is_not_ended(people):
    begun = people.agreed_move(starts=0)
    ended = end_move(move=begun, version=2, words="", by=people.aino, now=NOW)
    assert ended.state == MoveState.WITHDRAWN
    with pytest.raises(MoveOver):
        end_move(move=people.agreed_move(starts=3), version=2, words="", by=people.aino, now=NOW)


def test_only_the_sides_propose_and_only_a_period_that_lasts(people):
    move = people.move()
    with pytest.raises(NotAllowed):
        propose(move, people.henna)
    with pytest.raises(PeriodWrong):
        propose(move, people.aino, starts=-9, ends=-2)
    with pytest.raises(PeriodWrong):
        people.move(starts=-9, ends=0)


def test_a_person_without_a_place_cannot_begin(people):
    Membership.objects.filter(user=people.aino).delete()
    people.aino.__dict__.pop("_kept_memberships", None)
    with pytest.raises(HomeUnknown):
        people.move()


@pytest.mark.parametrize(
    "change",
    [
        {"state": "lost"},
        {"share_percent": 7},
        {"actual_percent": 3},
        {"ends_before": day(10)},
    ],
)
def test_the_database_refuses_a_broken_move(people, change):
    move = people.move(starts=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Move.objects.filter(pk=move.pk).update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"party": "union"},
        {"answer": "maybe"},
        {"answer": "no", "is_turn": False},
        {"answer": "yes", "is_turn": True},
        {"reason": "workload"},
    ],
)
def test_the_database_refuses_a_broken_consent(people, change):
    asked = consent_of(people.move(), "supervisor")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=asked.pk).update(**change)


def test_the_database_keeps_one_proposal_and_one_answer_a_side(people):
    move = people.move()
    terms = Terms.objects.get(move=move)
    fields = {"starts_on": day(1), "proposed_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Terms.objects.create(move=move, number=2, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Terms.objects.create(move=move, number=1, state="refused", **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Terms.objects.create(move=move, number=3, state="lost", **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(terms=terms, party="person", stage=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleOverride.objects.create(move=move, rule="length", reason="", at=NOW)
