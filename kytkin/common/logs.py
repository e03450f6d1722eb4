"""Keeping secrets out of the log."""

from __future__ import annotations

import logging
import re
from typing import Final

CALENDAR_ADDRESS: Final = re.compile(r"(/calendar/)[^/\s?\"']+")


class HideCalendarTokens(logging.Filter):
    """Writes `/calendar/…` for the secret address of a calendar, wherever a line names one."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if "/calendar/" in line:
            record.msg, record.args = CALENDAR_ADDRESS.sub(r"\1…", line), ()
        return True
