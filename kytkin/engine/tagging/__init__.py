"""Subjects (YSO) and skills (ESCO) of a text, each with a score and the words that caused it."""

from kytkin.engine.tagging.lexical import (
    Reason,
    SubjectSuggestion,
    TextField,
    suggest_subjects,
)
from kytkin.engine.tagging.skills import SkillTagger
from kytkin.engine.tagging.subjects import SubjectTagger, subject_tagger
from kytkin.engine.tagging.vocabulary import Entry, read_skills, read_subjects

__all__ = [
    "Entry",
    "Reason",
    "SkillTagger",
    "SubjectSuggestion",
    "SubjectTagger",
    "TextField",
    "read_skills",
    "read_subjects",
    "subject_tagger",
    "suggest_subjects",
]
