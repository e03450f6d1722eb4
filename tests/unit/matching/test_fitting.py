"""Needs for a person and people for a need: reasons, visibility, the switch, the log."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from kytkin.matching.fitting import (
    KEPT,
    forget_old_runs,
    needs_for,
    people_for,
    ranks_people,
    record_choice,
    shown_to_others,
)
from kytkin.matching.models import MatchChoice, MatchRun
from kytkin.mobility.actions_inviting import express_interest
from kytkin.mobility.actions_needs import publish_need, write_need
from kytkin.mobility.models import AgencyChoices, Importance, Need
from kytkin.organisations.models import Role
from kytkin.people.models import Audience, Profile, ProfileSkill
from tests.factories import (
    NOW,
    ProfileFactory,
    SkillFactory,
    ThemeFactory,
    carry,
    person,
)
from tests.unit.mobility.moving import TODAY, Cast, cast, day
from tests.unit.mobility.test_needs import VALUES

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def statistics():
    return SkillFactory()


def need_for(people: Cast, *skills, theme=None, **fields) -> Need:
    preparation = people.preparation()
    if theme is not None:
        carry(preparation, theme)
    need = write_need(
        preparation=preparation, values={**VALUES, **fields},
        skills={skill.pk: Importance.NEEDED for skill in skills}, by=people.oskari, now=NOW,
    )  # fmt: skip
    return publish_need(need=need, version=1, by=people.oskari, now=NOW)


def profile(user, *skills, wanted=(), **fields) -> Profile:
    made = ProfileFactory(
        person=user,
        **{
            "skills_audience": Audience.STATE,
            "will_audience": Audience.STATE,
            "open_to": ["joint_preparation"],
            **fields,
        },
    )
    for skill in (*skills, *wanted):
        ProfileSkill.objects.create(profile=made, concept=skill, is_wanted=skill in wanted)
    return made


def test_needs_that_share_more_come_first_with_the_reasons(people, statistics):
    other, theme = SkillFactory(), ThemeFactory()
    both = need_for(people, statistics, other)
    one = need_for(people, statistics)
    need_for(people, SkillFactory())
    themed = need_for(people, theme=theme)
    profile(people.aino, statistics, other)
    found = needs_for(people.aino, today=TODAY, themes=[theme.pk])
    assert [fit.need for fit in found][:2] == [both, one]
    assert {fit.need for fit in found} == {both, one, themed}
    assert {why.concept for why in found[0].reasons if why.kind == "skill"} == {statistics, other}
    assert [why.kind for why in found[-1].reasons if why.concept] == ["subject"]
    assert all(why.contribution > 0 for fit in found for why in fit.reasons)


def test_followed_themes_are_enough_without_a_profile_and_late_needs_are_left_out(people):
    theme = ThemeFactory()
    need = need_for(people, theme=theme)
    assert [one.need for one in needs_for(people.aino, today=TODAY, themes=[theme.pk])] == [need]
    assert needs_for(people.aino, today=day(6), themes=[theme.pk]) == []
    assert needs_for(people.oskari, today=TODAY, themes=[theme.pk]) == []


def test_only_people_who_opened_the_part_and_the_kind_are_ranked(people, statistics):
    need = need_for(people, statistics)
    shown = profile(people.aino, statistics)
    wishing = profile(people.tuula, wanted=[statistics])
    hidden = {
        "protected": {"is_protected": True},
        "narrow": {"skills_audience": Audience.CONNECTORS},
        "closed": {"open_to": ["visit"]},
    }
    for name, fields in hidden.items():
        profile(person(name, Role.EXPERT, people.syke), statistics, **fields)
    profile(person("other", Role.EXPERT, people.syke), SkillFactory())
    gone = profile(person("gone", Role.EXPERT, people.syke), statistics)
    gone.person.is_active = False
    gone.person.save()
    found, run = people_for(need, by=people.oskari, now=NOW)
    assert [one.profile for one in found] == [shown, wishing]
    assert [why.kind for why in found[0].reasons if why.concept] == ["skill"]
    assert [why.kind for why in found[1].reasons if why.concept] == ["wish"]
    assert run.candidates == 2
    assert [row["profile"] for row in run.shown] == [shown.pk, wishing.pk]
    assert set(run.weights) >= {"skill", "wish", "subject", "time"}
    assert people.aino.name not in str(run.shown)


def test_a_person_reads_where_they_were_ranked_and_why(people, statistics):
    need = need_for(people, statistics)
    profile(people.aino, statistics)
    assert shown_to_others(people.aino) == shown_to_others(people.oskari) == []
    people_for(need, by=people.oskari, now=NOW)
    (row,) = shown_to_others(people.aino)
    assert (row["need"], row["place"], row["at"]) == (need.pk, 1, NOW)
    assert [term[0] for term in row["reasons"]] == ["skill"]


def test_a_hidden_part_adds_nothing_even_when_the_person_is_found_by_another(people, statistics):
    secret = SkillFactory()
    need = need_for(people, statistics, secret)
    profile(
        people.aino, secret, wanted=[statistics], skills_audience=Audience.ME,
        time_audience=Audience.ME, share_percent=20,
    )  # fmt: skip
    found, _run = people_for(need, by=people.oskari, now=NOW)
    assert [why.kind for why in found[0].reasons] == ["wish"]


def test_ranking_people_is_off_until_the_agency_switches_it_on(people, statistics):
    need = need_for(people, statistics)
    assert not ranks_people(need)
    AgencyChoices.objects.create(
        organisation=people.ministry, ranks_people=True, cooperation_record="OM/1",
        cooperation_on=TODAY, decided_at=NOW,
    )  # fmt: skip
    assert ranks_people(need)


def test_the_choice_and_its_reason_are_kept_and_old_runs_are_forgotten(people, statistics):
    need = need_for(people, statistics)
    profile(people.aino, statistics)
    _found, run = people_for(need, by=people.oskari, now=NOW)
    request = express_interest(need=need, message="Hei", by=people.aino, now=NOW).request
    choice = record_choice(run=run, request=request, why="Tuntee", by=people.oskari, now=NOW)
    assert choice.why == "Tuntee"
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchChoice.objects.update(why="")
    assert forget_old_runs(now=NOW + KEPT) == 0
    assert forget_old_runs(now=NOW + KEPT + dt.timedelta(days=1)) > 0
    assert not MatchRun.objects.exists()


def test_nobody_fits_a_need_that_names_nothing(people):
    profile(people.aino, SkillFactory())
    found, run = people_for(need_for(people), by=people.oskari, now=NOW)
    assert (found, run.candidates, run.shown) == ([], 0, [])
