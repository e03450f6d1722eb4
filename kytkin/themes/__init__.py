"""Themes (subjects that preparations carry) and phenomena (wider questions over themes)."""
