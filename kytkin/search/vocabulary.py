"""What a process keeps in memory of the index: its words, and the labels of the themes in use."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from threading import Lock

from kytkin.engine.text.spelling import Speller
from kytkin.search import index
from kytkin.search.models import SearchDocument, SearchWord
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import ConceptLabel

MOST_COMPLETIONS = 12


@dataclass(frozen=True, slots=True)
class ThemeLabel:
    """A label of a theme in use: its words as lemmas."""

    concept_id: int
    language: str
    text: str
    words: tuple[str, ...]


class IndexVocabulary:
    """Words of the index with their document counts, and theme labels by each of their words."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = dict(SearchWord.objects.values_list("word", "documents"))
        self.documents = max(1, SearchDocument.objects.count())
        self._sorted = sorted(word for word in self.counts if not word.startswith("_"))
        self._speller: Speller | None = None
        self.labels_by_word: dict[str, list[ThemeLabel]] = defaultdict(list)
        rows = ConceptLabel.objects.filter(concept__in=Theme.objects.values("concept"))
        for row in rows.order_by("pk").values_list("concept_id", "language", "text", "key"):
            label = ThemeLabel(row[0], row[1], row[2], tuple(row[3].split(" ")))
            for word in set(label.words):
                self.labels_by_word[word].append(label)

    @property
    def speller(self) -> Speller:
        """Made when the first unknown word asks for it."""
        if self._speller is None:
            self._speller = Speller({word: self.counts[word] for word in self._sorted})
        return self._speller

    def completions(self, beginning: str) -> list[str]:
        """Words that begin so, the most frequent first."""
        start = bisect_left(self._sorted, beginning)
        found = []
        for word in self._sorted[start:]:
            if not word.startswith(beginning):
                break
            found.append(word)
        return sorted(found, key=lambda word: (-self.counts[word], word))[:MOST_COMPLETIONS]


_kept: dict[str, tuple[int, IndexVocabulary]] = {}
_lock = Lock()


def index_vocabulary() -> IndexVocabulary:
    """The vocabulary of the index as it is now; renewed when the index has changed."""
    current = index.version()
    with _lock:
        kept = _kept.get("words")
        if kept is None or kept[0] != current:
            kept = (current, IndexVocabulary())
            _kept["words"] = kept
    return kept[1]
