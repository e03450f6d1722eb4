"""Runs of imports and what each of them found."""

from kytkin.exchange.models.runs import Finding, ImportRun, RunState, Severity, Source

__all__ = ["Finding", "ImportRun", "RunState", "Severity", "Source"]
