"""GET /api/v1/audit/."""

import pytest

from tests.api.base import Reader, problem
from tests.base import Cast, make_kit


@pytest.fixture
def auditor(cast: Cast) -> Reader:
    return Reader(cast.eve, "audit:read", "kits:read")


def test_lists_what_was_done(auditor: Reader, cast: Cast) -> None:
    kit = make_kit("First talk", by=cast.alice)
    found = auditor.get("/audit/", {"verb": "kit.created"})
    [row] = found["results"]
    assert found["count"] == 1
    assert row["sentence"] == "alice made kit First talk"
    assert (row["actor"], row["object_type"], row["object_id"]) == ("alice", "kit", str(kit.pk))


def test_names_what_the_token_reaches_alone(cast: Cast) -> None:
    kit = make_kit("Secret name", by=cast.alice)
    found = Reader(cast.eve, "audit:read").get("/audit/", {"verb": "kit.created"})
    assert found["results"][0]["sentence"] == f"alice made kit {kit.pk}"


def test_goes_on_over_pages(auditor: Reader, cast: Cast) -> None:
    for n in range(3):
        make_kit(f"Kit {n}", by=cast.alice)
    first = auditor.get("/audit/", {"verb": "kit.created", "page_size": 2})
    second = auditor.get(first["next"])
    assert [len(page["results"]) for page in (first, second)] == [2, 1]


def test_names_what_it_cannot_read(auditor: Reader) -> None:
    assert auditor.refusals("/audit/", {"actor": "nobody", "since": "soon", "colour": "red"}) == [
        ("colour", "unknown_parameter"),
        ("actor", "unknown_value"),
        ("since", "invalid"),
    ]


def test_needs_the_right_and_the_scope(cast: Cast) -> None:
    problem(Reader(cast.eve, "admin").ask("/audit/"), 403)
    problem(Reader(cast.alice, "audit:read").ask("/audit/"), 403)
