"""Blocks of default keywords: groups that are put on project after project by habit.

A keyword says less when it always comes with the same company. A block is a set of keywords that
occur together, all of them, on many documents; what it says is shared by its members.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

COMPANY = 0.75


@dataclass(frozen=True, slots=True)
class KeywordBlock:
    """Keywords (sorted) that stand together on these documents (sorted)."""

    keywords: tuple[str, ...]
    documents: tuple[str, ...]


def default_blocks(
    keyword_lists: Mapping[str, Sequence[str]],
    *,
    minimum_documents: int = 5,
    minimum_size: int = 3,
) -> tuple[KeywordBlock, ...]:
    """Groups of keywords of which each two share at least three quarters of their documents.

    Larger blocks first, ties by keywords. A block needs `minimum_size` keywords that occur
    together, all of them, on `minimum_documents` documents.
    """
    documents: dict[str, set[str]] = defaultdict(set)
    together: Counter[tuple[str, str]] = Counter()
    for document, keywords in keyword_lists.items():
        distinct = sorted(set(keywords))
        for keyword in distinct:
            documents[keyword].add(document)
        together.update(combinations(distinct, 2))
    neighbours: dict[str, set[str]] = defaultdict(set)
    for (one, other), count in together.items():
        either = len(documents[one] | documents[other])
        if count >= minimum_documents and count >= COMPANY * either:
            neighbours[one].add(other)
            neighbours[other].add(one)
    blocks = []
    for group in _components(neighbours):
        shared = set.intersection(*(documents[keyword] for keyword in group))
        if len(group) >= minimum_size and len(shared) >= minimum_documents:
            blocks.append(KeywordBlock(tuple(sorted(group)), tuple(sorted(shared))))
    return tuple(sorted(blocks, key=lambda block: (-len(block.documents), block.keywords)))


def _components(neighbours: Mapping[str, set[str]]) -> list[set[str]]:
    seen: set[str] = set()
    components = []
    for start in sorted(neighbours):
        if start in seen:
            continue
        component, waiting = set(), [start]
        while waiting:
            keyword = waiting.pop()
            if keyword not in component:
                component.add(keyword)
                waiting += sorted(neighbours[keyword] - component)
        seen |= component
        components.append(component)
    return components


def keyword_weights(
    keyword_lists: Mapping[str, Sequence[str]], blocks: Sequence[KeywordBlock]
) -> dict[str, dict[str, float]]:
    """Each document's keywords with weights in (0, 1]; the members of a block share one vote."""
    weights: dict[str, dict[str, float]] = {
        document: dict.fromkeys(keywords, 1.0) for document, keywords in keyword_lists.items()
    }
    for block in blocks:
        for document in block.documents:
            for keyword in block.keywords:
                weights[document][keyword] = min(
                    weights[document][keyword], 1 / len(block.keywords)
                )
    return weights
