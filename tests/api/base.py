"""What the tests of the API share: calling as someone, and what a problem looks like."""

import json
from typing import Any

from django.test import Client

from questions.models import User
from tests.base import token

API = "/api/v1"
READ = "questions:read"
ANSWERS = "answers:read"
READING = (READ, ANSWERS, "kits:read", "candidates:read")
WRITING = (*READING, "questions:write", "kits:write", "candidates:write", "imports:write")


class Reader:
    """Someone who calls the API with a token."""

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

    def send(self, method: str, path: str, said: Any = None, **headers: str) -> Any:
        """Send a body as JSON, nothing when it is None; bytes go as they are."""
        sent = said if isinstance(said, bytes) else b"" if said is None else json.dumps(said)
        headers = self.headers | headers
        return self.client.generic(
            method.upper(), f"{API}{path}", sent, "application/json", headers=headers
        )

    def make(self, path: str, said: Any = None) -> Any:
        """Return the body of an answer that must be a 201, and lead to what it says."""
        response = self.send("post", path, said)
        assert response.status_code == 201, response.content
        assert body(self.ask(response.headers["Location"])) == body(response)
        return body(response)

    def try_change(self, method: str, path: str, said: Any = None) -> Any:
        """Send a change with the ETag that what is changed has now."""
        return self.send(method, path, said, **{"If-Match": self.etag(detail_of(path))})

    def change(self, method: str, path: str, said: Any = None) -> Any:
        """Return the body of a change that must succeed, and leave what it says."""
        response = self.try_change(method, path, said)
        assert response.status_code == 200, response.content
        now = self.ask(detail_of(path))
        assert body(now) == body(response)
        assert now.headers["ETag"] == response.headers["ETag"]
        return body(response)

    def refused(self, method: str, path: str, said: Any = None) -> list[tuple[str, str]]:
        """Return (field, code) of each error of a change that must be a 400."""
        found = problem(self.try_change(method, path, said), 400)
        return [(error["field"], error["code"]) for error in found["errors"]]

    def etag(self, path: str) -> str:
        return str(self.ask(path).headers["ETag"])


def detail_of(path: str) -> str:
    """Return the address of what is changed: `/kits/1/` of `/kits/1/items/2/`."""
    return "/".join(path.split("/")[:3]) + "/"


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
