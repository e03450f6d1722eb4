"""The crowd of the demo: the same people each time, plainly made up, over the real agencies."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
from random import Random
from types import SimpleNamespace

import pytest

from kytkin.accounts.models import User
from kytkin.audit.models import AuditEvent
from kytkin.common.texts import TranslatedText
from kytkin.demo import crowd_storing, loading
from kytkin.demo.content import DATA, demo_people
from kytkin.demo.crowd import Named, Occupation, World, draw
from kytkin.demo.crowd_names import FAMILY, FIRST, PATTERN, language_of, name_of
from kytkin.demo.crowd_words import ABOUT, MARK, about
from kytkin.exchange.vocabulary import shipped
from kytkin.organisations.models import Membership, OrganisationKind, Role
from kytkin.people.models import Away, Profile, ProfileSkill
from kytkin.people.queries import is_stale
from tests.factories import (
    NOW,
    ConceptFactory,
    OrganisationFactory,
    SkillFactory,
    ThemeFactory,
    branch,
)

ROWS = json.loads((DATA / "crowd.json").read_text(encoding="utf-8"))
CAST = {person["name"] for person in json.loads((DATA / "people.json").read_text(encoding="utf-8"))}


def named(start, count, word):
    return tuple(
        Named(start + n, TranslatedText(fi=f"{word} {n}", en=f"{word} {n}")) for n in range(count)
    )


WORLD = World(
    agencies=(1, 2, 3),
    at_home={
        1: [Occupation(TranslatedText(fi="hydrologi", sv="hydrolog", en="hydrologist"),
                       named(100, 9, "vesi"), named(200, 5, "jää"), named(300, 4, "aihe"))],
    },
    everywhere=[Occupation(TranslatedText(fi="virkamies", sv="handläggare", en="policy officer"),
                           named(400, 9, "laki"), named(500, 5, "asia"), named(600, 2, "teema"))],
)  # fmt: skip


def drawn(count):
    return [draw(number, WORLD, NOW) for number in range(1, count + 1)]


def test_the_same_numbers_give_the_same_people():
    assert drawn(60) == drawn(60)
    assert drawn(60)[:20] == drawn(20)


def test_everybody_is_marked_and_named_as_nobody_is():
    people = drawn(400)
    for one in people:
        assert one.name.rstrip(" 0123456789").split(" ", 1)[1] in FAMILY[one.language]
        for language, title in one.title.items():
            assert title.endswith(MARK[language])
        written = one.profile["about"]
        assert not written or written.startswith(("Kuvitteelli", "Fikti", "Fiction"))
    assert len({one.name for one in people}) == 400
    assert not CAST & {one.name for one in people}


def test_a_name_comes_again_only_with_a_number():
    fewest = min(len(FIRST[language]) * len(FAMILY[language]) for language in FIRST)
    names = [name_of(number) for number in range(fewest * len(PATTERN))]
    assert len(set(names)) == len(names)
    assert any(name.endswith(" 2") for name in names)


def test_most_begin_in_finnish_some_in_swedish_and_english():
    languages = [language_of(number) for number in range(1, 501)]
    assert [languages.count(one) for one in ("fi", "sv", "en")] == [440, 30, 30]


def test_skills_belong_together_and_nobody_wants_what_they_have():
    for one in drawn(200):
        held = {concept for concept, _level, _said in one.skills}
        assert 4 <= len(held) == len(one.skills) <= 9
        assert all(100 <= pk < 300 for pk in held) or all(400 <= pk < 600 for pk in held)
        assert not held & set(one.wanted)
        assert 1 <= len(one.wanted) <= 3
        assert 1 <= len(one.themes) <= 3


def test_protected_stale_away_and_supervising_people_are_among_them():
    people = drawn(600)
    stale = [one for one in people
             if is_stale(Profile(confirmed_at=one.profile["confirmed_at"]), NOW)]  # fmt: skip
    assert 20 < len(stale) < 90
    assert 3 < sum(one.profile["is_protected"] for one in people) < 30
    assert 30 < sum(one.away is not None for one in people) < 100
    assert 25 < sum(one.supervises for one in people) < 80
    for section in ("about", "skills", "will", "time"):
        audiences = {one.profile[f"{section}_audience"] for one in people}
        assert {str(audience) for audience in audiences} == {
            "me", "supervisor", "connectors", "state",
        }  # fmt: skip


def test_nothing_is_told_of_what_is_nobodys_business():
    allowed = {field.name for field in dataclasses.fields(draw(1, WORLD, NOW))}
    assert allowed == {
        "number", "name", "language", "title", "agency", "supervises", "profile", "skills",
        "wanted", "themes", "away",
    }  # fmt: skip
    sentences = " ".join(sentence for told in ABOUT.values() for sentence in told).lower()
    for word in ("terve", "sairau", "perhe", "lapsi", "ikä", "nainen", "mies", "uskonto", "puolue"):
        assert word not in sentences


def test_who_has_no_theme_does_not_speak_of_themes():
    for seed in range(20):
        assert ": ." not in about("fi", ["laki"], [], Random(seed))


@pytest.mark.one_database
def test_the_occupations_skills_themes_and_agencies_of_the_file_are_known():
    skills = {row.uri for row in shipped.read_esco_skills(DATA / "esco_skills_fi_sv_en.csv.gz")}
    jobs = {
        row.uri: row
        for row in shipped.read_esco_occupations(DATA / "esco_occupations_fi_sv_en.csv.gz")
    }
    codes = (DATA / "organisations.csv").read_text(encoding="utf-8").splitlines()
    organisations = {line.split(",")[0] for line in codes}
    phenomena = (DATA / "phenomena.json").read_text(encoding="utf-8")
    for row in ROWS:
        assert row["occupation"] in jobs
        assert {crowd_storing.SKILL + end for end in row["essential"] + row["optional"]} <= skills
        assert len(row["essential"] + row["optional"]) >= 12
        assert len(row["themes"]) >= 3
        assert all(f'{one.removeprefix("yso:")}"' in phenomena for one in row["themes"])
        assert set(row["homes"]) <= organisations
    assert sum(not row["homes"] for row in ROWS) >= 10


@contextlib.contextmanager
def silent(_length, _label):
    yield SimpleNamespace(update=lambda _done: None)


@pytest.fixture
def small_world():
    """A ministry and an agency of today, an ended one, and two occupations of the file."""
    syke = OrganisationFactory(code="SYKE", kind=OrganisationKind.AGENCY, parent=branch("YM", 3))
    OrganisationFactory(code="VANHA", ends_before=NOW.date() - dt.timedelta(days=1))
    OrganisationFactory(code="OSASTO", kind=OrganisationKind.UNIT, parent=syke)
    everywhere = next(row for row in ROWS if not row["homes"])
    at_home = next(row for row in ROWS if "SYKE" in row["homes"])
    for row in (everywhere, at_home):
        ConceptFactory(
            uri=row["occupation"], scheme="esco_occupation", labels=TranslatedText(fi="ammatti")
        )
    ends = {end for row in (everywhere, at_home) for end in row["essential"] + row["optional"]}
    for end in sorted(ends):
        SkillFactory(uri=crowd_storing.SKILL + end, labels=TranslatedText(fi=f"taito {end[:5]}"))
    for notation in sorted({*everywhere["themes"], *at_home["themes"]}):
        ThemeFactory(concept=ConceptFactory(notation=notation))


@pytest.mark.django_db
def test_a_crowd_is_stored_grows_and_never_shrinks(small_world, monkeypatch):
    monkeypatch.setattr(crowd_storing, "BATCH", 7)
    assert loading.load_crowd(20, now=NOW, bars=silent) == 20
    first = list(User.objects.order_by("username").values_list("username", "name", "email"))
    assert first[0][0] == "person-00001"
    assert loading.load_crowd(20, now=NOW, bars=silent) == 0
    assert loading.load_crowd(5, now=NOW, bars=silent) == 0
    assert loading.load_crowd(30, now=NOW, bars=silent) == 10
    again = list(User.objects.order_by("username").values_list("username", "name", "email"))
    assert again[:20] == first
    assert len(again) == Profile.objects.count() == 30
    assert [event.details for event in AuditEvent.objects.order_by("sequence")] == [
        {"people": 20}, {"people": 10},
    ]  # fmt: skip


@pytest.mark.django_db
def test_stored_people_cannot_sign_in_and_work_in_agencies_of_today(small_world):
    loading.load_crowd(60, now=NOW, bars=silent)
    for user in User.objects.all():
        assert user.is_fictional
        assert not user.has_usable_password()
        assert user.email.endswith(".example")
    members = Membership.objects.select_related("organisation")
    assert {one.organisation.code for one in members} == {"YM", "SYKE"}
    assert {one.role for one in members} == {Role.EXPERT, Role.SUPERVISOR}
    assert members.filter(role=Role.EXPERT).count() == 60
    assert ProfileSkill.objects.filter(is_wanted=True).exists()
    assert Away.objects.exists()
    assert demo_people() == []


@pytest.mark.django_db
def test_without_agencies_or_occupations_nobody_is_made():
    assert loading.load_crowd(10, now=NOW, bars=silent) == 0
    assert not User.objects.exists()
