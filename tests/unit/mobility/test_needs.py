"""Needs: written, published where approval is wanted, filled; interest and invitations."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from kytkin.common.errors import NotAllowed, StaleVersion
from kytkin.mobility.actions import (
    OwnPreparation,
    WorkInputUnclear,
    accept_request,
    withdraw_request,
)
from kytkin.mobility.actions_inviting import (
    NotToBeInvited,
    accept_invitation,
    decline_invitation,
    express_interest,
    invite_to_need,
)
from kytkin.mobility.actions_needs import (
    CooperationMissing,
    NeedClosed,
    NeedUnclear,
    approve_need,
    choose_for_agency,
    close_need,
    name_owner,
    publish_need,
    remove_owner,
    return_need,
    write_need,
)
from kytkin.mobility.models import (
    AgencyChoices,
    DeclineReason,
    Importance,
    JoinRequest,
    Move,
    Need,
    NeedSkill,
    NeedState,
    RequestState,
)
from kytkin.mobility.move_steps import ReasonMissing
from kytkin.mobility.permissions_needs import may_see_need
from kytkin.mobility.queries_needs import chosen_for, needs
from kytkin.notifications.models import NoticeKind, Notification
from kytkin.organisations.models import Role
from kytkin.people.models import Audience
from tests.factories import NOW, OrganisationFactory, ProfileFactory, SkillFactory, person
from tests.unit.mobility.moving import TODAY, Cast, also, asked_now, cast, day

pytestmark = pytest.mark.django_db
VALUES = {
    "title": "Tilastojen tuntija",
    "text": "Tarvitsemme tilastoja.",
    "language": "fi",
    "kind": "joint_preparation",
    "share_percent": 20,
    "starts_on": day(10),
    "ends_before": day(100),
    "people_wanted": 2,
    "place": "both",
    "town": "",
    "languages": ["fi"],
    "deadline": day(5),
}


@pytest.fixture
def people() -> Cast:
    return cast()


def written(people: Cast, **fields) -> Need:
    return write_need(
        preparation=people.preparation(), values={**VALUES, **fields}, skills={}, by=people.oskari,
        now=NOW,
    )  # fmt: skip


def published(people: Cast, **fields) -> Need:
    need = written(people, **fields)
    return publish_need(need=need, version=need.version, by=people.oskari, now=NOW)


def seen(user, **fields):
    return ProfileFactory(person=user, about="Tutkin", about_audience=Audience.STATE, **fields)


def told(user, kind) -> list[str]:
    return [note.params["case"] for note in Notification.objects.filter(user=user, kind=kind)]


def test_a_draft_is_seen_by_those_who_answer_and_opens_when_published(people):
    need = written(people)
    assert may_see_need(people.oskari, need)
    assert not may_see_need(people.aino, need)
    open_need = publish_need(need=need, version=1, by=people.oskari, now=NOW)
    assert (open_need.state, open_need.version) == (NeedState.PUBLISHED, 2)
    assert may_see_need(people.aino, open_need)
    assert list(needs().open_on(day(5))) == [need]
    assert list(needs().open_on(day(6))) == []
    with pytest.raises(NeedClosed):
        publish_need(need=need, version=2, by=people.oskari, now=NOW)


def test_only_those_who_answer_write_and_a_stale_version_is_refused(people):
    with pytest.raises(NotAllowed):
        write_need(
            preparation=people.preparation(), values=VALUES, skills={}, by=people.aino, now=NOW
        )
    need = written(people)
    change = {
        "preparation": need.preparation, "values": VALUES, "skills": {}, "need": need, "now": NOW
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        write_need(version=1, by=people.aino, **change)
    write_need(version=1, by=people.oskari, **change)
    with pytest.raises(StaleVersion):
        write_need(version=1, by=people.oskari, **change)
    with pytest.raises(ValueError, match="state"):
        write_need(version=2, by=people.oskari, **{**change, "values": {"state": "published"}})


@pytest.mark.parametrize(
    "fields",
    [
        {"share_percent": 60},
        {"ends_before": None},
        {"share_percent": None},
        {"kind": "fixed_term_post", "share_percent": 100, "ends_before": day(1000)},
    ],
)
def test_a_need_keeps_the_rules_of_its_kind(people, fields):
    with pytest.raises(NeedUnclear):
        written(people, **fields)


@pytest.mark.parametrize(
    "fields",
    [{"deadline": day(-1)},
     {"starts_on": day(-9), "ends_before": day(-2), "deadline": None}],
)  # fmt: skip
def test_what_is_over_is_not_published(people, fields):
    need = written(people, **fields)
    with pytest.raises(NeedUnclear):
        publish_need(need=need, version=1, by=people.oskari, now=NOW)


def test_skills_are_kept_with_their_importance(people):
    skills = {SkillFactory().pk: Importance.NEEDED, SkillFactory().pk: Importance.LEARN}
    need = write_need(
        preparation=people.preparation(), values=VALUES, skills=skills, by=people.oskari, now=NOW
    )
    assert dict(need.skills.values_list("concept", "importance")) == skills
    many = {SkillFactory().pk: Importance.USEFUL for _ in range(21)}
    with pytest.raises(NeedUnclear):
        write_need(
            preparation=need.preparation, values=VALUES, skills=many, by=people.oskari, now=NOW
        )


def test_where_the_agency_approves_needs_a_supervisor_opens_them(people):
    boss = person("Pomo", Role.SUPERVISOR, people.ministry)
    AgencyChoices.objects.create(organisation=people.ministry, approves_needs=True, decided_at=NOW)
    need = published(people)
    assert need.state == NeedState.WAITING
    assert told(boss, NoticeKind.NEED) == ["approval"]
    assert may_see_need(boss, need)
    for user in (people.oskari, people.tuula):
        with pytest.raises(NotAllowed):
            approve_need(need=need, version=2, by=user, now=NOW)
    opened = approve_need(need=need, version=2, by=boss, now=NOW)
    assert (opened.state, opened.approved_by) == (NeedState.PUBLISHED, boss)
    assert told(people.oskari, NoticeKind.NEED) == ["approved"]
    with pytest.raises(NeedClosed):
        approve_need(need=need, version=3, by=boss, now=NOW)
    back = return_need(need=need, version=3, by=boss, now=NOW)
    assert (back.state, back.published_at) == (NeedState.DRAFT, None)
    assert "returned" in told(people.oskari, NoticeKind.NEED)
    with pytest.raises(NotAllowed):
        return_need(need=need, version=4, by=people.aino, now=NOW)


def test_interest_becomes_an_arrangement_when_the_contact_says_yes(people):
    need = published(people)
    asked = express_interest(
        need=need, message="Tunnen tilastot", by=people.aino, now=NOW, share_percent=10
    )
    assert asked.is_new
    assert not express_interest(need=need, message="Vielä", by=people.aino, now=NOW).is_new
    request = asked.request
    assert (request.share_percent, request.kind, request.starts_on) == (10, need.kind, day(10))
    accept_request(request=request, version=1, message="", by=people.oskari, now=NOW)
    move = Move.objects.get(request=request)
    assert (move.share_percent, asked_now(move)) == (10, ["supervisor"])
    assert list(chosen_for(need)) == [move]


def test_interest_is_shown_by_others_in_time_and_within_the_share(people):
    need = published(people)
    with pytest.raises(OwnPreparation):
        express_interest(need=need, message="Hei", by=people.oskari, now=NOW)
    with pytest.raises(WorkInputUnclear):
        express_interest(need=need, message="Hei", by=people.aino, now=NOW, share_percent=40)
    with pytest.raises(NeedClosed):
        express_interest(need=need, message="Hei", by=people.aino, now=NOW + dt.timedelta(days=9))
    with pytest.raises(NeedClosed):
        express_interest(need=written(people), message="Hei", by=people.aino, now=NOW)


def test_knowledge_is_shared_without_an_arrangement(people):
    need = published(people, kind="knowledge_only", ends_before=None)
    assert need.share_percent is None
    request = express_interest(
        need=need, message="Voin kertoa", by=people.aino, now=NOW, share_percent=10
    ).request
    assert (request.way, request.share_percent) == ("share_knowledge", None)
    accept_request(request=request, version=1, message="", by=people.oskari, now=NOW)
    assert not Move.objects.exists()


def test_a_co_owner_of_another_agency_answers_and_is_told(people):
    need = published(people)
    with pytest.raises(NeedUnclear):
        name_owner(need=need, email="kukaan@esimerkki.example", by=people.oskari, now=NOW)
    name_owner(need=need, email=people.hans.email, by=people.oskari, now=NOW)
    assert told(people.hans, NoticeKind.NEED) == ["owner"]
    request = express_interest(need=need, message="Hei", by=people.aino, now=NOW).request
    assert told(people.hans, NoticeKind.JOIN_REQUESTED) == ["work_input"]
    accept_request(request=request, version=1, message="", by=people.hans, now=NOW)
    remove_owner(need=need, number=people.hans.pk, by=people.oskari, now=NOW)
    other = express_interest(need=need, message="Hei", by=people.tuula, now=NOW).request
    with pytest.raises(NotAllowed):
        accept_request(request=other, version=1, message="", by=people.hans, now=NOW)


def test_when_it_is_filled_the_others_are_told_and_invitations_go(people):
    need = published(people)
    waiting = express_interest(need=need, message="Hei", by=people.aino, now=NOW).request
    matti = person("Matti", Role.EXPERT, people.syke)
    invited = invite_to_need(
        need=need, profile=seen(matti), message="Tulisitko?", by=people.oskari, now=NOW
    ).request
    close_need(
        need=need, version=2, state=NeedState.FILLED, message="Kiitos!", by=people.oskari, now=NOW
    )
    waiting.refresh_from_db()
    invited.refresh_from_db()
    assert (waiting.state, waiting.decline_reason) == ("declined", "already_covered")
    assert waiting.messages.last().text == "Kiitos!"
    assert invited.state == RequestState.WITHDRAWN
    assert "invitation_gone" in told(matti, NoticeKind.JOIN_ANSWERED)
    with pytest.raises(NeedClosed):
        close_need(
            need=need, version=3, state=NeedState.CLOSED, message="", by=people.oskari, now=NOW
        )
    with pytest.raises(ValueError, match="draft"):
        close_need(
            need=need, version=3, state=NeedState.DRAFT, message="", by=people.oskari, now=NOW
        )
    with pytest.raises(NeedClosed):
        write_need(
            preparation=need.preparation, values=VALUES, skills={}, need=need, version=3,
            by=people.oskari, now=NOW,
        )  # fmt: skip


def test_an_open_need_with_interest_is_not_taken_back(people):
    need = published(people)
    express_interest(need=need, message="Hei", by=people.aino, now=NOW)
    with pytest.raises(NeedClosed):
        return_need(need=need, version=2, by=people.oskari, now=NOW)


def test_the_invited_say_yes_and_the_arrangement_begins(people):
    need = published(people)
    asked = invite_to_need(
        need=need, profile=seen(people.aino), message="Tulisitko?", by=people.oskari, now=NOW
    )
    request = asked.request
    assert (request.state, asked.is_new) == (RequestState.INVITED, True)
    assert told(people.aino, NoticeKind.INVITED) == ["need"]
    with pytest.raises(NotAllowed):
        accept_request(request=request, version=1, message="", by=people.oskari, now=NOW)
    with pytest.raises(NotAllowed):
        accept_invitation(request=request, version=1, message="", by=people.oskari, now=NOW)
    accept_invitation(request=request, version=1, message="Mielelläni", by=people.aino, now=NOW)
    move = Move.objects.get()
    assert asked_now(move) == ["supervisor"]
    given = dict(move.terms.get().consents.filter(answer="yes").values_list("party", "by__name"))
    assert given == {"person": "Aino", "receiver": "Oskari"}
    assert told(people.oskari, NoticeKind.JOIN_ANSWERED) == ["invitation_accepted"]


def test_the_invited_say_no_with_a_reason_of_their_own(people):
    need = published(people)
    request = invite_to_need(
        need=need, profile=seen(people.aino), message="Tulisitko?", by=people.oskari, now=NOW
    ).request
    no = {"request": request, "version": 1, "by": people.aino, "now": NOW}
    with pytest.raises(ReasonMissing):
        decline_invitation(reason=DeclineReason.NO_CAPACITY, message="", **no)
    declined = decline_invitation(reason=DeclineReason.WORKLOAD, message="Ensi vuonna", **no)
    assert (declined.state, declined.decline_reason) == ("declined", "workload")
    assert told(people.oskari, NoticeKind.JOIN_ANSWERED) == ["invitation_declined"]
    own = express_interest(need=need, message="Sittenkin", by=people.aino, now=NOW).request
    with pytest.raises(NotAllowed):
        accept_invitation(request=own, version=1, message="", by=people.aino, now=NOW)


def test_those_who_invited_take_it_back_and_the_invited_do_not(people):
    need = published(people)
    request = invite_to_need(
        need=need, profile=seen(people.aino), message="Tulisitko?", by=people.oskari, now=NOW
    ).request
    with pytest.raises(NotAllowed):
        withdraw_request(request=request, version=1, by=people.aino, now=NOW)
    gone = withdraw_request(request=request, version=1, by=people.oskari, now=NOW)
    assert gone.state == RequestState.WITHDRAWN
    assert told(people.aino, NoticeKind.JOIN_ANSWERED) == ["invitation_gone"]


def test_whom_one_does_not_see_one_does_not_invite(people):
    need = published(people)
    hidden = (
        seen(people.aino, is_protected=True),
        ProfileFactory(person=people.tuula, about="X", about_audience=Audience.ME),
    )
    for profile in hidden:
        with pytest.raises(NotToBeInvited):
            invite_to_need(need=need, profile=profile, message="Hei", by=people.oskari, now=NOW)
    with pytest.raises(NotToBeInvited):
        invite_to_need(
            need=need, profile=seen(people.oskari), message="Hei", by=people.oskari, now=NOW
        )
    with pytest.raises(NeedClosed):
        invite_to_need(
            need=written(people), profile=seen(people.henna), message="Hei", by=people.oskari,
            now=NOW,
        )  # fmt: skip


def test_an_agency_ranks_people_only_after_the_co_operation_procedure(people):
    also(people.oskari, Role.ADMINISTRATOR, people.ministry)
    values = {
        "approves_needs": True, "ranks_people": True, "cooperation_record": "",
        "cooperation_on": None,
    }  # fmt: skip
    with pytest.raises(CooperationMissing):
        choose_for_agency(organisation=people.ministry, values=values, by=people.oskari, now=NOW)
    values |= {"cooperation_record": "OM/1/2026", "cooperation_on": TODAY}
    with pytest.raises(NotAllowed):
        choose_for_agency(organisation=people.syke, values=values, by=people.oskari, now=NOW)
    unit = OrganisationFactory(code="OM-1", kind="unit", parent=people.ministry)
    choices = choose_for_agency(organisation=unit, values=values, by=people.oskari, now=NOW)
    assert choices.organisation == people.ministry
    with pytest.raises(IntegrityError), transaction.atomic():
        AgencyChoices.objects.update(cooperation_record="")


@pytest.mark.parametrize(
    "change",
    [
        {"state": "lost"},
        {"state": "published", "published_at": None},
        {"share_percent": 7},
        {"people_wanted": 0},
        {"ends_before": day(10)},
    ],
)
def test_the_database_refuses_a_broken_need(people, change):
    need = written(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(**change)


def test_the_database_keeps_one_open_request_and_each_skill_once(people):
    need = published(people)
    express_interest(need=need, message="Hei", by=people.aino, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequest.objects.create(
            preparation=need.preparation, person=people.aino, way="work_input", need=need,
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
    skill = SkillFactory()
    NeedSkill.objects.create(need=need, concept=skill, importance="needed")
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedSkill.objects.create(need=need, concept=skill, importance="useful")
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedSkill.objects.create(need=need, concept=SkillFactory(), importance="vital")
