"""The OpenAPI document and its page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.api.base import API, READ, Reader, body, problem
from tests.base import Cast

UNDESCRIBED = {"/api/docs/", "/api/v1/schema/", "/api/"}


@pytest.fixture
def schema(alice: Reader) -> Any:
    return alice.get("/schema/")


def test_it_is_valid_openapi_3_1(schema: Any) -> None:
    assert schema["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(schema).iter_errors()] == []


def test_it_needs_someone(client: Client, db: None) -> None:
    problem(client.get(f"{API}/schema/"), 401)


def test_it_is_the_same_for_everyone(cast: Cast, schema: Any, client: Client) -> None:
    assert Reader(cast.carol, READ).get("/schema/") == schema
    client.force_login(cast.dave)
    assert body(client.get(f"{API}/schema/")) == schema


def routes(patterns: Any = None, start: str = "/") -> Iterator[str]:
    """Yield the addresses under /api/ as templates, with `{}` for what varies."""
    for item in get_resolver().url_patterns if patterns is None else patterns:
        address = start + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from routes(item.url_patterns, address)
        elif isinstance(item, URLPattern) and address.startswith("/api/"):
            yield re.sub(r"<[^>]+>", "{}", address)


def test_every_address_is_in_it(schema: Any) -> None:
    described = {re.sub(r"\{[^}]+\}", "{}", path) for path in schema["paths"]}
    assert described == set(routes()) - UNDESCRIBED


def operations(schema: Any) -> Iterator[tuple[str, Any]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_operations_have_a_summary_and_an_id_of_their_own(schema: Any) -> None:
    found = list(operations(schema))
    assert all(operation["summary"] for _, operation in found)
    names = [operation["operationId"] for _, operation in found]
    assert len(set(names)) == len(names)
    assert not any(re.search(r"_\d+$", name) for name in names)


def test_every_problem_is_described(schema: Any) -> None:
    for name, operation in operations(schema):
        answers = operation["responses"]
        expected = {"401", "403", "406", "429", "500"}
        expected |= {"404"} if "{" in name else {"400"}
        if "ETag" in answers["200"].get("headers", {}):
            expected |= {"304", "412"}
        assert set(answers) == expected | {"200"}, name
        for status in expected - {"304"}:
            assert set(answers[status]["content"]) == {"application/problem+json"}, name


def test_both_ways_in_are_described(schema: Any) -> None:
    schemes = schema["components"]["securitySchemes"]
    assert (schemes["token"]["type"], schemes["token"]["scheme"]) == ("http", "bearer")
    assert schemes["session"]["in"] == "cookie"
    for _, operation in operations(schema):
        assert operation["security"] == [{"token": []}, {"session": []}]


def test_guidance_is_described_and_may_be_absent(schema: Any) -> None:
    models = schema["components"]["schemas"]
    guidance = {"answer", "answer_html", "look_for", "red_flags", "follow_ups", "references"}
    guidance |= {"rubric"}
    question = models["Question"]
    assert set(question["properties"]) - set(question["required"]) == guidance
    choice = models["ExplainedChoice"]
    assert set(choice["properties"]) - set(choice["required"]) == {"is_key", "explanation"}
    assert "look_for" not in models["RoleSkill"]["required"]
    assert not guidance & set(models["Content"]["required"])


@pytest.fixture
def docs(cast: Cast, client: Client) -> str:
    client.force_login(cast.alice)
    response = client.get("/api/docs/")
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy.split("; ")
    assert "unsafe" not in policy
    return response.content.decode()


def test_the_docs_are_of_local_files(docs: str) -> None:
    addresses = re.findall(r'(?:src|href)="([^"]*)"', docs)
    assert any("swagger-ui-bundle" in address for address in addresses)
    assert all(re.match(r"[/?#](?!/)", address) for address in addresses), addresses
    assert "http://" not in docs
    assert "https://" not in docs


def test_the_docs_hold_to_the_policy(docs: str) -> None:
    assert "<style" not in docs
    assert not re.search(r"<script(?![^>]*\ssrc=)", docs)
    assert not re.search(r"\son\w+=", docs)


def test_the_script_of_the_docs_reads_our_schema(docs: str, client: Client) -> None:
    scripts = re.findall(r'<script[^>]* src="([^"]*)"', docs)
    own = next(address for address in scripts if "script=" in address)
    response = client.get(own)
    assert response.headers["Content-Type"] == "application/javascript"
    script = response.content.decode()
    assert "v1/schema/" in script.replace("\\u002D", "-")
    assert not re.search(r"https?://", script)


def test_the_docs_need_someone(client: Client, db: None) -> None:
    response = client.get("/api/docs/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/api/docs/"
