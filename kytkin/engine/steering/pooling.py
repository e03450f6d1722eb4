"""Accounts of pooled money and time, in whole cents and hundredths, and fair splitting of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum


class Refusal(StrEnum):
    """Why a change of an account is refused."""

    NEGATIVE = "negative"
    NOTHING = "nothing"
    NO_ITEM = "no_item"
    BELOW_CONFIRMED = "below_confirmed"
    ABOVE_PLEDGED = "above_pledged"
    CONFIRMED = "confirmed"


class Refused(Exception):
    """The change would break a rule of the account; `why` is the rule."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Amounts:
    """One account: money in cents, time in hundredths of a person-year, none ever negative."""

    pledged_cents: int = 0
    pledged_hundredths: int = 0
    confirmed_cents: int = 0
    confirmed_hundredths: int = 0
    actual_cents: int = 0
    actual_hundredths: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __sub__(self, other: Amounts) -> Amounts:
        return Amounts(*(getattr(self, f.name) - getattr(other, f.name) for f in fields(self)))


def pledged(now: Amounts, cents: int, hundredths: int, *, has_item: bool) -> Amounts:
    """The account with another pledge: not below what is confirmed, money only on an item."""
    _refuse_amounts(cents, hundredths, has_item=has_item)
    if not cents and not hundredths:
        raise Refused(Refusal.NOTHING)
    if cents < now.confirmed_cents or hundredths < now.confirmed_hundredths:
        raise Refused(Refusal.BELOW_CONFIRMED)
    return replace(now, pledged_cents=cents, pledged_hundredths=hundredths)


def withdrawn(now: Amounts) -> Amounts:
    """The account without its pledge; what is confirmed is not taken back silently."""
    if now.confirmed_cents or now.confirmed_hundredths:
        raise Refused(Refusal.CONFIRMED)
    return replace(now, pledged_cents=0, pledged_hundredths=0)


def confirmed(now: Amounts, cents: int, hundredths: int, *, has_item: bool) -> Amounts:
    """The account with this much of its pledge confirmed."""
    _refuse_amounts(cents, hundredths, has_item=has_item)
    if cents > now.pledged_cents or hundredths > now.pledged_hundredths:
        raise Refused(Refusal.ABOVE_PLEDGED)
    return replace(now, confirmed_cents=cents, confirmed_hundredths=hundredths)


def reported(now: Amounts, cents: int, hundredths: int, *, has_item: bool) -> Amounts:
    """The account with its actual figures; they may differ from what was confirmed."""
    _refuse_amounts(cents, hundredths, has_item=has_item)
    return replace(now, actual_cents=cents, actual_hundredths=hundredths)


def _refuse_amounts(cents: int, hundredths: int, *, has_item: bool) -> None:
    if cents < 0 or hundredths < 0:
        raise Refused(Refusal.NEGATIVE)
    if cents and not has_item:
        raise Refused(Refusal.NO_ITEM)


def split(whole: int, weights: Mapping[int, int], of: int = 100) -> dict[int, int]:
    """Parts of a whole by weight, each key's a whole number, by largest remainder.

    `weights` sum to at most `of`. With weights that sum to `of` the parts sum to the whole; with
    less, to the whole times their sum rounded down at most once. Ties go to the smallest key.
    Source: Hamilton's method of apportionment (Balinski and Young, Fair Representation, 1982).
    """
    if whole < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("nothing negative can be split")
    total = sum(weights.values())
    if total > of:
        raise ValueError("the weights are more than the whole")
    exact = {key: divmod(whole * weight, of) for key, weight in weights.items()}
    parts = {key: quotient for key, (quotient, _rest) in exact.items()}
    left = whole * total // of - sum(parts.values())
    order: Sequence[int] = sorted(exact, key=lambda key: (-exact[key][1], key))
    for key in order[:left]:
        parts[key] += 1
    return parts
