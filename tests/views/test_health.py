"""/healthz and /readyz, for probes that know no allowed host."""

from unittest.mock import patch

from django.db import OperationalError
from django.test import Client

from questions.models import Question
from tests.base import make_question


def test_alive_whatever_the_host(client: Client) -> None:
    response = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


def test_ready_with_a_current_index(client: Client, db: None) -> None:
    make_question()
    response = client.get("/readyz")
    assert (response.status_code, response.json()["index"]) == (200, "current")


def test_a_stale_index_is_told(client: Client, db: None) -> None:
    question = make_question()
    Question.objects.filter(pk=question.pk).update(revision=9)
    assert "reindex" in client.get("/readyz").json()["index"]


def test_not_ready_without_a_database(client: Client, db: None) -> None:
    broken = patch("questions.views.health.MigrationExecutor", side_effect=OperationalError)
    with broken:
        response = client.get("/readyz")
    assert (response.status_code, response.json()["database"]) == (503, "unreachable")


def test_not_ready_before_the_migrations(client: Client, db: None) -> None:
    pending = patch("questions.views.health.MigrationExecutor.migration_plan", return_value=["one"])
    with pending:
        response = client.get("/readyz")
    assert (response.status_code, response.json()["migrations"]) == (503, "pending")
