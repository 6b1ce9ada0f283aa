"""What holds for every change: who may make it, of which state, and with what body."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from questions.actions import candidates, kits, questions
from questions.api.conditional import require_match
from questions.models import AuditEntry, Blueprint, Candidate, Kit, Question, QuestionVersion
from tests.api.base import API, READING, WRITING, Reader, detail_of, problem
from tests.base import Cast, make_blueprint, make_candidate, make_kit, make_question, said


@dataclass(frozen=True)
class Change:
    """A change with a body that is right for it (None: it takes none)."""

    method: str
    path: str
    said: Any = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


OF_STATES = [
    Change("patch", "/candidates/{candidate}/", {"name": "Joan"}),
    Change("put", "/candidates/{candidate}/access/", {"accounts": ["bob"]}),
    Change("post", "/candidates/{candidate}/erase/"),
    Change("patch", "/kits/{kit}/", {"name": "Second talk"}),
    Change("put", "/kits/{kit}/access/", {"accounts": ["bob"]}),
    *(Change("post", f"/kits/{{kit}}/{verb}/") for verb in ("freeze", "archive", "restore")),
    *(Change("post", f"/kits/{{kit}}/{verb}/") for verb in ("undo", "sort", "assemble")),
    Change("post", "/kits/{kit}/use/", {"outcomes": []}),
    Change("post", "/kits/{kit}/upgrade/", {"questions": []}),
    Change("post", "/kits/{kit}/items/", {"question": 1}),
    Change("patch", "/kits/{kit}/items/{question}/", {"minutes": 7}),
    Change("delete", "/kits/{kit}/items/{question}/"),
    Change("post", "/kits/{kit}/items/{question}/swap/", {"question": 1}),
    Change("post", "/kits/{kit}/items/{question}/redraw/"),
    Change("put", "/kits/{kit}/items/{question}/outcome/", {"outcome": "asked"}),
    Change("post", "/kits/{kit}/sections/", {"name": "Coda"}),
    Change("patch", "/kits/{kit}/sections/1/", {"name": "Opening"}),
    Change("delete", "/kits/{kit}/sections/1/"),
    Change("put", "/blueprints/{blueprint}/", {"name": "Long"}),
    Change("patch", "/blueprints/{blueprint}/", {"name": "Long"}),
    Change("delete", "/blueprints/{blueprint}/"),
    Change("put", "/questions/{question}/", {"type": "open", "level": "expert", "stem": "Why?"}),
    Change("patch", "/questions/{question}/", {"stem": "Why?"}),
    Change("post", "/questions/{question}/transitions/", {"verb": "retire", "note": "Old."}),
]
MAKING = [
    Change("post", "/candidates/", {"name": "Joan"}),
    Change("post", "/kits/", {"name": "Third talk"}),
    Change("post", "/kits/{kit}/give/", {"candidate": 1}),
    Change("post", "/kits/{kit}/duplicate/", {"name": "Copy"}),
    Change("post", "/blueprints/", {"name": "Long"}),
    Change("post", "/blueprints/feasibility/", {"minutes_min": 1}),
    Change("post", "/blueprints/{blueprint}/parallel/", {"forms": 2}),
    Change("post", "/questions/", {"type": "open", "level": "basic", "stem": "Why?"}),
]
EACH_OF_STATES = pytest.mark.parametrize("change", OF_STATES, ids=str)
EACH = pytest.mark.parametrize("change", OF_STATES + MAKING, ids=str)
WITH_A_BODY = pytest.mark.parametrize(
    "change", [c for c in OF_STATES + MAKING if c.method != "delete"], ids=str
)


@pytest.fixture
def known(cast: Cast) -> dict[str, int]:
    """What the paths name: all made by a recruiter, and given to nobody."""
    question = make_question()
    return {
        "question": question.pk,
        "kit": make_kit(asked=[question], by=cast.alice).pk,
        "candidate": make_candidate(by=cast.alice).pk,
        "blueprint": make_blueprint(by=cast.alice).pk,
    }


def noun_of(change: Change) -> str:
    """Return what the scopes for a change are named after."""
    noun = change.path.split("/")[1]
    return "kits" if noun == "blueprints" else noun


def everything() -> list[Any]:
    """Return all that a change could touch."""
    models = (Kit, Candidate, Blueprint, Question, QuestionVersion)
    rows: list[Any] = [list(model._default_manager.order_by("pk").values()) for model in models]
    # That a caller was refused, or read answers, is recorded and changes nothing.
    recorded = AuditEntry.objects.exclude(verb__in=["access.refused", "answers.read"])
    return [*rows, list(recorded.order_by("pk").values())]


@EACH_OF_STATES
def test_without_a_state_it_is_a_428(
    builder: Reader, known: dict[str, int], change: Change
) -> None:
    before = everything()
    problem(builder.send(change.method, change.path.format(**known), change.said), 428)
    assert everything() == before


@EACH_OF_STATES
@pytest.mark.parametrize("named", ['"other"', "", "nonsense", 'W/"other", "x"'])
def test_of_another_state_it_is_a_412(
    builder: Reader, known: dict[str, int], change: Change, named: str
) -> None:
    before, path = everything(), change.path.format(**known)
    answer = builder.send(change.method, path, change.said, **{"If-Match": named})
    problem(answer, 412)
    assert answer.headers["ETag"] == builder.etag(detail_of(path))
    assert everything() == before


@EACH_OF_STATES
def test_of_a_state_that_is_gone_it_is_a_412(
    builder: Reader, known: dict[str, int], change: Change
) -> None:
    path = change.path.format(**known)
    read = {"If-Match": builder.etag(detail_of(path))}
    other = {"minutes": 9} if path.startswith("/questions/") else {"name": "Changed meanwhile"}
    assert builder.try_change("patch", detail_of(path), other).status_code == 200
    before = everything()
    problem(builder.send(change.method, path, change.said, **read), 412)
    assert everything() == before


def test_any_state_will_do_for_who_says_so(builder: Reader, known: dict[str, int]) -> None:
    path = f"/kits/{known['kit']}/"
    answer = builder.send("patch", path, {"name": "Other"}, **{"If-Match": "*"})
    assert answer.status_code == 200


def test_an_etag_is_of_what_the_caller_sees(
    cast: Cast, builder: Reader, known: dict[str, int]
) -> None:
    path = f"/kits/{known['kit']}/"
    without_guidance = Reader(cast.alice, "kits:read", "kits:write")
    read = {"If-Match": builder.etag(path)}
    problem(without_guidance.send("patch", path, {"name": "Other"}, **read), 412)


def test_who_comes_first_between_the_look_and_the_change(
    cast: Cast, builder: Reader, known: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*args: Any) -> None:
        require_match(*args)
        kits.edit(cast.alice, Kit.objects.get(), {"name": "First"})

    monkeypatch.setattr("questions.api.kit_serializers.require_match", overtaken)
    problem(builder.try_change("patch", f"/kits/{known['kit']}/", {"name": "Second"}), 412)
    assert Kit.objects.get().name == "First"


def test_a_question_changed_between_the_look_and_the_change(
    cast: Cast, builder: Reader, known: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:

    def overtaken(*args: Any) -> None:
        require_match(*args)
        questions.edit(cast.alice, Question.objects.get(), said("First?"))

    monkeypatch.setattr("questions.api.question_writes.require_match", overtaken)
    path = f"/questions/{known['question']}/"
    answer = builder.try_change("patch", path, {"stem": "Second?"})
    problem(answer, 412)
    assert answer.headers["ETag"] == builder.etag(path)
    stems = [version.content["stem"] for version in QuestionVersion.objects.all()]
    assert stems == ["First?", "What is overfitting?"]


def test_a_question_purged_between_the_look_and_the_change(
    cast: Cast, builder: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = make_question()

    def overtaken(*args: Any) -> None:
        require_match(*args)
        questions.purge(cast.eve, question)

    monkeypatch.setattr("questions.api.question_writes.require_match", overtaken)
    path = f"/questions/{question.pk}/"
    problem(builder.try_change("patch", path, {"stem": "Second?"}), 404)


def test_a_candidate_changed_between_the_look_and_the_change(
    cast: Cast, builder: Reader, known: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:

    def overtaken(*args: Any) -> None:
        require_match(*args)
        candidates.edit(cast.alice, Candidate.objects.get(), {"name": "First"})

    monkeypatch.setattr("questions.api.candidates.require_match", overtaken)
    path = f"/candidates/{known['candidate']}/"
    problem(builder.try_change("patch", path, {"name": "Second"}), 412)
    assert Candidate.objects.get().name == "First"


@EACH
def test_a_token_for_reading_changes_nothing(
    onlooker: Reader, known: dict[str, int], change: Change
) -> None:
    before, path = everything(), change.path.format(**known)
    answer = onlooker.send(change.method, path, change.said, **{"If-Match": "*"})
    assert f"{noun_of(change)}:write" in problem(answer, 403)["detail"]
    assert everything() == before


@EACH
def test_a_token_for_writing_alone_changes_nothing(
    cast: Cast, known: dict[str, int], change: Change
) -> None:
    blind = Reader(cast.alice, *(scope for scope in WRITING if scope not in READING))
    answer = blind.send(change.method, change.path.format(**known), change.said)
    assert f"{noun_of(change)}:read" in problem(answer, 403)["detail"]


@EACH
def test_an_interviewer_changes_nothing(
    cast: Cast, interviewer: Reader, known: dict[str, int], change: Change
) -> None:
    kits.share(cast.alice, Kit.objects.get(), [cast.carol])
    before, path = everything(), change.path.format(**known)
    problem(interviewer.send(change.method, path, change.said, **{"If-Match": "*"}), 403)
    assert everything() == before


@EACH
def test_what_belongs_to_others_is_not_there(
    manager: Reader, known: dict[str, int], change: Change
) -> None:
    if "{kit}" not in change.path and "{candidate}" not in change.path:
        return
    before, path = everything(), change.path.format(**known)
    problem(manager.send(change.method, path, change.said, **{"If-Match": "*"}), 404)
    assert everything() == before


@EACH
@pytest.mark.parametrize("key", ["999999", "0", "9" * 30])
def test_what_is_not_there(
    builder: Reader, known: dict[str, int], change: Change, key: str
) -> None:
    nowhere = dict.fromkeys(known, key)
    if change.path.format(**nowhere) != change.path.format(**known):
        path = change.path.format(**nowhere)
        problem(builder.send(change.method, path, change.said, **{"If-Match": "*"}), 404)


@EACH
def test_a_session_needs_the_csrf_token(cast: Cast, known: dict[str, int], change: Change) -> None:
    client, path = Client(enforce_csrf_checks=True), change.path.format(**known)
    client.force_login(cast.alice)
    sent = json.dumps(change.said) if change.said else ""
    answer = client.generic(change.method.upper(), f"{API}{path}", sent, "application/json")
    assert "CSRF" in problem(answer, 403)["detail"]


BAD = {
    "no JSON": b"{",
    "no text": b'{"name": "\xff"}',
    "not a number of JSON": b'{"minutes": NaN}',
    "too deep": b"[" * 100_000,
    "too long a number": b'{"minutes": ' + b"9" * 5000 + b"}",
    "a list": [1],
    "a text": "x",
    "nothing": b"null",
    "an unknown field": {"colour": "red"},
    "an unknown name": {"\ud800\x00" * 200: 1},
}


@WITH_A_BODY
@pytest.mark.parametrize("sent", BAD.values(), ids=BAD)
def test_bad_bodies(builder: Reader, known: dict[str, int], change: Change, sent: Any) -> None:
    before, path = everything(), change.path.format(**known)
    problem(builder.send(change.method, path, sent, **{"If-Match": "*"}), 400)
    assert everything() == before


@WITH_A_BODY
def test_a_field_that_is_not_known_is_named(
    builder: Reader, known: dict[str, int], change: Change
) -> None:
    said, path = (change.said or {}) | {"colour": "red"}, change.path.format(**known)
    found = problem(builder.send(change.method, path, said, **{"If-Match": "*"}), 400)
    assert [(e["field"], e["code"]) for e in found["errors"]] == [("colour", "unknown_field")]


@WITH_A_BODY
def test_only_json_is_read(builder: Reader, known: dict[str, int], change: Change) -> None:
    path = f"{API}{change.path.format(**known)}"
    headers = builder.headers | {"If-Match": "*"}
    answer = builder.client.generic(
        change.method.upper(), path, "a=1", "application/x-www-form-urlencoded", headers=headers
    )
    problem(answer, 415)


@WITH_A_BODY
def test_a_body_beyond_what_is_read(builder: Reader, known: dict[str, int], change: Change) -> None:
    sent, path = b'{"name": "' + b"x" * 1_000_001 + b'"}', change.path.format(**known)
    problem(builder.send(change.method, path, sent, **{"If-Match": "*"}), 413)
