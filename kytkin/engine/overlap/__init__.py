"""Overlap: the pairs of preparations across groups that are worth a talk, and why."""
