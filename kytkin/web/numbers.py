"""Numbers as people write them: 1 234,50 in Finnish and Swedish, 1,234.50 or 1234.50 in English."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

SPACES: Final = re.compile(r"[\s\u00a0\u202f]+")


def plain(written: str) -> str:
    """The number with a dot for the decimals and nothing between thousands."""
    number = SPACES.sub("", written).replace("\u2212", "-").removesuffix("€")
    if "," in number and "." in number:
        last = max(number.rfind(","), number.rfind("."))
        whole = number[:last].replace(",", "").replace(".", "")
        return f"{whole}.{number[last + 1 :]}"
    return number.replace(",", ".")


class NumberField(forms.DecimalField):
    """A decimal number, read as people write it; shown in a plain text box."""

    default_error_messages = {
        "invalid": _("Write a number, for example 1250,50."),
        "min_value": _("The number is zero or more: leave out the minus sign."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return format(value, "f").replace(".", ",") if isinstance(value, Decimal) else value
