"""Bytes of any program as text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.formats.encodings import decoded
from questions.formats.interchange import Unreadable

TEXT = "Qué es «naïve»? – 10 €\nUne deuxième ligne"
MARKS = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


def test_reads_utf_8_with_and_without_a_mark() -> None:
    assert decoded(TEXT.encode()) == (TEXT, "")
    assert decoded(TEXT.encode("utf-8-sig")) == (TEXT, "")


@pytest.mark.parametrize("codec", MARKS)
def test_reads_what_a_mark_says(codec: str) -> None:
    text, note = decoded(MARKS[codec] + TEXT.encode(codec))
    assert text == TEXT
    assert note == f"The text was read as UTF-{codec[4:6]}."


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_tells_utf_16_without_a_mark(codec: str) -> None:
    assert decoded(TEXT.encode(codec)) == (TEXT, "The text was read as UTF-16.")


def test_falls_back_to_windows() -> None:
    text, note = decoded(TEXT.encode("cp1252"))
    assert text == TEXT
    assert "Windows-1252" in note


def test_keeps_utf_8_that_is_damaged_in_one_place() -> None:
    text, note = decoded(TEXT.encode() * 3 + b"\xff end")
    assert text == TEXT * 3 + "\ufffd end"
    assert note == "1 characters could not be read and stand as \ufffd."


def test_leaves_out_what_no_text_has() -> None:
    text, note = decoded(b"What\x00 is\xed\xa0\x80 it?\r\nThis\r")
    assert text == "What is it?\nThis\n"
    assert note == "2 characters that no text has were left out."


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04", "a ZIP archive or an Office file"),
        (b"\xd0\xcf\x11\xe0", "before 2007"),
        (b"\x89PNG\r\n", "an image"),
        (bytes(range(256)) * 20, "full of characters that no text has"),
    ],
)
def test_says_what_is_no_text(data: bytes, kind: str) -> None:
    with pytest.raises(Unreadable, match=kind):
        decoded(data)


@given(st.binary(max_size=300))
def test_never_fails_otherwise(data: bytes) -> None:
    try:
        text, _ = decoded(data)
    except Unreadable:
        return
    assert "\x00" not in text
    text.encode()  # no lone surrogates
