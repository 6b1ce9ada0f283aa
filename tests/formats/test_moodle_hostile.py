"""Files made to keep GIFT, Aiken and Moodle XML busy: read or refused in little time."""

import time

import pytest

from questions.formats import aiken, gift, moodle_xml
from questions.formats.interchange import Hints, QuestionFormat, Unreadable

#: Characters of each file. What is quadratic in it takes minutes.
SIZE = 200_000
PIECES = {
    "braces": "{",
    "pairs": "{}",
    "blocks": "{}\n\n",
    "essays": "a{}\n\n",
    "choices": "~a",
    "tags": "[tag:",
    "escapes": "\\",
    "paths": "basic/x/",
    "names": "::",
    "lines": "a\n",
    "blank": "\n",
    "letters": "A) a\n",
    "answers": "ANSWER: A\n",
    "html": "[html]<b>",
    "stars": "*a",
    "nul": "\0",
    "elements": "<question/>",
    "open": "<a>",
    "entities": "&lt;",
}


def tried(format_: QuestionFormat, data: bytes) -> float:
    """Return the seconds of processor time that it takes to recognise and read a file."""
    assert format_.recognise is not None
    assert format_.read is not None
    before = time.process_time()
    format_.recognise(data, "list.txt")
    try:
        format_.read(data, Hints())
    except Unreadable as refusal:
        assert refusal.message
    return time.process_time() - before


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
@pytest.mark.parametrize("format_", [gift.FORMAT, aiken.FORMAT, moodle_xml.FORMAT])
def test_takes_little_time(format_: QuestionFormat, piece: str) -> None:
    """A limit on processor time, as it is a property of safety."""
    text = piece * (SIZE // len(piece))
    assert tried(format_, text.encode()) < 5


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_takes_little_time_in_every_place_of_a_question(piece: str) -> None:
    """A limit on processor time, as it is a property of safety."""
    text = piece * (SIZE // 4 // len(piece))
    places = f"$CATEGORY: {text}\n\n// {text}\na{{~{text}}}\n\n[html]{text}{{=b ~c}}"
    assert tried(gift.FORMAT, places.encode()) < 5
    said = f"<question type='essay'><questiontext><text><![CDATA[{text}]]></text></questiontext>"
    tags = f"<tags><tag><text><![CDATA[{text}]]></text></tag></tags></question>"
    assert tried(moodle_xml.FORMAT, f"<quiz>{said}{tags}</quiz>".encode()) < 5
