"""What a table may not do: past its importer's rights, past others' changes, past the rules."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kytkin.audit.models import AuditEvent
from kytkin.common.errors import StaleVersion
from kytkin.common.texts import TranslatedText
from kytkin.exchange.models import ImportRun
from kytkin.exchange.tables.cells import Problems
from kytkin.exchange.tables.columns import TableKind
from kytkin.exchange.tables.doors import plan_file
from kytkin.exchange.tables.planning import carry_out, shown
from kytkin.organisations.models import Organisation, OrganisationKind, Role
from kytkin.preparations.models import (
    NumberKind,
    PartnerRole,
    Preparation,
    Publicity,
    Standing,
)
from kytkin.search.models import DocumentKind, SearchDocument
from tests.factories import (
    NOW,
    ConceptFactory,
    OrganisationFactory,
    PreparationFactory,
    ThemeFactory,
    branch,
    carry,
    partner,
    person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PREPARATIONS, ORGANISATIONS = TableKind.PREPARATIONS, TableKind.ORGANISATIONS
NEEDED = ["key", "kind", "setter"]
UNITS = ["code", "kind", "parent_code", "name_fi"]


@pytest.fixture
def plan(tmp_path):
    """The plan for a table of these rows."""

    def planned(kind, head, *rows, by=None):
        file = Path(tmp_path / "t.csv")
        with file.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([head, *rows])
        return plan_file(kind, file, by=by)

    return planned


@pytest.fixture
def om():
    return branch("OM", 0)


def told(plan):
    return [(problem.row, problem.column, problem.code) for problem in plan.problems]


def done(plan):
    return carry_out(plan, origin="t.csv", by=None, now=NOW)


def test_hidden_preparation_is_not_given_away(plan, om):
    hidden = PreparationFactory(key="X-1", setter=om, publicity=Publicity.NOT_YET_PUBLIC)
    stranger = person("Simo", Role.PREPARER, branch("SM", 1))
    head = [*NEEDED, "name_fi", "version"]
    answer = plan(PREPARATIONS, head, ["X-1", "HANKE", "SM", "Uusi", "9"], by=stranger)
    assert told(answer) == [(2, "key", "key_not_free")]
    assert str(hidden.name) not in repr(answer)


def test_preparation_cannot_be_moved_to_a_setter_of_others(plan, om):
    made = PreparationFactory(setter=om)
    branch("SM", 1)
    preparer = person("Olli", Role.PREPARER, om)
    answer = plan(PREPARATIONS, NEEDED, [made.key, "HANKE", "SM"], by=preparer)
    assert told(answer) == [(2, "setter", "not_yours")]


def test_setter_that_is_unknown_is_told_to_people_too(plan, om):
    answer = plan(
        PREPARATIONS, [*NEEDED, "name_fi"], ["N", "HANKE", "XX", "A"],
        by=person("Olli", Role.ADMINISTRATOR, om),
    )  # fmt: skip
    assert {code for _row, _column, code in told(answer)} == {"organisation_unknown", "not_yours"}


def test_expert_imports_nothing(plan, om):
    expert = person("Aino", Role.EXPERT, om)
    answer = plan(PREPARATIONS, [*NEEDED, "name_fi"], ["N", "HANKE", "OM", "A"], by=expert)
    assert told(answer) == [(2, "setter", "not_yours")]


def test_change_made_after_the_plan_stops_all_of_it(plan, om):
    first, second = PreparationFactory(setter=om), PreparationFactory(setter=om)
    rows = [[made.key, "HANKE", "OM", "Uusi"] for made in (first, second)]
    ready = plan(PREPARATIONS, [*NEEDED, "name_fi"], *rows)
    Preparation.objects.filter(pk=second.pk).update(version=5)
    events = AuditEvent.objects.count()
    with pytest.raises(StaleVersion, match="nothing was imported"):
        done(ready)
    first.refresh_from_db()
    assert (first.version, first.name.get("fi")) == (1, f"Valmistelu {first.key}")
    assert (ImportRun.objects.count(), AuditEvent.objects.count()) == (0, events)


def test_key_taken_after_the_plan_stops_all_of_it(plan, om):
    ready = plan(PREPARATIONS, [*NEEDED, "name_fi"], ["N", "HANKE", "OM", "A"])
    PreparationFactory(key="N", setter=om)
    with pytest.raises(StaleVersion):
        done(ready)


def test_plans_of_the_same_have_the_same_mark(plan, om):
    head = [*NEEDED, "name_fi"]
    marks = [plan(PREPARATIONS, head, ["N", "HANKE", "OM", name]).mark for name in "AAB"]
    assert marks[0] == marks[1] != marks[2]


def test_register_id_stands_once_in_a_table(plan, om):
    answer = plan(
        PREPARATIONS,
        [*NEEDED, "name_fi", "register_id"],
        ["N-1", "HANKE", "OM", "A", "OM001:00/2026"],
        ["N-2", "HANKE", "OM", "B", "OM001:00/2026"],
    )
    assert told(answer) == [(3, "register_id", "row_twice")]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("key", "päätös", "code_malformed"),
        ("key", "k" * 61, "too_long"),
        ("case_numbers", "V" * 41, "too_long"),
        ("partners", "OM:lead; OM:partner", "partner_twice"),
        ("source_url", "http://[", "address_unreadable"),
    ],
)
def test_value_that_the_database_cannot_hold_is_told(plan, om, column, value, code):
    cells = {"key": "N", "kind": "HANKE", "setter": "OM", "name_fi": "A"} | {column: value}
    assert told(plan(PREPARATIONS, list(cells), list(cells.values()))) == [(2, column, code)]


def test_cell_past_the_headings_is_told_and_empty_rows_are_passed_over(plan, om):
    head = [*NEEDED, "name_fi"]
    answer = plan(PREPARATIONS, head, ["", "", ""], ["N", "HANKE", "OM", "A", "", "B"])
    assert [(p.row, p.code, p.params) for p in answer.problems] == [
        (3, "cells_beyond", {"value": "B"})
    ]


def test_nothing_becomes_public_by_an_empty_cell(plan, om):
    made = PreparationFactory(setter=om, publicity=Publicity.NOT_YET_PUBLIC)
    head = [*NEEDED, "publicity", "state"]
    done(plan(PREPARATIONS, head, [made.key, "HANKE", "OM", "", "PAATTYNYT"]))
    made.refresh_from_db()
    assert (made.publicity, made.state) == (Publicity.NOT_YET_PUBLIC, "PAATTYNYT")


def test_parts_become_what_the_table_says(plan, om):
    sm, made = branch("SM", 1), PreparationFactory(setter=om)
    partner(made, om, PartnerRole.PARTNER)
    suggested, rejected, concept = ThemeFactory(), ThemeFactory(), ConceptFactory()
    carry(made, suggested, Standing.SUGGESTED)
    carry(made, rejected, Standing.REJECTED)
    themes = f"{suggested.concept.notation};{concept.notation}"
    head = [*NEEDED, "partners", "case_numbers", "themes", "ways"]
    row = [made.key, "HANKE", "OM", "OM:lead; SM:consulted", "VN/2/2026", themes, "comment"]
    done(plan(PREPARATIONS, head, row))
    roles = made.partnerships.order_by("pk").values_list("organisation__code", "role")
    assert list(roles) == [("OM", "lead"), (sm.code, "consulted")]
    assert made.numbers.get(kind=NumberKind.CASE).number == "VN/2/2026"
    standings = dict(made.theme_links.values_list("theme__concept__notation", "standing"))
    assert standings == {
        suggested.concept.notation: Standing.CONFIRMED,
        rejected.concept.notation: Standing.REJECTED,
        concept.notation: Standing.CONFIRMED,
    }
    made.refresh_from_db()
    assert {made.field_sources[name] for name in ("partners", "numbers", "subjects")} == {"person"}
    assert SearchDocument.objects.filter(kind=DocumentKind.THEME, target=concept.notation).exists()


def test_theme_that_it_carries_may_stay_though_it_lost_its_name(plan, om):
    made, theme = PreparationFactory(setter=om), ThemeFactory(concept__labels={})
    carry(made, theme)
    head = [*NEEDED, "themes", "state"]
    row = [made.key, "HANKE", "OM", theme.concept.notation, "PAATTYNYT"]
    assert told(plan(PREPARATIONS, head, row)) == []


def test_new_unit_below_a_new_department_belongs_to_its_administrator(plan, om):
    rows = [["U", "unit", "D", "Yksikkö"], ["D", "department", "OM", "Osasto"]]
    own = plan(ORGANISATIONS, UNITS, *rows, by=person("Anna", Role.ADMINISTRATOR, om))
    assert told(own) == []
    other = person("Simo", Role.ADMINISTRATOR, branch("SM", 1))
    assert told(plan(ORGANISATIONS, UNITS, *rows, by=other)) == [
        (2, "code", "not_yours"),
        (3, "code", "not_yours"),
    ]


def test_organisation_without_a_code_is_told_with_the_others(plan, om):
    answer = plan(ORGANISATIONS, UNITS, ["", "unit", "OM", "A"], ["U", "unit", "OM", "B"])
    assert told(answer) == [(2, "code", "value_missing")]
    assert [step.item for step in answer.created] == ["U"]
    assert answer.changed == []


def test_new_root_is_made_on_the_command_line_only(plan, om):
    row = ["KELA", "agency", "", "Kansaneläkelaitos"]
    assert told(plan(ORGANISATIONS, UNITS, row)) == []
    by = person("Anna", Role.ADMINISTRATOR, om)
    assert told(plan(ORGANISATIONS, UNITS, row, by=by)) == [(2, "code", "not_yours")]


def test_successor_belongs_to_the_administrator_too(plan, om):
    own, other = OrganisationFactory(code="A", parent=om), branch("SM", 1)
    OrganisationFactory(code="B", parent=om)
    by = person("Anna", Role.ADMINISTRATOR, om)
    head = ["code", "kind", "successor_codes"]
    assert told(plan(ORGANISATIONS, head, ["A", "agency", "B"], by=by)) == []
    assert told(plan(ORGANISATIONS, head, ["A", "agency", "SM"], by=by)) == [
        (2, "successor_codes", "not_yours")
    ]
    own.successors.add(other)
    assert told(plan(ORGANISATIONS, head, ["A", "agency", "SM"], by=by)) == []


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (["A", "agency", "OM", "N", "A"], ("successor_codes", "follows_itself")),
        (["A" * 31, "agency", "OM", "N", ""], ("code", "too_long")),
        (["A/B", "agency", "OM", "N", ""], ("code", "code_malformed")),
    ],
)
def test_organisation_that_cannot_be_is_told(plan, om, cells, problem):
    assert [p[1:] for p in told(plan(ORGANISATIONS, [*UNITS, "successor_codes"], cells))] == [
        problem
    ]


def test_organisations_do_not_stand_deeper_than_a_path_holds(plan, om):
    codes = [f"{'X' * 28}{n:02d}" for n in range(11)]
    rows = [[c, "unit", codes[n - 1] if n else "OM", "N"] for n, c in enumerate(codes)]
    assert {code for _row, _column, code in told(plan(ORGANISATIONS, UNITS, *rows))} == {"too_long"}


def test_period_of_an_organisation_is_in_order(plan, om):
    head = [*UNITS, "starts_on", "ends_before"]
    row = ["A", "agency", "OM", "N", "2026-01-01", "2026-01-01"]
    assert told(plan(ORGANISATIONS, head, row)) == [(2, "ends_before", "period_reversed")]


def test_branch_that_becomes_something_else_gives_its_colour_back(plan, om):
    done(plan(ORGANISATIONS, ["code", "kind"], ["B-OM", "agency"]))
    assert Organisation.objects.get(code="B-OM").colour_index is None
    done(plan(ORGANISATIONS, ["code", "kind"], ["B-OM", OrganisationKind.BRANCH]))
    assert Organisation.objects.get(code="OM").branch.code == "B-OM"


def test_preparations_are_found_by_the_new_name_of_their_setter(plan, om):
    made = PreparationFactory(setter=om)
    done(plan(ORGANISATIONS, ["code", "kind", "name_fi"], ["OM", "ministry", "Satamaministeriö"]))
    document = SearchDocument.objects.get(kind=DocumentKind.PREPARATION, target=made.key)
    assert "satamaministeriö" in document.body_words.lower()


def test_problems_are_there_or_not():
    problems = Problems()
    assert not problems
    problems.tell(2, "key", "value_missing")
    assert problems


def test_values_are_shown_as_cells_show_them():
    values = [None, True, False, TranslatedText(fi="a", sv="b"), ["x", "y"], 3]
    assert [shown(value) for value in values] == ["", "yes", "no", "fi: a / sv: b", "x; y", "3"]
