"""JSON: versioned, Markdown as typed, nothing said that is not known."""

import json
from typing import Any

from questions.formats import kit_json
from questions.formats.documents import ItemDocument, RichText, SectionDocument
from tests.formats.base import ANSWER, kit


def read(**values: Any) -> dict[str, Any]:
    return dict(json.loads(kit_json.write(kit(**values))))


def test_a_kit_reads_back_as_it_was_said() -> None:
    said = read()
    assert (said["format"], said["version"]) == ("interviewbank-kit", 1)
    assert (said["title"], said["copy"], said["minutes"]) == ("Second round", "interviewer", 45)
    core, end = said["sections"]
    assert (core["name"], core["minutes"]) == ("Core", 20)
    item = core["items"][0]
    assert (item["number"], item["level"], item["skills"]) == (1, "Advanced", ["Python", "Testing"])
    assert (item["version"], item["uid"], item["note"]) == (2, "0831485f", "Ask this first.")
    assert item["guidance"]["answer"] == ANSWER
    assert item["guidance"]["rubric"] == {"1": "Guesses", "3": "Sums", "5": "Sums and *tests*"}
    assert item["guidance"]["follow_ups"] == ["And for 10⁹ rows?", "In SQL?"]
    assert end["items"][0]["choices"][1] == {
        "letter": "B",
        "text": "Tanh & co",
        "is_key": False,
        "explanation": "It is *signed*.",
    }


def test_what_is_not_known_is_absent() -> None:
    said = json.loads(kit_json.write(kit().for_candidate()))
    assert not {"level", "minutes"} & set(said)
    assert set(said["sections"][0]) == {"name", "items"}
    assert set(said["sections"][0]["items"][0]) == {"number", "stem", "type"}
    assert said["sections"][1]["items"][0]["choices"] == [
        {"letter": "A", "text": "Softmax, `p`"},
        {"letter": "B", "text": "Tanh & co"},
    ]


def test_text_stays_legible_and_in_one_order() -> None:
    asked = ItemDocument(1, RichText("なぜ？ 😀"), "open")
    data = kit_json.write(kit(SectionDocument("Ünï", None, (asked,))))
    assert "なぜ？ 😀".encode() in data
    assert data == kit_json.write(kit(SectionDocument("Ünï", None, (asked,))))
    assert list(json.loads(data))[:4] == ["format", "version", "title", "copy"]
