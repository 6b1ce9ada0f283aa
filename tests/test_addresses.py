"""Addresses with numbers that no database holds."""

import re
from http import HTTPStatus
from itertools import product

import pytest
from django.test import Client

from questions.rules.access import SCOPES
from tests.base import Cast, token
from tests.routes import known_routes

HUGE, SOME = str(10**20), "1"
METHODS = ("get", "post", "patch", "delete")


@pytest.mark.parametrize("method", METHODS)
def test_a_number_that_no_database_holds_is_not_there(cast: Cast, quiet: None, method: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.eve)
    headers = token(cast.eve, *SCOPES)
    numbered = [route for route in known_routes() if re.search("<int:[a-z]+>", route)]
    failed = []
    for route in sorted(numbered):
        parts = re.split("<int:[a-z]+>", re.sub("<(?!int)[^>]+>", "x", route))
        for numbers in product((HUGE, SOME), repeat=len(parts) - 1):
            if HUGE in numbers:
                address = "/" + "".join(a + b for a, b in zip(parts, (*numbers, ""), strict=True))
                sent = headers if address.startswith("/api/") else {}
                answer = getattr(client, method)(address, headers=sent)
                if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    failed.append(address)
    assert len(numbered) > 50
    assert failed == []
