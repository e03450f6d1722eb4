"""Overlap: symmetric, explained, across groups only where asked, by words alone where need be."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kytkin.engine.overlap import model as module
from kytkin.engine.overlap.calibration import BY_WORDS, WITH_MEANING, Curve
from kytkin.engine.overlap.model import OverlapModel
from kytkin.engine.overlap.records import Kind, Period, Preparation, Timing, Verdict, Wording
from kytkin.engine.text.encoders import Kind as Reading
from kytkin.engine.text.encoders import Matrix, unit

pytestmark = pytest.mark.one_database


class Letters:
    """An encoder for tests: letters make the row."""

    name, dimensions = "letters", 8

    def encode(self, texts: Sequence[str], *, kind: Reading = "query") -> Matrix:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                row[hashlib.blake2b(letter.encode()).digest()[0] % self.dimensions] += 1
        return unit(rows)


TEXTS = {
    "a": ("Nuorten rikosten ehkäisy", "Ohjelma ehkäisee nuorten rikollisuutta.", "OM"),
    "b": ("Lastensuojelun uudistus", "Uudistus katkaisee nuorten rikosten kierteen.", "STM"),
    "c": ("Metsälain muutos", "Metsien hakkuista säädetään. Metsänhoito uudistuu.", "MMM"),
    "d": ("Metsien monimuotoisuus", "Metsien suojelu ja metsänhoito.", "YM"),
    "e": ("Verotuksen digitalisaatio", "Verokortti ja veroilmoitus sähköisiksi.", "VM"),
    "f": ("Veroilmoitus", "Veroilmoituksen kieli selkeäksi.", "VM"),
}
SHARED = frozenset({"nuorisorikollisuus"})


def preparations(**changes: dict[str, object]) -> list[Preparation]:
    return [
        Preparation(
            key,
            **{  # type: ignore[arg-type]
                "wording": Wording("fi", name, body),
                "group": group,
                "subjects": SHARED if key in "ab" else frozenset(),
            }
            | changes.get(key, {}),
        )
        for key, (name, body, group) in TEXTS.items()
    ]


@pytest.mark.parametrize("encoder", [None, Letters()])
def test_what_is_about_the_same_is_nearest(encoder: Letters | None) -> None:
    model = OverlapModel.of(preparations(), encoder)
    assert model.best("a", 1)[0].other == "b"
    assert model.best("c", 1)[0].other == "d"


def test_only_other_groups_are_compared_unless_all_are_asked_for() -> None:
    across = OverlapModel.of(preparations())
    assert "f" not in [one.other for one in across.best("e", 10)]
    everyone = OverlapModel.of(preparations(), only_across=False)
    assert everyone.best("e", 1)[0].other == "f"


def test_what_has_no_group_is_compared_with_all() -> None:
    model = OverlapModel.of(preparations(e={"group": ""}, f={"group": ""}))
    assert model.best("e", 1)[0].other == "f"


@pytest.mark.parametrize("encoder", [None, Letters()])
def test_reasons_sum_to_the_score_and_name_words_and_subjects(encoder: Letters | None) -> None:
    for found in OverlapModel.of(preparations(), encoder).best("a", 9):
        parts = sum(reason.contribution for reason in found.reasons)
        assert parts == pytest.approx(found.score, abs=1e-6)
    first = OverlapModel.of(preparations(), encoder).best("a", 1)[0]
    about = {reason.kind: reason.about for reason in first.reasons}
    assert "rikos" in about[Kind.WORDS]
    assert about[Kind.SUBJECTS] == ("nuorisorikollisuus",)
    assert first.shared_subjects == ("nuorisorikollisuus",)


def test_the_most_similar_sentences_are_told_when_there_is_an_encoder() -> None:
    found = OverlapModel.of(preparations(), Letters()).best("c", 1)[0]
    assert found.sentences is not None
    assert found.sentences.one in TEXTS["c"][1]
    assert found.sentences.other in TEXTS["d"][1]
    assert -1 <= found.sentences.cosine <= 1
    assert OverlapModel.of(preparations()).best("c", 1)[0].sentences is None


words = st.lists(st.sampled_from("vero metsä laki nuori rikos vesi".split()), max_size=6)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(words, words, st.sampled_from(["x", "y", ""])), min_size=2, max_size=8),
    st.booleans(),
    st.booleans(),
)
def test_overlap_is_symmetric_whatever_the_order(texts, encoded, across):
    held = [
        Preparation(f"p{number}", Wording("fi", " ".join(name), " ".join(body)), group)
        for number, (name, body, group) in enumerate(texts)
    ]
    encoder = Letters() if encoded else None
    model = OverlapModel.of(held, encoder, only_across=across)
    again = OverlapModel.of(held[::-1], encoder, only_across=across)
    assert np.array_equal(model.scores, model.scores.T)
    assert np.array_equal(model.scores, again.scores)
    for one in model.pairs(20):
        assert one.one < one.other
        assert math.isfinite(one.score)


def test_the_same_subject_on_both_sides_never_lowers_the_score() -> None:
    without = OverlapModel.of(preparations())
    more = frozenset({"lapset"})
    both = OverlapModel.of(
        preparations(a={"subjects": SHARED | more}, b={"subjects": SHARED | more})
    )
    place = without.numbers["a"], without.numbers["b"]
    assert both.scores[place] >= without.scores[place]


def test_a_preparation_without_text_is_in_no_pair() -> None:
    model = OverlapModel.of(preparations(b={"wording": Wording("fi")}), Letters())
    assert model.best("b") == ()
    assert "b" not in [one.other for one in model.best("a", 10)]


def test_texts_of_a_letter_or_two_are_compared_too() -> None:
    changes = {"a": {"wording": Wording("fi", "EU")}, "b": {"wording": Wording("fi", "Yö", "a.")}}
    model = OverlapModel.of(preparations(**changes), Letters())
    pair = next(one for one in model.best("a") if one.other == "b")
    assert pair.sentences is not None
    assert (pair.sentences.one, pair.sentences.other) == ("EU", "Yö. a.")


def test_pairs_are_told_once_best_first_and_only_likely_ones() -> None:
    model = OverlapModel.of(preparations())
    found = model.pairs(3)
    assert len(found) == 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({frozenset((one.one, one.other)) for one in found}) == 3
    least = found[1].probability
    assert [one.probability >= least for one in model.pairs(100, least)] == [True, True]


def french(key: str, text: str) -> dict[str, dict[str, object]]:
    return {key: {"asked": Wording("fr", text, text)}}


def test_queries_in_another_language_find_through_third_texts() -> None:
    """Crimes de jeunes stands in two French texts, whose Finnish ones stand together."""
    asked = {
        "a": "crimes de jeunes", "b": "jeunes et crimes", "c": "forêts", "d": "forêts vivantes",
        "e": "impôts", "f": "impôts clairs",
    }  # fmt: skip
    changes = {key: french(key, text)[key] for key, text in asked.items()}
    for encoder in (None, Letters()):
        model = OverlapModel.of(preparations(**changes), encoder)
        kinds = {reason.kind for reason in model.best("a", 1)[0].reasons}
        assert Kind.BRIDGE in kinds
        assert Kind.WORDS not in kinds
        assert (Kind.MEANING in kinds) == (encoder is not None)


def test_only_those_that_have_a_query_ask_and_the_better_way_counts() -> None:
    model = OverlapModel.of(preparations(**french("b", "crimes de jeunes")))
    assert model.best("a") == ()
    assert len(model.best("b")) == 5
    assert {"b"} == {one.one for one in model.pairs(10)}


def test_probability_is_that_of_the_curve_for_what_was_compared() -> None:
    for encoder, curve in ((None, BY_WORDS), (Letters(), WITH_MEANING)):
        found = OverlapModel.of(preparations(), encoder).best("a", 1)[0]
        assert found.probability == curve.probability(found.score)
    flat = OverlapModel.of(preparations(), curve=Curve(0, 0)).best("a", 1)[0]
    assert flat.probability == 0.5


def test_time_and_verdict_are_told() -> None:
    apart = preparations(
        a={"period": Period(date(2023, 1, 1), date(2024, 1, 1))},
        b={"period": Period(date(2025, 1, 1), None)},
    )
    found = OverlapModel.of(apart).best("a", 1)[0]
    assert found.time.timing is Timing.APART
    assert found.verdict is Verdict.COMPLEMENTARY
    same = OverlapModel.of(preparations(b={"wording": Wording("fi", *TEXTS["a"][:2])}))
    assert same.best("a", 1)[0].verdict is Verdict.DUPLICATE


def test_equal_ids_and_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="ids of preparations differ"):
        OverlapModel.of(preparations() + preparations()[:1])
    monkeypatch.setattr(module, "MOST", 3)
    with pytest.raises(ValueError, match="at most 3"):
        OverlapModel.of(preparations())


def test_an_unknown_id_is_told() -> None:
    with pytest.raises(KeyError):
        OverlapModel.of(preparations()).best("z")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_few_or_none_are_compared_too(count: int) -> None:
    model = OverlapModel.of(preparations()[:count], Letters())
    assert len(model.pairs()) == (3 if count == 3 else 0)
