"""Tables in and out: without loss, all or nothing, every problem with row, column and remedy."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from kytkin.common.texts import TranslatedText
from kytkin.exchange.models import RunState
from kytkin.exchange.tables.columns import TableKind
from kytkin.exchange.tables.doors import plan_file
from kytkin.exchange.tables.organisations import exported_organisations
from kytkin.exchange.tables.planning import PlanHasProblems, carry_out, record_dry_run, refuse
from kytkin.exchange.tables.preparations import exported_preparations
from kytkin.exchange.tables.problems import SENTENCES, TableRefused
from kytkin.exchange.tables.reading import read_table
from kytkin.exchange.tables.writing import write_table
from kytkin.organisations.models import Organisation, Role
from kytkin.preparations.models import PartnerRole, Preparation, Standing, Way
from tests.factories import (
    NOW,
    OrganisationFactory,
    PreparationFactory,
    ThemeFactory,
    branch,
    carry,
    open_to,
    partner,
    person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def silent(_number: int) -> None:
    """No progress is shown in tests."""


def table(path: Path, *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, delimiter=";").writerows(rows)
    return path


@pytest.fixture
def om():
    return branch("OM", 0, name=TranslatedText(fi="Oikeusministeriö", sv="Justitieministeriet"))


@pytest.fixture
def whole(om):
    """A preparation with everything a row can hold."""
    sm = branch("SM", 1)
    made = PreparationFactory(
        key="OM001-00-2026",
        setter=om,
        name=TranslatedText(fi="=SUM(1;2)", sv='Ö, "citat"\nrad två'),
        objective=TranslatedText(fi="-tavoite", en="'quoted"),
        starts_on=dt.date(2026, 1, 1),
        ends_before=dt.date(2027, 1, 1),
        source_url="https://oikeusministerio.fi/hanke",
    )
    partner(made, om, PartnerRole.LEAD)
    partner(made, sm)
    carry(made, ThemeFactory())
    open_to(made, Way.COMMENT, Way.FOLLOW)
    made.numbers.create(kind="case", number="VN/1/2026")
    return made


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_preparations_go_out_and_in_without_loss(tmp_path, whole, ending):
    target = tmp_path / f"out.{ending}"
    assert write_table(exported_preparations(everything=True), target, progress=silent) == 1
    plan = plan_file(TableKind.PREPARATIONS, target, by=None)
    assert (plan.problems, plan.steps, plan.unchanged) == ((), (), 1)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_organisations_go_out_and_in_without_loss(tmp_path, om, ending):
    old = OrganisationFactory(code="OLD", parent=om.parent, ends_before=dt.date(2026, 1, 1))
    old.successors.add(om)
    target = tmp_path / f"out.{ending}"
    write_table(exported_organisations(), target, progress=silent)
    plan = plan_file(TableKind.ORGANISATIONS, target, by=None)
    assert (plan.problems, plan.steps, plan.unchanged) == ((), (), 3)


def test_lines_of_json_hold_every_column(tmp_path, whole):
    target = tmp_path / "out.jsonl"
    write_table(exported_preparations(everything=True), target, progress=silent)
    assert '"key": "OM001-00-2026"' in target.read_text(encoding="utf-8")


def test_unknown_ending_is_refused(tmp_path):
    with pytest.raises(TableRefused, match=r"out\.pdf"):
        write_table([], tmp_path / "out.pdf", progress=silent)


def test_changes_are_shown_before_and_then_done(tmp_path, whole):
    file = table(
        tmp_path / "t.csv",
        ["key", "kind", "setter", "name_fi", "stage", "ways"],
        ["OM001-00-2026", "HANKE", "OM", "Uusi nimi", "LAUSUNTOMENETTELY", "follow"],
        ["NEW-1", "STRATEGIA", "OM", "Aivan uusi", "", "comment; follow"],
    )
    plan = plan_file(TableKind.PREPARATIONS, file, by=None)
    assert [(step.item, step.is_new) for step in plan.steps] == [
        ("OM001-00-2026", False),
        ("NEW-1", True),
    ]
    assert {change.field for change in plan.steps[0].changes} == {"name", "stage", "ways"}
    assert Preparation.objects.count() == 1
    run = carry_out(plan, origin="t.csv", by=None, now=NOW)
    assert (run.created_count, run.updated_count, run.state) == (1, 1, RunState.COMPLETED)
    changed = Preparation.objects.get(key="OM001-00-2026")
    assert (changed.stage, changed.version) == ("LAUSUNTOMENETTELY", 2)
    assert changed.field_sources["stage"] == "person"
    assert changed.numbers.get().number == "VN/1/2026"
    assert [offer.way for offer in changed.offered_ways.all()] == ["follow"]


def test_dry_run_is_kept_as_a_report_and_changes_nothing(tmp_path, om):
    file = table(
        tmp_path / "t.csv", ["key", "kind", "setter", "name_fi"], ["N", "HANKE", "OM", "A"]
    )
    plan = plan_file(TableKind.PREPARATIONS, file, by=None)
    run = record_dry_run(plan, origin="t.csv", by=None, now=NOW)
    assert (run.is_dry_run, run.created_count) == (True, 1)
    assert not Preparation.objects.exists()


def test_themes_left_out_are_rejected_and_new_ones_confirmed(tmp_path, whole):
    other = ThemeFactory()
    file = table(
        tmp_path / "t.csv",
        ["key", "kind", "setter", "themes"],
        ["OM001-00-2026", "HANKE", "OM", other.concept.notation],
    )
    carry_out(plan_file(TableKind.PREPARATIONS, file, by=None), origin="", by=None, now=NOW)
    standings = dict(whole.theme_links.values_list("theme_id", "standing"))
    assert standings.pop(other.pk) == Standing.CONFIRMED
    assert set(standings.values()) == {Standing.REJECTED}


HEAD = ["key", "register_id", "kind", "setter", "name_fi", "publicity", "starts_on", "ends_before",
        "partners", "themes", "ways", "version", "source_url"]  # fmt: skip
GOOD = ["N-1", "", "HANKE", "OM", "Nimi", "", "", "", "", "", "", "", ""]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("key", "", "value_missing"),
        ("key", "väli lyönti", "code_malformed"),
        ("register_id", "OM1", "register_id_malformed"),
        ("kind", "PROJEKTI", "choice_unknown"),
        ("setter", "XX", "organisation_unknown"),
        ("name_fi", "", "name_missing"),
        ("publicity", "secret", "secret_refused"),
        ("publicity", "maybe", "choice_unknown"),
        ("starts_on", "1.2.2026", "date_unreadable"),
        ("partners", "OM", "partner_unreadable"),
        ("partners", "XX:partner", "organisation_unknown"),
        ("themes", "yso:p0", "theme_unknown"),
        ("ways", "dance", "choice_unknown"),
        ("version", "kaksi", None),
        ("source_url", "oikeusministerio", "address_unreadable"),
    ],
)
def test_bad_cell_is_told_with_row_column_and_remedy(tmp_path, om, column, value, code):
    cells = dict(zip(HEAD, GOOD, strict=True)) | {column: value}
    file = table(tmp_path / "t.csv", HEAD, GOOD, [cells[name] for name in HEAD])
    plan = plan_file(TableKind.PREPARATIONS, file, by=None)
    problems = [p for p in plan.problems if p.code != "row_twice"]
    if code is None:
        assert [p.code for p in problems] == ["number_unreadable"]
        return
    assert [(p.row, p.column, p.code) for p in problems] == [(3, column, code)]
    assert problems[0].sentence
    assert problems[0].remedy


def test_every_sentence_can_be_said():
    words = dict.fromkeys(
        (
            "column",
            "known",
            "value",
            "first",
            "allowed",
            "length",
            "limit",
            "now",
            "subject",
            "uris",
            "count",
        ),
        "x",
    )
    for sentence, remedy in SENTENCES.values():
        assert str(sentence) % words
        assert str(remedy) % words


def test_problems_of_all_rows_are_told_at_once_and_nothing_is_done(tmp_path, om):
    rows = [["N-1", "HANKE", "OM", "A"], ["N-2", "X", "OM", "B"], ["N-2", "HANKE", "YY", ""]]
    file = table(tmp_path / "t.csv", ["key", "kind", "setter", "name_fi"], *rows)
    plan = plan_file(TableKind.PREPARATIONS, file, by=None)
    assert {(p.row, p.code) for p in plan.problems} == {
        (3, "choice_unknown"),
        (4, "row_twice"),
        (4, "organisation_unknown"),
        (4, "name_missing"),
    }
    with pytest.raises(PlanHasProblems):
        carry_out(plan, origin="", by=None, now=NOW)
    run = refuse(plan, origin="t.csv", by=None, now=NOW)
    assert (run.state, run.rejected_count, run.findings.count()) == (RunState.REFUSED, 2, 4)
    assert not Preparation.objects.exists()


def test_headings_are_checked(tmp_path, om):
    file = table(tmp_path / "t.csv", ["key", "nimi", "key"], ["N", "A", "N"])
    problems = plan_file(TableKind.PREPARATIONS, file, by=None).problems
    codes = sorted(problem.code for problem in problems if problem.row == 1)
    assert codes == ["column_missing", "column_missing", "column_twice", "column_unknown"]


def test_more_problems_than_fit_are_counted(tmp_path, om):
    rows = [[f"N-{n}", "X", "OM", "A"] for n in range(230)]
    file = table(tmp_path / "t.csv", ["key", "kind", "setter", "name_fi"], *rows)
    plan = plan_file(TableKind.PREPARATIONS, file, by=None)
    assert (len(plan.problems), plan.more_problems) == (200, 30)


def test_row_changed_meanwhile_is_refused(tmp_path, whole):
    file = table(
        tmp_path / "t.csv",
        ["key", "kind", "setter", "name_fi", "version"],
        ["OM001-00-2026", "HANKE", "OM", "Uusi", "7"],
    )
    plan = plan_file(TableKind.PREPARATIONS, file, by=None)
    assert [p.code for p in plan.problems] == ["stale"]


def test_register_id_of_another_is_refused(tmp_path, whole):
    file = table(
        tmp_path / "t.csv",
        ["key", "register_id", "kind", "setter", "name_fi"],
        ["OTHER", "OM001:00/2026", "HANKE", "OM", "Toinen"],
    )
    plan = plan_file(TableKind.PREPARATIONS, file, by=None)
    assert [p.code for p in plan.problems] == ["register_id_taken"]


def test_reversed_period_is_refused(tmp_path, om):
    file = table(
        tmp_path / "t.csv",
        ["key", "kind", "setter", "name_fi", "starts_on", "ends_before"],
        ["N", "HANKE", "OM", "A", "2026-02-01", "2026-01-01"],
    )
    assert [p.code for p in plan_file(TableKind.PREPARATIONS, file, by=None).problems] == [
        "period_reversed"
    ]


def test_people_import_within_their_own_organisation(tmp_path, whole):
    sm = Organisation.objects.get(code="SM")
    file = table(
        tmp_path / "t.csv",
        ["key", "kind", "setter", "name_fi"],
        ["OM001-00-2026", "HANKE", "OM", "Uusi"],
    )
    theirs = plan_file(TableKind.PREPARATIONS, file, by=person("Simo", Role.PREPARER, sm))
    assert [p.code for p in theirs.problems] == ["not_yours"]
    own = person("Olli", Role.PREPARER, whole.setter)
    assert plan_file(TableKind.PREPARATIONS, file, by=own).problems == ()


def test_organisations_move_with_what_is_below_them(tmp_path, om):
    sm = branch("SM", 1)
    OrganisationFactory(
        code="UNIT", kind="unit", parent=OrganisationFactory(code="AG", parent=om.parent)
    )
    file = table(tmp_path / "t.csv", ["code", "kind", "parent_code"], ["AG", "agency", "B-SM"])
    carry_out(plan_file(TableKind.ORGANISATIONS, file, by=None), origin="", by=None, now=NOW)
    unit = Organisation.objects.get(code="UNIT")
    assert (unit.path, unit.branch) == ("B-SM/AG/UNIT/", sm.parent)


def test_new_organisations_may_stand_below_each_other_in_any_order(tmp_path, om):
    file = table(
        tmp_path / "t.csv",
        ["code", "kind", "parent_code", "name_fi", "successor_codes"],
        ["U", "unit", "D", "Yksikkö", ""],
        ["D", "department", "OM", "Osasto", "U"],
    )
    carry_out(plan_file(TableKind.ORGANISATIONS, file, by=None), origin="", by=None, now=NOW)
    assert Organisation.objects.get(code="U").path == "B-OM/OM/D/U/"
    assert Organisation.objects.get(code="D").successors.get().code == "U"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["A", "agency", "A", "Nimi", "", ""], "ring"),
        (["A", "agency", "XX", "Nimi", "", ""], "organisation_unknown"),
        (["A", "agency", "OM", "Nimi", "XX", ""], "organisation_unknown"),
        (["A", "agency", "OM", "", "", ""], "name_missing"),
        (["A", "castle", "OM", "Nimi", "", ""], "choice_unknown"),
        (["A", "agency", "OM", "Nimi", "", "sivu"], "address_unreadable"),
    ],
)
def test_bad_organisation_is_told(tmp_path, om, cells, code):
    head = ["code", "kind", "parent_code", "name_fi", "successor_codes", "home_page"]
    file = table(tmp_path / "t.csv", head, cells)
    assert code in {p.code for p in plan_file(TableKind.ORGANISATIONS, file, by=None).problems}


def test_organisations_are_imported_by_their_administrator_only(tmp_path, om):
    sm = branch("SM", 1)
    head = ["code", "kind", "parent_code", "name_fi"]
    new = table(tmp_path / "n.csv", head, ["D", "department", "OM", "Osasto"])
    moved = table(tmp_path / "m.csv", head, ["OM", "ministry", "B-SM", "Nimi"])
    administrator = person("Anna", Role.ADMINISTRATOR, om)
    assert plan_file(TableKind.ORGANISATIONS, new, by=administrator).problems == ()
    stranger = person("Simo", Role.ADMINISTRATOR, sm)
    for file, who in ((new, stranger), (moved, administrator)):
        codes = [p.code for p in plan_file(TableKind.ORGANISATIONS, file, by=who).problems]
        assert codes == ["not_yours"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.pdf", b"%PDF", "neither"),
        ("t.csv", "key;kind\nå;ä".encode("cp1252"), "UTF-8"),
        ("t.csv", b"\x00\x01", "no text"),
        ("t.csv", b"", "empty"),
        ("t.csv", b'a;b\n"x', "rules of CSV"),
        ("t.xlsx", b"no package", "sound XLSX"),
        ("t.csv", b"a;" * 80, "columns"),
        ("t.csv", b"a\n" + b"x" * 30_000, "letters"),
        ("t.csv", b"a\n" + b"x\n" * 50_001, "rows"),
    ],
)
def test_unusable_file_is_refused_with_what_to_do(tmp_path, name, content, words):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(TableRefused, match=words):
        read_table(file)


def test_utf8_with_a_mark_and_commas_is_read(tmp_path):
    file = tmp_path / "t.csv"
    file.write_bytes("\ufeffkey,Kind\nä,b\n".encode())
    read = read_table(file)
    assert (read.headings, read.rows) == (["key", "kind"], [["ä", "b"]])


def test_cells_of_a_sheet_are_read_as_people_see_them(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["key", "starts_on", "version", "verified", "moment", None])
    book.active.append(
        ["N", dt.date(2026, 1, 2), 3.0, True, dt.datetime.fromisoformat("2026-01-03T04:00"), None]
    )
    book.active.append([None, None, 1.5, False])
    book.save(tmp_path / "t.xlsx")
    read = read_table(tmp_path / "t.xlsx")
    assert read.headings == ["key", "starts_on", "version", "verified", "moment"]
    assert read.rows == [
        ["N", "2026-01-02", "3", "yes", "2026-01-03"],
        ["", "", "1.5", "no"],
    ]
