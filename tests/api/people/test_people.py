"""Accounts and invitations over REST: /api/v1/people/ and /api/v1/invitations/."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from questions.models import AuditEntry, Invitation, User
from questions.rules import access
from tests.api.base import READ, Reader, body, problem
from tests.base import Cast, make_user

NORA = {"email": "nora@example.org", "groups": [access.RECRUITER]}
KEY = {"Idempotency-Key": "one-of-a-kind"}


@pytest.fixture
def eve(cast: Cast) -> Reader:
    """Eve's program, which administers."""
    return Reader(cast.eve, "admin")


def names(found: Any) -> list[str]:
    return [row["username"] for row in found["results"]]


def with_factor(user: User) -> None:
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})


def test_lists_and_filters(eve: Reader, cast: Cast) -> None:
    with_factor(cast.bob)
    make_user("zoe", is_active=False)
    assert names(eve.get("/people/")) == ["alice", "bob", "carol", "dave", "eve", "zoe"]
    assert names(eve.get("/people/", {"second_factor": "true"})) == ["bob"]
    assert names(eve.get("/people/", {"active": "false"})) == ["zoe"]
    assert names(eve.get("/people/", {"group": ["recruiter", "admin"]})) == ["alice", "eve"]
    assert names(eve.get("/people/", {"q": "CAR"})) == ["carol"]
    assert eve.refusals("/people/", {"group": "boss", "active": "maybe", "x": 1}) == [
        ("x", "unknown_parameter"),
        ("group", "unknown_value"),
        ("active", "invalid"),
    ]
    first = eve.get("/people/", {"page_size": 2})
    assert names(body(eve.ask(first["next"]))) == ["carol", "dave"]


def test_an_account_is_read(eve: Reader, cast: Cast) -> None:
    response = eve.ask(f"/people/{cast.bob.pk}/")
    assert response.headers["Cache-Control"] == "no-store"
    found = body(response)
    assert (found["username"], found["email"]) == ("bob", "bob@example.org")
    assert (found["groups"], found["is_active"]) == (["hiring manager"], True)
    assert (found["second_factor"], found["last_seen_at"]) == (False, None)
    assert "password" not in found
    problem(eve.ask("/people/99999/"), 404)


@pytest.mark.parametrize("scopes", [(READ, "audit:read"), ("tokens:write",)])
def test_is_for_administrators_with_the_scope(cast: Cast, scopes: tuple[str, ...]) -> None:
    pk = cast.bob.pk
    for reader in (Reader(cast.eve, *scopes), Reader(cast.alice, "admin")):
        for path in ("/people/", f"/people/{pk}/", "/invitations/", "/invitations/1/"):
            problem(reader.ask(path), 403)
        for verb in ("deactivate", "reactivate", "remove-second-factor"):
            problem(reader.send("post", f"/people/{pk}/{verb}/", **{"If-Match": "*"}), 403)
        problem(reader.send("put", f"/people/{pk}/groups/", {"groups": []}), 403)
        problem(reader.send("post", "/invitations/", NORA), 403)
    assert User.objects.get(pk=pk).is_active


def test_groups_are_changed(eve: Reader, cast: Cast) -> None:
    path = f"/people/{cast.bob.pk}/groups/"
    said = eve.change("put", path, {"groups": ["recruiter", "interviewer"]})
    assert said["groups"] == ["interviewer", "recruiter"]
    assert eve.refused("put", path, {"groups": ["boss"]}) == [("groups[0]", "invalid_choice")]
    assert eve.refused("put", path, {}) == [("groups", "required")]
    problem(eve.send("put", path, {"groups": []}), 428)
    problem(eve.send("put", path, {"groups": []}, **{"If-Match": '"old"'}), 412)


def test_the_last_administrator_stays(eve: Reader, cast: Cast) -> None:
    path = f"/people/{cast.eve.pk}/"
    found = problem(eve.try_change("put", f"{path}groups/", {"groups": []}), 409)
    assert "last administrator" in found["detail"]
    problem(eve.try_change("post", f"{path}deactivate/"), 409)
    assert User.objects.get(pk=cast.eve.pk).is_active


def test_is_deactivated_and_reactivated(eve: Reader, cast: Cast) -> None:
    bob = Reader(cast.bob, READ)
    path = f"/people/{cast.bob.pk}/"
    assert not eve.change("post", f"{path}deactivate/")["is_active"]
    problem(bob.ask("/questions/"), 401)
    assert eve.change("post", f"{path}reactivate/")["is_active"]
    problem(bob.ask("/questions/"), 401)
    verbs = list(AuditEntry.objects.order_by("-pk").values_list("verb", flat=True))
    assert verbs[:2] == ["account.reactivated", "account.deactivated"]


def test_being_there_is_no_change(eve: Reader, cast: Cast) -> None:
    path = f"/people/{cast.bob.pk}/"
    before = eve.etag(path)
    client = Client()
    client.force_login(cast.bob)
    client.get("/guide/")
    assert eve.get(path)["last_seen_at"]
    assert eve.etag(path) == before


def test_a_lost_second_factor_is_removed(eve: Reader, cast: Cast) -> None:
    with_factor(cast.bob)
    with_factor(cast.eve)
    path = f"/people/{cast.bob.pk}/"
    assert eve.get(path)["second_factor"]
    assert not eve.change("post", f"{path}remove-second-factor/")["second_factor"]
    own = eve.try_change("post", f"/people/{cast.eve.pk}/remove-second-factor/")
    assert "Switch your own" in problem(own, 409)["detail"]


# Invitations


def sent_links() -> list[str]:
    return [re.findall(r"http\S+token=(\S+)", str(m.body))[0] for m in mail.outbox]


def test_from_inviting_to_withdrawing(
    eve: Reader, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = eve.make("/invitations/", NORA)
    assert (made["email"], made["groups"]) == ("nora@example.org", ["recruiter"])
    assert made["created_by"] == "eve"
    [link] = sent_links()
    assert link not in str(made)
    path = f"/invitations/{made['id']}/"
    with django_capture_on_commit_callbacks(execute=True):
        again = eve.change("post", f"{path}resend/")
    assert again["expires_at"] > made["expires_at"]
    first, second = sent_links()
    assert Client().get(f"/join/?token={first}").status_code == 410
    assert Client().get(f"/join/?token={second}").status_code == 200
    assert eve.try_change("delete", path).status_code == 204
    assert eve.get(path)["withdrawn_at"]
    assert Client().get(f"/join/?token={second}").status_code == 410
    problem(eve.try_change("post", f"{path}resend/"), 409)
    assert eve.get("/invitations/")["count"] == 1


def test_sent_again_nobody_is_invited_twice(
    eve: Reader, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answers = [eve.send("post", "/invitations/", NORA, **KEY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert body(answers[0]) == body(answers[1])
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 1)
    problem(eve.send("post", "/invitations/", NORA), 409)


def test_mail_that_does_not_leave_leaves_the_invitation(
    eve: Reader,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        eve.make("/invitations/", NORA)
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"email": "nonsense"}, "email"),
        ({"email": "a\u0000@example.org"}, "email"),
        ({"groups": []}, "groups"),
        ({"groups": ["boss"]}, "groups[0]"),
        ({"groups": "recruiter"}, "groups"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named(eve: Reader, said: Any, field: str) -> None:
    found = problem(eve.send("post", "/invitations/", NORA | said), 400)
    assert {error["field"] for error in found["errors"]} == {field}
    assert not Invitation.objects.exists()
