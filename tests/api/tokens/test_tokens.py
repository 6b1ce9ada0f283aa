"""API tokens over REST: /api/v1/tokens/."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from questions.actions import people
from questions.models import AuditEntry, IdempotencyKey, Token
from tests.api.base import API, READ, Reader, body, problem
from tests.base import Cast

OWN = "tokens:write"
NIGHTLY = {"name": "Nightly", "scopes": [READ]}
KEY = {"Idempotency-Key": "one-of-a-kind"}


@pytest.fixture
def maker(cast: Cast) -> Reader:
    """Alice's program, which may make tokens that read questions, and no others."""
    return Reader(cast.alice, READ, OWN)


def opens(secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return Client().get(f"{API}/questions/", headers=headers).status_code


def refusal(response: Any) -> tuple[str, str]:
    [error] = problem(response, 400)["errors"]
    return error["field"], error["message"]


def test_from_making_to_revoking(maker: Reader) -> None:
    response = maker.send("post", "/tokens/", NIGHTLY)
    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "no-store"
    made = body(response)
    secret = made.pop("secret")
    assert opens(secret) == 200
    path = f"/tokens/{made['id']}/"
    read = maker.get(path)
    assert read.pop("last_used_at")
    assert made.pop("last_used_at") is None
    assert read == made
    assert (made["account"], made["state"], made["expires_at"]) == ("alice", "active", None)
    assert secret.startswith(made["prefix"])
    assert maker.etag(path) == response.headers["ETag"]  # to be used is no change
    problem(maker.send("delete", path), 428)
    problem(maker.send("delete", path, **{"If-Match": '"x"'}), 412)
    assert maker.send("delete", path, **{"If-Match": maker.etag(path)}).status_code == 204
    assert opens(secret) == 401
    assert maker.get(path)["state"] == "revoked"


def test_no_more_scopes_than_ones_own(maker: Reader) -> None:
    for beyond in ("answers:read", "kits:read", "admin"):
        said = NIGHTLY | {"scopes": [READ, beyond]}
        field, message = refusal(maker.send("post", "/tokens/", said))
        assert (field, beyond in message) == ("scopes", True)
    assert Token.objects.count() == 1


def test_no_more_scopes_than_the_account_can_use(cast: Cast, client: Client) -> None:
    client.force_login(cast.bob)
    for scope, status in (("kits:write", 201), ("questions:write", 400), ("admin", 400)):
        said = NIGHTLY | {"scopes": [scope]}
        sent = client.post(f"{API}/tokens/", said, content_type="application/json")
        assert sent.status_code == status


def test_none_outlives_the_one_that_made_it(cast: Cast) -> None:
    ends = timezone.now() + datetime.timedelta(days=7)
    _, secret = people.create_token(cast.alice, [READ, OWN], expires_at=ends)
    reader = Reader(cast.alice, READ)
    reader.headers = {"Authorization": f"Bearer {secret}"}
    for said in ({}, {"expires_at": None}, {"expires_at": "2050-01-01T00:00:00Z"}):
        assert refusal(reader.send("post", "/tokens/", NIGHTLY | said))[0] == "expires_at"
    sent = reader.send("post", "/tokens/", NIGHTLY | {"expires_at": ends.isoformat()})
    assert sent.status_code == 201
    lasting, _ = people.create_token(cast.alice, [READ])
    assert refusal(reader.send("post", f"/tokens/{lasting.pk}/rotate/", {}))[0] == "expires_at"


@pytest.mark.parametrize("scopes", [(READ, "questions:write"), (READ, "admin"), (READ,)])
def test_only_with_the_scope_for_it(cast: Cast, scopes: tuple[str, ...]) -> None:
    reader, pk = Reader(cast.eve, *scopes), Token.objects.count()
    for path in ("/tokens/", f"/tokens/{pk}/"):
        problem(reader.ask(path), 403)
    problem(reader.send("post", "/tokens/", NIGHTLY), 403)


def test_interviewers_have_none(cast: Cast) -> None:
    problem(Reader(cast.carol, READ, OWN).send("post", "/tokens/", NIGHTLY), 403)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": "questions:read"}, "scopes"),
        ({"scopes": ["questions:eat"]}, "scopes[0]"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "9999-12-31T23:59:59Z"}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_what_is_wrong_is_named(maker: Reader, said: Any, field: str) -> None:
    assert refusal(maker.send("post", "/tokens/", NIGHTLY | said))[0] == field
    assert Token.objects.count() == 1


def test_sent_again_nothing_is_made_and_no_secret_is_shown(maker: Reader) -> None:
    first = maker.send("post", "/tokens/", NIGHTLY, **KEY)
    again = maker.send("post", "/tokens/", NIGHTLY, **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    secret = body(first)["secret"]
    assert "secret" not in body(again)
    assert secret not in again.content.decode()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert body(again)["id"] == body(first)["id"]
    assert Token.objects.count() == 2
    kept = [*IdempotencyKey.objects.values(), *AuditEntry.objects.values(), *Token.objects.values()]
    assert secret not in str(kept)


def test_rotates_at_once_or_after_hours(maker: Reader) -> None:
    first = body(maker.send("post", "/tokens/", NIGHTLY))
    path = f"/tokens/{first['id']}/rotate/"
    sent = maker.send("post", path, {"grace_hours": 24}, **KEY)
    second = body(sent)
    assert sent.headers["Location"] == second["url"]
    assert (opens(first["secret"]), opens(second["secret"])) == (200, 200)
    assert "secret" not in body(maker.send("post", path, {"grace_hours": 24}, **KEY))
    third = body(maker.send("post", f"/tokens/{second['id']}/rotate/", {}))
    assert (opens(second["secret"]), opens(third["secret"])) == (401, 200)
    problem(maker.send("post", f"/tokens/{second['id']}/rotate/", {}), 409)
    for wrong in (-1, 169, "1", True):
        sent = maker.send("post", path, {"grace_hours": wrong})
        assert refusal(sent)[0] == "grace_hours"


def test_a_token_rotates_itself_and_none_with_more_scopes(cast: Cast, maker: Reader) -> None:
    more, _ = people.create_token(cast.alice, [READ, "answers:read"])
    problem(maker.send("post", f"/tokens/{more.pk}/rotate/", {}), 409)
    own = Token.objects.earliest("pk").pk
    made = body(maker.send("post", f"/tokens/{own}/rotate/", {}))
    assert opens(made["secret"]) == 200
    problem(maker.ask("/tokens/"), 401)


def test_others_tokens_are_not_there(cast: Cast, maker: Reader) -> None:
    bobs, _ = people.create_token(cast.bob, [READ])
    assert [row["account"] for row in maker.get("/tokens/")["results"]] == ["alice"]
    assert maker.get("/tokens/", {"account": "bob"})["count"] == 0
    path = f"/tokens/{bobs.pk}/"
    for answer in (
        maker.ask(path),
        maker.send("delete", path, **{"If-Match": "*"}),
        maker.send("post", f"{path}rotate/", {}),
    ):
        problem(answer, 404)


def test_administrators_see_and_revoke_all(cast: Cast) -> None:
    bobs, secret = people.create_token(cast.bob, [READ])
    eve, path = Reader(cast.eve, OWN, "admin"), f"/tokens/{bobs.pk}/"
    assert {row["account"] for row in eve.get("/tokens/")["results"]} == {"bob", "eve"}
    assert eve.get("/tokens/", {"account": "bob", "state": "active"})["count"] == 1
    assert eve.get("/tokens/", {"state": "revoked"})["count"] == 0
    assert eve.get("/tokens/", {"state": "expired"})["count"] == 0
    assert eve.refusals("/tokens/", {"state": "tired"}) == [("state", "invalid")]
    problem(eve.send("post", f"{path}rotate/", {}), 403)
    problem(Reader(cast.eve, OWN).ask(path), 404)
    assert eve.send("delete", path, **{"If-Match": "*"}).status_code == 204
    assert opens(secret) == 401
