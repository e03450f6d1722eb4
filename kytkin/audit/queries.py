"""Reading the record and proving it whole."""

from __future__ import annotations

from dataclasses import dataclass

from kytkin.audit.models import GENESIS, AuditEvent


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """`broken_at` is the sequence number of the first event that does not fit, else None."""

    events: int
    head: str
    broken_at: int | None


def check_chain() -> ChainCheck:
    """Walk the whole record: edits, deletions and reordering break the chain where they are.

    A cut at the end shows only against a head that was written down elsewhere: compare `head`.
    """
    previous, count = GENESIS, 0
    for event in AuditEvent.objects.order_by("sequence").iterator(chunk_size=5000):
        count += 1
        fits = event.sequence == count and event.previous_hash == previous
        if not fits or event.hash != event.seal():
            return ChainCheck(count, previous, event.sequence)
        previous = event.hash
    return ChainCheck(count, previous, None)
