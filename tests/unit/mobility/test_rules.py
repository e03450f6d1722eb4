"""What the law says of the terms of each kind, with its basis; data that is whole."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from kytkin.common.languages import LANGUAGES
from kytkin.common.texts import TranslatedText
from kytkin.mobility.kinds import excluded, kind_of, move_kinds
from kytkin.mobility.models import Party
from kytkin.mobility.rules import TermsAsked, agency_of, findings
from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.people.models import MoveKind as OpenTo

pytestmark = pytest.mark.one_database
FIRST = dt.date(2027, 1, 1)


def place(code: str, parent: Organisation | None = None, kind=OrganisationKind.AGENCY):
    found = Organisation(code=code, kind=kind, name=TranslatedText(fi=code), parent=parent)
    found.pk = sum(map(ord, code))
    return found


SYKE, OM, VTV = place("SYKE"), place("OM", kind=OrganisationKind.MINISTRY), place("VTV")


def rules(code: str, share: int | None, days: int | None, home=SYKE, receiving=OM):
    ends = FIRST + dt.timedelta(days=days) if days is not None else None
    with override("en"):
        found = findings(
            kind_of(code), TermsAsked(share, FIRST, ends), home=home, receiving=receiving
        )
        assert all(one.text and one.basis.text and one.basis.source for one in found)
    return [(one.rule, one.blocks) for one in found]


def test_every_kind_is_told_in_three_languages_with_its_basis_and_begins_with_both_sides():
    assert len(move_kinds()) == 15
    assert set(OpenTo.values) <= set(move_kinds())
    for kind in move_kinds().values():
        for text in (kind.name, kind.means, kind.basis.text, kind.basis.source):
            assert set(text) == set(LANGUAGES)
        assert kind.stages[0] == (Party.PERSON, Party.RECEIVER)
        assert len(set(kind.parties)) == len(kind.parties)
        assert kind.basis.as_of.year == 2026
    with pytest.raises(KeyError):
        kind_of("holiday")


@pytest.mark.parametrize(
    ("code", "share", "days", "expected"),
    [
        ("joint_preparation", 20, 90, [("competence", False)]),
        ("joint_preparation", 60, 90, [("share_range", True), ("competence", False)]),
        ("joint_preparation", 20, None, [("end_missing", True), ("competence", False)]),
        ("joint_preparation", None, 90, [("share_missing", True), ("competence", False)]),
        ("transfer_part", 50, 365, []),
        ("transfer_full", 100, 30, [("length", False)]),
        ("fixed_term_post", 100, 729, []),
        ("fixed_term_post", 100, 731, [("length", True)]),
        ("visit", None, 14, []),
        ("visit", None, 60, [("length", False)]),
        ("office_transfer", 100, None, []),
        ("office_transfer", 100, 90, [("end_given", True)]),
        ("internal_application", 50, None, [("end_missing", True)]),
        ("make_permanent", 100, None, [("two_years_served", False)]),
        ("knowledge_only", None, None, []),
        ("secondary_post", 10, None, []),
    ],
)
def test_terms_meet_the_rules_of_their_kind(code, share, days, expected):
    assert rules(code, share, days) == expected


@pytest.mark.parametrize(
    ("code", "title", "said"),
    [
        ("transfer_part", {"fi": "käräjätuomari"}, ["judge"]),
        ("transfer_part", {"sv": "Hovrättslagman"}, ["judge"]),
        ("transfer_part", {"fi": "lakimies", "sv": "jurist"}, []),
        ("transfer_part", None, []),
        ("knowledge_only", {"fi": "käräjätuomari"}, []),
    ],
)
def test_a_judges_title_is_a_remark_that_does_not_block(code, title, said):
    share = 50 if code == "transfer_part" else None
    terms = TermsAsked(share, dt.date(2026, 12, 1), dt.date(2027, 3, 1))
    found = findings(kind_of(code), terms, home=SYKE, receiving=OM, title=title)
    assert [(one.rule, one.blocks) for one in found] == [(rule, False) for rule in said]


def test_a_transfer_needs_another_agency_and_an_official_under_the_act():
    unit = place("SYKE-1", parent=SYKE, kind=OrganisationKind.UNIT)
    assert agency_of(unit) == SYKE
    assert rules("transfer_part", 50, 90, home=unit, receiving=SYKE) == [("same_agency", True)]
    assert rules("transfer_part", 50, 90, home=VTV) == [("excluded_home", True)]
    assert rules("joint_preparation", 20, 90, home=unit, receiving=SYKE) == []
    assert "VTV" in excluded().organisations
    top = place("VN", kind=OrganisationKind.STATE)
    assert agency_of(top) == top
