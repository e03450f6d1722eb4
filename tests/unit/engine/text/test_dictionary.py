"""The quick no of a dictionary never says no to a word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kytkin.engine.text import dictionary as module
from kytkin.engine.text.dictionary import Dictionary, dictionary

pytestmark = pytest.mark.one_database


class Counted(dict[str, str]):
    """Forms that count what they are asked and how often they are read through."""

    def __init__(self, forms: dict[str, str]) -> None:
        super().__init__(forms)
        self.asked = self.read = 0

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked += 1
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        self.read += 1
        return super().__iter__()


@given(st.dictionaries(st.text(max_size=6), st.text(max_size=6)), st.lists(st.text(max_size=6)))
def test_answers_are_the_same_with_and_without_the_filter(forms, others):
    plain, filtered = Dictionary(Counted(forms), 10**9), Dictionary(Counted(forms), 0)
    for key in [*forms, *others]:
        assert filtered.get(key) == plain.get(key) == forms.get(key)


def test_the_filter_is_made_once_when_enough_was_asked_and_spares_the_forms():
    forms = Counted({"talo": "talo"})
    found = Dictionary(forms, asked_before_filter=2)
    assert found.get("talo") == "talo"
    assert found.get("tlao") is None
    assert forms.read == 0
    for number in range(100):
        found.get(f"ei-sana-{number}")
    assert forms.read == 1
    assert forms.asked < 20
    assert found.get("talo") == "talo"


def test_what_is_remembered_stays_bounded(monkeypatch):
    monkeypatch.setattr(module, "MOST_REMEMBERED", 2)
    forms = Counted({"talo": "talo", "tie": "tie", "vesi": "vesi"})
    found = Dictionary(forms, asked_before_filter=0)
    assert [found.get(key) for key in ("talo", "tie", "vesi", "talo", "talo")] == [
        "talo", "tie", "vesi", "talo", "talo",
    ]  # fmt: skip
    assert forms.asked == 4
    assert len(found._known) <= 2


def test_each_language_has_a_dictionary_of_its_own():
    assert dictionary("fi").get("taloissa") == "talo"
    assert dictionary("en").get("taloissa") is None
    assert dictionary("fi") is dictionary("fi")
