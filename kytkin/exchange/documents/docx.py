"""A document as DOCX: real headings, the language of every run, tables with header rows."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any, Final

import docx
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from kytkin.common.documents import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Said,
    Signatures,
    Table,
)

REGIONS: Final = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
LINE: Final = "_" * 58


def as_docx(document: Document) -> bytes:
    word = docx.Document()
    dress(word, document)
    word.add_paragraph(document.title, style="Title")
    if document.subtitle.text:
        write(word.add_paragraph(style="Subtitle"), document.subtitle, document)
    for label, text in document.facts_at_top:
        fact(word, label, Said(text, document.language), document)
    for block in document.blocks:
        add(word, block, document)
    if document.signatures.lines:
        sign(word, document.signatures, document)
    return packed(word)


def dress(word: Word, document: Document) -> None:
    """Styles, margins, language, title and foot."""
    word.core_properties.title = document.title
    word.core_properties.language = REGIONS[document.language]
    word.core_properties.author = "Kytkin"
    made = dt.datetime.combine(document.made_on, dt.time(), tzinfo=dt.UTC)
    word.core_properties.created = word.core_properties.modified = made
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.2)
    section.footer.paragraphs[0].text = document.foot
    for name, size in (("Normal", 11), ("Title", 20), ("Subtitle", 12), ("Heading 1", 13)):
        style: Any = word.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = RGBColor(0x1B, 0x1F, 0x24)
        style.element.get_or_add_rPr().rFonts.set(qn("w:asciiTheme"), "")
        del style.element.rPr.rFonts.attrib[qn("w:asciiTheme")]
    spoken(word.styles["Normal"].element.get_or_add_rPr(), document.language)


def spoken(properties: Any, language: str) -> None:
    """State the language: screen readers and spelling follow it."""
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), REGIONS[language])
    properties.append(tag)


def write(paragraph: Any, words: Said, document: Document) -> None:
    run = paragraph.add_run(words.text)
    if words.language != document.language:
        spoken(run._r.get_or_add_rPr(), words.language)


def fact(word: Word, label: str, value: Said, document: Document) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(3)
    paragraph.add_run(f"{label}: ").bold = True
    write(paragraph, Said(value.text.replace("\n", " "), value.language), document)


def add(word: Word, block: Block, document: Document) -> None:
    match block:
        case Heading(text):
            word.add_heading(text, level=1)
        case Paragraph(words, lead):
            lines = [line for line in words.text.split("\n") if line.strip()]
            for place, line in enumerate(lines):
                paragraph = word.add_paragraph()
                if place == 0 and lead:
                    paragraph.add_run(f"{lead} ").bold = True
                write(paragraph, Said(line, words.language), document)
        case Facts(rows):
            for label, value in rows:
                fact(word, label, value, document)
        case Table():
            tabulate(word, block, document)


def tabulate(word: Word, block: Table, document: Document) -> None:
    table = word.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), block.caption)
    table._tbl.tblPr.append(caption)
    head = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeated)
    for cell, text in zip(head.cells, block.columns, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in block.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            write(cell.paragraphs[0], words, document)


def sign(word: Word, signatures: Signatures, document: Document) -> None:
    word.add_heading(signatures.heading, level=1)
    for one in signatures.lines:
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(f"{one.side}: " if one.name else one.side).bold = True
        if one.name:
            paragraph.add_run(one.name)
            word.add_paragraph(f"{one.day} · {one.how}")
            continue
        line = word.add_paragraph(LINE)
        line.paragraph_format.space_before = Pt(18)
        line.paragraph_format.keep_with_next = True
        word.add_paragraph(f"{signatures.place_and_day}, {signatures.name_in_print}")


def packed(word: Word) -> bytes:
    """The file without the moment of packing: the same data gives the same file."""
    held = io.BytesIO()
    word.save(held)
    made = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()
