"""Static vectors: what means the same in three languages lies near, also for unseen words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kytkin.engine.text import static
from kytkin.engine.text.static import (
    DIMENSIONS,
    SHIPPED,
    StaticEncoder,
    StaticWords,
    grams,
    is_held_out,
    static_encoder,
)

pytestmark = pytest.mark.one_database


def likeness(one: str, first: str, other: str, second: str) -> float:
    encoder = static_encoder()
    rows = encoder.of(first).encode([one])[0], encoder.of(second).encode([other])[0]
    return float(rows[0] @ rows[1])


@pytest.mark.parametrize(
    ("one", "first", "same", "second", "unlike"),
    [
        ("metsätalous", "fi", "forestry", "en", "tax law"),
        ("lastensuojelu", "fi", "barnskydd", "sv", "fiskeri"),
        ("kollektivtrafik", "sv", "public transport", "en", "poetry"),
        ("nuorisorikollisuus", "fi", "nuorten rikokset", "fi", "vesistöt"),
    ],
)
def test_texts_that_mean_the_same_lie_nearer(one, first, same, second, unlike):
    near, far = likeness(one, first, same, second), likeness(one, first, unlike, second)
    assert near > far + 0.2


def test_a_word_never_seen_lies_near_what_it_looks_like():
    assert likeness("kirjastonhoitajaisuus", "fi", "kirjastonhoitaja", "fi") > 0.5


def test_rows_are_of_unit_length_and_nothing_known_gives_zeros():
    rows = static_encoder().of("fi").encode(["metsä ja vesi", "ja", "", "þþþþ"])
    assert rows.shape == (4, DIMENSIONS)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 0, 0], abs=1e-5)


def test_function_words_say_nothing():
    rows = static_encoder().of("fi").encode(["metsä ja vesi", "metsä vesi"])
    assert np.array_equal(rows[0], rows[1])


def test_without_a_language_each_text_is_read_in_its_own():
    encoder = static_encoder()
    text = "The municipality provides early childhood education"
    assert np.array_equal(encoder.encode([text]), encoder.of("en").encode([text]))


def test_the_name_tells_the_version_and_the_language():
    encoder = static_encoder()
    assert encoder.name.startswith("static-")
    assert encoder.of("sv").name == f"{encoder.name}-sv"
    assert static_encoder() is encoder


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["vero", "metsän hoito", "kuntien talous", "xyz"]), max_size=5))
def test_a_text_is_encoded_the_same_alone_and_among_others(texts):
    encoder = static_encoder().of("fi")
    rows = encoder.encode(texts)
    for text, row in zip(texts, rows, strict=True):
        assert np.array_equal(encoder.encode([text])[0], row)


def test_what_is_remembered_stays_bounded(monkeypatch):
    monkeypatch.setattr(static, "MOST_REMEMBERED", 3)
    encoder = StaticEncoder(StaticWords.load(), "fi")
    first = encoder.encode(["vero"])
    encoder.encode(["metsä vesi ilma maa kunta"])
    assert len(encoder._memory) <= 3
    assert np.array_equal(encoder.encode(["vero"]), first)


def test_pieces_mark_the_borders_of_a_word():
    assert grams("talo") == ["<tal", "talo", "alo>", "<talo", "talo>"]


def test_a_tenth_of_the_subjects_is_held_out():
    held = sum(is_held_out(f"http://www.yso.fi/onto/yso/p{number}") for number in range(10_000))
    assert 900 < held < 1_130


def test_the_artefact_is_small_enough_to_ship():
    assert SHIPPED.stat().st_size <= 40_000_000
