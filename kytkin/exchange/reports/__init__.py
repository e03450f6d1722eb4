"""Frozen reports as files: the same report gives the same bytes, today and later."""

from kytkin.exchange.reports.files import report_json, report_pdf, report_sheet

__all__ = ["report_json", "report_pdf", "report_sheet"]
