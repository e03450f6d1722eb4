"""Phenomena and themes."""
