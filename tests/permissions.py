"""What every actor gets at every route, object and method: asked of the system, set as a table."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.test import Client

from questions.actions import candidates, kits
from questions.models import AuditEntry, User
from questions.rules.access import SCOPES
from tests.base import Cast, make_candidate, make_question, token
from tests.planted import Planted, plant
from tests.routes import addresses, known_routes

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: By session; the admin's tokens tell which scopes are needed.
ACTORS = {"nobody": "", "interviewer": "carol", "manager": "bob", "recruiter": "alice"}
ACTORS |= {"admin": "eve"}
#: A scope that opens nothing without another: a token has at least one.
OPENS_NOTHING = "candidates:write"
REFUSED = {"401", "403", "404", "login"}
#: Bodies with which a request gets as far as the action that it asks for; others send nothing.
LEAST = {"type": "open", "level": "basic", "stem": "Why?"}
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "api/v1/questions/"): LEAST,
    ("PUT", "api/v1/questions/<int:pk>/"): LEAST,
    ("PATCH", "api/v1/questions/<int:pk>/"): {"stem": "Why?"},
    ("POST", "api/v1/questions/<int:pk>/transitions/"): {"verb": "retire", "note": "Old."},
    ("POST", "api/v1/kits/"): {"name": "Talk"},
    ("PATCH", "api/v1/kits/<int:pk>/"): {"name": "Talk"},
    ("PUT", "api/v1/kits/<int:pk>/access/"): {"accounts": []},
    ("POST", "api/v1/candidates/"): {"name": "Ann"},
    ("PATCH", "api/v1/candidates/<int:pk>/"): {"name": "Ann"},
    ("PUT", "api/v1/candidates/<int:pk>/access/"): {"accounts": []},
    ("POST", "api/v1/blueprints/"): {"name": "Long"},
    ("PUT", "api/v1/blueprints/<int:pk>/"): {"name": "Long"},
    ("PATCH", "api/v1/blueprints/<int:pk>/"): {"name": "Long"},
    ("POST", "api/v1/blueprints/<int:pk>/parallel/"): {"forms": 2},
}


def _acts() -> int:
    """Count what was done, as the audit log tells it; that something was refused is no act."""
    return AuditEntry.objects.exclude(verb__startswith="access.").count()


@dataclass
class Scene:
    """The planted bank, in which some things were given to the manager and the interviewer."""

    bank: Planted
    #: For each noun what its objects are called here, with their ids.
    objects: dict[str, dict[str, int]]
    sessions: dict[str, str] = field(default_factory=dict)
    admin: User = field(default_factory=User)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))
    tokens: dict[frozenset[str], dict[str, str]] = field(default_factory=dict)

    def ask(self, actor: str, method: str, route: str, path: str) -> str:
        """Return what someone signed in (or nobody) gets; whatever it does is undone."""
        return self._outcome(method, route, path, {}, self.sessions[actor])

    def opens(self, scopes: Iterable[str], method: str, route: str, path: str) -> bool:
        """Tell whether an admin's token with these scopes is let in."""
        given = frozenset(scopes) or frozenset({OPENS_NOTHING})
        if given not in self.tokens:
            self.tokens[given] = token(self.admin, *given)
        return self._outcome(method, route, path, self.tokens[given], "") not in REFUSED

    def _outcome(
        self, method: str, route: str, path: str, headers: dict[str, str], session: str
    ) -> str:
        # One client for all: each new one would set up the middleware anew.
        self.client.cookies.clear()
        if session:
            self.client.cookies["sessionid"] = session
        said = BODIES.get((method, route), {})
        sent, kind = "", "application/x-www-form-urlencoded"
        if route.startswith("api/"):
            sent, kind, headers = json.dumps(said), "application/json", headers | {"If-Match": "*"}
        before = _acts()
        with _undone():
            answer = self.client.generic(
                method, path, "" if method == "GET" else sent, kind, headers=headers
            )
            outcome = _called(answer)
            assert outcome not in REFUSED or _acts() == before, (method, path)
        assert answer.status_code < 500, (method, path, outcome)
        return outcome


def make_scene(cast: Cast) -> Scene:
    bank = plant(cast.alice)
    draft = bank.kits["draft"]
    kits.share(cast.alice, draft, [cast.bob, cast.carol])
    given = make_candidate("Joan", cast.alice)
    candidates.give(cast.alice, given, [cast.bob, cast.carol])
    scene = Scene(
        bank,
        {
            "kits": {"given": draft.pk, "another's": bank.kits["frozen"].pk},
            "candidates": {"given": given.pk, "another's": bank.candidate.pk},
            "questions": {
                "in a given kit": bank.questions["plain"].pk,
                "approved": make_question().pk,
                "draft": bank.questions["draft"].pk,
            },
        },
    )
    scene.sessions = {actor: _session(name) for actor, name in ACTORS.items()}
    scene.admin = cast.eve
    scene.tokens[frozenset(SCOPES)] = token(cast.eve, *SCOPES)
    return scene


def _session(name: str) -> str:
    if not name:
        return ""
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client.cookies["sessionid"].value


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _called(answer: Any) -> str:
    """Return what an answer is called in the table: whatever is no refusal of the actor is “ok”."""
    if answer.status_code in (401, 403, 404, 405):
        return str(answer.status_code)
    asked_in = re.match(r"/(accounts|admin)/login/\?next=", answer.headers.get("Location", ""))
    return "login" if asked_in else "ok"


# The table


@dataclass(frozen=True)
class Row:
    """What all actors get for a method at an object of a route, and what scopes a token needs."""

    route: str
    object: str
    method: str
    outcomes: tuple[str, ...]
    scopes: tuple[str, ...] = ()


def rows(scene: Scene) -> Iterator[Row]:
    """Ask for everything that there is, but for methods that an admin is told there are not."""
    known = addresses(scene.bank)
    for route in sorted(known_routes()):
        needed: dict[str, tuple[str, ...]] = {}
        for name, path in _objects(scene, route, known[route][0]).items():
            for method in METHODS:
                row = _row(scene, route, name, method, path)
                if row.outcomes[-1] == "ok" and route.startswith("api/v1/"):
                    # The same for whatever object an admin is let at: asked of the first.
                    if method not in needed:
                        needed[method] = _scopes(scene, method, route, path)
                    row = replace(row, scopes=needed[method])
                if row.outcomes[-1] != "405":
                    yield row


def _objects(scene: Scene, route: str, path: str) -> dict[str, str]:
    """Return the addresses of a route by what they are called that lie there."""
    found = re.match(r"(?:api/v1/)?(\w+)/<int:pk>/", route)
    if found is None or found[1] not in scene.objects:
        return {"": path}
    noun = found[1]
    return {
        name: re.sub(rf"/{noun}/\d+/", f"/{noun}/{pk}/", path, count=1)
        for name, pk in scene.objects[noun].items()
    }


def _row(scene: Scene, route: str, name: str, method: str, path: str) -> Row:
    admin = scene.ask("admin", method, route, path)
    if admin == "405":
        return Row(route, name, method, (admin,))
    others = [scene.ask(actor, method, route, path) for actor in list(ACTORS)[:-1]]
    return Row(route, name, method, (*others, admin))


def _scopes(scene: Scene, method: str, route: str, path: str) -> tuple[str, ...]:
    """Return the scopes that suffice for a token, and without any one of which it is refused."""
    given = next(some for some in _guesses(route) if scene.opens(some, method, route, path))
    needed = [s for s in given if not scene.opens(set(given) - {s}, method, route, path)]
    assert len(needed) == len(given) or scene.opens(needed, method, route, path), (method, path)
    return tuple(needed)


def _guesses(route: str) -> Iterator[tuple[str, ...]]:
    """Yield sets of scopes that may suffice, those first that are likely to: it saves requests."""
    nouns = {"blueprints": "kits", "runs": "kits", "kits": "kits", "candidates": "candidates"}
    noun = nouns.get(route.split("/")[2], "questions")
    if route.startswith("api/v1/imports/"):
        yield ("questions:read", "imports:write")
    yield (f"{noun}:read",)
    yield (f"{noun}:read", f"{noun}:write")
    yield SCOPES


def table(found: Iterable[Row]) -> str:
    """Set rows as text: what is alike for several methods or objects stands in one line."""
    methods: dict[tuple[Any, ...], list[str]] = {}
    for row in found:
        key = (row.route, row.object, row.outcomes, row.scopes)
        methods.setdefault(key, []).append(row.method)
    objects: dict[tuple[Any, ...], list[str]] = {}
    for (route, name, outcomes, scopes), verbs in methods.items():
        objects.setdefault((route, " ".join(verbs), outcomes, scopes), []).append(name)
    lines = [_line("route", "methods", ACTORS, "a token needs", "of what")]
    for (route, verbs, outcomes, scopes), names in objects.items():
        lines.append(_line(route, verbs, outcomes, " ".join(scopes), ", ".join(names)))
    return "\n".join(lines) + "\n"


def _line(route: str, methods: str, outcomes: Iterable[str], scopes: str, names: str) -> str:
    cells = "".join(f"{outcome:12}" for outcome in outcomes)
    return f"{route:64}  {methods:26}  {cells}  {scopes:32}  {names}".rstrip()
