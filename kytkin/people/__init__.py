"""Experts' profiles: ability, will and opportunity, and who sees which part."""
