"""Questions handed out as files: /questions/export/."""

import json
from typing import Any

import pytest

from questions.models import AuditEntry, Question, Skill
from questions.rules import exports
from tests.base import Cast, make_kit, make_question, make_skill
from tests.views.desk import Desk, desk, text

EXPORT = "/questions/export/"


@pytest.fixture
def asked(db: None) -> list[Question]:
    vision = make_skill("Vision")
    return [
        make_question("Why so?", level="basic", skills=[vision]),
        make_question("How come?", level="expert", type="mcq"),
        make_question("Not yet?", status="draft"),
    ]


def stems(data: bytes) -> set[str]:
    return {row["stem"] for row in json.loads(data)["questions"]}


def test_all_that_match_are_handed_out(alice_desk: Desk, asked: list[Question]) -> None:
    shown = alice_desk.read(f"{EXPORT}?level=basic&level=expert&status=approved&format=json")
    assert "Export 2 questions" in shown
    assert "Level: Basic" in shown
    assert "JSON carries all of it." in shown
    assert "JSON Schema" in shown
    assert "Download 2 questions as JSON" in shown
    assert not AuditEntry.objects.filter(verb="questions.exported").exists()
    answer = alice_desk.post(f"{EXPORT}?status=approved", {"format": "json"}, 200)
    assert stems(answer.content) == {"Why so?", "How come?"}
    assert answer.headers["Content-Type"] == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert AuditEntry.objects.get(verb="questions.exported").changes["questions"] == 2


def test_what_was_ticked_is_handed_out(alice_desk: Desk, asked: list[Question]) -> None:
    said = {"verb": "export", "selected": [asked[1].pk, asked[2].pk], "filters": "level=basic"}
    where = alice_desk.post("/questions/bulk/", said).headers["Location"]
    assert where == f"{EXPORT}?id={asked[1].pk}&id={asked[2].pk}"
    shown = alice_desk.read(where)
    assert "Export 2 questions" in shown
    assert "Those that you selected." in shown
    answer = alice_desk.post(where, {"format": "json"}, 200)
    assert stems(answer.content) == {"How come?", "Not yet?"}


def test_all_that_match_may_be_chosen_on_the_list(alice_desk: Desk, asked: list[Question]) -> None:
    said = {"verb": "export", "every": "1", "filters": "level=expert"}
    where = alice_desk.post("/questions/bulk/", said).headers["Location"]
    assert where == f"{EXPORT}?level=expert"
    bank = alice_desk.get("/questions/?level=expert").content.decode()
    assert f'href="{EXPORT}?level=expert"' in bank


def test_a_format_says_what_it_cannot_carry(alice_desk: Desk, asked: list[Question]) -> None:
    Skill.objects.update(description="Seeing")
    piece = alice_desk.get(f"{EXPORT}?format=csv", htmx=True)
    assert "What CSV cannot carry" in text(piece)
    assert "Skills stand without their descriptions." in text(piece)
    assert "<html" not in piece.content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("level=guru", "There is no level “guru”."),
        ("levl=basic", "There is no parameter “levl”."),
        ("format=odt", "There is no such format."),
        ("id=1&id=x", "There is no question “x”."),
        ("id=1" + "&id=1" * 500, "Select at most 500 questions"),
    ],
)
def test_what_is_not_understood_is_told(
    alice_desk: Desk, asked: list[Question], query: str, sentence: str
) -> None:
    assert sentence in alice_desk.read(f"{EXPORT}?{query}", 400)
    assert sentence in alice_desk.refused(
        f"{EXPORT}?{query.partition('format')[0]}",
        {"format": "odt" if "format" in query else "json"},
    )


def test_nothing_is_no_file(alice_desk: Desk, asked: list[Question]) -> None:
    assert "There is nothing to export" in alice_desk.read(f"{EXPORT}?q=zzzz")
    answer = alice_desk.post(f"{EXPORT}?q=zzzz", {"format": "json"}, 200)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "There is nothing to export" in alice_desk.read(f"{EXPORT}?id=999999")


def test_more_than_a_format_holds_are_refused(
    alice_desk: Desk, asked: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_IN_PARTS", 2)
    assert "too many for JSON: 2 at most" in alice_desk.read(f"{EXPORT}?format=json")
    answer = alice_desk.post(EXPORT, {"format": "json"}, 200)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert not AuditEntry.objects.filter(verb="questions.exported").exists()


def test_nobody_gets_more_than_they_may_see(cast: Cast, asked: list[Question]) -> None:
    manager, interviewer = desk(cast.bob), desk(cast.carol)
    every = "&".join(f"id={question.pk}" for question in asked)
    for query in ("", f"?{every}"):
        got = manager.post(f"{EXPORT}{query}", {"format": "json"}, 200).content
        assert stems(got) == {"Why so?", "How come?"}
    assert "There is nothing to export" in interviewer.read(f"{EXPORT}?{every}")
    make_kit(asked=asked[:1], by=cast.alice)
    desk(cast.dave).get(EXPORT, 403)


def test_a_file_holds_answers_for_who_reads_them(
    cast: Cast, alice_desk: Desk, asked: list[Question]
) -> None:
    rows: Any = json.loads(alice_desk.post(EXPORT, {"format": "json"}, 200).content)
    assert {row["answer"] for row in rows["questions"]} == {"Noise."}
    assert "The file holds answers and keys" in alice_desk.read(f"{EXPORT}?format=json")
