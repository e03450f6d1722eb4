"""The made-up administration: from a seed, in three languages, groups apart from skills."""

from __future__ import annotations

from collections import Counter

import pytest

from kytkin.engine.trust.fiction import LANGUAGES, QUARTILES, Skill, made_up

pytestmark = pytest.mark.one_database
SKILLS = [
    Skill(f"s{n:03}", {"fi": f"taito {n}", "sv": f"färdighet {n}", "en": f"skill {n}"})
    for n in range(120)
]


def test_same_seed_makes_the_same_people_and_another_seed_others():
    first = made_up(SKILLS, 40, 10, seed=1)
    assert made_up(SKILLS, 40, 10, seed=1) == first
    assert made_up(SKILLS, 40, 10, seed=2) != first
    assert (len(first.people), len(first.asks)) == (40, 10)
    assert len({person.id for person in first.people}) == 40


def test_quartiles_hold_about_a_quarter_of_the_people_and_follow_the_agency():
    people = made_up(SKILLS, 2_000, 1, seed=1).people
    counts = Counter(person.size for person in people)
    assert set(counts) == set(QUARTILES)
    assert all(300 < count < 700 for count in counts.values())
    agencies = Counter(person.agency for person in people)
    sizes = {person.size: agencies[person.agency] for person in people if person.size != "small"}
    assert sizes["smallest"] < sizes["large"] < sizes["largest"]
    assert len({(person.agency, person.size) for person in people}) == len(agencies)


def test_texts_say_the_same_in_each_language():
    fiction = made_up(SKILLS, 3, 3, seed=1)
    person, ask = fiction.people[0], fiction.asks[0]
    for language in LANGUAGES:
        for text, skills in (
            (person.can(language), person.skills),
            (person.wants(language), person.wishes),
            (ask.text(language), ask.skills),
        ):
            assert all(skill.labels[language] in text for skill in skills)
    assert person.can("fi").startswith("Osaan seuraavaa: ")
    assert ask.text("sv").startswith("Vi behöver kunskaper: ")


def test_relevance_counts_skills_and_half_of_wishes():
    fiction = made_up(SKILLS, 200, 20, seed=1)
    for ask in fiction.asks:
        wanted = {skill.id for skill in ask.skills}
        for person in fiction.people:
            known = len(wanted & {skill.id for skill in person.skills})
            wished = len(wanted & {skill.id for skill in person.wishes})
            assert ask.relevance_of(person) == known + wished / 2


def test_too_few_skills_are_refused():
    with pytest.raises(ValueError, match="at least 48 skills are needed, not 47"):
        made_up(SKILLS[:47], 1, 1, seed=1)
