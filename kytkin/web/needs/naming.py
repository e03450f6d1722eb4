"""Fields in which skills or themes are named in words, checked against the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django import forms

from kytkin.vocabulary.models import Concept, Scheme
from kytkin.vocabulary.queries import concepts_called


class NamesField(forms.CharField):
    """Names divided by commas or lines; gives the concepts, and tells of names unknown."""

    def __init__(self, *, schemes: Collection[Scheme], unknown: Any, **kwargs: Any) -> None:
        self.schemes, self.unknown = schemes, unknown
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        super().__init__(required=False, max_length=2000, **kwargs)

    def clean(self, value: Any) -> list[Concept]:
        said = super().clean(value)
        names = [" ".join(name.split()) for name in re.split(r"[,;\n]", said)]
        wanted = list(dict.fromkeys(name for name in names if name))
        found = concepts_called(wanted, self.schemes)
        missing = [name for name in wanted if name not in found]
        if missing:
            listed = ", ".join(f"“{name}”" for name in missing[:5])
            raise forms.ValidationError(str(self.unknown) % {"names": listed})
        return list(dict.fromkeys(found[name] for name in wanted))


def named(concepts: Collection[Concept]) -> str:
    """The first value of the field: the labels in the page's language."""
    return ", ".join(str(concept) for concept in concepts)
