"""The terms and sentences of a wording."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from kytkin.engine.overlap.records import Wording
from kytkin.engine.text.language import LANGUAGES
from kytkin.engine.text.lemmas import content_tokens, fold, tokenise
from kytkin.engine.text.weighting import Document

SENTENCE_END: Final = re.compile(r"(?<=[.!?;])\s+")
SHORTEST_SENTENCE: Final = 3
MOST_SENTENCES: Final = 40
SHORTEST_WORD: Final = 2
EVERYDAY_SHARE: Final = 0.2  # words in more documents are left out where no list says which
FEWEST_FOR_EVERYDAY: Final = 20  # documents; in fewer a share says nothing


def documents_of(wordings: Sequence[Wording]) -> list[Document]:
    """Fields `name` and `body` for each, and `name_parts` and `body_parts` of their compounds.

    Lemmas, function words left out. In a language without a dictionary here the words stand as
    they are written, and those that stand in more than a fifth of its texts are left out as
    everyday words.
    """
    documents: list[dict[str, Sequence[str]]] = []
    plain: dict[str, list[int]] = {}
    for number, wording in enumerate(wordings):
        if wording.language not in LANGUAGES:
            plain.setdefault(wording.language, []).append(number)
            documents.append({"name": _plain(wording.name), "body": _plain(wording.body)})
            continue
        document: dict[str, Sequence[str]] = {}
        for field, text in (("name", wording.name), ("body", wording.body)):
            tokens = content_tokens(text, wording.language)
            document[field] = tuple(token.lemma for token in tokens)
            document[f"{field}_parts"] = tuple(part for token in tokens for part in token.parts)
        documents.append(document)
    for numbers in plain.values():
        _leave_out_everyday([documents[number] for number in numbers])
    return list(documents)


def _plain(text: str) -> tuple[str, ...]:
    pieces = (piece for word, _start, _end in tokenise(text) for piece in fold(word).split("'"))
    return tuple(piece for piece in pieces if len(piece) >= SHORTEST_WORD)


def _leave_out_everyday(documents: list[dict[str, Sequence[str]]]) -> None:
    if len(documents) < FEWEST_FOR_EVERYDAY:
        return
    found = Counter(
        word for document in documents for word in {*document["name"], *document["body"]}
    )
    most = EVERYDAY_SHARE * len(documents)
    for document in documents:
        for field, words in document.items():
            document[field] = tuple(word for word in words if found[word] <= most)


def sentences_of(wording: Wording) -> tuple[str, ...]:
    """The body's sentences, at most 40; the name where there is no body.

    Those of one or two characters are left out; where all are, the whole text is one sentence, so
    that only a wording without text has none.
    """
    text = wording.body.strip() or wording.name.strip()
    pieces = [piece for piece in SENTENCE_END.split(text) if len(piece) >= SHORTEST_SENTENCE]
    if not pieces and wording.whole:
        return (wording.whole,)
    return tuple(pieces[:MOST_SENTENCES])
