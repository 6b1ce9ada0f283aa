"""What the tests of the API share: reading as someone, and what a problem looks like."""

from typing import Any

from django.test import Client

from questions.models import User
from tests.base import token

API = "/api/v1"
READ = "questions:read"
ANSWERS = "answers:read"


class Reader:
    """Someone who reads the API with a token."""

    def __init__(self, user: User, *scopes: str) -> None:
        self.headers = token(user, *scopes)
        self.client = Client(raise_request_exception=False)

    def ask(self, path: str, params: Any = None, **headers: str) -> Any:
        address = path if path.startswith("http") else f"{API}{path}"
        return self.client.get(address, params, headers=self.headers | headers)

    def get(self, path: str, params: Any = None) -> Any:
        """Return the body of an answer that must be a 200."""
        response = self.ask(path, params)
        assert response.status_code == 200, response.content
        return body(response)

    def stems(self, params: Any = None) -> list[str]:
        """Return the stems that a listing shows, in its order."""
        return [row["stem"] for row in self.get("/questions/", params)["results"]]

    def refusals(self, path: str, params: Any = None) -> list[tuple[str, str]]:
        """Return (field, code) of each error of an answer that must be a 400."""
        found = problem(self.ask(path, params), 400)
        assert all(error["message"] for error in found["errors"])
        return [(error["field"], error["code"]) for error in found["errors"]]


def body(response: Any) -> Any:
    return response.json()


def problem(response: Any, status: int) -> Any:
    """Return the problem that an answer must be, checked for its shape."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert b"<" not in response.content
    found = body(response)
    assert set(found) - {"errors"} == {"type", "title", "status", "detail"}
    assert (found["type"], found["status"]) == ("about:blank", status)
    assert found["title"]
    assert found["detail"]
    return found
