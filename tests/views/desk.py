"""Someone at their desk: opens pages and posts forms, and reads what they say."""

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client

from questions.models import User

HTMX = {"HX-Request": "true"}
#: A response as the test client returns it: with the template's context.
Response = Any


def text(response: Response) -> str:
    """Return what a page says, without its markup."""
    said = re.sub(r"<(datalist|script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", said).split())


@dataclass
class Desk:
    """An account that is signed in."""

    user: User
    client: Client

    def get(self, path: str, status: int = 200, *, htmx: bool = False) -> Response:
        response = self.client.get(path, headers=HTMX if htmx else {})
        assert response.status_code == status, text(response)
        return response

    def read(self, path: str, status: int = 200) -> str:
        return text(self.get(path, status))

    def post(self, path: str, said: dict[str, Any] | None = None, status: int = 302) -> Response:
        response = self.client.post(path, said or {})
        assert response.status_code == status, text(response)
        return response

    def refused(self, path: str, said: dict[str, Any] | None = None, status: int = 400) -> str:
        """Post what cannot be, and return what the answer says."""
        return text(self.post(path, said, status))


def desk(user: User) -> Desk:
    client = Client()
    client.force_login(user)
    return Desk(user, client)
