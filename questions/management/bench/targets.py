"""What is asked of the server, and what it may take at most, beside F or E."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import product
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.models import Group
from django.test import override_settings
from django.test.client import Client
from django.utils.crypto import get_random_string

from questions.actions import people
from questions.management.bench import words
from questions.management.bench.generator import Connection, Request
from questions.management.bench.kit import make_kits
from questions.management.bench.urls import CONSTANT, LISTING
from questions.models import User
from questions.rules.access import RECRUITER

BANK, API = "/questions/", "/api/v1/questions/"
ORDERS = ("newest", "updated", "minutes", "least_used")
#: So many pages on is the page that is deep in the list.
DEEP = 20
CONNECTIONS = (1, 4, 16)


@dataclass(frozen=True)
class Limit:
    """The most that an answer may take, in times of F or E, and how it may grow with the bank."""

    sqlite: float | None
    postgresql: float | None
    growth: float | None
    beside: str = "F"


LIMITS = {
    "edit": Limit(15.0, 15.0, 1.3, beside="ms of CPU"),
    "bank": Limit(0.8, 1.0, 1.2),
    "first": Limit(1.4, 1.4, 1.2),
    "after an edit": Limit(1.2, 1.2, 1.2, beside="before"),
    "search": Limit(1.0, 1.2, 3.0),
    "rare": Limit(1.5, 2.5, 3.0),
    "common": Limit(5.0, 6.0, 3.0),
    "question": Limit(0.6, 0.8, 1.1),
    "api list": Limit(0.55, 0.8, 1.3),
    "api detail": Limit(0.35, 0.65, 1.3),
    "api 304": Limit(2.0, 2.0, 1.3, beside="E"),
    "kit": Limit(0.6, 0.85, 1.1),
    "peer": Limit(None, None, None),
}


@dataclass(frozen=True)
class Target:
    """Something to measure: what it is called, the kind that sets its limit, what is asked."""

    name: str
    kind: str
    request: Request
    #: Measured at one connection alone.
    alone: bool = False
    #: Of another server than the bench's own.
    port: int | None = None


@dataclass(frozen=True)
class Scene:
    """Who asks the server: a recruiter with session and token, an administrator; and a kit."""

    secret_key: str
    cookie: dict[str, str]
    admin: dict[str, str]
    token: dict[str, str]
    kit: int

    def page(self, path: str, **parameters: object) -> Request:
        query = urlencode(parameters, doseq=True)
        return Request(f"{path}?{query}" if query else path, self.cookie)

    @property
    def constant(self) -> Request:
        return Request(CONSTANT, self.cookie)

    @property
    def listing(self) -> Request:
        return Request(LISTING)


def make_scene() -> Scene:
    """Store a kit, a recruiter, their session and their token."""
    admin, _, kit = make_kits()
    user = User.objects.create_user("recruiter", password=None)
    user.groups.add(Group.objects.get(name=RECRUITER))
    _, secret = people.create_token(user, ["questions:read", "answers:read"])
    key = get_random_string(64)
    with override_settings(SECRET_KEY=key):
        cookie, admins = _session(user), _session(admin)
    return Scene(key, cookie, admins, {"Authorization": f"Bearer {secret}"}, kit.pk)


def _session(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    [(name, morsel)] = client.cookies.items()
    return {"Cookie": f"{name}={morsel.value}"}


FILTERS: dict[str, dict[str, object]] = {
    "unfiltered": {},
    "one skill": {"skill": "skill-3"},
    "level, type and skill": {"skill": "skill-2", "level": "advanced", "type": "open"},
    "status, source and minutes": {
        "status": "approved",
        "source": "source-1",
        "minutes_min": 4,
        "minutes_max": 5,
    },
}


def warm_targets(scene: Scene, connection: Connection) -> list[Target]:
    """Return everything that is asked again and again; addresses are those that the pages give."""
    return [
        *_bank_targets(scene, connection),
        *_search_targets(scene),
        *_question_targets(scene, connection),
        *_api_targets(scene, connection),
        Target("kit page of 12", "kit", scene.page(f"/kits/{scene.kit}/")),
    ]


def _bank_targets(scene: Scene, connection: Connection) -> Iterator[Target]:
    for name, chosen in FILTERS.items():
        yield Target(f"bank, {name}", "bank", scene.page(BANK, **chosen))
        for order in ORDERS:
            request = scene.page(BANK, **chosen, ordering=order)
            yield Target(f"bank, {name}, by {order}", "bank", request, alone=True)
    for order in ("level", *ORDERS):
        first = scene.page(BANK, ordering=order)
        deep = first
        for _ in range(DEEP):
            deep = _followed(connection, deep, "next") or deep
        alone = order != "level"
        yield Target(f"bank, {DEEP} pages on, by {order}", "bank", deep, alone)
        if back := _followed(connection, deep, "prev"):
            yield Target(f"bank, a page back, by {order}", "bank", back, alone)


def _search_targets(scene: Scene) -> Iterator[Target]:
    for what, word in {
        "a common word": words.VOCABULARY[0],
        "a word": words.VOCABULARY[100],
        "two words": f"{words.VOCABULARY[20]} {words.VOCABULARY[50]}",
    }.items():
        yield Target(f"search, {what}", "search", scene.page(BANK, q=word))


def _question_targets(scene: Scene, connection: Connection) -> Iterator[Target]:
    for name in ("unfiltered", "level, type and skill"):
        listed = scene.page(BANK, **FILTERS[name])
        address = _links(connection, listed, "row-stem")[0]
        plain = address if FILTERS[name] else urlsplit(address).path
        of_list = f", from the list by {name}" if FILTERS[name] else ""
        yield Target(f"question page{of_list}", "question", scene.page(plain))


def _api_targets(scene: Scene, connection: Connection) -> Iterator[Target]:
    detail = Request(f"{API}{_pk(scene, connection)}/", scene.token)
    tag = connection.ask(detail).headers["ETag"]
    held = Request(detail.path, {**scene.token, "If-None-Match": tag}, status=304)
    yield Target("API list of 25", "api list", Request(API, scene.token))
    yield Target("API detail", "api detail", detail)
    yield Target("API detail, unchanged (304)", "api 304", held)


def _pk(scene: Scene, connection: Connection) -> str:
    return _links(connection, scene.page(BANK), "row-stem")[0].split("/")[2]


def _links(connection: Connection, request: Request, name: str) -> list[str]:
    """Return the addresses of a page's links of a class, or of a relation."""
    body = connection.ask(request).body
    tags = re.findall(rf'<a\b[^>]*(?:class|rel)="{name}"[^>]*>', body)
    return [unescape(found[1]) for tag in tags if (found := re.search(r'href="([^"]*)"', tag))]


def _followed(connection: Connection, request: Request, relation: str) -> Request | None:
    found = _links(connection, request, relation)
    return Request(found[0], request.headers) if found else None


def first_targets(scene: Scene, rng: random.Random) -> Iterator[Request]:
    """Yield bank pages without end of which none is asked twice."""
    others: list[dict[str, object]] = [
        {},
        {"role": "role-1"},
        {"type": "open"},
        {"status": "approved"},
        {"source": "source-1"},
        {"minutes_max": 5},
    ]
    levels: Sequence[object] = ((), "basic", "advanced", ("intermediate", "expert"))
    all_ = list(product(range(1, 51), levels, others, ("level", *ORDERS)))
    for skill, level, other, order in rng.sample(all_, len(all_)):
        yield scene.page(BANK, skill=f"skill-{skill}", level=level, ordering=order, **other)


def rare_targets(scene: Scene, rng: random.Random, size: int) -> Iterator[Request]:
    """Yield searches for names, each for another."""
    names = words.names(size)
    for name in rng.sample(names, len(names)):
        yield scene.page(BANK, q=name)


def common_targets(scene: Scene) -> list[Request]:
    """Return searches for the words that a third of the questions hold."""
    return [scene.page(BANK, q=word) for word in words.VOCABULARY[:5]]
