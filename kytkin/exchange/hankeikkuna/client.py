"""Talking to the register's interface: cursor paging, polite retries, limits.

POST {base}/kohteet/haku with {"size", "searchAfter", "muokattuPaivaAlku"}. An answer holds the
hits under "hits" (or "tulokset") and the cursor of the next page under "searchAfter"; the end is
a page without hits or without a cursor.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from kytkin.common.errors import KytkinError

PAGE_SIZE: Final = 200
MOST_ATTEMPTS: Final = 6
FIRST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 60.0
TIMEOUT_S: Final = 30.0
LARGEST_ANSWER: Final = 30_000_000
RETRIED_STATUSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
HITS_NAMES: Final = ("hits", "tulokset", "kohteet")


class RegisterUnreachable(KytkinError):
    """The register did not give a usable answer in all attempts; `attempts` says how many."""

    code = "register_unreachable"

    def __init__(self, message: str, attempts: int) -> None:
        super().__init__(message)
        self.attempts = attempts


class RegisterRefused(KytkinError):
    """The register answered that the question is wrong: asking again does not help."""

    code = "register_refused"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits and the cursor of the next, None at the end."""

    hits: list[Any]
    cursor: Any


@dataclass(slots=True)
class RegisterClient:
    """Asks the register; the waiting, the dice and the transport are given from outside."""

    base_url: str
    sleep: Callable[[float], None] = time.sleep
    dice: random.Random = field(default_factory=random.SystemRandom)
    timeout_s: float = TIMEOUT_S
    page_size: int = PAGE_SIZE

    def page(self, *, since: dt.date | None, cursor: Any) -> Page:
        """One page; raises RegisterUnreachable or RegisterRefused."""
        question: dict[str, Any] = {"size": self.page_size}
        if since:
            question["muokattuPaivaAlku"] = since.isoformat()
        if cursor is not None:
            question["searchAfter"] = cursor
        problem = ""
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                answer = self._ask(question)
            except _TryAgain as again:
                problem = str(again)
                if attempt < MOST_ATTEMPTS:
                    self.sleep(self._wait(attempt, again.asked_wait_s))
            else:
                return _page_of(answer)
        raise RegisterUnreachable(problem, MOST_ATTEMPTS)

    def _ask(self, question: dict[str, Any]) -> Any:
        address = f"{self.base_url.rstrip('/')}/kohteet/haku"
        try:
            with httpx.stream(
                "POST", address, json=question, timeout=self.timeout_s, follow_redirects=False
            ) as response:
                if response.status_code in RETRIED_STATUSES:
                    wait = _retry_after(response.headers.get("Retry-After"))
                    raise _TryAgain(f"HTTP {response.status_code}", wait)
                if response.status_code != 200:
                    raise RegisterRefused(
                        f"The register answered HTTP {response.status_code} to {address}."
                    )
                return json.loads(_limited(response))
        except httpx.HTTPError as error:
            raise _TryAgain(f"{type(error).__name__}: {error}".strip(": ")) from error
        except ValueError as error:
            raise _TryAgain(f"the answer is not whole JSON ({error})") from error

    def _wait(self, attempt: int, asked_s: float | None) -> float:
        """What the register asks for, else doubling with up to a half of chance added."""
        if asked_s is not None:
            return min(asked_s, LONGEST_WAIT_S)
        doubled: float = FIRST_WAIT_S * 2 ** (attempt - 1)
        return min(LONGEST_WAIT_S, doubled * (1 + self.dice.random() / 2))


class _TryAgain(Exception):
    """A fault that may pass."""

    def __init__(self, message: str, asked_wait_s: float | None = None) -> None:
        super().__init__(message)
        self.asked_wait_s = asked_wait_s


def _limited(response: httpx.Response) -> bytes:
    """The body, read until the limit; a larger one is refused."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise RegisterRefused("The register's answer is larger than 30 MB. Ask for fewer.")
    return bytes(body)


def _retry_after(value: str | None) -> float | None:
    """Seconds from a Retry-After header, written as a number or as a moment."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment - dt.datetime.now(moment.tzinfo or dt.UTC)).total_seconds())


def _page_of(answer: Any) -> Page:
    """The hits and the cursor, under the names that are known."""
    if isinstance(answer, dict):
        for name in HITS_NAMES:
            if isinstance(answer.get(name), list):
                return Page(answer[name], answer.get("searchAfter"))
    raise RegisterRefused(
        "The register's answer has no list of hits: its interface may have changed."
    )
