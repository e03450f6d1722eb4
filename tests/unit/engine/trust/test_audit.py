"""The audit holds for the engine, and finds a matching that is not fair, faithful or the same."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from kytkin.engine.trust.audit import Audit, Matching, Property
from kytkin.engine.trust.fiction import Skill, made_up
from kytkin.engine.trust.publishing import MEANING, Setting, as_data, interval, markdown, shown
from kytkin.engine.trust.vectors import SkillVectors, TextVectors, Written

pytestmark = pytest.mark.one_database
SKILLS = [
    Skill(f"s{n:03}", {"fi": f"taito{n:03}", "sv": f"konst{n:03}", "en": f"skill{n:03}"})
    for n in range(96)
]
BY_LABEL = {label: skill.id for skill in SKILLS for label in skill.labels.values()}
FICTION = made_up(SKILLS, 700, 90, seed=3)


def read(text, _language):
    words = text.replace(".", "").replace(";", "").split()
    return frozenset(BY_LABEL[word] for word in words if word in BY_LABEL)


def unlike_in_swedish(text, language):
    """A reader that knows a third of the skills only when they are written in Swedish."""
    found = read(text, language)
    return frozenset(id for id in found if language != "sv" or int(id[1:]) % 3 == 0)


class OfSkills:
    """An encoder of labels: each has a direction of its own."""

    name, dimensions = "labels-1", 16

    def encode(self, texts, *, kind="query"):
        seeds = [hashlib.blake2b(text.encode(), digest_size=4).digest() for text in texts]
        draws = [np.random.default_rng(int.from_bytes(seed, "big")) for seed in seeds]
        rows = np.array([draw.standard_normal(self.dimensions) for draw in draws])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def by_name(properties):
    assert len({one.name for one in properties}) == len(properties)
    return {one.name: one for one in properties}


@pytest.fixture(scope="module")
def fair():
    return Audit(Matching(FICTION, read), seed=3)


@pytest.mark.parametrize("with_vectors", [False, True])
def test_every_property_holds_for_the_engine(fair, with_vectors):
    vectors = SkillVectors(OfSkills(), {skill.id: skill.labels["en"] for skill in SKILLS})
    matching = Matching(FICTION, read, vectors)
    found = (Audit(matching, seed=3) if with_vectors else fair).properties()
    assert [one.name for one in found if not one.holds] == []
    assert {one.area for one in found} == set(MEANING)
    assert all(one.low < one.value < one.high for one in found if one.low is not None)


def test_reader_that_knows_one_language_less_is_found():
    found = by_name(Audit(Matching(FICTION, unlike_in_swedish), seed=3).properties())
    assert not found["RBO(0.9) of a need in fi, sv and en, mean"].holds
    assert not found["overlap of the first 10 of a profile, mean"].holds
    assert not found["top 10 by language of the profile"].holds
    assert found["top 10 by language of the profile"].detail.startswith("en: ")
    assert found["named reasons whose removal lowers the score"].holds


def test_vectors_that_differ_by_language_are_found():
    matching = Matching(FICTION, read, TextVectors(OfSkills(), {}))
    found = by_name(Audit(matching, seed=3).twins())
    assert not found["RBO(0.9) of a need in fi, sv and en, mean"].holds
    assert not found["RBO(0.9) of a profile in fi, sv and en, mean"].holds


def test_vectors_of_texts_are_less_the_centre_of_their_language():
    encoder = OfSkills()
    centre = encoder.encode(["centre"])[0]
    rows = TextVectors(encoder, {"fi": centre}).rows(
        [Written("a", "fi", frozenset()), Written("a", "sv", frozenset())]
    )
    plain = encoder.encode(["a"])[0]
    moved = (plain - centre) / np.linalg.norm(plain - centre)
    assert rows == pytest.approx(np.array([moved, plain]), abs=1e-6)


def test_vectors_of_skills_are_the_same_in_any_language_and_zeros_without_skills():
    vectors = SkillVectors(OfSkills(), {"a": "first", "b": "second", "c": "third"})
    one, other, none = vectors.rows(
        [
            Written("x", "fi", frozenset({"a", "b"})),
            Written("y", "en", frozenset({"b", "a"})),
            Written("z", "en", frozenset()),
        ]
    )
    assert (one == other).all()
    assert np.linalg.norm(one) == pytest.approx(1)
    assert not none.any()
    assert vectors.name == "of the skills read (labels-1)"


def test_ranking_that_hides_smaller_agencies_is_found():
    unfair = Audit(Matching(FICTION, read), seed=3)
    hidden = {person.id for person in FICTION.people if person.size in ("smallest", "small")}
    unfair.fits = [
        tuple(fit for place, fit in enumerate(fits) if place % 2 or fit.id not in hidden)
        for fits in unfair.fits
    ]
    found = by_name([*unfair.impact(), unfair.exposure()])
    assert not found["top 10 by agency-size quartile"].holds
    assert not found["exposure for relevance, smaller over larger agencies"].holds


def test_reasons_that_are_not_true_are_found():
    untrue = Audit(Matching(FICTION, read), seed=3)
    untrue.fits = [
        tuple(type(fit)(fit.id, fit.score / 2, fit.terms) for fit in fits) for fits in untrue.fits
    ]
    found = by_name(untrue.explanations())
    assert not found["largest distance of a score from its terms' sum"].holds
    assert not found["named reasons whose removal lowers the score"].holds


def test_no_reasons_at_all_are_no_explanation(fair):
    silent = Audit(Matching(FICTION, read), seed=3)
    silent.fits = [() for _fits in silent.fits]
    assert not by_name(silent.explanations())["named reasons whose removal lowers the score"].holds


def test_ranking_that_changes_is_found():
    changing = Audit(Matching(FICTION, read), seed=3)
    changing.fits[5] = changing.fits[5][:-1]
    found = by_name(changing.sameness())
    assert not any(one.holds for one in found.values())
    assert all(one.value > 0 for one in found.values())


SETTING = Setting(700, 90, 96, "none", 3, "0.1.0")


def test_report_names_every_property_and_what_fails(fair):
    properties = [*fair.inputs(), fair.exposure(), *fair.sameness()]
    text = markdown(properties, SETTING)
    assert "**Every property holds.**" in text
    for one in properties:
        assert f"## {one.area}\n" in text
        assert f"| {one.name}" in text
    failing = Property("Exposure", "seen less", 0.5, "0.9–1.1", False, 0.4, 0.6)
    text = markdown([*properties[:-1], failing], SETTING)
    assert f"**1 of {len(properties)} properties do not hold: exposure, seen less.**" in text
    assert "| seen less | 0.5000 | 0.400–0.600 | 0.9–1.1 | **fails** |" in text
    assert "pulses" in text


def test_report_as_data_says_whether_all_hold(fair):
    found = as_data(fair.inputs(), SETTING)
    assert found["holds"] is True
    assert found["setting"]["people"] == 700
    failing = Property("Exposure", "seen less", 0.5, "0.9–1.1", False)
    assert as_data([failing], SETTING)["holds"] is False
    assert interval(failing) == ""


def test_numbers_are_shown_for_people():
    assert [shown(value) for value in (0, 1.0, 0.98765, 2.2e-16)] == ["0", "1", "0.9877", "2.2e-16"]
