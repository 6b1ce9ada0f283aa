"""The running API against its own schema, with requests that Schemathesis makes up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.schemas import BaseSchema

from interviewbank.wsgi import application
from questions.actions import bulk, invitations, people, questions, runs, taxonomy
from questions.api.throttling import AccountRateThrottle
from questions.models import Question, Token, User
from questions.rules.access import SCOPES
from tests.api.base import API, READ
from tests.base import (
    Cast,
    make_blueprint,
    make_candidate,
    make_kit,
    make_question,
    make_role,
    make_skill,
    make_source,
    said,
    token,
)
from tests.export_routes import make_export

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
CONFIG: dict[str, Any] = {
    "seed": 1,
    "phases": {"coverage": {"unexpected-methods": []}},
    # Every bound of every field of a body makes thousands of requests: the tests of each noun
    # hold those that matter.
    "operations": [
        {"include-method": ["POST", "PUT", "PATCH"], "phases": {"coverage": {"enabled": False}}}
    ],
}

#: With few scopes what is answered differs, not what is understood.
NO_BOUNDS = {"phases": {"coverage": {"enabled": False}}}
ANY_STATE = {"If-Match": "*"}
KIT_VERBS = (
    "access archive assemble changes coverage duplicate export freeze give items restore sections"
    " sort undo upgrade use"
)

PERSON_VERBS = "groups deactivate reactivate remove-second-factor"


def fill_bank(alice: User) -> Question:
    """Store a question with all that it can have, and a draft; return the former."""
    role, skill, source = make_role("modeller"), make_skill("vision"), make_source("paper")
    taxonomy.set_role_skill(None, role, skill, 3, ["names a model"])
    tags: dict[str, Any] = {"skills": [skill], "roles": [role], "source": source}
    guidance: dict[str, Any] = {"look_for": ["a"], "rubric": {"1": "b", "3": "c", "5": "d"}}
    question = make_question("First", type="mcq", source_ref="1", **guidance, **tags)
    make_question("Second", status="draft", red_flags=["e"], **tags)
    return questions.edit(alice, question, said("Third", type="mcq"), note="clearer")


@pytest.fixture(params=[True, False], ids=["all scopes", "few"])
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def headers(cast: Cast, full: bool) -> dict[str, str]:
    return token(cast.eve, *SCOPES) if full else token(cast.alice, READ, "kits:read")


@pytest.fixture
def known(cast: Cast) -> dict[str, list[Any]]:
    """Identifiers that lead somewhere, by operation; Schemathesis hardly guesses any."""
    question = fill_bank(cast.alice)
    ann = make_candidate("Ann", cast.alice)
    kit = make_kit(asked=[question], by=cast.alice)
    ready = make_kit(asked=[question], by=cast.alice, candidate=ann, frozen=True)
    blueprint = make_blueprint(by=cast.alice)
    run = runs.start(cast.alice, blueprint, forms=2, band=20)
    change = bulk.choose(cast.alice, [question.pk], "level")
    change = bulk.apply(cast.alice, bulk.preview(cast.alice, change, "expert"))
    item = {"id": kit.pk, "question": question.pk}
    invited, _ = invitations.invite(cast.eve, "new@example.org", [])
    people.create_token(cast.eve, ["questions:read"])
    return {
        **_below("/candidates/{id}/", "access asked erase export", [{"id": ann.pk}]),
        **_below("/kits/{id}/", KIT_VERBS, [{"id": kit.pk}, {"id": ready.pk}]),
        "/kits/{id}/compare/{other}/": [{"id": kit.pk, "other": ready.pk}],
        **_below("/kits/{id}/items/{question}/", "alternatives outcome redraw swap", [item]),
        "/kits/{id}/sections/{number}/": [{"id": kit.pk, "number": 1}],
        **_below("/blueprints/{id}/", "feasibility parallel", [{"id": blueprint.pk}]),
        **_below("/runs/{id}/", "cancel", [{"id": run.pk}]),
        **_below("/exports/{id}/", "cancel file", [{"id": make_export().pk}]),
        "/questions/bulk/{id}/undo/": [{"id": change.pk}],
        "/questions/{id}/leak/": [{"id": question.pk}],
        **_below("/questions/{id}/", "merge similar", [{"id": question.pk}]),
        "/questions/{id}/": [{"id": question.pk}, {"id": question.pk + 1}],
        "/questions/{id}/transitions/": [{"id": question.pk}, {"id": question.pk + 1}],
        "/questions/{id}/versions/": [{"id": question.pk}],
        **_below(
            "/questions/{id}/versions/{number}/", "restore", [{"id": question.pk, "number": 2}]
        ),
        **_below("/people/{id}/", PERSON_VERBS, [{"id": cast.bob.pk}]),
        **_below("/tokens/{id}/", "rotate", [{"id": Token.objects.earliest("pk").pk}]),
        **_below("/invitations/{id}/", "resend", [{"id": invited.pk}]),
        "/skills/{slug}/": [{"slug": "vision"}],
        "/roles/{slug}/": [{"slug": "modeller"}],
        "/sources/{slug}/": [{"slug": "paper"}],
    }


def _below(path: str, verbs: str, identifiers: list[Any]) -> dict[str, list[Any]]:
    """Return the identifiers for a path and for each verb below it."""
    return {path: identifiers} | {f"{path}{verb}/": identifiers for verb in verbs.split()}


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
    headers: dict[str, str], full: bool, one_connection: None, monkeypatch: pytest.MonkeyPatch
) -> BaseSchema:
    monkeypatch.setattr(AccountRateThrottle, "rate", "100000/min", raising=False)
    config = SchemathesisConfig.from_dict(CONFIG if full else CONFIG | NO_BOUNDS)
    return schemathesis.openapi.from_wsgi(
        f"{API}/schema/", application, config=config, headers=headers
    )


def test_every_answer_is_as_described(
    api_schema: BaseSchema, headers: dict[str, str], known: dict[str, list[Any]]
) -> None:
    @BOUNDS
    def hold(case: Any) -> None:
        with undone():
            case.call_and_validate(headers=headers, checks=[*HELD_TO, *REJECTED])
        for path_parameters in known.get(case.operation.path.removeprefix(API), []):
            case.path_parameters = path_parameters
            with undone():
                case.call_and_validate(headers=headers | ANY_STATE, checks=HELD_TO)

    assert len(run_all(api_schema, hold)) == 147


def run_all(api_schema: BaseSchema, hold: Any) -> list[str]:
    """Do what Schemathesis' own pytest plugin does in all its phases; it breaks with pytest 9.2."""
    held = []
    for result in get_all_tests(schema=api_schema, test_func=hold, settings=None, given_kwargs={}):
        assert isinstance(result, Ok)
        operation, run = result.ok()
        run()
        held.append(operation.label)
    return held
