"""API tokens: /settings/tokens/ and its place on /settings/account/."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from questions.actions import people, tokens
from questions.models import AuditEntry, Token
from tests.base import Cast, token
from tests.views.desk import Desk, desk, text

TOKENS, NEW = "/settings/tokens/", "/settings/tokens/new/"
READ = "questions:read"
API = "/api/v1/questions/"


def made(who: Desk, status: int = 200, **more: Any) -> Any:
    return who.post(NEW, {"name": "Nightly", "scopes": [READ], "days": "90"} | more, status)


def opens(secret: str) -> int:
    return Client().get(API, headers={"Authorization": f"Bearer {secret}"}).status_code


@pytest.fixture
def eve_desk(cast: Cast) -> Desk:
    return desk(cast.eve)


def test_a_new_one_is_shown_once_and_works(alice_desk: Desk) -> None:
    page = made(alice_desk)
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert opens(secret) == 200
    stored = Token.objects.get()
    assert stored.expires_at
    assert 89 <= (stored.expires_at - timezone.now()).days <= 90
    html = alice_desk.get(TOKENS).content.decode()
    assert secret not in html
    assert "Nightly" in html
    assert stored.prefix in html
    assert secret not in str([*Token.objects.values(), *AuditEntry.objects.values()])
    assert secret not in str(dict(alice_desk.client.session))


def test_scopes_are_those_that_the_account_can_use(bob_desk: Desk, eve_desk: Desk) -> None:
    offered = bob_desk.read(NEW)
    assert "Read candidates" not in offered
    assert "Make and change kits" in offered
    for beyond in ("questions:write", "audit:read", "admin"):
        assert beyond not in offered
        assert beyond in eve_desk.read(NEW)
        assert "Select a valid choice" in text(made(bob_desk, 400, scopes=[beyond]))
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"scopes": []}, "Choose at least one scope."),
        ({"scopes": ["questions:eat"]}, "Select a valid choice"),
        ({"days": "8"}, "Select a valid choice"),
        ({"days": "soon"}, "Select a valid choice"),
    ],
)
def test_says_what_is_wrong(alice_desk: Desk, wrong: dict[str, Any], sentence: str) -> None:
    assert sentence in text(made(alice_desk, 400, **wrong))
    assert not Token.objects.exists()


def test_never_is_an_end_too(alice_desk: Desk) -> None:
    made(alice_desk, days="")
    assert Token.objects.get().expires_at is None


def test_rotates_at_once_or_after_a_while(alice_desk: Desk) -> None:
    first = made(alice_desk).context["secret"]
    path = f"{TOKENS}{Token.objects.get().pk}/rotate/"
    second = alice_desk.post(path, {"grace_hours": "1"}, 200).context["secret"]
    assert (opens(first), opens(second)) == (200, 200)
    before = Token.objects.earliest("pk")
    assert before.expires_at
    assert before.expires_at <= timezone.now() + timedelta(hours=1)
    after = Token.objects.latest("pk")
    assert (after.name, after.scopes) == (before.name, before.scopes)
    third = alice_desk.post(f"{TOKENS}{after.pk}/rotate/", {"grace_hours": "0"}, 200)
    assert (opens(second), opens(third.context["secret"])) == (401, 200)
    alice_desk.post(f"{TOKENS}{after.pk}/rotate/", {"grace_hours": "0"})
    assert "This token has ended" in alice_desk.read(TOKENS)
    alice_desk.post(f"{TOKENS}{after.pk}/rotate/", {"grace_hours": "9999"})
    assert "Choose when" in alice_desk.read(TOKENS)
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["token.created", *["token.created", "token.rotated"] * 2]


def test_a_grace_never_lengthens_a_token(cast: Cast) -> None:
    soon = timezone.now() + timedelta(minutes=5)
    token_, _ = people.create_token(cast.alice, [READ], expires_at=soon)
    tokens.rotate(cast.alice, token_, grace_hours=24)
    assert Token.objects.get(pk=token_.pk).expires_at == soon


def test_revokes(alice_desk: Desk) -> None:
    secret = made(alice_desk).context["secret"]
    path = f"{TOKENS}{Token.objects.get().pk}/revoke/"
    for _ in range(2):
        alice_desk.post(path)
        assert "opens nothing any more" in alice_desk.read(TOKENS)
    assert opens(secret) == 401
    assert "revoked" in alice_desk.read(TOKENS)
    assert AuditEntry.objects.filter(verb="token.revoked").count() == 1


def test_others_tokens_are_not_there(alice_desk: Desk, bob_desk: Desk) -> None:
    made(bob_desk, name="Bob's own")
    pk = Token.objects.get().pk
    assert "own" not in alice_desk.read(f"{TOKENS}?all=1").split("API tokens")[-1]
    for verb in ("rotate", "revoke"):
        alice_desk.post(f"{TOKENS}{pk}/{verb}/", {"grace_hours": "0"}, 404)
    assert Token.objects.usable().count() == 1


def test_administrators_see_and_revoke_all_and_read_none(eve_desk: Desk, bob_desk: Desk) -> None:
    secret = made(bob_desk, name="Hiring").context["secret"]
    pk = Token.objects.get().pk
    assert "Hiring" not in eve_desk.read(TOKENS)
    assert "Hiring" in eve_desk.read(f"{TOKENS}?all=1")
    eve_desk.post(f"{TOKENS}{pk}/rotate/", {"grace_hours": "0"}, 403)
    eve_desk.post(f"{TOKENS}{pk}/revoke/")
    assert opens(secret) == 401


def test_interviewers_and_outsiders_have_none(carol_desk: Desk, dave_desk: Desk) -> None:
    for someone in (carol_desk, dave_desk):
        someone.get(TOKENS, 403)
        someone.get(NEW, 403)
        made(someone, 403)
        assert "API tokens" not in someone.read("/settings/account/")
    assert not Token.objects.exists()


def test_goes_on_over_pages(alice_desk: Desk) -> None:
    for _ in range(26):
        token(alice_desk.user, READ)
    page = alice_desk.get(TOKENS).context["page"]
    assert "Showing 26–26 of 26" in alice_desk.read(f"{TOKENS}?cursor={page.next}")
    assert "cannot be found any more" in alice_desk.read(f"{TOKENS}?cursor=x", 400)


def test_there_are_not_too_many(alice_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MAX_TOKENS", 2)
    made(alice_desk)
    made(alice_desk)
    assert "Keep to 2 tokens" in text(made(alice_desk, 400))


# The page of one's own account


def test_the_account_page_tells_who_one_is(alice_desk: Desk) -> None:
    html = alice_desk.read("/settings/account/")
    for told in ("alice alice@example.org", "recruiter", "Change password", "Off: your password"):
        assert told.split()[-1] in html
    assert "You have none" in html
    made(alice_desk)
    assert "Nightly" in alice_desk.read("/settings/account/")


def test_one_signs_out_everywhere_else(alice_desk: Desk) -> None:
    other = desk(alice_desk.user)
    assert "Sign out everywhere else" in alice_desk.read("/settings/account/")
    alice_desk.post("/settings/account/sessions/")
    assert "signed out everywhere but here" in alice_desk.read("/settings/account/")
    other.get("/questions/", 302)
    alice_desk.get("/questions/")
    assert AuditEntry.objects.get().verb == "account.sessions_ended"
