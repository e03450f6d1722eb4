"""A profile as a file: whole out, whole in, and whatever is wrong in a file told by its place."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from kytkin.common.texts import TranslatedText
from kytkin.exchange.profiles import checking
from kytkin.exchange.profiles.europass import CONTEXT, europass_file
from kytkin.exchange.profiles.own_format import own_file, read_own_file
from kytkin.people.actions import erase_profile
from kytkin.people.invitations import bring_own, confirm_invitation
from kytkin.people.models import Level, Profile
from kytkin.people.queries import profiles
from kytkin.people.told import Content, ToldEvidence, ToldSkill, content_of
from tests.factories import NOW, ConceptFactory, SkillFactory, UserFactory

pytestmark = pytest.mark.django_db
SAID = TranslatedText(fi="näytteenotto", sv="provtagning", en="sampling")


@pytest.fixture
def aino():
    return UserFactory(name="Aino Esimerkki", email="aino@virasto.example")


@pytest.fixture
def whole():
    return Content(
        title=TranslatedText(fi="Erityisasiantuntija", sv="Specialsakkunnig"),
        about='Tutkin järviä.\nJa "lainausmerkkejä" & <merkkejä>',
        contact_about="vesistöt",
        languages=("fi", "se"),
        is_protected=True,
        skills={
            SkillFactory(labels=SAID).uri: ToldSkill(
                Level.GUIDES,
                (ToldEvidence("Vesilaki", 2022, 2024, "OM1"), ToldEvidence("Koulutin")),
            ),
            SkillFactory().uri: ToldSkill(),
        },
        wanted_skills=(SkillFactory().uri,),
        themes=(ConceptFactory().notation,),
        open_to=("visit", "fixed_term_post"),
        share_percent=20,
        starts_on=dt.date(2026, 12, 1),
        ends_before=dt.date(2027, 3, 1),
        agreed="yes",
        place="both",
        town="Jyväskylä",
        away=((dt.date(2026, 12, 21), dt.date(2027, 1, 7)),),
    )


def kept(aino, content):
    bring_own(content=content, source="", by=aino, now=NOW)
    confirm_invitation(chosen=content, by=aino, now=NOW)
    return profiles().of(aino).for_page().get()


def test_what_goes_out_comes_back_the_same(aino, whole):
    out = own_file(kept(aino, whole), now=NOW)
    written = json.dumps(out, ensure_ascii=False).encode()
    erase_profile(by=aino, now=NOW)
    aino.title = TranslatedText()
    aino.save()
    content, slips = read_own_file(written)
    assert slips == []
    assert content == whole
    again = kept(aino, content)
    assert content_of(again) == whole
    assert own_file(again, now=NOW) == out
    assert read_own_file(b"\xef\xbb\xbf" + written)[1] == []


def test_names_stand_beside_identifiers_and_nothing_of_the_account(aino, whole):
    out = own_file(kept(aino, whole), now=NOW)
    assert out["profile"]["skills"][0]["name"] == SAID
    assert out["seen_by"] == dict.fromkeys(("about", "skills", "will", "time"), "me")
    assert aino.email not in json.dumps(out)


def test_an_empty_profile_goes_out_and_comes_back(aino):
    profile = Profile.objects.create(person=aino, created_at=NOW, updated_at=NOW, confirmed_at=NOW)
    out = own_file(profiles().get(pk=profile.pk), now=NOW)
    assert out["profile"] == {}
    assert read_own_file(json.dumps(out).encode()) == (Content(), [])


def read(profile):
    return read_own_file(
        json.dumps({"format": "kytkin-profile", "version": 1, "profile": profile}).encode()
    )


@pytest.mark.parametrize(
    ("profile", "place", "code"),
    [
        ([], "profile", "not_object"),
        ({"health": "x"}, "profile.health", "unknown_field"),
        ({"about": 7}, "profile.about", "not_text"),
        ({"about": "a\x00b"}, "profile.about", "not_text"),
        ({"about": "\ud800"}, "profile.about", "not_text"),
        ({"about": "x" * 2001}, "profile.about", "too_long"),
        ({"title": "x"}, "profile.title", "not_object"),
        ({"title": {"de": "x"}}, "profile.title.de", "unknown_field"),
        ({"title": {"fi": ["x"]}}, "profile.title.fi", "not_text"),
        ({"languages": "fi"}, "profile.languages", "not_list"),
        ({"languages": ["klingon"]}, "profile.languages", "not_choice"),
        ({"is_protected": "yes"}, "profile.is_protected", "not_yes"),
        ({"skills": [{}]}, "profile.skills[0].uri", "missing"),
        ({"skills": ["x"]}, "profile.skills[0]", "not_object"),
        ({"skills": [{"uri": "http://x/1"}]}, "profile.skills", "skill_unknown"),
        ({"skills": [{"uri": "KNOWN", "level": 4}]}, "profile.skills[0].level", "not_number"),
        ({"skills": [{"uri": "KNOWN", "level": True}]}, "profile.skills[0].level", "not_number"),
        ({"skills": [{"uri": "KNOWN"}] * 101}, "profile.skills", "too_many"),
        ({"skills": [{"uri": "KNOWN", "evidence": [{}]}]},
         "profile.skills[0].evidence[0].text", "missing"),
        ({"skills": [{"uri": "KNOWN", "evidence": [{"text": "x", "first_year": 1800}]}]},
         "profile.skills[0].evidence[0].first_year", "not_number"),
        ({"skills": [{"uri": "KNOWN", "evidence": [{"text": "x", "last_year": 2024}]}]},
         "profile.skills[0].evidence[0].last_year", "years_reversed"),
        ({"wanted_skills": [{"uri": ""}]}, "profile.wanted_skills[0].uri", "missing"),
        ({"themes": [{"id": "yso:none"}]}, "profile.themes", "theme_unknown"),
        ({"open_to": ["anything"]}, "profile.open_to", "not_choice"),
        ({"share_percent": 7}, "profile.share_percent", "not_number"),
        ({"share_percent": 20.0}, "profile.share_percent", "not_number"),
        ({"agreed": "maybe"}, "profile.agreed", "not_choice"),
        ({"place": "moon"}, "profile.place", "not_choice"),
        ({"starts_on": "1.12.2026"}, "profile.starts_on", "not_day"),
        ({"starts_on": "2026-12-02", "ends_before": "2026-12-02"}, "profile.ends_before",
         "period_reversed"),
        ({"away": [{"starts_on": "2026-12-01"}]}, "profile.away[0].ends_before", "missing"),
        ({"\ud800": 1}, "profile.?", "unknown_field"),
        ({"languages": ["\ud800"]}, "profile.languages", "not_choice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_place_and_nothing_is_read(profile, place, code):
    known = SkillFactory().uri
    if isinstance(profile, dict):
        profile = json.loads(json.dumps(profile).replace("KNOWN", known))
    content, slips = read(profile)
    assert content == Content()
    assert (place, code) in {(slip.place, slip.code) for slip in slips}
    for slip in slips:
        assert f"{slip.sentence} {slip.remedy}".encode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no json", "no_json"),
        (b"\xff", "no_json"),
        (b"[" * 200_000, "no_json"),
        (b"[]", "other_format"),
        (b'{"format": "europass"}', "other_format"),
        (b'{"format": "kytkin-profile", "version": 2}', "other_version"),
        (b" " * 500_001, "too_large"),
    ],
)
def test_what_is_no_profile_is_refused(content, code):
    (slip,) = read_own_file(content)[1]
    assert slip.code == code
    assert slip.sentence
    assert slip.remedy


def test_slips_past_the_limit_are_not_told(monkeypatch):
    monkeypatch.setattr(checking, "MOST_SLIPS", 2)
    assert len(read({"a": 1, "b": 2, "c": 3})[1]) == 2


def test_every_sentence_can_be_said():
    words = dict.fromkeys(("limit", "length", "format", "version", "value", "allowed"), "x")
    for sentence, remedy in checking.SENTENCES.values():
        assert str(sentence) % words
        assert str(remedy) % words


def test_skills_have_the_shape_of_the_european_learning_model(aino, whole):
    out = europass_file(kept(aino, whole))
    assert out["@context"] == [CONTEXT]
    assert (out["type"], out["fullName"]) == ("Person", {"fi": "Aino Esimerkki"})
    assert [claim["type"] for claim in out["hasClaim"]] == ["LearningAchievement"] * 2
    first = out["hasClaim"][0]
    (outcome,) = first["specifiedBy"]["learningOutcome"]
    (skill,) = outcome["relatedESCOSkill"]
    assert skill["id"] == next(iter(whole.skills))
    assert skill["prefLabel"] == SAID
    notes = [note["noteLiteral"] for note in first["additionalNote"]]
    assert notes[0]["en"] == "I guide others"
    assert notes[1:] == [{"fi": "Vesilaki (2022–2024)"}, {"fi": "Koulutin"}]
    assert "additionalNote" not in out["hasClaim"][1]


def test_no_credential_is_pretended_and_ids_are_unique(aino, whole):
    out = europass_file(kept(aino, whole))
    written = json.dumps(out)
    for word in ("Credential", "issuer", "proof", "awardedBy", aino.email):
        assert word not in written

    def ids(value):
        if isinstance(value, dict):
            own = [value["id"]] if value.get("id", "").startswith("urn:") else []
            return own + [one for inner in value.values() for one in ids(inner)]
        return [one for inner in value for one in ids(inner)] if isinstance(value, list) else []

    assert len(ids(out)) == len(set(ids(out)))


def test_a_profile_without_words_has_no_note(aino):
    profile = kept(aino, Content(town="Oulu"))
    assert europass_file(profile)["hasClaim"] == []
    assert "additionalNote" not in europass_file(profile)
