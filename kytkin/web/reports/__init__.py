"""Frozen reports along an agency and along a goal."""
