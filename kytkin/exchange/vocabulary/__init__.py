"""Vocabularies coming in: ESCO, YSO and JUHO as shipped, and newer SKOS files."""

from kytkin.exchange.vocabulary.resolving import resolve_subjects
from kytkin.exchange.vocabulary.turtle import import_turtle

__all__ = ["import_turtle", "resolve_subjects"]
