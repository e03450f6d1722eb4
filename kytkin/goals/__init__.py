"""Shared goals: who owns them, what they should change, by which indicators it is seen."""
