"""Whatever an organisation or a preparation holds goes out to a table and comes back from it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kytkin.common.languages import LANGUAGES
from kytkin.common.texts import TranslatedText
from kytkin.exchange.tables.columns import TableKind
from kytkin.exchange.tables.doors import plan_file
from kytkin.exchange.tables.organisations import exported_organisations
from kytkin.exchange.tables.planning import carry_out
from kytkin.exchange.tables.preparations import exported_preparations
from kytkin.exchange.tables.writing import write_table
from kytkin.organisations.models import Organisation, OrganisationKind, Succession
from kytkin.preparations.models import (
    Kind,
    NumberKind,
    PartnerRole,
    Preparation,
    Publicity,
    Stage,
    State,
    Way,
)
from tests.factories import (
    NOW,
    OrganisationFactory,
    PreparationFactory,
    ThemeFactory,
    branch,
    carry,
    open_to,
    partner,
)

pytestmark = pytest.mark.django_db
WHOLE = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
TEXTS = st.dictionaries(st.sampled_from(LANGUAGES), TEXT).map(TranslatedText.of)
NAMES = TEXTS.filter(bool)
DAYS = st.dates(dt.date(1917, 12, 6), dt.date(2099, 12, 31))
PERIODS = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(
    lambda ends: None in ends or ends[0] < ends[1]
)
ADDRESSES = st.sampled_from(["", "https://valtioneuvosto.fi/hanke?tunnus=OM001:00/2026&a=ä"])
NUMBERS = st.sets(st.from_regex(r"VN/[0-9]{1,5}/20[0-9]{2}", fullmatch=True), max_size=3)


def silent(_number: int) -> None:
    """No progress is shown in tests."""


def rows_of(exported):
    return list(exported)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@WHOLE
@given(st.data())
def test_preparations_come_back_whole(tmp_path_factory, ending, data):
    target = tmp_path_factory.mktemp("out") / f"t.{ending}"
    with transaction.atomic():
        made = _preparation(data.draw)
        before = rows_of(exported_preparations(everything=True))
        write_table(before, target, progress=silent)
        made.delete()
        plan = plan_file(TableKind.PREPARATIONS, target, by=None)
        assert plan.problems == ()
        carry_out(plan, origin="t", by=None, now=NOW)
        assert rows_of(exported_preparations(everything=True)) == before
        assert plan_file(TableKind.PREPARATIONS, target, by=None).steps == ()
        transaction.set_rollback(True)


def _preparation(draw) -> Preparation:
    om, sm = branch("OM", 0), branch("SM", 1)
    starts_on, ends_before = draw(PERIODS)
    made: Preparation = PreparationFactory(
        key="OM001-00-2026",
        register_id=draw(st.sampled_from([None, "OM001:00/2026"])),
        kind=draw(st.sampled_from(Kind.values)),
        state=draw(st.sampled_from(State.values)),
        stage=draw(st.sampled_from(Stage.values)),
        publicity=draw(st.sampled_from(Publicity.values)),
        setter=om,
        name=draw(NAMES),
        objective=draw(TEXTS),
        starts_on=starts_on,
        ends_before=ends_before,
        source_name=draw(TEXT.map(str.strip)),
        source_url=draw(ADDRESSES),
    )
    for organisation in draw(st.sets(st.sampled_from([om.code, sm.code]))):
        role = PartnerRole(draw(st.sampled_from(PartnerRole.values)))
        partner(made, Organisation.objects.get(code=organisation), role)
    for kind in NumberKind.values:
        for number in draw(NUMBERS):
            made.numbers.create(kind=kind, number=number)
    for theme in [ThemeFactory() for _ in range(draw(st.integers(0, 2)))]:
        carry(made, theme)
    open_to(made, *(Way(way) for way in draw(st.sets(st.sampled_from(Way.values)))))
    return made


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@WHOLE
@given(st.data())
def test_organisations_come_back_whole(tmp_path_factory, ending, data):
    target = tmp_path_factory.mktemp("out") / f"t.{ending}"
    with transaction.atomic():
        _organisations(data.draw)
        before = rows_of(exported_organisations())
        write_table(before, target, progress=silent)
        Succession.objects.all().delete()
        for row in Organisation.objects.order_by("-path"):
            row.delete()
        plan = plan_file(TableKind.ORGANISATIONS, target, by=None)
        assert plan.problems == ()
        carry_out(plan, origin="t", by=None, now=NOW)
        assert rows_of(exported_organisations()) == before
        assert plan_file(TableKind.ORGANISATIONS, target, by=None).steps == ()
        transaction.set_rollback(True)


def _organisations(draw) -> None:
    """A tree in which each organisation stands below one made before it."""
    made: list[Organisation] = [branch("OM", 0)]
    for number in range(draw(st.integers(0, 4))):
        starts_on, ends_before = draw(PERIODS)
        made.append(
            OrganisationFactory(
                code=f"ÄÄ-{number}",
                parent=draw(st.sampled_from(made)),
                kind=draw(st.sampled_from([OrganisationKind.AGENCY, OrganisationKind.UNIT])),
                name=draw(NAMES),
                home_page=draw(ADDRESSES),
                starts_on=starts_on,
                ends_before=ends_before,
                is_verified=draw(st.booleans()),
                note=draw(TEXT.map(str.strip)),
            )
        )
        if draw(st.booleans()):
            made[-1].successors.add(made[-2])
