"""A draft with three questions, and its builder as a browser without and with htmx asks for it."""

import re
from dataclasses import dataclass
from typing import Any

from django.test import Client

from questions.models import Kit, Question, User
from tests.base import make_kit, make_question

HTMX = {"HX-Request": "true"}


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@dataclass
class Builder:
    """Someone who builds a kit: posts carry the revision that the kit has, unless told another."""

    client: Client
    kit: Kit

    def get(self, path: str = "build/", **headers: str) -> Any:
        return self.client.get(f"/kits/{self.kit.pk}/{path}", headers=headers)

    def post(self, path: str, said: dict[str, Any] | None = None, **more: Any) -> Any:
        revision = more.pop("revision", Kit.objects.get(pk=self.kit.pk).revision)
        return self.client.post(
            f"/kits/{self.kit.pk}/{path}", {"revision": revision} | (said or {}), **more
        )

    def swap(self, path: str, said: dict[str, Any] | None = None, **more: Any) -> tuple[int, str]:
        """Post as htmx does; return the status and the text of the answer."""
        response = self.post(path, said, headers=HTMX, **more)
        return response.status_code, text(response.content.decode())

    def stems(self) -> list[list[str]]:
        """Return the stems of each section."""
        kit = Kit.objects.for_page().get(pk=self.kit.pk)
        return [
            [item.version.content["stem"] for item in section.items.all()]
            for section in kit.sections.all()
        ]

    def item(self, question: Question) -> Any:
        return self.kit.items.get(question=question)


def make_builder(user: User, kit: Kit | None = None) -> Builder:
    """Return a builder of a kit that asks One (basic), Two (advanced) and Three (expert)."""
    client = Client()
    client.force_login(user)
    if kit is None:
        levels = {"One": "basic", "Two": "advanced", "Three": "expert"}
        asked = [make_question(stem, level=level, minutes=5) for stem, level in levels.items()]
        kit = make_kit(asked=asked, by=user)
    return Builder(client, kit)
