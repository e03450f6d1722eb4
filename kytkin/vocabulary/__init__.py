"""Controlled words: ESCO skills and occupations, YSO and JUHO subjects."""
