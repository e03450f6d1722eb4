"""Canada's programmes: the database, the matrix and its files against sums from the file itself."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kytkin.accounts.models import User
from kytkin.demo import canada
from kytkin.exchange.infobase import storing
from kytkin.exchange.infobase.reading import InfoBaseFaulty, read_programmes
from kytkin.exchange.infobase.storing import SumsDiffer, parts
from kytkin.organisations.models import Organisation
from kytkin.steering.models import Contribution
from tests.factories import NOW, OrganisationFactory


class Bar:
    def update(self, steps: int) -> None:
        """Nobody watches."""


@contextlib.contextmanager
def quiet(length, label):
    yield Bar()


def sample(tmp_path: Path, every: int = 12) -> Path:
    """Every twelfth programme, and those with recoveries."""
    lines = gzip.decompress(canada.FILE.read_bytes()).decode().splitlines()
    chosen = [
        line for n, line in enumerate(lines)
        if n % every == 0 or any((value or 0) < 0 for value in json.loads(line)["spend"].values())
    ]  # fmt: skip
    target = tmp_path / "sample.jsonl.gz"
    target.write_bytes(gzip.compress("\n".join(chosen).encode()))
    return target


@pytest.fixture
def loaded(db, tmp_path):
    path = sample(tmp_path)
    return path, canada.load_canada(now=NOW, bars=quiet, path=path)


def rows_of(path):
    text = gzip.decompress(path.read_bytes()).decode()
    return [json.loads(line, parse_float=Decimal) for line in text.splitlines()]


def spent_by_department(path, year_key):
    sums = defaultdict(Decimal)
    for row in rows_of(path):
        sums[row["dept"]] += row["spend"].get(year_key) or 0
    return sums


def test_the_matrix_and_its_file_agree_with_the_file(client, loaded):
    path, found = loaded
    client.force_login(User.objects.get(username="claire"))
    content = client.get(reverse("goal_matrix_csv"), {"year": "2024"}).content.decode("utf-8-sig")
    got = defaultdict(Decimal)
    for row in csv.DictReader(io.StringIO(content), delimiter=";"):
        got[row["organisation"]] += Decimal(row["used_eur"])
    wanted = spent_by_department(path, "pa_last_year_2_exp")
    clean = {code for code in wanted if wanted[code] > 0}
    differing = {code for code in clean if got[code] != wanted[code]}
    assert len(clean) > 40
    assert len(differing) <= found.left_out
    page = client.get(reverse("goal_matrix"), {"year": "2024", "stage": "used"})
    together = page.context["shown"].together.eur.replace("\xa0", "").replace(",", ".")
    assert Decimal(together) == sum(got.values())


def test_every_person_of_the_file_is_counted_once(loaded):
    path, _found = loaded
    planned = sum((row["fte"] or {}).get("planning_year_2") or 0 for row in rows_of(path))
    here = sum(one.confirmed_person_years for one in Contribution.objects.filter(year=2027))
    assert here == planned
    assert planned > 0


def test_what_recoveries_leave_below_nothing_is_told(loaded):
    _path, found = loaded
    assert found.left_out > 0
    assert found.left_out_cents < 0
    assert not Contribution.objects.filter(actual_eur__lt=0).exists()


def test_it_is_not_loaded_twice_nor_among_others(db, tmp_path, loaded):
    assert canada.is_loaded()
    with pytest.raises(canada.NotEmpty):
        canada.load_canada(now=NOW, bars=quiet, path=loaded[0])


def test_other_organisations_are_left_alone(db, tmp_path):
    OrganisationFactory(code="OM")
    with pytest.raises(canada.NotEmpty):
        canada.load_canada(now=NOW, bars=quiet, path=sample(tmp_path, 200))
    assert Organisation.objects.count() == 1


def test_sums_that_differ_undo_everything(db, tmp_path, monkeypatch):
    cells_of = storing.cells_of

    def one_cent_more(programmes):
        found = cells_of(programmes)
        next(iter(found.cells.values()))[0] += 1
        return found

    monkeypatch.setattr(storing, "cells_of", one_cent_more)
    with pytest.raises(SumsDiffer):
        canada.load_canada(now=NOW, bars=quiet, path=sample(tmp_path, 200))
    assert not Contribution.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.one_database
@given(st.integers(-(10**12), 10**12), st.sets(st.text("abc", min_size=1), min_size=1))
def test_parts_add_up_and_differ_by_a_cent_at_most(whole, tags):
    found = parts(whole, tags)
    assert sum(found.values()) == whole
    assert max(found.values()) - min(found.values()) <= 1


GOOD = {
    "id": "A-1", "dept": "A", "dept_en": "Department", "tags": ["GOC001"],
    "spend": {"pa_last_year_exp": 1.25}, "fte": {"pa_last_year": 2},
}  # fmt: skip


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({**GOOD, "id": ""}, "Line 2, id"),
        ({**GOOD, "dept_en": None}, "Line 2, dept_en"),
        ({**GOOD, "tags": "GOC001"}, "Line 2, tags"),
        ({**GOOD, "spend": [1]}, "Line 2, spend"),
        ({**GOOD, "spend": {"pa_last_year_exp": "much"}}, "spend.pa_last_year_exp"),
        ({**GOOD, "spend": {"pa_last_year_exp": 1.005}}, "two decimals"),
        ({**GOOD, "fte": {"pa_last_year": -1}}, "fte.pa_last_year"),
        (GOOD, "stands twice"),
        ([], "no JSON object"),
    ],
)
def test_a_faulty_line_is_told_with_its_field(tmp_path, row, words):
    path = tmp_path / "faulty.jsonl.gz"
    path.write_bytes(gzip.compress(f"{json.dumps(GOOD)}\n{json.dumps(row)}".encode()))
    with pytest.raises(InfoBaseFaulty, match=words):
        read_programmes(path)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no gzip", "no gzip file"),
        (gzip.compress(b"{"), "Line 1: no JSON"),
        (gzip.compress(b"\n\n"), "holds no programme"),
        (gzip.compress(b"x" * 300_000), "too long"),
    ],
    ids=["no gzip", "no JSON", "empty", "too long"],
)
def test_a_file_that_is_something_else_is_refused(tmp_path, content, words):
    path = tmp_path / "faulty.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(InfoBaseFaulty, match=words):
        read_programmes(path)


@pytest.mark.one_database
def test_the_shipped_file_is_whole():
    programmes = read_programmes(canada.FILE)
    assert len(programmes) == 1486
    assert len({one.department for one in programmes}) == 134
