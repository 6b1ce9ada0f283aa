"""Near-duplicates over REST: /duplicates/."""

import pytest

from questions.models import DuplicatePair
from tests.api.base import READ, Reader, problem
from tests.base import Cast, make_question
from tests.worker import run_tasks


@pytest.fixture
def pair(builder: Reader) -> DuplicatePair:
    make_question("How do you detect data drift in production?")
    make_question("Data drift in production: how would you detect it?")
    assert builder.send("post", "/duplicates/check/").json()["status"] == "queued"
    run_tasks()
    return DuplicatePair.objects.get()


def test_pairs_and_what_is_said_of_them(builder: Reader, pair: DuplicatePair) -> None:
    [row] = builder.get("/duplicates/")["results"]
    assert (row["first"], row["second"]) == (pair.first_id, pair.second_id)
    assert (row["alike"], row["score"]) == ("nearly the same", pair.score / 1000)
    path = f"/duplicates/{pair.pk}/"
    assert builder.send("post", f"{path}dismiss/").json()["dismissed_by"] == "alice"
    assert builder.get("/duplicates/")["count"] == 0
    assert builder.get("/duplicates/", {"dismissed": "true"})["count"] == 1
    assert builder.send("post", f"{path}reopen/").json()["dismissed_at"] is None
    assert builder.get("/duplicates/")["count"] == 1


def test_what_is_not_understood(builder: Reader) -> None:
    assert builder.refusals("/duplicates/", {"dismissed": "x"}) == [("dismissed", "invalid")]
    assert builder.refusals("/duplicates/", {"colour": "x"}) == [("colour", "unknown_parameter")]
    problem(builder.send("post", "/duplicates/9/dismiss/"), 404)


def test_who_may_not(cast: Cast, manager: Reader, pair: DuplicatePair) -> None:
    for reader in (manager, Reader(cast.alice, READ)):
        problem(reader.ask("/duplicates/"), 403)
        problem(reader.send("post", "/duplicates/check/"), 403)
        problem(reader.send("post", f"/duplicates/{pair.pk}/dismiss/"), 403)
    blind = Reader(cast.alice, "questions:write")
    assert blind.get("/duplicates/")["count"] == 0
    problem(blind.send("post", f"/duplicates/{pair.pk}/dismiss/"), 404)
