"""Settings from the environment: bad values stop the start with a sentence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from questions.rules import single_sign_on

ROOT = Path(__file__).parent.parent
KEY = "k3y-" + "abcdefghij0123456789" * 3


def start(**variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "from interviewbank import settings; print(settings.DATABASES)"],
        env=inherited | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "SECRET_KEY must be set to at least 50 random characters"),
        ({"DEBUG": "maybe"}, "DEBUG must be true or false, not “maybe”."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": KEY}, "ALLOWED_HOSTS must name the hosts"),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": "*"}, "“*” is not accepted"),
        (
            {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "a.example", "INSECURE_HTTP": "true"},
            "INSECURE_HTTP is accepted only",
        ),
        ({"DEBUG": "true", "DATABASE_URL": "mysql://a/b"}, "must start with sqlite:// or"),
        ({"DEBUG": "true", "DATABASE_URL": "nonsense"}, "must start with sqlite:// or"),
        ({"DEBUG": "true", "THREADS": "many"}, "THREADS must be a whole number"),
        ({"DEBUG": "true", "LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of DEBUG"),
        ({"DEBUG": "true", "API_RATE": "fast"}, "API_RATE must be such as 600/min"),
        ({"DEBUG": "true", "TRUSTED_PROXIES": "11"}, "TRUSTED_PROXIES must be"),
        ({"DEBUG": "true", "PUBLIC_URL": "bank"}, "PUBLIC_URL must be an address such as"),
        ({"DEBUG": "true", "PUBLIC_URL": "https://a/"}, "PUBLIC_URL must be an address such as"),
        ({"DEBUG": "true", "WEBHOOK_ALLOWED_HOSTS": "http://a"}, "WEBHOOK_ALLOWED_HOSTS must name"),
        ({"DEBUG": "true", "WEBHOOK_ALLOWED_HOSTS": "a:80"}, "WEBHOOK_ALLOWED_HOSTS must name"),
        ({"DEBUG": "true", "SESSION_IDLE_MINUTES": "0"}, "must be at least 1"),
        ({"DEBUG": "true", "SESSION_MAX_HOURS": "long"}, "SESSION_MAX_HOURS must be a whole"),
        ({"DEBUG": "true", "OIDC_CLIENT_ID": "bank"}, "OIDC_ISSUER and OIDC_CLIENT_SECRET must"),
        ({"DEBUG": "true", "REQUIRE_SECOND_FACTOR": "admin,boss"}, "not “boss”"),
        ({"DEBUG": "true", "CORS_ORIGINS": "https://a.example/path"}, "CORS_ORIGINS takes origins"),
        ({"DEBUG": "true", "CORS_ORIGINS": "*"}, "CORS_ORIGINS takes origins"),
        ({"DEBUG": "true", "EMAIL_URL": "pigeon://x"}, "EMAIL_URL must start with"),
    ],
)
def test_what_cannot_be_right_stops_the_start(variables: dict[str, str], sentence: str) -> None:
    result = start(**variables)
    assert result.returncode != 0
    assert sentence in result.stderr.splitlines()[-1]


def test_the_key_for_development_is_refused_in_production() -> None:
    code = "from interviewbank.settings import DEVELOPMENT_KEY as key; print(key)"
    shown = subprocess.run(
        [sys.executable, "-c", code],
        env={"DEBUG": "true"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    result = start(SECRET_KEY=shown.stdout.strip(), ALLOWED_HOSTS="bank.example.org")
    assert "SECRET_KEY must be set" in result.stderr


def test_production_starts_with_what_it_needs() -> None:
    address = "postgres://user:word@db.example/bank"
    result = start(SECRET_KEY=KEY, ALLOWED_HOSTS="bank.example.org", DATABASE_URL=address)
    assert result.returncode == 0
    assert "postgresql" in result.stdout


OIDC = {
    "OIDC_ISSUER": "https://id.example.org",
    "OIDC_CLIENT_ID": "bank",
    "OIDC_CLIENT_SECRET": "a secret",
}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET must be set: single sign-on needs"),
        ({"OIDC_ISSUER": "", "OIDC_CLIENT_ID": " "}, "OIDC_ISSUER and OIDC_CLIENT_ID must be set"),
        ({"OIDC_ISSUER": "http://id.example.org"}, "must be an address that starts with https://"),
        ({"OIDC_ISSUER": "https://[id"}, "must be an address that starts with https://"),
        ({"OIDC_DEFAULT_GROUP": "admin"}, "OIDC_DEFAULT_GROUP takes one of recruiter, hiring"),
        ({"OIDC_GROUPS": "hr=recruiter"}, "OIDC_GROUPS_CLAIM and OIDC_GROUPS must be set together"),
        (
            {"OIDC_GROUPS": "recruiter", "OIDC_GROUPS_CLAIM": "teams"},
            "OIDC_GROUPS takes pairs such as staff=recruiter, not “recruiter”.",
        ),
        (
            {"OIDC_GROUPS": "hr=admin", "OIDC_GROUPS_CLAIM": "teams"},
            "OIDC_GROUPS takes one of recruiter, hiring manager, interviewer, not “admin”.",
        ),
    ],
)
def test_single_sign_on_is_set_up_whole_or_not(said: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        single_sign_on.read(OIDC | said)


def test_single_sign_on_is_off_without_settings() -> None:
    assert single_sign_on.read({}) is None
    found = single_sign_on.read(OIDC | {"OIDC_ISSUER": "http://127.0.0.1:9000/"})
    assert found
    assert found.name == "single sign-on"
    [app] = found.providers()["openid_connect"]["APPS"]
    assert app["settings"]["server_url"] == "http://127.0.0.1:9000"
