"""`kytkin import` and `kytkin export`: tables in and out in the terminal."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from kytkin.cli.main import main
from kytkin.common.errors import StaleVersion
from kytkin.exchange.models import ImportRun
from kytkin.exchange.tables import planning
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Preparation, Publicity
from tests.factories import ConceptFactory, PreparationFactory, branch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def om():
    return branch("OM", 0)


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["organisations", "preparations"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_comes_back_as_it_is(tmp_path, om, kind, ending):
    PreparationFactory(setter=om)
    target = tmp_path / f"t.{ending}"
    out = run("export", kind, "--to", target)
    assert (out.exit_code, f"{kind} written" in out.output) == (0, True)
    back = run("import", kind, target)
    assert back.exit_code == 0
    number = 2 if kind == "organisations" else 1
    assert f"0 new, 0 changed, {number} as before." in back.output


def test_export_may_leave_out_what_is_not_yet_public(tmp_path, om):
    PreparationFactory(key="HIDDEN", setter=om, publicity=Publicity.NOT_YET_PUBLIC)
    PreparationFactory(key="SHOWN", setter=om)
    run("export", "preparations", "--to", tmp_path / "t.jsonl", "--public-only")
    lines = (tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["key"] for line in lines] == ["SHOWN"]


def test_export_to_another_kind_of_file_is_refused(tmp_path, om):
    answer = run("export", "organisations", "--to", tmp_path / "t.pdf")
    assert answer.exit_code == 1
    assert ".csv, .xlsx nor .jsonl" in answer.output


def test_dry_run_shows_what_would_change_and_changes_nothing(tmp_path, om):
    file = written(tmp_path / "t.csv", "code,kind,name_fi\nOM,ministry,Uusi\nX,agency,Virasto\n")
    answer = run("import", "organisations", file, "--dry-run")
    assert answer.exit_code == 0
    for words in ("changed row 2: OM", "→ fi: Uusi", "new     row 3: X", "nothing was changed"):
        assert words in answer.output
    assert not Organisation.objects.filter(code="X").exists()
    assert ImportRun.objects.get().is_dry_run


def test_long_previews_are_shortened(tmp_path, om):
    rows = "".join(f"X{n},agency,Virasto\n" for n in range(43))
    file = written(tmp_path / "t.csv", "code,kind,name_fi\n" + rows)
    assert "… and 3 more." in run("import", "organisations", file, "--dry-run").output


def test_problems_are_told_with_row_column_and_remedy(tmp_path, om):
    rows = "".join(f"X{n},castle,Virasto\n" for n in range(42))
    answer = run(
        "import", "organisations", written(tmp_path / "t.csv", "code,kind,name_fi\n" + rows)
    )
    assert answer.exit_code == 1
    assert "Row 2, column kind: “castle” is not one of the values allowed. Use" in answer.output
    assert "… and 2 problems more." in answer.output
    assert "Nothing was imported." in answer.output
    assert Organisation.objects.count() == 2


def test_imported_preparations_get_suggested_themes(tmp_path, om):
    concept = ConceptFactory(labels={"fi": "satamat"})
    concept.label_rows.create(language="fi", text="satamat", key="satama", is_preferred=True)
    file = written(tmp_path / "t.csv", "key;kind;setter;name_fi\nN;HANKE;OM;Satamien hoito\n")
    answer = run("import", "preparations", file)
    assert "1 new, 0 changed, 0 as before." in answer.output
    link = Preparation.objects.get(key="N").theme_links.get()
    assert (link.theme.concept, link.standing) == (concept, "suggested")


def test_table_overtaken_by_others_is_refused(tmp_path, om, monkeypatch):
    def overtaken(*_args, **_kwargs):
        raise StaleVersion("Somebody was quicker.")

    monkeypatch.setattr(planning, "carry_out", overtaken)
    file = written(tmp_path / "t.csv", "code;kind;name_fi\nOM;ministry;Uusi\n")
    answer = run("import", "organisations", file)
    assert (answer.exit_code, answer.output) == (1, "Somebody was quicker.\n")


def test_file_that_is_no_table_is_refused_and_a_missing_one_is_wrong_usage(tmp_path):
    refused = run("import", "organisations", written(tmp_path / "t.csv", ""))
    assert (refused.exit_code, "empty" in refused.output) == (1, True)
    assert run("import", "organisations", tmp_path / "none.csv").exit_code == 2


TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://www.yso.fi/onto/yso/p1> a skos:Concept ; skos:prefLabel "satamat"@fi, "hamnar"@sv .
"""


def test_vocabulary_is_loaded_and_a_broken_one_refused(tmp_path):
    answer = run("import", "vocabulary", written(tmp_path / "yso.ttl", TURTLE))
    assert (answer.exit_code, "1 concepts: 1 new" in answer.output) == (0, True)
    dry = run("import", "vocabulary", tmp_path / "yso.ttl", "--dry-run")
    assert "Dry run: nothing was changed." in dry.output
    assert run("import", "vocabulary", written(tmp_path / "x.ttl", "<a")).exit_code == 1


def test_every_import_teaches_with_an_example():
    listed = run("import", "--help").output
    for name in ("hankeikkuna", "organisations", "preparations", "vocabulary"):
        assert name in listed
        assert f"kytkin import {name}" in run("import", name, "--help").output
    assert "kytkin export preparations --to" in run("export", "--help").output
