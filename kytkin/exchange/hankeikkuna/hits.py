"""From a hit of the register's interface to a record; fields of another form become oddities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kytkin.common.texts import TranslatedText
from kytkin.exchange.hankeikkuna import cleaning
from kytkin.exchange.hankeikkuna.cleaning import Oddities, clean_date, warn
from kytkin.exchange.hankeikkuna.records import RegisterRecord, key_of
from kytkin.preparations.models import DateEvent, NumberKind

SOURCE: Final = "Hankeikkuna, open data, CC BY 4.0"
PAGE: Final = "https://valtioneuvosto.fi/hanke?tunnus="
DATES: Final = (DateEvent.SET, DateEvent.STARTED, DateEvent.ENDED)


class HitUnusable(ValueError):
    """A hit without what a preparation must have; `code` and `params` make the finding."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def record_of(hit: Any) -> RegisterRecord:
    """The record of one hit; raises HitUnusable."""
    target = hit.get("kohde") if isinstance(hit, dict) else None
    if not isinstance(target, dict):
        raise HitUnusable("field_changed", field="kohde")
    register_id = str(target.get("tunnus") or "").strip()
    setter = cleaning.setter_of(register_id)
    if setter is None:
        raise HitUnusable("register_id_malformed", value=register_id or "–")
    found: Oddities = []
    state = cleaning.clean_state(_text(target, "tila", found), found)
    dates = tuple(
        event
        for kind in DATES
        if (event := clean_date(kind, _text(target, kind.value, found), SOURCE, found))
    )
    if not dates:
        cleaning.note(found, "date_missing", "aloitusPaiva")
    subjects = tuple(_strings(hit, "asiasanat", found))
    if not subjects:
        cleaning.note(found, "keywords_missing", "asiasanat")
    cases = cleaning.clean_case_numbers(list(_strings(target, "asianumerot", found)), found)
    return RegisterRecord(
        key=key_of(register_id),
        register_id=register_id,
        setter=setter,
        name=_texts(target, "nimi", found),
        objective=_texts(target, "kuvaus", found),
        kind=cleaning.clean_kind(_text(target, "tyyppi", found), found),
        state=state,
        stage=cleaning.clean_stage(_text(target, "valmisteluvaihe", found), state, found),
        numbers=(
            *((NumberKind.CASE, number) for number in cases),
            *((NumberKind.BILL, number) for number in _bills(hit, found)),
        ),
        dates=dates,
        subjects=subjects,
        source_name=SOURCE,
        source_url=PAGE + register_id,
        field_sources=dict.fromkeys(
            ("name", "objective", "kind", "state", "stage", "numbers", "dates", "subjects"), SOURCE
        ),
        oddities=tuple(found),
    )


def _text(target: dict[str, Any], name: str, found: Oddities) -> str:
    value = target.get(name)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    warn(found, "field_changed", name, field=name)
    return ""


def _texts(target: dict[str, Any], name: str, found: Oddities) -> TranslatedText:
    """A text by language; a bare string is taken as Finnish."""
    value = target.get(name)
    if isinstance(value, str):
        return TranslatedText.of({"fi": value})
    if isinstance(value, dict):
        return TranslatedText.of({k: v for k, v in value.items() if isinstance(v, str)})
    if value is not None:
        warn(found, "field_changed", name, field=name)
    return TranslatedText()


def _strings(target: dict[str, Any], name: str, found: Oddities) -> Iterator[str]:
    """A list of strings, or of objects that carry one under "uri", "arvo" or "numero"."""
    value = target.get(name) or []
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        warn(found, "field_changed", name, field=name)
        return
    for item in value:
        if isinstance(item, dict):
            item = next((item[k] for k in ("uri", "arvo", "numero") if k in item), None)
        if isinstance(item, str) and item.strip():
            yield item.strip()
        else:
            warn(found, "field_changed", name, field=name)


def _bills(hit: dict[str, Any], found: Oddities) -> Iterator[str]:
    """Numbers of government bills: "HE 141/2026"."""
    law = hit.get("lainsaadanto")
    if isinstance(law, dict):
        for bill in law.get("heTiedot") or []:
            number = bill.get("heNumero") or bill.get("numero") if isinstance(bill, dict) else bill
            if isinstance(number, str) and number.strip():
                yield number.strip()
            else:
                warn(found, "field_changed", "heTiedot", field="heTiedot")
