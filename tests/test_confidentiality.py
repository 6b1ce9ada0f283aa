"""Nothing confidential leaves by any path, filter, order, count or search.

Markers are planted in every confidential field (tests/planted.py), every route is visited
(tests/routes.py) by every kind of viewer, and what comes back is searched for them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import resolve

from questions.api.throttling import AccountRateThrottle
from questions.models import AuditEntry, User
from questions.rules import access
from tests.base import Cast, make_user, token
from tests.planted import (
    APPROVED,
    GUIDANCE,
    KITS,
    PEOPLE,
    UNAPPROVED,
    Planted,
    plant,
    rewrite,
)
from tests.routes import FEW, ONE_QUESTION, WITHOUT_ROUTE, addresses, known_routes

NOTHING: frozenset[str] = frozenset()
PUBLIC = frozenset({APPROVED})
STEMS = frozenset({APPROVED, UNAPPROVED})
APPROVED_GUIDANCE = frozenset({APPROVED, GUIDANCE})
WHOLE_BANK = frozenset({APPROVED, UNAPPROVED, GUIDANCE})
EVERYTHING = WHOLE_BANK | {KITS, PEOPLE}
READ, ANSWERS, WRITE = "questions:read", "answers:read", "questions:write"
READ_KITS, READ_PEOPLE = "kits:read", "candidates:read"
OTHERS = (WRITE, "audit:read", "admin", "kits:write", "candidates:write")


@dataclass(frozen=True)
class Viewer:
    """Someone who looks, by session or with a token's scopes, and what they may see."""

    name: str
    sees: frozenset[str]
    scopes: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return self.name if self.scopes is None else f"{self.name} {'+'.join(self.scopes)}"


SESSIONS = [
    Viewer("nobody", NOTHING),
    Viewer("alice", EVERYTHING),
    Viewer("bob", APPROVED_GUIDANCE),
    Viewer("carol", NOTHING),
    Viewer("dave", NOTHING),
    Viewer("eve", EVERYTHING),
    # Groups as they may come, and an account that may open the admin site and nothing in it.
    Viewer("reader", PUBLIC),
    Viewer("writer", STEMS),
    Viewer("mallory", NOTHING),
]
TOKENS = [
    Viewer("alice", STEMS, (READ,)),
    Viewer("alice", WHOLE_BANK, (READ, ANSWERS)),
    Viewer("alice", EVERYTHING, (READ, ANSWERS, READ_KITS, READ_PEOPLE)),
    Viewer("alice", NOTHING, (ANSWERS, *OTHERS)),
    # A kit shows what is asked in it, and neither answers nor who is asked.
    Viewer("alice", frozenset({APPROVED, KITS}), (READ_KITS,)),
    Viewer("alice", frozenset({PEOPLE}), (READ_PEOPLE,)),
    Viewer("eve", STEMS, (READ, *OTHERS)),
    Viewer("bob", PUBLIC, (READ,)),
    Viewer("bob", APPROVED_GUIDANCE, (READ, ANSWERS, READ_KITS, READ_PEOPLE, *OTHERS)),
    Viewer("carol", NOTHING, (READ, ANSWERS, READ_KITS, READ_PEOPLE, *OTHERS)),
    Viewer("reader", PUBLIC, (READ, ANSWERS, *OTHERS)),
]
VIEWERS = pytest.mark.parametrize("viewer", SESSIONS + TOKENS, ids=str)
HINDERED = [viewer for viewer in SESSIONS + TOKENS if viewer.sees not in (NOTHING, EVERYTHING)]
#: One for each set of rights, where only the rights can matter and a test asks much.
ONE_OF_EACH = list({viewer.sees: viewer for viewer in reversed(HINDERED)}.values())


@pytest.fixture
def bank(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Planted:
    """The planted bank, with the cast and three more accounts."""
    monkeypatch.setattr(AccountRateThrottle, "rate", "1000000/min", raising=False)
    groups = access.GROUP_CAPABILITIES
    reader = frozenset({access.READ_QUESTIONS, access.READ_APPROVED})
    monkeypatch.setitem(groups, "reader", reader)
    monkeypatch.setitem(groups, "writer", reader | {access.READ_UNAPPROVED})
    for name in ("reader", "writer"):
        Group.objects.create(name=name)
        make_user(name, name)
    make_user("mallory", is_staff=True)
    token(cast.alice, READ)  # for the admin site to show
    return plant(cast.alice)


def client_of(viewer: Viewer) -> Client:
    """Return a client that looks as the viewer does."""
    if viewer.name == "nobody":
        return Client()
    user = User.objects.get(username=viewer.name)
    if viewer.scopes is not None:
        return Client(headers=token(user, *viewer.scopes))
    client = Client()
    client.force_login(user)
    return client


def visits(bank: Planted) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every address with the headers to send; pages also as htmx asks for them."""
    for path in WITHOUT_ROUTE:
        yield path, {}
    for paths in addresses(bank).values():
        for path in paths:
            yield path, {}
    for path in [*(f"/questions/?{query}" for query in FEW), *addresses(bank)[ONE_QUESTION]]:
        yield path, {"HX-Request": "true"}


#: What depends on the time, on the length of what is random, and on how much was asked before.
UNTOLD = {"Expires", "Content-Length", "RateLimit-Remaining", "RateLimit-Reset"}


def said_by(response: Any) -> str:
    """Return all that an answer says: where it sent us, status, headers and body.

    What is random is left out, so that two answers can be compared.
    """
    way = [f"{url} {status}" for url, status in getattr(response, "redirect_chain", [])]
    headers = [f"{name}: {text}" for name, text in sorted(response.items()) if name not in UNTOLD]
    body = response.getvalue().decode(errors="replace")
    text = "\n".join([*way, str(response.status_code), *headers, body])
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFTOKEN"] = )"\w+"', r"\1", text)


def look(client: Client, path: str, headers: dict[str, str]) -> str:
    response = client.get(path, headers=headers, follow=path.startswith("/questions/"))
    assert response.status_code < 500, path
    # Two are random; the third is read below, where the page shows it.
    assert set(response.cookies) <= {"csrftoken", "sessionid", "messages"}
    return said_by(response)


def test_every_route_is_known(bank: Planted) -> None:
    known = addresses(bank)
    assert set(known) == known_routes()
    for route, paths in known.items():
        assert paths, route
        for path in paths:
            assert resolve(path.partition("?")[0]).route == route.replace("^", "")


@VIEWERS
def test_a_viewer_sees_what_they_may_and_nothing_else(
    bank: Planted, quiet: None, viewer: Viewer
) -> None:
    client, seen = client_of(viewer), dict[str, str]()
    for path, headers in visits(bank):
        text = look(client, path, headers).lower()
        seen |= {marker: path for marker in bank.words if marker in text}
    leaked = {marker: seen[marker] for marker in set(seen) - bank.markers(viewer.sees)}
    assert leaked == {}
    # Where one may look, the marker must turn up: else this test could not fail.
    assert bank.markers(viewer.sees) - set(seen) == set()


def forms(word: str) -> list[str]:
    """Return the ways to search for a word."""
    return [word, f"-{word}", f'"beside {word}"', f"{word[:-1]}*"]


#: The index holds what is in force.
NOT_INDEXED = ["pendingstem", "pendingguidance", "supersededstem", "supersededguidance"]
LISTINGS = ["/questions/", "/api/v1/questions/", "/api/v1/questions/facets/"]


@pytest.mark.parametrize("viewer", ONE_OF_EACH, ids=str)
def test_a_search_tells_nothing_of_what_is_hidden(bank: Planted, viewer: Viewer) -> None:
    """Searching for a hidden word gives what searching for a word gives that stands nowhere."""
    client, nowhere = client_of(viewer), "nwanywherex"
    hidden = bank.companions(bank.hidden(viewer.sees))
    assert len(hidden) >= 3
    # The page of a question walks through the list that it was found in; its address has the stem.
    page = [bank.questions["plain"].get_absolute_url()] if APPROVED in viewer.sees else []
    for path in LISTINGS + page:
        misses = [said_by(client.get(path, {"q": miss})) for miss in forms(nowhere)]
        for word in hidden:
            for hit, miss in zip(forms(word), misses, strict=True):
                found = said_by(client.get(path, {"q": hit}))
                assert found.replace(word[:-1], nowhere[:-1]) == miss, (path, hit)


@pytest.mark.parametrize(
    "viewer", [v for v in HINDERED if v.scopes is None or READ in v.scopes], ids=str
)
def test_a_search_finds_what_is_shown(bank: Planted, viewer: Viewer) -> None:
    """The words that the other test searches for do find questions, for those who may."""
    client = client_of(viewer)
    sees = viewer.sees - {KITS, PEOPLE}
    shown = {words.companion for words in bank.words.values() if words.needs <= sees}
    assert len(shown) >= 2
    for word in shown - {"cproleguidancex", *(f"cp{what}x" for what in NOT_INDEXED)}:
        for form in forms(word):
            if form.startswith("-"):
                continue
            response = client.get("/api/v1/questions/", {"q": form})
            assert response.json()["count"] == 1, form


@pytest.mark.parametrize("viewer", ONE_OF_EACH, ids=str)
def test_what_is_hidden_changes_no_answer(bank: Planted, quiet: None, viewer: Viewer) -> None:
    """Two banks that differ in what is hidden alone (keys included) look the same everywhere."""
    client = client_of(viewer)
    # A token opens the API alone.
    paths = [visit for visit in visits(bank) if not viewer.scopes or "/api/" in visit[0]]
    before = [look(client, path, headers) for path, headers in paths]
    for kind in sorted(EVERYTHING - viewer.sees):
        rewrite(kind)
    for (path, headers), text in zip(paths, before, strict=True):
        assert look(client, path, headers) == text, path


def test_a_hidden_state_cannot_be_guessed_by_its_etag(bank: Planted) -> None:
    alice = client_of(Viewer("alice", WHOLE_BANK, (READ, ANSWERS)))
    without = [viewer for viewer in HINDERED if GUIDANCE not in viewer.sees]
    keys = [question.pk for question in bank.questions.values()]
    paths = [f"/api/v1/questions/{key}/" for key in keys] + ["/api/v1/roles/modeller/"]
    paths += [f"/api/v1/questions/{key}/versions/1/" for key in keys]
    for path in paths:
        full = alice.get(path).headers["ETag"]
        for viewer in without:
            response = client_of(viewer).get(path, headers={"If-None-Match": full})
            assert response.status_code in (200, 403, 404)
            assert response.headers.get("ETag") != full


def test_the_audit_log_names_what_changed_and_not_what_it_says(bank: Planted) -> None:
    client = client_of(Viewer("alice", EVERYTHING))
    client.get(bank.questions["picked"].get_absolute_url(), {"answer": "1"})
    entries = list(AuditEntry.objects.values_list("verb", "object_id", "changes"))
    assert {"question.created", "question.edited", "answer.viewed"} <= {e[0] for e in entries}
    assert not re.search("mk[a-z]", str(entries))


def test_no_log_holds_what_is_confidential(bank: Planted, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    client = client_of(Viewer("alice", EVERYTHING))
    for path, headers in visits(bank):
        client.get(path, headers=headers)
    messages = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert messages
    assert not re.search("mk(plain|picked)(?!stem)", str([vars(record) for record in messages]))
