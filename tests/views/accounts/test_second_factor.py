"""The second factor: set up, asked for, used up, switched off, required, and removed."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from pytest_django import Settings

from questions.models import AuditEntry, User
from questions.rules import access
from tests.base import PASSWORD, Cast, token
from tests.views.desk import Desk, desk, text

LOGIN, CODE = "/accounts/login/", "/accounts/second-factor/code/"
SET_UP, OFF = "/accounts/second-factor/set-up/", "/accounts/second-factor/off/"
CODES = "/accounts/second-factor/recovery-codes/"
ACCOUNT = "/settings/account/"


def code(secret: str, steps: int = 0) -> str:
    """Return what an authenticator app shows, now or some half minutes from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def wrong(secret: str) -> str:
    """Return six digits that are none of the codes which are taken now."""
    taken = {code(secret, steps) for steps in range(-2, 3)}
    return next(digits for n in range(6) if (digits := f"{n:06}") not in taken)


def confirm(client: Client, path: str, password: str = PASSWORD) -> Any:
    """Open a page that asks for the password first."""
    asked = client.get(path)
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    return client.post(asked.headers["Location"], {"password": password})


def set_up(client: Client) -> tuple[str, list[str]]:
    """Switch the second factor on; return its secret and the recovery codes."""
    if client.get(SET_UP).status_code == 302:
        confirm(client, SET_UP)
    secret = client.get(SET_UP).context["form"].secret
    done = client.post(SET_UP, {"code": code(secret)})
    assert done.headers["Location"] == CODES
    shown = client.get(CODES).context["unused_codes"]
    return secret, shown


def sign_in(user: User) -> Client:
    client = Client()
    response = client.post(LOGIN, {"login": user.username, "password": PASSWORD})
    assert response.headers["Location"] == CODE
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def acts() -> list[str]:
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    return [verb for verb in verbs if "factor" in verb or "recovery" in verb]


@pytest.fixture
def alice(cast: Cast) -> Client:
    return desk(cast.alice).client


def test_is_set_up_with_a_picture_and_a_secret(alice: Client) -> None:
    confirm(alice, SET_UP)
    page = alice.get(SET_UP)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    assert "no-store" in page.headers["Cache-Control"]
    secret = page.context["form"].secret
    assert f'value="{secret}"' in page.content.decode()
    refused = alice.post(SET_UP, {"code": wrong(secret)})
    assert "Incorrect code" in text(refused)
    assert not Authenticator.objects.exists()
    assert alice.post(SET_UP, {"code": code(secret)}).status_code == 302
    assert acts() == ["account.second_factor_on"]


def test_signing_in_asks_for_a_code(alice: Client, cast: Cast) -> None:
    secret, _ = set_up(alice)
    client = sign_in(cast.alice)
    assert not is_in(client)
    assert client.get("/questions/").status_code == 302
    assert client.get("/api/v1/questions/").status_code == 401
    assert "Incorrect code" in text(client.post(CODE, {"code": wrong(secret)}))
    assert not is_in(client)
    now = code(secret, 1)
    assert client.post(CODE, {"code": now}).status_code == 302
    assert is_in(client)
    again = sign_in(cast.alice)
    again.post(CODE, {"code": now})
    assert not is_in(again)  # a code works once, and its half minute is not over


def test_no_code_is_asked_of_those_without(cast: Cast, client: Client) -> None:
    client.post(LOGIN, {"login": "bob", "password": PASSWORD})
    assert is_in(client)
    assert Client().get(CODE).headers["Location"] == LOGIN


def test_codes_cannot_be_guessed(alice: Client, cast: Cast) -> None:
    secret, _ = set_up(alice)
    client = sign_in(cast.alice)
    for _ in range(5):
        client.post(CODE, {"code": wrong(secret)})
    refused = client.post(CODE, {"code": code(secret, 1)})
    assert "Too many" in text(refused)
    assert not is_in(client)
    told = AuditEntry.objects.filter(verb__startswith="sign_in.").order_by("pk")
    assert {entry.verb for entry in told} == {"sign_in.failed", "sign_in.throttled"}
    assert {entry.object_id for entry in told} == {str(cast.alice.pk)}
    assert wrong(secret) not in str([entry.changes for entry in told])


def test_a_recovery_code_works_once(alice: Client, cast: Cast) -> None:
    _, shown = set_up(alice)
    assert len(set(shown)) == 10
    client = sign_in(cast.alice)
    client.post(CODE, {"code": shown[3]})
    assert is_in(client)
    again = sign_in(cast.alice)
    again.post(CODE, {"code": shown[3]})
    assert not is_in(again)
    assert acts() == ["account.second_factor_on", "account.recovery_code_used"]
    assert "9 recovery codes left" in text(client.get(ACCOUNT))


def test_recovery_codes_are_shown_once_and_made_anew(alice: Client, cast: Cast) -> None:
    _, shown = set_up(alice)
    second_look = alice.get(CODES)
    assert not any(one in second_look.content.decode() for one in shown)
    assert "10 of 10 are left" in text(second_look)
    alice.post(f"{CODES}new/")
    page = alice.get(CODES)
    fresh = page.context["unused_codes"]
    assert not set(fresh) & set(shown)
    [download] = re.findall(r'href="data:text/plain[^,]*,([^"]+)"', page.content.decode())
    assert download.split("%0A")[:-1] == fresh
    assert "no-store" in page.headers["Cache-Control"]
    client = sign_in(cast.alice)
    client.post(CODE, {"code": shown[0]})
    assert not is_in(client)
    assert "account.recovery_codes_made" in acts()


def test_is_switched_off_after_the_password_alone(alice: Client, cast: Cast) -> None:
    set_up(alice)
    hasty, other = desk(cast.alice).client, desk(cast.alice).client  # nothing confirmed in them
    assert hasty.post(OFF).status_code == 302
    assert confirm(other, OFF, "not the password").status_code == 200
    assert other.get(OFF).status_code == 302
    assert Authenticator.objects.filter(type="totp").exists()
    confirm(other, OFF)
    assert "Switch off the second factor?" in text(other.get(OFF))
    other.post(OFF)
    assert not Authenticator.objects.exists()
    assert acts() == ["account.second_factor_on", "account.second_factor_off"]


def test_a_code_confirms_as_well(alice: Client, cast: Cast) -> None:
    secret, _ = set_up(alice)
    other = desk(cast.alice).client
    page = other.get(other.get(OFF).headers["Location"])
    assert "instead" in text(page)
    path = f"/accounts/second-factor/confirm/?next={OFF}"
    assert "Incorrect code" in text(other.post(path, {"code": wrong(secret)}))
    assert other.post(path, {"code": code(secret, 1)}).headers["Location"] == OFF


def test_secrets_are_stored_encrypted_and_told_nowhere(alice: Client) -> None:
    secret, shown = set_up(alice)
    kept = str([*Authenticator.objects.values(), *AuditEntry.objects.values()])
    assert secret not in kept
    assert not any(one in kept for one in shown)
    assert not Authenticator.objects.get(type="totp").data["secret"].isalnum()
    assert secret not in str(dict(alice.session))


def test_another_key_lets_no_code_in_and_breaks_nothing(
    alice: Client, cast: Cast, settings: Settings
) -> None:
    secret, shown = set_up(alice)
    settings.SECRET_KEY = "another-" * 10
    client = sign_in(cast.alice)
    for guess in (code(secret, 1), shown[0]):
        assert "Incorrect code" in text(client.post(CODE, {"code": guess}))
    assert not is_in(client)


# Who must have one


@pytest.fixture
def required(settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = frozenset({access.RECRUITER})


def test_who_must_have_one_is_led_to_it(required: None, alice: Client, bob_desk: Desk) -> None:
    for path in ("/", "/questions/", ACCOUNT):
        assert alice.get(path).headers["Location"] == f"{SET_UP}?required=1"
    held_up = alice.get("/api/v1/questions/")
    assert (held_up.status_code, held_up.json()["title"]) == (403, "Not allowed")
    assert "Your account needs one" in text(confirm_page(alice))
    set_up(alice)
    assert alice.get("/questions/").status_code == 200
    assert bob_desk.get("/questions/").status_code == 200
    assert "Switch it off" not in text(alice.get(ACCOUNT))
    assert "cannot deactivate" in text(alice.post(OFF))
    assert Authenticator.objects.filter(type="totp").exists()


def confirm_page(client: Client) -> Any:
    confirm(client, f"{SET_UP}?required=1")
    return client.get(f"{SET_UP}?required=1")


def test_all_may_be_asked(settings: Settings, cast: Cast) -> None:
    settings.REQUIRE_SECOND_FACTOR = frozenset({"all"})
    for user in cast.everyone():
        assert desk(user).client.get("/").headers["Location"] == f"{SET_UP}?required=1"


def test_one_may_leave_and_a_token_goes_on(required: None, alice: Client, cast: Cast) -> None:
    headers = token(cast.alice, "questions:read")
    assert Client().get("/api/v1/questions/", headers=headers).status_code == 200
    assert alice.post("/accounts/logout/").headers["Location"] == LOGIN


# Lost


def test_an_administrator_removes_a_lost_one(alice: Client, cast: Cast) -> None:
    set_up(alice)
    eve = desk(cast.eve)
    path = f"/settings/people/{cast.alice.pk}/"
    assert "Remove the second factor" in eve.read(path)
    eve.post(f"{path}second-factor/")
    assert "password alone" in eve.read(path)
    assert alice.get("/questions/").status_code == 302  # whoever has the phone is out
    client = Client()
    client.post(LOGIN, {"login": "alice", "password": PASSWORD})
    assert is_in(client)
    entry = AuditEntry.objects.get(verb="account.second_factor_removed")
    assert (entry.actor, entry.object_id) == (cast.eve, str(cast.alice.pk))
    eve.post(f"{path}second-factor/")
    assert "has no second factor" in eve.read(path)


def test_ones_own_is_not_removed_past_the_password(cast: Cast) -> None:
    eve = desk(cast.eve)
    set_up(eve.client)
    eve.post(f"/settings/people/{cast.eve.pk}/second-factor/")
    assert "page of your account" in eve.read(f"/settings/people/{cast.eve.pk}/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_others_remove_nothing(alice_desk: Desk, cast: Cast) -> None:
    alice_desk.post(f"/settings/people/{cast.eve.pk}/second-factor/", status=403)
