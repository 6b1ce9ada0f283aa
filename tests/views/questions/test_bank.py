"""The bank's page: /questions/."""

import pytest
from django.test import Client

from tests.base import Cast, make_question


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


def test_needs_sign_in(client: Client, db: None) -> None:
    response = client.get("/questions/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/questions/"


def test_lists_questions(alice: Client) -> None:
    make_question("What is drift?")
    response = alice.get("/questions/")
    assert response.status_code == 200
    assert "What is drift?" in response.content.decode()
    assert "Showing 1–1 of 1" in response.content.decode()
