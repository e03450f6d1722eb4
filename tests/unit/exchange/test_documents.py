"""Documents as tagged PDF and as DOCX: whatever people write comes through as they wrote it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kytkin.common.documents import (
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
    plain,
    said,
)
from kytkin.exchange.documents import pdf
from kytkin.exchange.documents.docx import as_docx
from kytkin.exchange.documents.pdf import as_pdf

HOSTILE = (
    "#set text(size: 99pt) #include('x') $x^2$ *b* _i_ `c` @ref <b> & </w:t> \\u{2d} // -- ~ \"q\""
)
SOFT_HYPHEN = "\xad"  # at the end of a line, as typesetting puts it
SIGNED = SignatureLine("Chefen", "Tuula Testi", "2.11.2026", "för hand")


def document(*words: str, language: str = "sv", title: str = "Avtal") -> Document:
    return Document(
        language=language,
        title=title,
        subtitle=Said("Valmistelu", "fi"),
        facts_at_top=(("Ärendenummer", "VN/1/2026"),),
        blocks=(
            Heading("1 Parter"),
            *(Paragraph(Said(one, language), "Klausul.") for one in words),
            Facts((("Person", Said("Aino", "fi")),)),
            Table("Samtycken", ("Part", "Vem"), ((Said("a", "sv"), Said("b", "fi")),)),
        ),
        signatures=Signatures("Underskrifter", "Ort", "Namn", (SIGNED, SignatureLine("Personen"))),
        foot="foten",
        page="Sida",
        made_on=dt.date(2026, 11, 2),
    )


def read_pdf(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """The words without the breaks of lines and pages."""
    found = "".join(page.extract_text() for page in read_pdf(content).pages)
    unseen = str.maketrans("", "", pdf.BREAK_HERE + SOFT_HYPHEN)
    return "".join(found.translate(unseen).split())


@pytest.mark.parametrize(("language", "tag"), [("fi", "fi-FI"), ("sv", "sv-FI")])
def test_the_pdf_is_tagged_says_its_language_and_has_a_title(language, tag):
    made = as_pdf(document("Hej", language=language))
    root = read_pdf(made).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == tag
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read_pdf(made).metadata.title == "Avtal"
    assert b"pdfuaid" in made
    assert b"pdfaid" in made


def test_the_pdf_has_headings_a_table_with_header_cells_and_only_our_font():
    made = read_pdf(as_pdf(document("Hej")))
    roles: list[str] = []

    def walk(node) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                roles.append(node["/S"])
            if "/K" in node:
                walk(node["/K"])

    walk(made.trailer["/Root"]["/StructTreeRoot"])
    assert {"/H1", "/Table", "/TH", "/TD", "/P"} <= set(roles)
    fonts = made.pages[0]["/Resources"]["/Font"].values()
    assert all("KytkinPrint" in one.get_object()["/BaseFont"] for one in fonts)


@pytest.mark.parametrize(
    "words",
    [HOSTILE, "čđŋšŧžǥǧǩʒ ÅÄÖ åäö § €", "Мир Ελλάδα", "x" * 2000, "rad ett\nrad två", "&lt;w:t>"],
)
def test_what_people_write_comes_through_the_pdf_unchanged(words):
    assert "".join(words.split()) in text_of(as_pdf(document(words)))


def test_hostile_titles_and_names_are_text_too():
    assert "".join(HOSTILE.split()) in text_of(as_pdf(document(title=HOSTILE)))


def test_letters_from_right_to_left_are_all_there():
    found = text_of(as_pdf(document("שלום עולם")))
    assert set("שלוםעולם") <= set(found)


def test_letters_that_no_font_has_are_shown_as_squares_and_the_rest_is_whole():
    made = as_pdf(document("Nimi 中文 loppu"))
    assert "Nimi□□loppu" in text_of(made)
    assert b"pdfuaid" in made


def test_a_text_all_in_letters_that_no_font_has_is_still_tagged():
    made = as_pdf(document("".join(chr(0x4E00 + number) for number in range(80))))
    assert "/StructTreeRoot" in read_pdf(made).trailer["/Root"]


def test_an_error_of_another_kind_is_not_hidden(monkeypatch):
    def broken(*args, **kwargs):
        raise pdf.typst.TypstError("something else")

    monkeypatch.setattr(pdf.typst, "compile", broken)
    with pytest.raises(pdf.typst.TypstError):
        as_pdf(document("Hej"))


@pytest.mark.parametrize("write", [as_pdf, as_docx])
def test_the_same_data_gives_the_same_bytes(write):
    assert write(document("Hej")) == write(document("Hej"))


def test_the_docx_opens_with_real_headings_language_and_title():
    word = docx.Document(io.BytesIO(as_docx(document("Hej"))))
    styles = {one.text: one.style.name for one in word.paragraphs}
    assert styles["Avtal"] == "Title"
    assert styles["1 Parter"] == styles["Underskrifter"] == "Heading 1"
    assert word.core_properties.title == "Avtal"
    assert word.core_properties.language == "sv-FI"
    normal = word.styles["Normal"].element.rPr.find(qn("w:lang"))
    assert normal.get(qn("w:val")) == "sv-FI"
    row = word.tables[0].rows[0]
    assert row._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in row.cells] == ["Part", "Vem"]


def test_words_in_another_language_are_marked_in_the_docx():
    packed = zipfile.ZipFile(io.BytesIO(as_docx(document("Hej"))))
    xml = packed.read("word/document.xml").decode()
    assert 'w:lang w:val="fi-FI"' in xml


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(min_size=1, max_size=80).filter(lambda text: plain(text).strip()))
def test_any_words_come_through_the_docx_unchanged(words):
    word = docx.Document(io.BytesIO(as_docx(document(words))))
    written = "".join(one.text for one in word.paragraphs)
    for line in plain(words).split("\n"):
        assert line.replace("\t", "\t") in written or not line.strip()


def test_blocks_come_back_from_their_data():
    for block in document(HOSTILE).blocks:
        assert block_of_data(block_as_data(block)) == block
    with pytest.raises(KeyError):
        block_of_data({"is": "picture"})


def test_words_are_quoted_in_the_language_there_is():
    assert said({"fi": "a", "sv": "b"}, "sv") == Said("b", "sv")
    assert said({"fi": "a"}, "sv") == Said("a", "fi")
    assert said({}, "sv") == Said("", "sv")
    assert Said("a\r\nb\x00\x07", "fi").text == "a\nb"
