"""Imports over REST."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from questions.actions import transfers
from questions.models import Import, Question
from tests.actions.transfers.base import CHOICES, entry, file_of, uploaded
from tests.api.base import API, READING, Reader, body, problem
from tests.base import Cast, make_question, make_skill

IMPORTS = "/imports/"
SCOPES = (*READING, "questions:write", "imports:write")


@pytest.fixture
def importer(cast: Cast) -> Reader:
    """A recruiter whose token reaches all that imports need."""
    return Reader(cast.alice, *SCOPES)


def post(reader: Reader, data: bytes, query: str = "", **headers: str) -> Any:
    """Send a file as it is."""
    return reader.client.generic(
        "POST",
        f"{API}{IMPORTS}{query}",
        data,
        "application/octet-stream",
        headers=reader.headers | headers,
    )


def post_form(reader: Reader, data: bytes, **fields: Any) -> Any:
    """Send a file as a form."""
    form = {"file": SimpleUploadedFile("list.json", data), **fields}
    return reader.client.post(f"{API}{IMPORTS}", form, headers=reader.headers)


def test_a_file_becomes_questions(importer: Reader) -> None:
    make_skill("Vision")
    data = file_of(entry(level=""), entry("What is a kernel?", type="mcq", choices=CHOICES))
    response = post(importer, data, "?name=list.json&level=expert&skill=vision")
    assert response.status_code == 201
    found = body(response)
    assert (found["state"], found["name"], found["format"]) == ("previewed", "list.json", "json")
    assert (found["counts"], found["decisions"], found["results"]) == ({"new": 2}, {"add": 2}, {})
    assert found["defaults"]["level"] == "expert"
    assert not Question.objects.exists()
    path = f"{IMPORTS}{found['id']}/"
    found = importer.change("post", f"{path}commit/")
    assert (found["state"], found["results"]) == ("done", {"added": 2})
    assert Question.objects.filter(skills__slug="vision", level="expert").count() == 1
    told = importer.get(f"{path}report/")
    assert (told["results"], told["items"]) == ({"added": 2}, [])
    found = importer.change("post", f"{path}undo/")
    assert (found["state"], found["results"]) == ("undone", {"removed": 2})
    assert not Question.objects.exists()


def test_a_form_does_as_well(importer: Reader, cast: Cast, client: Client) -> None:
    response = post_form(importer, file_of(entry()), create_tags="true", minutes="7")
    found = body(response)
    assert (response.status_code, found["name"], found["create_tags"]) == (201, "list.json", True)
    assert found["defaults"]["minutes"] == 7
    client.force_login(cast.alice)
    form = {"file": SimpleUploadedFile("b.json", file_of(entry()))}
    key = {"Idempotency-Key": "one"}
    first, second = (client.post(f"{API}{IMPORTS}", form, headers=key) for _ in range(2))
    assert first.status_code == 201, first.content
    assert second.status_code in (201, 422)


def test_items_are_read_edited_and_decided(importer: Reader) -> None:
    make_question("What is overfitting?")
    found = body(
        post(importer, file_of(entry("What is overfitting?"), entry(), entry("Why?", level="")))
    )
    path = f"{IMPORTS}{found['id']}/"
    rows = importer.get(f"{path}items/", {"page_size": 2})
    assert (rows["count"], len(rows["results"])) == (3, 2)
    assert [row["outcome"] for row in importer.get(rows["next"])["results"]] == ["new"]
    [duplicate] = importer.get(f"{path}items/", {"outcome": "duplicate"})["results"]
    assert duplicate["entry"]["answer"] == "It averages many networks."
    [wrong] = [r for r in importer.get(f"{path}items/")["results"] if r["problems"]]
    importer.change("patch", f"{path}items/{wrong['id']}/", {"entry": {"level": "basic"}})
    assert importer.get(f"{path}items/{wrong['id']}/")["problems"] == []
    importer.change("patch", f"{path}items/{wrong['id']}/", {"decision": "skip"})
    found = importer.change(
        "patch", path, {"decisions": [{"decision": "add", "outcome": "duplicate"}]}
    )
    assert found["decisions"] == {"add": 2, "skip": 1}
    assert importer.refused("patch", f"{path}items/{wrong['id']}/", {"entry": {"stem": 5}}) == [
        ("stem", "refused")
    ]
    assert importer.refused("patch", path, {"defaults": {"skill": "none"}}) == [
        ("skill", "refused")
    ]


def test_what_was_not_read_in_its_state_is_not_changed(importer: Reader, cast: Cast) -> None:
    found = body(post(importer, file_of(entry())))
    path = f"{IMPORTS}{found['id']}/"
    tag = importer.etag(path)
    transfers.decide(cast.eve, Import.objects.get(), "skip")
    problem(importer.send("post", f"{path}commit/", **{"If-Match": tag}), 412)
    problem(importer.send("post", f"{path}commit/"), 428)
    importer.change("post", f"{path}commit/")
    problem(importer.try_change("post", f"{path}commit/"), 409)


def test_a_file_that_was_sent_twice_is_taken_once(importer: Reader) -> None:
    big = file_of(*(entry(f"Number {n}", answer="Long. " * 9_000) for n in range(30)))
    for data in (file_of(entry()), big):
        key = {"Idempotency-Key": str(len(data))}
        first, second = (post(importer, data, **key) for _ in range(2))
        assert first.status_code == second.status_code == 201
        assert body(first)["id"] == body(second)["id"]
        assert second.headers["Idempotent-Replayed"] == "true"
        problem(post(importer, data + b" ", **key), 422)
    assert Import.objects.count() == 2


def test_what_is_larger_than_the_cap_is_refused_before_it_is_read(
    importer: Reader, settings: Any
) -> None:
    settings.MAX_UPLOAD_BYTES = 1_000
    for data in (b"x" * 1_001, b"x" * 100_000):
        problem(post(importer, data), 413)
        problem(post_form(importer, data), 413)
    response = importer.client.post("/questions/", b"x" * 100_000, "text/plain")
    assert (response.status_code, b"too large" in response.content) == (413, True)
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b'{"format": "interviewbank-questions", "version": 99}',
        b"PK\x03\x04 no archive",
        b'{"questions": "\\ud800"}',
        b"\x00" * 5_000,
    ],
)
@pytest.mark.parametrize("format_name", ["", "?format=json"])
def test_hostile_files_end_in_a_sentence(importer: Reader, data: bytes, format_name: str) -> None:
    response = post(importer, data, format_name)
    found = body(response)
    if response.status_code == 201:
        assert found["state"] == "failed"
        assert found["message"]
    else:
        [error] = problem(response, 400)["errors"]
        assert error["field"] == "file"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?format=pdf", "format"),
        ("?colour=red", "colour"),
        ("?level=godlike", "level"),
        ("?minutes=many", "minutes"),
        ("?role=nobody", "role"),
        ("?status=approved", "status"),
    ],
)
def test_what_is_not_understood_is_named(importer: Reader, query: str, field: str) -> None:
    found = problem(post(importer, file_of(entry()), query), 400)
    assert [error["field"] for error in found["errors"]] == [field]


def test_bad_filters_of_items_are_named(importer: Reader, cast: Cast) -> None:
    path = f"{IMPORTS}{uploaded(cast.alice, entry()).pk}/items/"
    assert importer.refusals(path, {"outcome": "odd"}) == [("outcome", "unknown_value")]
    assert importer.refusals(path, {"colour": "red"}) == [("colour", "unknown_parameter")]


def test_imports_are_for_who_imports(cast: Cast) -> None:
    found = uploaded(cast.alice, entry())
    for reader in (Reader(cast.bob, *SCOPES), Reader(cast.alice, *READING, "questions:write")):
        problem(reader.ask(IMPORTS), 403)
        problem(reader.ask(f"{IMPORTS}{found.pk}/"), 403)
        problem(post(reader, file_of(entry())), 403)
    without_questions = Reader(cast.alice, "imports:write")
    problem(without_questions.ask(IMPORTS), 403)
    problem(post(without_questions, file_of(entry())), 403)


def test_guidance_is_withheld_without_its_scope(cast: Cast) -> None:
    found = uploaded(cast.alice, entry("Why?", type="mcq", choices=CHOICES, look_for=("numbers",)))
    plain = Reader(cast.alice, "questions:read", "imports:write")
    [row] = plain.get(f"{IMPORTS}{found.pk}/items/")["results"]
    assert set(row["entry"]) == {"stem", "type", "level", "choices"}
    assert row["entry"]["choices"] == [{"text": "Softmax"}, {"text": "Tanh"}]


def test_imports_are_listed_newest_first(importer: Reader, cast: Cast) -> None:
    ids = [uploaded(cast.eve, entry()).pk for _ in range(3)]
    rows = importer.get(IMPORTS)["results"]
    assert [row["id"] for row in rows] == ids[::-1]
    assert {row["created_by"] for row in rows} == {"eve"}
