"""`Idempotency-Key`: a request that is sent again makes nothing again."""

import datetime
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from questions.actions import candidates, idempotency, questions
from questions.models import (
    AssemblyRun,
    AuditEntry,
    Blueprint,
    Candidate,
    IdempotencyKey,
    Kit,
    Question,
    Token,
)
from tests.api.base import API, READ, WRITING, Reader, body, problem
from tests.base import Cast, make_blueprint, make_candidate, make_kit

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
MAKING: dict[str, Any] = {
    "/questions/": {"type": "open", "level": "basic", "stem": "Why?"},
    "/candidates/": {"name": "Ann"},
    "/kits/": {"name": "Talk"},
    "/kits/{kit}/give/": {"candidate": "{candidate}"},
    "/kits/{kit}/duplicate/": {"name": "Copy"},
    "/blueprints/": {"name": "Long"},
    "/blueprints/{blueprint}/parallel/": {"forms": 2},
}
QUESTION = MAKING["/questions/"]


@pytest.fixture
def known(cast: Cast) -> dict[str, int]:
    return {
        "kit": make_kit(by=cast.alice, frozen=False).pk,
        "candidate": make_candidate(by=cast.alice).pk,
        "blueprint": make_blueprint(by=cast.alice).pk,
    }


def made() -> list[int]:
    """Return how many there are of all that can be made, and of what is noted of it."""
    models = (Question, Candidate, Kit, Blueprint, AssemblyRun)
    acts = AuditEntry.objects.exclude(verb="answers.read")
    return [*(model._default_manager.count() for model in models), acts.count()]


def filled(path: str, known: dict[str, int]) -> tuple[str, Any]:
    """Return an address and a body with the identifiers in their places."""
    said = json.dumps(MAKING[path]).replace('"{candidate}"', str(known["candidate"]))
    return path.format(**known), json.loads(said)


@pytest.mark.parametrize("path", MAKING)
def test_sent_twice_it_is_made_once(builder: Reader, known: dict[str, int], path: str) -> None:
    address, said = filled(path, known)
    first = builder.send("post", address, said, **KEY)
    assert first.status_code in (201, 202), first.content
    assert "Idempotent-Replayed" not in first.headers
    before = made()
    for _ in range(2):
        again = builder.send("post", address, said, **KEY)
        assert again.status_code == first.status_code
        assert body(again) == body(first)
        assert again.headers["Idempotent-Replayed"] == "true"
        assert again.headers["Location"] == first.headers["Location"]
        assert again.headers["Cache-Control"] == "no-store"
        if "ETag" in first.headers:
            assert again.headers["ETag"] == first.headers["ETag"]
    assert made() == before


@pytest.mark.parametrize("path", MAKING)
def test_without_a_key_it_is_made_twice(builder: Reader, known: dict[str, int], path: str) -> None:
    address, said = filled(path, known)
    first, second = (builder.send("post", address, said) for _ in range(2))
    assert first.headers["Location"] != second.headers["Location"]
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("path", MAKING)
def test_another_body_is_refused(builder: Reader, known: dict[str, int], path: str) -> None:
    address, said = filled(path, known)
    builder.send("post", address, said, **KEY)
    before = made()
    found = problem(builder.send("post", address, said | {"colour": "red"}, **KEY), 422)
    assert [(e["field"], e["code"]) for e in found["errors"]] == [("Idempotency-Key", "reused")]
    problem(builder.send("post", "/kits/", {"name": "Else"}, **KEY), 422)
    assert made() == before


def test_what_was_refused_may_be_mended(builder: Reader) -> None:
    problem(builder.send("post", "/questions/", QUESTION | {"level": "hard"}, **KEY), 400)
    problem(builder.send("post", "/questions/", b"{", **KEY), 400)
    assert not IdempotencyKey.objects.exists()
    assert builder.send("post", "/questions/", QUESTION, **KEY).status_code == 201


def test_what_fails_leaves_nothing(builder: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        # After the write: it is taken back together with the answer that nobody gets.
        broken.setattr("questions.api.question_writes.changed", fail)
        problem(builder.send("post", "/questions/", QUESTION, **KEY), 500)
    assert not Question.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert builder.send("post", "/questions/", QUESTION, **KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "caf\u00e9", "a\tb"])
def test_what_is_no_key(builder: Reader, key: str) -> None:
    found = problem(builder.send("post", "/questions/", QUESTION, **{"Idempotency-Key": key}), 400)
    assert [error["field"] for error in found["errors"]] == ["Idempotency-Key"]
    assert not Question.objects.exists()


def test_a_key_is_of_its_token(cast: Cast, builder: Reader) -> None:
    other, session = Reader(cast.alice, *WRITING), Client()
    session.force_login(cast.alice)
    addresses = {
        reader.send("post", "/questions/", QUESTION, **KEY).headers["Location"]
        for reader in (builder, other, Reader(cast.eve, *WRITING))
    }
    for _ in range(2):
        answer = session.post(f"{API}/questions/", QUESTION, "application/json", headers=KEY)
        addresses.add(answer.headers["Location"])
    assert len(addresses) == Question.objects.count() == 4


# What is told again


def test_what_changed_since_is_told_as_it_is(cast: Cast, builder: Reader) -> None:
    first = builder.send("post", "/questions/", QUESTION, **KEY)
    questions.move(cast.alice, Question.objects.get(), "submit")
    again = builder.send("post", "/questions/", QUESTION, **KEY)
    assert (again.status_code, body(again)["status"]) == (201, "in_review")
    assert again.headers["ETag"] == builder.etag(f"/questions/{body(first)['id']}/")


def test_what_was_deleted_since_is_told(cast: Cast, builder: Reader) -> None:
    builder.send("post", "/questions/", QUESTION, **KEY)
    questions.purge(cast.eve, Question.objects.get())
    found = problem(builder.send("post", "/questions/", QUESTION, **KEY), 409)
    assert "not there any more" in found["detail"]
    assert not Question.objects.exists()


def test_nothing_confidential_is_kept_with_a_key(builder: Reader) -> None:
    builder.send("post", "/candidates/", {"name": "Ann Onymous", "notes": "Private."}, **KEY)
    builder.send(
        "post", "/questions/", QUESTION | {"answer": "Secret."}, **{"Idempotency-Key": "b"}
    )
    kept = str(list(IdempotencyKey.objects.values()))
    assert IdempotencyKey.objects.count() == 2
    assert not any(word in kept for word in ("Ann", "Private", "Secret", "Why"))


def test_an_erased_candidate_stays_erased(cast: Cast, builder: Reader) -> None:
    builder.send("post", "/candidates/", {"name": "Ann"}, **KEY)
    candidates.erase(cast.alice, Candidate.objects.get())
    again = builder.send("post", "/candidates/", {"name": "Ann"}, **KEY)
    assert (again.status_code, body(again)["name"]) == (201, "")


def test_a_right_lost_since_is_lost(cast: Cast, builder: Reader) -> None:
    said = QUESTION | {"answer": "Secret."}
    assert body(builder.send("post", "/questions/", said, **KEY))["answer"] == "Secret."
    token = Token.objects.get()
    token.scopes = [READ, "questions:write"]
    token.save()
    assert "answer" not in body(builder.send("post", "/questions/", said, **KEY))
    token.scopes = [READ]
    token.save()
    problem(builder.send("post", "/questions/", said, **KEY), 403)


# What is under way, or was left


def claimed(builder: Reader, **ago: int) -> IdempotencyKey:
    """Leave a claim of a request as a killed process does."""
    problem(builder.send("post", "/questions/", QUESTION | {"level": "x"}, **KEY), 400)
    before = builder.send("post", "/questions/", QUESTION, **KEY)
    assert before.status_code == 201
    Question.objects.all().delete()
    moment = timezone.now() - datetime.timedelta(**ago)
    IdempotencyKey.objects.update(status=None, location="", claimed_at=moment)
    return IdempotencyKey.objects.get()


def test_what_is_under_way_is_waited_for(builder: Reader) -> None:
    claimed(builder, seconds=50)
    answer = builder.send("post", "/questions/", QUESTION, **KEY)
    problem(answer, 409)
    assert int(answer.headers["Retry-After"]) >= 1
    problem(builder.send("post", "/questions/", QUESTION | {"minutes": 9}, **KEY), 422)
    assert not Question.objects.exists()


def test_what_was_left_is_taken_over(builder: Reader) -> None:
    left = claimed(builder, seconds=61)
    answer = builder.send("post", "/questions/", QUESTION, **KEY)
    assert answer.status_code == 201
    assert "Idempotent-Replayed" not in answer.headers
    assert Question.objects.count() == 1
    assert IdempotencyKey.objects.get().claim != left.claim


def test_who_comes_back_too_late_writes_nothing(
    builder: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that was taken for dead ends after another has taken its key over."""
    finish = idempotency.finish

    def overtaken(held: IdempotencyKey, *args: Any) -> None:
        IdempotencyKey.objects.update(claim="another")
        finish(held, *args)

    monkeypatch.setattr("questions.actions.idempotency.finish", overtaken)
    problem(builder.send("post", "/questions/", QUESTION, **KEY), 409)
    assert not Question.objects.exists()


def test_a_key_is_known_for_a_day(builder: Reader) -> None:
    builder.send("post", "/questions/", QUESTION, **KEY)
    moment = timezone.now() - datetime.timedelta(hours=24, seconds=1)
    IdempotencyKey.objects.update(created_at=moment)
    builder.send("post", "/kits/", {"name": "Talk"}, **{"Idempotency-Key": "another"})
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["another"]
    answer = builder.send("post", "/questions/", QUESTION, **KEY)
    assert (answer.status_code, Question.objects.count()) == (201, 2)
