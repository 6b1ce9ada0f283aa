"""No cache keeps personal data or guidance that the API gave out."""

from typing import Any

import pytest
from django.test import Client

from questions.actions import people
from questions.api.throttling import AccountRateThrottle
from questions.rules.access import SCOPES
from tests.base import Cast, token
from tests.planted import GUIDANCE, KITS, PEOPLE, plant
from tests.routes import addresses

ADDRESSES = {f"{name}@example.org" for name in ("alice", "bob", "carol", "dave", "eve")}


def test_what_is_confidential_is_kept_nowhere(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AccountRateThrottle, "rate", "1000000/min", raising=False)
    bank = plant(cast.alice)
    people.create_token(cast.bob, ["questions:read"])
    markers = {w.marker for w in bank.words.values() if w.needs & {GUIDANCE, KITS, PEOPLE}}
    client = Client(headers=token(cast.eve, *SCOPES))
    held: dict[str, str] = {}
    for route, paths in addresses(bank).items():
        for path in paths if route.startswith("api/v1/") else []:
            response = client.get(path)
            said = body_of(response)
            if any(marker in said for marker in markers | ADDRESSES):
                held[route] = response.headers.get("Cache-Control", "")
    some = {"api/v1/questions/<int:pk>/", "api/v1/candidates/<int:pk>/", "api/v1/people/"}
    assert some <= set(held)
    assert {route: said for route, said in held.items() if "no-store" not in said} == {}


def body_of(response: Any) -> str:
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode(errors="replace")
