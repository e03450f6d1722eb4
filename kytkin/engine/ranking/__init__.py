"""Ranking: who and what fits, with scores that are sums of named terms, and texts near a text."""
