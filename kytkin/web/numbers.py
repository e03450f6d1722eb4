"""A form field for numbers as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kytkin.common.numbers import plain


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
