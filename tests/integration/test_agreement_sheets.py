"""An agreement goes out as a spreadsheet and comes back with its differences."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kytkin.exchange.agreements.layout import GUIDE, PREAMBLE, RESOURCES, TARGETS
from kytkin.steering.actions_targets import keep_preamble
from kytkin.steering.content import content_of
from tests.factories import NOW
from tests.unit.agreement_cast import make_agreement, words, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(client):
    made = make_agreement()
    write(made)
    client.force_login(made.cast.kerttu)
    return made


def book_of(client, agreed):
    response = client.get(reverse("performance_table", args=[agreed.agreement.pk, 1]))
    return openpyxl.load_workbook(io.BytesIO(response.content))


def bring(client, agreed, book, name="sopimus.xlsx"):
    target = io.BytesIO()
    book.save(target)
    file = SimpleUploadedFile(name, target.getvalue())
    return client.post(reverse("performance_upload", args=[agreed.agreement.pk]), {"file": file})


def column(sheet, code):
    return next(cell.column for cell in sheet[1] if cell.value == code)


def fill(sheet, row, **cells):
    for code, value in cells.items():
        sheet.cell(row, column(sheet, code.strip("_"))).value = value


def keep(client, agreed):
    return client.post(
        reverse("performance_upload", args=[agreed.agreement.pk]), {"act": "keep"}, follow=True
    )


def test_an_unchanged_spreadsheet_differs_in_nothing(client, agreed):
    response = bring(client, agreed, book_of(client, agreed))
    assert response.status_code == 200
    assert response.context["differences"] == ()


def test_only_the_cells_to_fill_are_open(client, agreed):
    book = book_of(client, agreed)
    sheet = book[TARGETS]
    assert all(one.protection.sheet for one in book)
    assert sheet.cell(3, column(sheet, "key")).protection.locked
    assert sheet.cell(1, 2).protection.locked
    assert not sheet.cell(3, column(sheet, "text_fi")).protection.locked
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {
        "list", "whole", "decimal",
    }  # fmt: skip


def test_changes_additions_and_removals_are_shown_first_and_kept_once_confirmed(client, agreed):
    book = book_of(client, agreed)
    sheet = book[TARGETS]
    fill(sheet, 3, weight_percent=60, **{"2027": "87,5"})
    fill(
        sheet, 4, dimension="Outputs and quality", text_fi="Uusi", indicator_fi="Määrä",
        direction="down", weight_percent=40, **{"2026": 1, "2027": 2.5, "2028": 3},
    )  # fmt: skip
    fill(book[RESOURCES], 3, amount_eur=1234.56)
    book[PREAMBLE].cell(3, 2).value = "Johdanto"
    response = bring(client, agreed, book)
    said = {(one.about.split(":")[0], one.part): (one.before, one.after)
            for one in response.context["differences"]}  # fmt: skip
    assert said["Tavoite 1", "painoarvo, prosenttia"] == ("100", "60")
    assert said["Johdanto", "Suomi"] == ("", "Johdanto")
    before = content_of(agreed.version)
    assert before.targets[1].weight_percent == 100
    keep(client, agreed)
    after = content_of(agreed.version)
    assert after.targets[1].weight_percent == 60
    assert after.targets[2].dimension == "outputs"
    assert str(after.targets[2].years[2027]) == "2.5"
    assert str(after.resources[2026, "28.01.01"].eur) == "1234.56"
    book = book_of(client, agreed)
    for cell in book[TARGETS][3][1:]:
        cell.value = None
    bring(client, agreed, book)
    keep(client, agreed)
    assert list(content_of(agreed.version).targets) == [2]


def test_every_problem_is_told_with_sheet_row_and_column_and_nothing_is_kept(client, agreed):
    book = book_of(client, agreed)
    sheet = book[TARGETS]
    fill(sheet, 3, weight_percent=101, direction="sideways", **{"2026": "paljon"})
    fill(sheet, 4, key=99, dimension="impact", text_sv="Ny", indicator_sv="Tal",
         direction="up", shared_goal="no-such")  # fmt: skip
    fill(book[RESOURCES], 4, amount_eur=-5)
    fill(book[RESOURCES], 6, year=2031, budget_item="28.01.01", amount_eur=1)
    fill(book[RESOURCES], 7, year=2026, budget_item="99.01.01", amount_eur=1)
    fill(book[RESOURCES], 8, year=2026, budget_item="28.01.01", amount_eur=1)
    response = bring(client, agreed, book)
    assert response.status_code == 422
    places = {(one.sheet, one.row, one.column) for one in response.context["problems"]}
    assert places >= {
        (TARGETS, 3, "2026"), (TARGETS, 3, "direction"), (TARGETS, 4, "key"),
        (TARGETS, 4, "shared_goal"), (RESOURCES, 4, "amount_eur"), (RESOURCES, 6, "year"),
        (RESOURCES, 7, "budget_item"), (RESOURCES, 8, "budget_item"),
    }  # fmt: skip
    assert "osuva" not in response.content.decode()
    keep(client, agreed)
    assert content_of(agreed.version).targets[1].weight_percent == 100


def test_a_spreadsheet_of_another_version_or_no_spreadsheet_is_refused(client, agreed):
    book = book_of(client, agreed)
    for row in book[GUIDE].iter_rows():
        if row[0].value == "version":
            row[1].value = "7"
    assert bring(client, agreed, book).status_code == 422
    broken = book_of(client, agreed)
    broken[TARGETS].cell(1, 2).value = "something"
    assert "dimension" in bring(client, agreed, broken).content.decode()
    missing = book_of(client, agreed)
    del missing[RESOURCES]
    assert bring(client, agreed, missing).status_code == 422
    assert bring(client, agreed, book_of(client, agreed), "sopimus.csv").status_code == 422
    file = SimpleUploadedFile("sopimus.xlsx", b"no package")
    response = client.post(
        reverse("performance_upload", args=[agreed.agreement.pk]), {"file": file}
    )
    assert response.status_code == 422


def test_texts_that_look_like_formulas_stay_texts(client, agreed):
    keep_preamble(
        version=agreed.version, edition=agreed.version.edition, by=agreed.cast.kerttu, now=NOW,
        preamble={"fi": "=1+1", "sv": "@SUM(A1)"},
    )  # fmt: skip
    book = book_of(client, agreed)
    assert book[PREAMBLE].cell(3, 2).data_type == "s"
    assert bring(client, agreed, book).context["differences"] == ()


def test_others_changes_meanwhile_are_told_and_a_late_confirmation_keeps_nothing(client, agreed):
    book = book_of(client, agreed)
    fill(book[TARGETS], 3, weight_percent=90)

    def somebody_writes(text):
        keep_preamble(
            version=agreed.version, edition=agreed.version.edition, by=agreed.cast.stina, now=NOW,
            preamble=words(text),
        )  # fmt: skip

    somebody_writes("First")
    assert bring(client, agreed, book).context["is_older"]
    somebody_writes("Second")
    response = keep(client, agreed)
    assert "uudelleen" in response.content.decode()
    assert agreed.version.preamble["en"] == "Second"
    assert content_of(agreed.version).targets[1].weight_percent == 100
