"""Whatever a client sends to whatever address of the API: a problem that says so, never a 500.

Addresses come from tests/routes.py and fields from the schema, so that what is new is held to this.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from questions.api.throttling import AccountRateThrottle
from questions.rules.access import SCOPES
from tests.api.base import Reader, problem
from tests.base import Cast
from tests.planted import plant
from tests.routes import addresses

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: Bodies that no operation takes.
BODIES: dict[str, tuple[bytes, str, int]] = {
    "no JSON": (b"{", "application/json", 400),
    "not UTF-8": (b'{"name": "\xff"}', "application/json", 400),
    "nested beyond reading": (b'{"a":' * 50_000, "application/json", 400),
    "a number beyond reading": (b'{"a": ' + b"9" * 5_000 + b"}", "application/json", 400),
    "infinite": (b'{"a": 1e999}', "application/json", 400),
    "no number": (b'{"a": NaN}', "application/json", 400),
    "a list": (b"[]", "application/json", 400),
    "a text": (b'"\\ud800"', "application/json", 400),
    "an unknown field": (b'{"colour": "red"}', "application/json", 400),
    "a field that is no text": (b'{"\\ud800": 1}', "application/json", 400),
    "another media type": (b"name=x", "application/x-www-form-urlencoded", 415),
    "a file": (b"--x--", "multipart/form-data; boundary=x", 415),
    "no media type that there is": (b"{}", "\xff/;;=", 415),
    "too large": (b'{"a": "' + b"x" * 1_100_000 + b'"}', "application/json", 413),
}
#: What every field is set to at once; those that can take it are refused for others, or not at all.
VALUES: list[Any] = [
    *(None, True, 0, -1, 7, 2**31, 2**63, 10**30, 1.5, -1e300),
    *("", "x", "\ud800", "\x00", "a\x00b", "x" * 30_000, "٣", "1e5"),
    *("9999-12-31", "0001-01-01", "10000-01-01", "2026-02-30", "2026-01-01T25:00:00Z"),
    *([], {}, [[]], [None], [{}], ["\ud800"], [2**63], {"\ud800": []}, {"1": {"2": {}}}),
    [1] * 2_000,
]
#: Parameters that no operation takes, or not so.
QUERIES = [
    *("colour=red&%00=1&%ff=%ff", "cursor=%00", "cursor=W10", "cursor=eyJhIjoxfQ"),
    *("page_size=9" * 50, "page_size=%C2%B2", "q=%00&ordering=%00&level=%ff&state=%00"),
    *("role=%00&actor=%00&since=9999-12-31T23:59:59-14:00", "candidate=9" * 20),
]


@pytest.fixture
def paths(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An address of each route of the API."""
    monkeypatch.setattr(AccountRateThrottle, "rate", "1000000/min", raising=False)
    found = addresses(plant(cast.alice))
    return {
        route: some[0].partition("?")[0]
        for route, some in found.items()
        if route.startswith("api/v1/") and "schema" not in route
    }


@pytest.fixture
def eve(cast: Cast) -> Reader:
    return Reader(cast.eve, *SCOPES)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(eve: Reader, method: str, path: str, sent: bytes = b"", kind: str = "") -> Any:
    headers = eve.headers | {"If-Match": "*"}
    with undone():
        client: Client = eve.client
        return client.generic(method, path, sent, kind, headers=headers)


def fields(eve: Reader) -> dict[tuple[str, str], list[str]]:
    """Return the fields of each body that the schema describes, by method and address."""
    schema = eve.get("/schema/")
    found = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            media = operation.get("requestBody", {}).get("content", {}).get("application/json")
            name = media["schema"]["$ref"].rpartition("/")[2] if media else ""
            model = schema["components"]["schemas"].get(name, {})
            key = (method.upper(), re.sub(r"\{[^}]+\}", "{}", path))
            found[key] = list(model.get("properties", {}))
    return found


def template(route: str) -> str:
    return re.sub(r"<[^>]+>", "{}", f"/{route}")


#: What is sent to it is a file of any kind.
TAKES_FILES = "/api/v1/imports/"


def test_bodies_that_cannot_be_read(eve: Reader, paths: dict[str, str]) -> None:
    known, held = fields(eve), 0
    known.pop(("POST", TAKES_FILES))
    for route, method in product(paths, ("POST", "PUT", "PATCH")):
        for sent, kind, status in BODIES.values() if (method, template(route)) in known else []:
            answer = ask(eve, method, paths[route], sent, kind)
            # Some addresses lead to what is not there: that may be found out first.
            problem(answer, 404 if answer.status_code == 404 else status)
            held += answer.status_code == status
    assert held > 40 * len(BODIES)


def test_fields_of_any_type(eve: Reader, paths: dict[str, str]) -> None:
    known, held = fields(eve), 0
    for route, method in product(paths, ("POST", "PUT", "PATCH")):
        names = known.get((method, template(route)), [])
        for value in VALUES if names else []:
            sent = json.dumps(dict.fromkeys(names, value)).encode()
            sound(ask(eve, method, paths[route], sent, "application/json"))
            held += 1
    assert held > 30 * len(VALUES)


def test_parameters_of_any_kind(eve: Reader, paths: dict[str, str]) -> None:
    known = fields(eve)
    read = [path for route, path in paths.items() if ("GET", template(route)) in known]
    assert len(read) > 30
    for path, query in product(read, QUERIES):
        sound(ask(eve, "GET", f"{path}?{query}"))


def test_verbs_that_there_are_not(eve: Reader, paths: dict[str, str]) -> None:
    known, held = fields(eve), 0
    for route, method in product(paths, METHODS):
        if (method, template(route)) not in known:
            answer = ask(eve, method, paths[route])
            problem(answer, 405)
            assert answer.headers["Allow"]
            held += 1
    assert held > 100


def sound(answer: Any) -> None:
    """Hold an answer to be one of those that are foreseen; a problem to its shape."""
    if answer.status_code >= 400:
        assert answer.status_code < 500 or answer.status_code == 501, answer.content
        problem(answer, answer.status_code)
