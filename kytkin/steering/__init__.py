"""Steering both ways: contributions to shared goals, performance agreements, matrix, reports."""
