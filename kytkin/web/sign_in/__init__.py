"""Signing in as a demo person, and local accounts."""
