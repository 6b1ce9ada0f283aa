"""Settings from the environment: bad values stop the start with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
        ({"DEBUG": "true", "SESSION_IDLE_MINUTES": "0"}, "must be at least 1"),
        ({"DEBUG": "true", "SESSION_MAX_HOURS": "long"}, "SESSION_MAX_HOURS must be a whole"),
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
