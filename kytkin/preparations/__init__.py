"""Preparations, their partners, subjects, dates and ways to join."""
