"""The OpenAPI document and its page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from questions.rules.access import SCOPES
from tests.api.base import API, READ, Reader, body, problem
from tests.base import Cast, token

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


def may_be_empty(parameter: Any) -> bool:
    return parameter.get("allowEmptyValue") or "" in parameter["schema"].get("items", {}).get(
        "enum", ()
    )


def test_a_filter_without_a_value_is_none(cast: Cast, schema: Any, client: Client) -> None:
    headers, asked = token(cast.eve, *SCOPES), 0
    for path, methods in schema["paths"].items():
        sent = [one for one in methods.get("get", {}).get("parameters", []) if one["in"] == "query"]
        needed = {one["name"]: "csv" for one in sent if one.get("required")}
        for name in [one["name"] for one in sent if may_be_empty(one) and "{" not in path]:
            without = client.get(path, needed, headers=headers)
            empty = client.get(path, needed | {name: ""}, headers=headers)
            assert (without.status_code, empty.status_code) == (200, 200), (path, name)
            assert without.content == empty.content, (path, name)
            asked += 1
    assert asked > 30


def test_every_problem_is_described(schema: Any) -> None:
    for name, operation in operations(schema):
        method, _, path = name.partition(" ")
        parameters = operation.get("parameters", [])
        sent = {parameter["name"] for parameter in parameters}
        expected = {"401", "403", "406", "429", "500"}
        expected |= {"404"} if "{" in path else set()
        expected |= {"304", "412"} if "If-None-Match" in sent else set()
        expected |= {"412", "428"} if "If-Match" in sent else set()
        expected |= {"400", "413", "415"} if method in ("post", "put", "patch") else set()
        expected |= {"400"} if "query" in {parameter["in"] for parameter in parameters} else set()
        # A file is what its parameters say, whatever `Accept` would have.
        is_file = path.endswith(("/kits/{id}/export/", "/exports/"))
        expected ^= {"406", "501"} if is_file else set()
        expected -= {"406"} if path.endswith(FILES) else set()
        answers = set(operation["responses"])
        problems = {status for status in answers if status > "300"}
        assert problems - {"409", "422"} == expected, name
        assert len(answers - problems) == 1, name
        for status in problems - {"304"}:
            told = operation["responses"][status]
            assert set(told["content"]) == {"application/problem+json"}, name


FILES = ("/exports/losses/", "/exports/schema/", "/exports/{id}/file/")
LOCKED = "candidates|kits|blueprints|questions|skills|roles|sources|views|imports"
LOCKED += "|webhooks|people|invitations|tokens"


def test_every_field_and_parameter_is_described(schema: Any) -> None:
    fields = {
        f"{name}.{field}": said
        for name, model in schema["components"]["schemas"].items()
        for field, said in model.get("properties", {}).items()
    }
    assert [name for name, said in fields.items() if not said.get("description")] == []
    for name, operation in operations(schema):
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (name, parameter["name"])


def test_every_answer_and_body_has_an_example_that_its_schema_allows(schema: Any) -> None:
    wrong = []
    for name, operation in operations(schema):
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        for told in [*bodies, *operation["responses"].values()]:
            for media_type, content in told.get("content", {}).items():
                if "json" in media_type:
                    model = {**content["schema"], "components": schema["components"]}
                    errors = Draft202012Validator(model).iter_errors(content["example"])
                    wrong += [f"{name}: {error.message}" for error in errors]
    assert wrong == []


def test_what_is_changed_is_named_by_its_etag(schema: Any) -> None:
    for name, operation in operations(schema):
        method, _, path = name.partition(" ")
        changes = re.match(rf"/api/v1/({LOCKED})/\{{", path) and method != "get"
        makes = path.rpartition("}")[2] in ("/give/", "/duplicate/", "/parallel/", "/leak/")
        makes = makes or path.endswith(("/ping/", "/redeliver/"))
        makes = makes or path == "/api/v1/tokens/{id}/rotate/"
        makes = makes or path == "/api/v1/questions/{id}/merge/"
        sent = {parameter["name"]: parameter for parameter in operation.get("parameters", [])}
        assert ("If-Match" in sent) == bool(changes and not makes), name
        if "If-Match" in sent:
            assert sent["If-Match"]["required"]
            told = operation["responses"].get("200", {"headers": {"ETag": {}}})
            assert "ETag" in told["headers"], name


def test_lists_and_objects_take_fields(schema: Any) -> None:
    models = schema["components"]["schemas"]
    for name, operation in operations(schema):
        sent = {parameter["name"] for parameter in operation.get("parameters", [])}
        told = operation["responses"].get("200", {}).get("content", {})
        answer = str(told.get("application/json", {}).get("schema"))
        is_list = name.startswith("get ") and re.search(r"List'}", answer)
        assert not (is_list or "If-None-Match" in sent) or "fields" in sent, name
    assert "required" in models["Question"]
    loose = {name: model for name, model in models.items() if name.startswith("Shaped")}
    assert len(loose) > 20
    assert not any("required" in model for model in loose.values())
    assert models["ShapedQuestion"]["properties"]["source"]["anyOf"] == [
        models["Question"]["properties"]["source"],
        {"$ref": "#/components/schemas/ShapedSource"},
    ]


def test_what_is_made_is_told_by_its_address(schema: Any) -> None:
    made = {
        name: operation["responses"].get("201") or operation["responses"]["202"]
        for name, operation in operations(schema)
        if {"201", "202"} & set(operation["responses"])
    }
    assert len(made) == 19
    assert all("Location" in told["headers"] for told in made.values())


def test_what_makes_something_can_be_sent_again(schema: Any) -> None:
    for name, operation in operations(schema):
        sent = {parameter["name"] for parameter in operation.get("parameters", [])}
        makes = bool({"201", "202"} & set(operation["responses"]))
        assert ("Idempotency-Key" in sent) == makes, name
        assert not makes or {"409", "422"} <= set(operation["responses"]), name


def test_bodies_take_the_fields_that_are_described_alone(schema: Any) -> None:
    models = schema["components"]["schemas"]
    bodies = {name for name in models if name.endswith("BodyRequest")}
    assert {"NewKitBodyRequest", "PatchedKitBodyRequest", "CandidateBodyRequest"} <= bodies
    assert all(models[name]["additionalProperties"] is False for name in bodies)


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
    absent = guidance | {"pending_version", "merged_into"}
    assert set(question["properties"]) - set(question["required"]) == absent
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
