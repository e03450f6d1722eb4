"""The databases' full text behind one small interface: which documents hold any of these words?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

MOST_CANDIDATES = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words to look for: exactly, or as the beginning of a word."""

    words: tuple[str, ...]
    prefixes: tuple[str, ...] = ()


class Backend(Protocol):
    """Gives the ids of documents that hold any of the words, the likeliest first."""

    def candidates(self, wanted: Wanted, limit: int = MOST_CANDIDATES) -> Sequence[int]: ...


class SqliteBackend:
    """FTS5, ordered by its BM25."""

    def candidates(self, wanted: Wanted, limit: int = MOST_CANDIDATES) -> Sequence[int]:
        quoted = [self._quote(word) for word in wanted.words]
        quoted += [f"{self._quote(prefix)} *" for prefix in wanted.prefixes]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM search_fts WHERE search_fts MATCH %s "
                "ORDER BY bm25(search_fts, 4.0, 3.0, 1.0, 8.0), rowid LIMIT %s",
                [" OR ".join(quoted), limit],
            )
            return [row[0] for row in cursor.fetchall()]

    def _quote(self, word: str) -> str:
        return '"' + word.replace('"', '""') + '"'


class PostgresqlBackend:
    """A tsvector with GIN, ordered by how many of the words a document holds."""

    def candidates(self, wanted: Wanted, limit: int = MOST_CANDIDATES) -> Sequence[int]:
        quoted = [self._quote(word) for word in wanted.words]
        quoted += [f"{self._quote(prefix)}:*" for prefix in wanted.prefixes]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM search_searchdocument, CAST(%s AS tsquery) AS wanted "
                "WHERE terms @@ wanted ORDER BY ts_rank(terms, wanted) DESC, id LIMIT %s",
                [" | ".join(quoted), limit],
            )
            return [row[0] for row in cursor.fetchall()]

    def _quote(self, word: str) -> str:
        return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def backend() -> Backend:
    """The backend of the database in use."""
    return PostgresqlBackend() if connection.vendor == "postgresql" else SqliteBackend()
