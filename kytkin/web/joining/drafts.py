"""What was typed and not yet sent, kept in the session so that signing in loses nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from kytkin.mobility.models import JoinRequest
from kytkin.web.joining.forms import LONGEST_MESSAGE

DRAFT, REPLY = "join_draft", "join_reply"
FIELDS = ("way", "message", "share_percent", "starts_on", "ends_on")


def keep_draft(request: HttpRequest, key: str) -> None:
    typed = {field: request.POST.get(field, "")[:LONGEST_MESSAGE] for field in FIELDS}
    request.session[DRAFT] = {"key": key, "typed": typed}


def drafted(request: HttpRequest, key: str) -> dict[str, Any]:
    draft = request.session.get(DRAFT) or {}
    return dict(draft["typed"]) if draft.get("key") == key else {}


def forget_draft(request: HttpRequest) -> None:
    request.session.pop(DRAFT, None)


def keep_reply(request: HttpRequest, asked: JoinRequest, text: str) -> None:
    """A second request says something new: keep it for the talk of the open one."""
    if not asked.messages.filter(author=asked.person, text=text.strip()).exists():
        request.session[REPLY] = {"request": asked.pk, "text": text}


def kept_reply(request: HttpRequest, asked: JoinRequest) -> str:
    kept = request.session.get(REPLY) or {}
    return str(kept["text"]) if kept.get("request") == asked.pk else ""


def forget_reply(request: HttpRequest) -> None:
    request.session.pop(REPLY, None)
