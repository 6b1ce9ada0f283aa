"""Signing in, and what is closed."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questions.models import User
from tests.base import PASSWORD, Cast

LOGIN = "/accounts/login/"


@pytest.mark.parametrize("name", ["alice", "alice@example.org", "ALICE@example.org"])
def test_by_name_or_address(cast: Cast, client: Client, name: str) -> None:
    response = client.post(LOGIN, {"login": name, "password": PASSWORD})
    assert response.status_code == 302
    assert response.headers["Location"] == "/"


def test_a_wrong_password_says_so_and_nothing_more(cast: Cast, client: Client) -> None:
    known = client.post(LOGIN, {"login": "alice", "password": "wrong"})
    unknown = client.post(LOGIN, {"login": "nobody", "password": "wrong"})
    assert known.status_code == unknown.status_code == 200
    assert "not correct" in known.content.decode()
    errors = [response.context["form"].errors.as_text() for response in (known, unknown)]
    assert errors[0] == errors[1]


def test_tries_are_limited_for_an_account_whatever_address_is_claimed(
    cast: Cast, client: Client
) -> None:
    for n in range(10):
        forged = {"X-Forwarded-For": f"203.0.113.{n}"}
        client.post(LOGIN, {"login": "alice", "password": "wrong"}, headers=forged)
    response = client.post(LOGIN, {"login": "alice", "password": PASSWORD})
    assert response.status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_tries_are_counted_for_all_processes(cast: Cast, client: Client) -> None:
    for _ in range(5):
        client.post(LOGIN, {"login": "alice", "password": "wrong"})
    client.post(LOGIN, {"login": "alice", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    with connection.cursor() as cursor:  # the counts lie there, and in no process's memory
        cursor.execute("DELETE FROM sign_in_cache")
    client.post(LOGIN, {"login": "alice", "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_counting_costs_other_requests_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    with CaptureQueriesContext(connection) as queries:
        for path in ("/", "/questions/", "/settings/account/", "/api/v1/questions/"):
            assert client.get(path).status_code == 200
    assert queries.captured_queries
    assert not [query for query in queries if "sign_in_cache" in query["sql"]]


def test_a_flood_of_tries_gets_a_429_page(cast: Cast, client: Client) -> None:
    codes = {
        client.post(LOGIN, {"login": f"user{n}", "password": "wrong"}).status_code
        for n in range(40)
    }
    assert codes == {200, 429}
    response = client.post(LOGIN, {"login": "alice", "password": PASSWORD})
    assert "Too many tries" in response.content.decode()


def test_nobody_signs_up(client: Client, db: None) -> None:
    response = client.post("/accounts/signup/", {"username": "new", "password1": PASSWORD})
    assert "closed" in response.content.decode().lower()


def test_a_deactivated_account_is_out_at_once(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    cast.alice.is_active = False
    cast.alice.save()
    assert client.get("/questions/").status_code == 302


def test_a_reset_mail_goes_to_accounts_alone(cast: Cast, client: Client) -> None:
    for address in ("alice@example.org", "nobody@example.org"):
        client.post("/accounts/password/reset/", {"email": address})
    assert [message.to for message in mail.outbox] == [["alice@example.org"]]


@pytest.mark.parametrize("action", ["action_add", "action_primary", "action_send"])
def test_nobody_gives_themselves_an_address(cast: Cast, client: Client, action: str) -> None:
    client.force_login(cast.carol)
    said = {action: "", "email": "boss@example.org"}
    assert client.post("/accounts/email/", said).headers["Location"] == "/settings/account/"
    assert not EmailAddress.objects.exists()
    assert User.objects.get(username="carol").email == "carol@example.org"
    assert mail.outbox == []


def test_no_redirect_to_elsewhere(cast: Cast, client: Client) -> None:
    response = client.post(
        f"{LOGIN}?next=https://evil.example/", {"login": "alice", "password": PASSWORD}
    )
    assert response.headers["Location"] == "/"
