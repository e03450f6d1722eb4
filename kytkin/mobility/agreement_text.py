"""An agreement in words: blocks made of the facts, and the whole document of a version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from kytkin.common.documents import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Said,
    SignatureLine,
    Signatures,
    Table,
    block_as_data,
    block_of_data,
    said,
)
from kytkin.mobility.clauses import LANGUAGES, clauses, sections_of, texts
from kytkin.mobility.models import Agreement

SHOWN_OF_DIGEST: Final = 16


def content_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a version keeps: the facts, and what they read in Finnish and in Swedish."""
    return {"facts": dict(facts)} | {
        language: {
            "title": texts("titles")[facts["document"]][language],
            "subtitle": said_as_data(said(facts["preparation"]["name"], language)),
            "blocks": [block_as_data(block) for block in blocks_of(facts, language)],
        }
        for language in LANGUAGES
    }


def document_of(agreement: Agreement, language: str) -> Document:
    """A version as a document, with the case number and the signatures it has got since."""
    kept = agreement.content[language]
    facts = agreement.content["facts"]
    number = agreement.case_number or word("no_case_number", language)
    foot = word("arrangement", language).format(
        move=agreement.move_id,
        number=agreement.number,
        digest=agreement.digest[:SHOWN_OF_DIGEST],
    )
    return Document(
        language=language,
        title=kept["title"],
        subtitle=Said(kept["subtitle"]["text"], kept["subtitle"]["language"]),
        facts_at_top=(
            (word("case_number", language), number),
            (word("version", language), str(agreement.number)),
            (word("made", language), day(facts["made_on"])),
        ),
        blocks=tuple(block_of_data(block) for block in kept["blocks"]),
        signatures=signatures_of(agreement, language),
        foot=foot,
        page=word("page", language),
        made_on=dt.date.fromisoformat(facts["made_on"]),
    )


def signatures_of(agreement: Agreement, language: str) -> Signatures:
    signed = {one.party: one for one in agreement.signatures.all()}
    lines = []
    for party in agreement.content["facts"]["parties"]:
        side, one = texts("parties")[party][language], signed.get(party)
        if one is None:
            lines.append(SignatureLine(side))
        else:
            how = texts("how")[one.how][language]
            lines.append(SignatureLine(side, one.name, day(one.signed_on.isoformat()), how))
    return Signatures(
        heading=word("signatures", language),
        place_and_day=word("place_and_day", language),
        name_in_print=word("name_in_print", language),
        lines=tuple(lines),
    )


def blocks_of(facts: Mapping[str, Any], language: str) -> list[Block]:
    document = facts["document"]
    blocks: list[Block] = []
    for number, section in enumerate(sections_of(document), start=1):
        title = section.title[language]
        blocks.append(Heading(f"{number} {title}"))
        rows = [
            (texts("facts")[code][language], value)
            for code in section.facts
            for value in fact(code, facts, document, language)
        ]
        if rows:
            blocks.append(Facts(tuple(rows)))
        if section.has_overrides:
            blocks += [passed(one, language) for one in facts["overrides"]]
        for code in section.clauses:
            if code in facts["clauses"]:
                name = clauses()[code].name[language]
                lead = "" if name == title else f"{name}."
                blocks.append(Paragraph(said(facts["clauses"][code], language), lead))
        if section.has_consents:
            blocks.append(consents_table(facts, language))
    return blocks


def fact(code: str, facts: Mapping[str, Any], document: str, language: str) -> list[Said]:
    """The values of a fact: none when this agreement has no such thing."""
    match code:
        case "person":
            return [Said(facts["person"]["name"], language)]
        case "title":
            return [said(facts["person"]["title"], language)] if facts["person"]["title"] else []
        case "home" | "receiving":
            return [joined([said(name, language) for name in facts[code]])]
        case "preparation":
            named = said(facts["preparation"]["name"], language)
            return [Said(f"{named.text} ({facts['preparation']['number']})", named.language)]
        case "kind":
            return [capital(said(facts["kind"]["name"], language))]
        case "basis":
            return [basis(facts["basis"], language)]
        case "ground":
            ground = facts["ground"]
            return [said(texts("grounds")[ground], language)] if ground else []
        case "period":
            return [Said(period(facts, language), language)]
        case "share":
            return [Said(share(facts["share_percent"], "share", language), language)]
        case "home_lead" | "receiving_lead":
            return [Said(leads(facts[code], language), language)]
        case "pay":
            return [said(texts("pay")[facts["pay"]], language)]
    return costs(code, facts, document, language)


def costs(code: str, facts: Mapping[str, Any], document: str, language: str) -> list[Said]:
    """Who pays what; only a rotation divides costs."""
    if document != "rotation":
        return []
    if code == "cost_share":
        return [Said(share(facts["receiving_pays_percent"], "percent", language), language)]
    return [said(texts("payers")[facts[f"{code}_paid_by"]], language)]


def basis(known: Mapping[str, Any], language: str) -> Said:
    named = capital(said(known["text"], language))
    source = said(known["source"], language).text
    read = word("read", language).format(day=day(known["as_of"]), source=source)
    unverified = "" if known["is_verified"] else f" {word('unverified', language)}"
    return Said(f"{named.text}. {read}.{unverified}", named.language)


def passed(one: Mapping[str, Any], language: str) -> Block:
    """A rule gone past: which, why, by whom and when."""
    rule = said(one["rule"], language)
    by = f"{one['name']}, {day(one['on'])}" if one["name"] else day(one["on"])
    return Paragraph(
        Said(f"{rule.text} {one['reason']} ({by})", one["language"]),
        f"{texts('facts')['override'][language]}.",
    )


def consents_table(facts: Mapping[str, Any], language: str) -> Table:
    return Table(
        word("consents", language),
        (word("side", language), word("who", language), word("when", language)),
        tuple(
            (
                said(texts("parties")[one["party"]], language),
                Said(one["name"] or "–", language),
                Said(day(one["on"]) or "–", language),
            )
            for one in facts["consents"]
        ),
    )


def period(facts: Mapping[str, Any], language: str) -> str:
    first = day(facts["starts_on"])
    if not facts["last_day"]:
        return word("open", language).format(first=first)
    return word("until", language).format(first=first, last=day(facts["last_day"]))


def share(percent: int | None, code: str, language: str) -> str:
    return (
        word("no_share", language)
        if percent is None
        else word(code, language).format(share=percent)
    )


def leads(found: list[dict[str, Any]], language: str) -> str:
    named = []
    for one in found:
        title = said(one["title"], language).text
        named.append(f"{one['name']}, {title}" if title else one["name"])
    return "; ".join(named) or word("nobody", language)


def joined(names: list[Said]) -> Said:
    """A unit and its agency on one line, in the language of the last."""
    return Said(", ".join(one.text for one in names), names[-1].language)


def capital(words: Said) -> Said:
    return Said(words.text[:1].upper() + words.text[1:], words.language)


def day(iso: str) -> str:
    """2026-11-02 as 2.11.2026, as both languages write it."""
    if not iso:
        return ""
    read = dt.date.fromisoformat(iso)
    return f"{read.day}.{read.month}.{read.year}"


def word(code: str, language: str) -> str:
    return texts("words")[code][language]


def said_as_data(words: Said) -> dict[str, str]:
    return {"text": words.text, "language": words.language}
