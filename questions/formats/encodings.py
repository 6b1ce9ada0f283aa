"""Bytes to text, whatever program wrote them."""

import codecs
import re

from questions.formats.interchange import Unreadable
from questions.formats.text import printable

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_NOT_TEXT = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office file"),
    (b"\xd0\xcf\x11\xe0", "an Office file of the kind before 2007"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"\x7fELF", "a program"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WINDOWS = "Windows-1252 (Western European)"
_SAMPLE = 4096


def decoded(data: bytes) -> tuple[str, str]:
    """Return a file's text, and a sentence about its encoding, "" for sound UTF-8.

    Line ends become \\n, and what XML cannot hold (NUL, lone surrogates, control characters) is
    left out. Raises Unreadable for what is no text at all.
    """
    for mark, kind in _NOT_TEXT:
        if data.startswith(mark):
            raise Unreadable(f"This is {kind}, not a text.")
    text, encoding = _text(data)
    sample = text[: 16 * _SAMPLE]
    if (len(_CONTROL.findall(sample)) - 5) * 50 > len(sample):
        raise Unreadable("This is not a text: it is full of characters that no text has.")
    plain = printable(text)
    return plain, _note(text, plain, encoding)


def _text(data: bytes) -> tuple[str, str]:
    for mark, codec, label in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace"), label
    if codec := _unmarked_utf16(data[:_SAMPLE]):
        return data.decode(codec, "replace"), "UTF-16"
    try:
        return data.decode("utf-8", "surrogatepass"), "UTF-8"
    except UnicodeDecodeError:
        return _eight_bits(data)


def _unmarked_utf16(sample: bytes) -> str:
    """Name the codec when every other byte is mostly NUL, as for Latin letters in UTF-16."""
    pairs = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if pairs < 4:
        return ""
    if odd * 10 > pairs * 4 and even * 20 < pairs:
        return "utf-16-le"
    if even * 10 > pairs * 4 and odd * 20 < pairs:
        return "utf-16-be"
    return ""


def _eight_bits(data: bytes) -> tuple[str, str]:
    """Tell UTF-8 with some damage from Windows-1252, whose accents are hardly ever valid UTF-8."""
    text = data.decode("utf-8", "replace")
    beyond_ascii = sum(character > "\x7f" for character in text)
    if text.count("\ufffd") * 2 <= beyond_ascii:
        return text, "UTF-8"
    return data.decode("cp1252", "replace"), _WINDOWS


def _note(text: str, plain: str, encoding: str) -> str:
    lost = text.count("\ufffd")
    removed = len(text) - text.count("\r\n") - len(plain)
    notes = [f"The text was read as {encoding}."] if encoding != "UTF-8" else []
    if lost:
        notes.append(f"{lost} characters could not be read and stand as \ufffd.")
    if removed:
        notes.append(f"{removed} characters that no text has were left out.")
    return " ".join(notes)
