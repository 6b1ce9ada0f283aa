"""What of signing in and of refusals stands in the audit log, and how little of a flood."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from questions.models import AuditEntry, User
from tests.api.base import Reader
from tests.base import PASSWORD, Cast
from tests.views.desk import Desk

LOGIN = "/accounts/login/"
WRONG = "wrong"


def verbs() -> list[str]:
    kept = AuditEntry.objects.exclude(verb="token.created").order_by("pk")
    return list(kept.values_list("verb", flat=True))


def try_as(client: Client, login: str, password: str = WRONG, **headers: Any) -> Any:
    return client.post(LOGIN, {"login": login, "password": password}, headers=headers)


def test_a_sign_in_is_recorded(cast: Cast, client: Client) -> None:
    try_as(client, "alice", PASSWORD)
    entry = AuditEntry.objects.get(verb="account.signed_in")
    assert entry.actor == cast.alice


def test_failed_ones_are_counted_and_say_nothing_that_was_typed(cast: Cast, client: Client) -> None:
    for _ in range(3):
        try_as(client, "alice@example.org", "hunter2-secret")
    try_as(client, "my-password-in-the-wrong-box", "x")
    [known, unknown] = AuditEntry.objects.order_by("pk")
    assert (known.verb, known.object_id) == ("sign_in.failed", str(cast.alice.pk))
    assert known.changes == {"address": "127.0.0.1"}
    assert (unknown.object_id, unknown.actor) == ("", None)
    assert "hunter2" not in str(known.changes)
    assert "wrong-box" not in str(vars(unknown))


def test_a_throttled_one_is_recorded(cast: Cast, client: Client) -> None:
    for _ in range(7):
        try_as(client, "alice")
    assert verbs() == ["sign_in.failed", "sign_in.throttled"]


def test_a_flood_leaves_few_entries(
    cast: Cast, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    monkeypatch.setattr("questions.actions.refusals.ADDRESSES", 5)
    for n in range(30):
        client.post(LOGIN, {"login": f"user{n}", "password": "x"}, REMOTE_ADDR=f"203.0.113.{n}")
    assert AuditEntry.objects.count() == 5 + 2
    told = AuditEntry.objects.order_by("pk").last()
    assert told is not None
    assert told.changes == {"address": "many", "times in this hour": 10}


def test_an_account_is_throttled_whatever_it_is_called(cast: Cast, client: Client) -> None:
    names = ["alice", "ALICE", "alice@example.org", "Alice@example.org", "alice"]
    for name in names:
        try_as(client, name)
    response = try_as(client, "alice@example.org", PASSWORD)
    assert "_auth_user_id" not in client.session
    assert response.status_code in (200, 429)


def test_an_account_is_throttled_whatever_host_is_named(
    cast: Cast, client: Client, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    for n in range(5):
        try_as(client, "alice", Host=f"localhost:{8000 + n}")
    try_as(client, "alice", PASSWORD, Host="localhost:9000")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9")]
)
def test_an_address_is_believed_of_trusted_proxies_alone(
    client: Client, cast: Cast, settings: Settings, proxies: int, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    try_as(client, "alice", **{"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    assert AuditEntry.objects.get().changes == {"address": address}


@pytest.mark.parametrize("passed", ["nonsense", "", "x, 203.0.113.9, y"])
def test_what_is_no_address_is_not_believed(
    cast: Cast, client: Client, settings: Settings, passed: str
) -> None:
    settings.TRUSTED_PROXIES = 1
    try_as(client, "alice", **{"X-Forwarded-For": passed})
    assert AuditEntry.objects.get().changes == {"address": "127.0.0.1"}


def test_an_address_is_throttled_whatever_it_claims(cast: Cast, client: Client) -> None:
    codes = {
        try_as(client, f"user{n}", **{"X-Forwarded-For": f"203.0.113.{n}"}).status_code
        for n in range(40)
    }
    assert codes == {200, 429}


def test_a_refused_page_is_recorded_once_an_hour(alice_desk: Desk) -> None:
    for _ in range(3):
        alice_desk.get("/settings/audit/", 403)
    [entry] = AuditEntry.objects.all()
    assert (entry.actor, entry.verb) == (alice_desk.user, "access.refused")
    assert entry.changes == {"request": "GET settings/audit/"}


def test_a_refused_call_is_recorded_for_the_tokens_account(cast: Cast) -> None:
    reader = Reader(cast.alice, "questions:read")
    reader.ask("/kits/")
    reader.ask("/kits/7/")
    told = AuditEntry.objects.filter(verb="access.refused").order_by("pk")
    assert [entry.changes for entry in told] == [
        {"request": "GET api/v1/kits/"},
        {"request": "GET api/v1/kits/<int:pk>/", "id": 7},
    ]
    assert {entry.actor for entry in told} == {cast.alice}


def test_strangers_leave_nothing(cast: Cast, client: Client) -> None:
    for path in ("/settings/audit/", "/api/v1/audit/", "/wp-login.php", "/api/v1/kits/9/"):
        client.get(path)
    client.get("/api/v1/audit/", headers={"Authorization": "Bearer ibk_nonsense"})
    assert verbs() == []


def test_a_new_password_is_recorded_and_not_told(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    new = "a wholly other battery"
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", said)
    assert User.objects.get(pk=cast.alice.pk).check_password(new)
    assert "account.password_changed" in verbs()
    assert "battery" not in str(AuditEntry.objects.values_list("changes", flat=True))
