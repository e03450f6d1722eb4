"""A profile in the shape of the European Learning Model, version 3, with the URIs of ESCO.

What it follows and what it does not is told in docs/profile-files.md: it is the person's own word,
no credential, and nobody has issued or signed it.
Source: the JSON-LD context `edc-ap` and the examples of european-commission-empl on GitHub.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import override

from kytkin.common.languages import LANGUAGES
from kytkin.people.models import Profile, ProfileSkill

CONTEXT: Final = "http://data.europa.eu/snb/model/context/edc-ap"
ESCO_SKILLS: Final = "http://data.europa.eu/esco/concept-scheme/skills"


def europass_file(profile: Profile) -> dict[str, Any]:
    """The person with a claim for each skill had; of a profile of `profiles().for_page()`."""
    person = profile.person
    had = [skill for skill in profile.skills.all() if not skill.is_wanted]
    told: dict[str, Any] = {
        "@context": [CONTEXT],
        "id": "urn:epass:person:1",
        "type": "Person",
        "fullName": {person.language: person.name},
        "hasClaim": [
            _claim(skill, number, person.language) for number, skill in enumerate(had, start=1)
        ],
    }
    if profile.about:
        told["additionalNote"] = [_note("person", 1, {person.language: profile.about})]
    return told


def _claim(skill: ProfileSkill, number: int, language: str) -> dict[str, Any]:
    """A learning achievement that is specified by a single outcome: the skill."""
    title = dict(skill.concept.labels)
    claim: dict[str, Any] = {
        "id": f"urn:epass:learningAchievement:{number}",
        "type": "LearningAchievement",
        "title": title,
        "specifiedBy": {
            "id": f"urn:epass:learningAchievementSpec:{number}",
            "type": "LearningAchievementSpecification",
            "title": title,
            "learningOutcome": [
                {
                    "id": f"urn:epass:learningOutcome:{number}",
                    "type": "LearningOutcome",
                    "title": title,
                    "relatedESCOSkill": [
                        {
                            "id": skill.concept.uri,
                            "type": "Concept",
                            "inScheme": {"id": ESCO_SKILLS, "type": "ConceptScheme"},
                            "prefLabel": title,
                        }
                    ],
                }
            ],
        },
    }
    notes = [_level(skill)] if skill.level else []
    notes += [
        {language: f"{one.text} ({one.years})" if one.years else one.text}
        for one in skill.evidence.all()
    ]
    if notes:
        claim["additionalNote"] = [
            _note(f"{number}", place, note) for place, note in enumerate(notes, start=1)
        ]
    return claim


def _level(skill: ProfileSkill) -> dict[str, str]:
    """The level in words: the model has no place for one that the person tells."""
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = str(skill.get_level_display())
    return words


def _note(of: str, number: int, words: dict[str, str]) -> dict[str, Any]:
    return {"id": f"urn:epass:note:{of}:{number}", "type": "Note", "noteLiteral": words}
