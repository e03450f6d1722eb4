"""Entries as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from kytkin.web.calendar.entries import Entry


def calendar_file(entries: Iterable[Entry], *, language: str) -> bytes:
    """All-day events that take no time. Without a method DTSTAMP says when a thing last changed.

    So the same days always make the same bytes, and a program that asks again gets "not modified".
    """
    host = urlsplit(settings.BASE_URL).hostname or "kytkin"
    calendar = Calendar()
    calendar.add("prodid", f"-//Kytkin//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("name", _("Kytkin: my days"))
    calendar.add("x-wr-calname", _("Kytkin: my days"))
    calendar.add("x-published-ttl", "PT12H")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@{host}")
        event.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
        event.add("last-modified", entry.changed_at.astimezone(dt.UTC))
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + dt.timedelta(days=1))
        event.add("summary", entry.title)
        event.add("description", f"{settings.BASE_URL}{entry.page}")
        event.add("url", f"{settings.BASE_URL}{entry.page}")
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
