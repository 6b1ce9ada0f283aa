"""The running API against its own schema, with requests that Schemathesis makes up.

The suite makes few. `pytest tests/api/test_schemathesis.py --cases 2000` makes as many for each
noun and tells what came of them.
"""

import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.schemas import BaseSchema

from interviewbank.wsgi import application
from questions.api.throttling import AccountRateThrottle
from questions.rules.access import SCOPES
from tests.api.base import API, READ
from tests.api.identifiers import Identifiers, identifiers
from tests.base import Cast, token

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
# Of requests as they were made up, and not where identifiers are put in that lead somewhere.
REJECTED = CHECKS.get_by_names(["negative_data_rejection"])
BOUNDS = settings(
    max_examples=4,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
# What the API does with other methods stands in test_errors.py.
REFUSALS = [400, 401, 403, 404, 405, 406, 409, 412, 415, 422, 428, 429]
CONFIG: dict[str, Any] = {
    "seed": 1,
    "phases": {"coverage": {"unexpected-methods": []}},
    # A condition that does not hold is told before the body is looked at.
    "checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}},
    # Every bound of every field of a body makes thousands of requests: the tests of each noun
    # hold those that matter.
    "operations": [
        {"include-method": ["POST", "PUT", "PATCH"], "phases": {"coverage": {"enabled": False}}}
    ],
}

#: With few scopes what is answered differs, not what is understood.
NO_BOUNDS = {"phases": {"coverage": {"enabled": False}}}
ANY_STATE = {"If-Match": "*"}
FEW = (READ, "kits:read")
PERMISSIONS = Path(__file__).parents[1] / "permissions.txt"


@pytest.fixture(params=[True, False], ids=["all scopes", "few"])
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def headers(cast: Cast, full: bool) -> dict[str, str]:
    return token(cast.eve, *SCOPES) if full else token(cast.alice, *FEW)


@pytest.fixture
def known(cast: Cast) -> Identifiers:
    return identifiers(cast)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what happens within: every request meets the same state."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


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
    headers: dict[str, str],
    full: bool,
    one_connection: None,
    quiet: None,
    monkeypatch: pytest.MonkeyPatch,
) -> BaseSchema:
    monkeypatch.setattr(AccountRateThrottle, "rate", "100000/sec", raising=False)
    config = SchemathesisConfig.from_dict(CONFIG if full else CONFIG | NO_BOUNDS)
    return schemathesis.openapi.from_wsgi(
        f"{API}/schema/", application, config=config, headers=headers
    )


def needed_scopes() -> dict[tuple[str, str], set[str]]:
    """Return what tests/permissions.txt says that a token needs, by method and address."""
    found: dict[tuple[str, str], set[str]] = {}
    for line in PERMISSIONS.read_text(encoding="utf-8").splitlines():
        route, methods, *cells = re.split(r"\s{2,}", line)
        scopes = set(cells[5].split()) if len(cells) > 5 else set()
        # The table asks for the interviewer's copy of a kit; the candidate's needs less.
        is_copy = route == "api/v1/kits/<int:pk>/export/"
        if route.startswith("api/v1/") and scopes and scopes <= set(SCOPES) and not is_copy:
            address = re.sub(r"<[^>]*>", "{}", f"/{route}")
            found |= {(method, address): scopes for method in methods.split()}
    return found


class Run:
    """Requests that are sent, and what was found wrong with their answers: the first of each."""

    def __init__(self, headers: dict[str, str], scopes: set[str]) -> None:
        self.headers = headers
        self.lacking = {key for key, needed in needed_scopes().items() if not needed <= scopes}
        self.requests: Counter[str] = Counter()
        self.let_in: Counter[str] = Counter()
        self.wrong: dict[tuple[str, str], str] = {}

    def send(self, case: Any, checks: Any, **headers: str) -> None:
        """Send a request, check the answer, and take back what it did."""
        operation = case.operation
        self.requests[noun_of(operation)] += 1
        with undone():
            response = case.call(headers=self.headers | headers)
        try:
            case.validate_response(response, checks=checks, headers=self.headers | headers)
        except FailureGroup as failures:
            for failure in failures.exceptions:
                key = (operation.label, type(failure).__name__)
                self.wrong.setdefault(key, f"{failure}\n{case.as_curl_command()}")
        address = re.sub(r"\{[^}]*\}", "{}", operation.path)
        if response.status_code < 300 and (operation.method.upper(), address) in self.lacking:
            self.let_in[operation.label] += 1

    def told(self) -> str:
        kinds = Counter(kind for _, kind in self.wrong)
        lines = [f"{label}: {kind}: {told}" for (label, kind), told in self.wrong.items()]
        total = f"{self.requests.total()} requests {dict(self.requests)}; {dict(kinds)} wrong"
        return "\n".join(["", total, *lines])


@pytest.fixture
def run(headers: dict[str, str], full: bool) -> Run:
    return Run(headers, set(SCOPES if full else FEW))


def test_every_answer_is_as_described(
    api_schema: BaseSchema,
    run: Run,
    known: Identifiers,
    cases: int,
    capsys: pytest.CaptureFixture[str],
) -> None:

    def hold(case: Any) -> None:
        run.send(case, [*HELD_TO, *REJECTED])
        for path_parameters in known.get(case.operation.path.removeprefix(API), []):
            case.path_parameters = path_parameters
            run.send(case, HELD_TO, **ANY_STATE)

    assert len(run_all(api_schema, hold, cases)) == 147
    if cases:
        with capsys.disabled():
            sys.stdout.write(run.told())
    assert not run.wrong, run.told()
    assert not run.let_in


def run_all(api_schema: BaseSchema, hold: Any, cases: int) -> list[str]:
    """Do what Schemathesis' own pytest plugin does in all its phases; it breaks with pytest 9.2.

    Without `cases` for each noun, each operation gets as many as the suite has time for.
    """
    operations = [found.ok() for found in api_schema.get_all_operations() if isinstance(found, Ok)]
    nouns = Counter(map(noun_of, operations))
    feedback = FeedbackSources(constants_value_source=make_constants_value_source(api_schema))
    for operation in operations:
        each = math.ceil(cases / nouns[noun_of(operation)]) if cases else BOUNDS.max_examples
        build_operation_test(
            config=api_schema.config,
            operation=operation,
            test_func=hold,
            explicit_settings=settings(BOUNDS, max_examples=each),
            given_kwargs={},
            feedback=feedback,
        )()
    return [operation.label for operation in operations]


def noun_of(operation: Any) -> str:
    """Return the noun in an operation's address."""
    return str(operation.path.split("/")[3])
