"""The running API against its own schema, with requests that Schemathesis makes up."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.schemas import BaseSchema

from interviewbank.wsgi import application
from questions.actions import questions, taxonomy
from questions.api.throttling import AccountRateThrottle
from questions.models import Question, User
from tests.api.base import ANSWERS, API, READ
from tests.base import Cast, make_question, make_role, make_skill, make_source, said, token

load_all_checks()
HELD_TO = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
        "response_headers_conformance",
    ]
)
BOUNDS = settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
# The API is read-only: what it does with other methods stands in test_errors.py.
CONFIG: dict[str, Any] = {"seed": 1, "phases": {"coverage": {"unexpected-methods": []}}}


def fill_bank(alice: User) -> Question:
    """Store a question with all that it can have, and a draft; return the former."""
    role, skill, source = make_role("modeller"), make_skill("vision"), make_source("paper")
    taxonomy.set_role_skill(None, role, skill, 3, ["names a model"])
    tags: dict[str, Any] = {"skills": [skill], "roles": [role], "source": source}
    guidance: dict[str, Any] = {"look_for": ["a"], "rubric": {"1": "b", "3": "c", "5": "d"}}
    question = make_question("First", type="mcq", source_ref="1", **guidance, **tags)
    make_question("Second", status="draft", red_flags=["e"], **tags)
    return questions.edit(alice, question, said("Third", type="mcq"), note="clearer")


@pytest.fixture(params=[[READ, ANSWERS], [READ]], ids=["with guidance", "without"])
def headers(cast: Cast, request: pytest.FixtureRequest) -> dict[str, str]:
    return token(cast.alice, *request.param)


@pytest.fixture
def known(cast: Cast) -> dict[str, list[Any]]:
    """Identifiers that lead somewhere, by operation; Schemathesis hardly guesses any."""
    question = fill_bank(cast.alice)
    return {
        "/questions/{id}/": [{"id": question.pk}, {"id": question.pk + 1}],
        "/questions/{id}/versions/": [{"id": question.pk}],
        "/questions/{id}/versions/{number}/": [{"id": question.pk, "number": 2}],
        "/skills/{slug}/": [{"slug": "vision"}],
        "/roles/{slug}/": [{"slug": "modeller"}],
        "/sources/{slug}/": [{"slug": "paper"}],
    }


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's transaction open between requests, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def api_schema(
    headers: dict[str, str], one_connection: None, monkeypatch: pytest.MonkeyPatch
) -> BaseSchema:
    monkeypatch.setattr(AccountRateThrottle, "rate", "100000/min", raising=False)
    config = SchemathesisConfig.from_dict(CONFIG)
    return schemathesis.openapi.from_wsgi(
        f"{API}/schema/", application, config=config, headers=headers
    )


def test_every_answer_is_as_described(
    api_schema: BaseSchema, headers: dict[str, str], known: dict[str, list[Any]]
) -> None:
    @BOUNDS
    def hold(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=HELD_TO)
        for path_parameters in known.get(case.operation.path.removeprefix(API), []):
            case.path_parameters = path_parameters
            case.call_and_validate(headers=headers, checks=HELD_TO)

    # What Schemathesis' own pytest plugin does in all its phases; that breaks with pytest 9.2.
    found = get_all_tests(schema=api_schema, test_func=hold, settings=None, given_kwargs={})
    held = []
    for result in found:
        assert isinstance(result, Ok)
        operation, run = result.ok()
        run()
        held.append(operation.label)
    assert len(held) == 11
