"""Exports over REST that the worker writes."""

import json
from typing import Any

from questions.formats.question_json import SCHEMA
from questions.models import AuditEntry, Export
from tests.api.base import Reader, body, problem
from tests.base import make_question
from tests.worker import run_tasks

ORDERS = "/exports/orders/"


def order(reader: Reader, said: dict[str, Any] | None = None, key: str = "") -> Any:
    """Return what was ordered, as it waits for the worker."""
    headers = {"Idempotency-Key": key} if key else {}
    response = reader.send("post", ORDERS, said or {"format": "json"}, **headers)
    assert response.status_code == 202, response.content
    told = body(response)
    assert response.headers["Location"] == told["url"]
    return told


def file_of(reader: Reader, told: Any) -> bytes:
    response = reader.ask(f"{told['url']}file/")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert 'filename="questions-' in response.headers["Content-Disposition"]
    return b"".join(response.streaming_content)


def stems(data: bytes) -> list[str]:
    return sorted(question["stem"] for question in json.loads(data)["questions"])


def test_an_export_is_ordered_watched_and_fetched(alice: Reader) -> None:
    first = make_question("First", level="basic")
    make_question("Second", level="expert")
    told = order(alice, {"format": "json", "filter": "level=expert"})
    assert (told["state"], told["filter"], told["total"]) == ("writing", "level=expert", 0)
    problem(alice.ask(f"{told['url']}file/"), 409)
    named = order(alice, {"format": "json", "ids": [first.pk, 9_999]})
    run_tasks()
    now = body(alice.ask(told["url"]))
    assert (now["state"], now["done"], now["total"], now["losses"]) == ("done", 1, 1, [])
    data = file_of(alice, told)
    assert (stems(data), now["size"]) == (["Second"], len(data))
    assert stems(file_of(alice, named)) == ["First"]
    assert [one["id"] for one in alice.get(ORDERS)["results"]] == [named["id"], told["id"]]
    assert AuditEntry.objects.filter(verb="questions.exported").count() == 2


def test_it_is_the_callers_alone(alice: Reader, bob: Reader, interviewer: Reader) -> None:
    told = order(alice)
    run_tasks()
    for path in ("", "file/"):
        problem(bob.ask(f"{told['url']}{path}"), 404)
    problem(bob.send("post", f"/exports/{told['id']}/cancel/"), 404)
    assert bob.get(ORDERS)["results"] == []
    problem(interviewer.send("post", ORDERS, {"format": "json"}), 403)


def test_a_file_holds_what_the_token_reads_and_no_more(alice: Reader, plain_alice: Reader) -> None:
    make_question("Why?", answer="A secret.")
    whole, plain = order(alice), order(plain_alice)
    run_tasks()
    assert b"A secret." in file_of(alice, whole)
    assert b"A secret." not in file_of(plain_alice, plain)
    assert stems(file_of(alice, plain)) == ["Why?"]
    problem(plain_alice.ask(f"{whole['url']}file/"), 403)


def test_it_is_cancelled(alice: Reader) -> None:
    told = order(alice)
    cancelled = body(alice.send("post", f"/exports/{told['id']}/cancel/"))
    assert (cancelled["state"], cancelled["revision"]) == ("cancelled", told["revision"] + 1)
    run_tasks()
    assert body(alice.ask(told["url"]))["state"] == "cancelled"


def test_the_same_key_orders_once(alice: Reader) -> None:
    first = order(alice, key="one")
    assert order(alice, key="one") == first
    assert Export.objects.count() == 1


def test_what_is_not_understood_is_named(alice: Reader) -> None:
    for said, field in [
        ({"format": "json", "filter": "level=odd"}, "level"),
        ({"format": "sealskin"}, "format"),
        ({"format": "json", "colour": "red"}, "colour"),
    ]:
        found = problem(alice.send("post", ORDERS, said), 400)
        assert [error["field"] for error in found["errors"]] == [field]
    assert not Export.objects.exists()


def test_the_schema_of_our_json_is_served(alice: Reader) -> None:
    response = alice.ask("/exports/schema/")
    assert response.headers["Content-Type"] == "application/schema+json"
    assert response.json() == SCHEMA
