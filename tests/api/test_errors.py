"""Failures as problems: the right status and media type, and never HTML."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.request import Request
from rest_framework.response import Response

from questions.api.questions import QuestionViewSet
from questions.api.taxonomy import SkillViewSet
from questions.api.throttling import AccountRateThrottle
from tests.api.base import API, Reader, problem
from tests.base import Cast, make_question

HTML = {"Accept": "text/html"}


@pytest.fixture
def signed_in(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.alice)
    return client


@pytest.mark.parametrize(
    "path",
    ["", "v1/", "v2/questions/", "v1/questions", "v1/schema", "x" * 3000, "%00/", "v1/coins/"],
)
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
def test_addresses_that_lead_nowhere(client: Client, db: None, path: str, method: str) -> None:
    response = getattr(client, method)(f"/api/{path}", headers=HTML)
    if method == "head":
        assert (response.status_code, response.content) == (404, b"")
    else:
        problem(response, 404)


def test_the_api_without_its_slash_is_sent_on(client: Client, db: None) -> None:
    assert client.get("/api").headers["Location"] == "/api/"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/questions/facets/", "/runs/", "/runs/1/", "/schema/"])
def test_methods_that_are_not_allowed(signed_in: Client, method: str, path: str) -> None:
    response = getattr(signed_in, method)(f"{API}{path}")
    problem(response, 405)
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_the_docs_are_read_alone(signed_in: Client, method: str) -> None:
    problem(getattr(signed_in, method)("/api/docs/"), 405)


def test_writing_by_session_needs_the_csrf_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    problem(client.post(f"{API}/questions/"), 403)


@pytest.mark.parametrize(
    ("path", "accepted"),
    [
        ("/api/v1/questions/", "text/html"),
        ("/api/v1/questions/1/", "application/xml"),
        ("/api/v1/skills/", "text/plain;q=0.5, image/*"),
        ("/api/v1/schema/", "text/html"),
        ("/api/docs/", "application/json"),
    ],
)
def test_only_what_there_is_can_be_accepted(signed_in: Client, path: str, accepted: str) -> None:
    problem(signed_in.get(path, headers={"Accept": accepted}), 406)


@pytest.mark.parametrize("accepted", ["application/json", "*/*", "text/html, */*;q=0.1"])
def test_json_is_served_to_who_takes_it(signed_in: Client, accepted: str) -> None:
    response = signed_in.get(f"{API}/questions/", headers={"Accept": accepted})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"


def read_body(view: SkillViewSet, request: Request) -> Response:
    return Response(request.data)


@pytest.mark.parametrize(
    ("sent", "media_type", "status"),
    [
        (b"<a/>", "application/xml", 415),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"{", "application/json", 400),
    ],
)
def test_only_json_is_read(
    signed_in: Client,
    monkeypatch: pytest.MonkeyPatch,
    sent: bytes,
    media_type: str,
    status: int,
) -> None:
    # A view that only reads its body: what those that write refuse stands in test_changes.py.
    monkeypatch.setattr(SkillViewSet, "list", read_body)
    problem(signed_in.generic("GET", f"{API}/skills/", sent, media_type), status)


def breaking(fault: Exception) -> Callable[..., Any]:
    def view(*args: Any, **kwargs: Any) -> Any:
        raise fault

    return view


@pytest.mark.parametrize("headers", [{}, HTML | {"Accept": "*/*"}], ids=["plain", "browser"])
def test_an_unforeseen_failure_is_a_500_that_is_logged(
    alice: Reader,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    headers: dict[str, str],
) -> None:
    monkeypatch.setattr(QuestionViewSet, "list", breaking(RuntimeError("a secret detail")))
    response = alice.ask("/questions/", **headers)
    found = problem(response, 500)
    assert found["detail"] == "The error has been recorded."
    assert b"secret" not in response.content
    logged = [record for record in caplog.records if record.name == "questions.api.errors"]
    assert [record.levelname for record in logged] == ["ERROR"]
    assert "api_failure" in caplog.text
    assert "a secret detail" in caplog.text


def test_an_ordinary_refusal_is_no_error_in_the_log(
    alice: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    alice.refusals("/questions/", {"level": "hard"})
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.fixture
def two_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AccountRateThrottle, "rate", "2/min", raising=False)


def test_too_many_requests(alice: Reader, bob: Reader, two_a_minute: None) -> None:
    question = make_question()
    alice.get("/questions/")
    alice.get(f"/questions/{question.pk}/")
    response = alice.ask("/skills/")
    problem(response, 429)
    assert 1 <= int(response.headers["Retry-After"]) <= 61
    bob.get("/questions/")


def test_the_docs_are_counted_too(signed_in: Client, two_a_minute: None) -> None:
    for _ in range(2):
        assert signed_in.get("/api/docs/").status_code == 200
    response = signed_in.get("/api/docs/")
    problem(response, 429)
    assert "Retry-After" in response.headers
