"""Answers that are read over the API are recorded, once an hour for each token."""

from questions.models import AuditEntry, Token
from tests.api.base import ANSWERS, READ, Reader
from tests.base import Cast, make_question


def told() -> list[tuple[str, str]]:
    return list(
        AuditEntry.objects.filter(verb="answers.read").values_list("actor__username", "object_id")
    )


def test_reading_answers_is_recorded_once_an_hour(cast: Cast, alice: Reader) -> None:
    question = make_question()
    for path in (
        "/questions/",
        f"/questions/{question.pk}/",
        f"/questions/{question.pk}/versions/",
    ):
        alice.get(path)
    assert told() == [("alice", str(Token.objects.get().pk))]


def test_reading_stems_is_not(cast: Cast) -> None:
    make_question()
    Reader(cast.alice, READ).get("/questions/")
    assert told() == []


def test_each_token_has_an_entry_of_its_own(cast: Cast) -> None:
    make_question()
    for _ in range(2):
        Reader(cast.alice, READ, ANSWERS).get("/questions/")
    assert len(told()) == 2
