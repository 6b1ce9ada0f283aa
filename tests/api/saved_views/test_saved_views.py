"""Saved views over REST."""

from questions.models import SavedView
from tests.api.base import READ, Reader, problem
from tests.base import Cast


def test_from_keeping_to_deleting(cast: Cast, builder: Reader) -> None:
    made = builder.make("/views/", {"name": "Basics", "query": "type=open&level=basic"})
    assert (made["query"], made["owner"], made["shared"]) == (
        "level=basic&type=open",
        "alice",
        False,
    )
    path = f"/views/{made['id']}/"
    assert builder.change("patch", path, {"shared": True})["shared"]
    bob = Reader(cast.bob, READ)
    assert [row["name"] for row in bob.get("/views/")["results"]] == ["Basics"]
    headers = {"If-Match": bob.etag(path)}
    problem(bob.send("patch", path, {"name": "Mine"}, **headers), 403)
    problem(bob.send("delete", path, **headers), 403)
    problem(builder.send("delete", path), 428)
    assert builder.try_change("delete", path).status_code == 204
    assert not SavedView.objects.exists()


def test_what_cannot_be_is_told_by_field(builder: Reader) -> None:
    for said, field in (
        ({"name": "", "query": "level=basic"}, "name"),
        ({"name": "A", "query": "colour=red"}, "colour"),
        ({"name": "A", "query": "level=none"}, "level"),
        ({"name": "A", "query": "q="}, "query"),
        ({"name": "A"}, "query"),
    ):
        found = problem(builder.send("post", "/views/", said), 400)
        assert [error["field"] for error in found["errors"]] == [field]


def test_others_views_are_not_there(cast: Cast, builder: Reader) -> None:
    made = builder.make("/views/", {"name": "Basics", "query": "level=basic"})
    problem(Reader(cast.bob, READ).ask(f"/views/{made['id']}/"), 404)
    bob = Reader(cast.bob, READ)
    problem(bob.send("post", "/views/", {"name": "A", "query": "level=basic", "shared": True}), 403)
    assert bob.make("/views/", {"name": "Basics", "query": "level=basic"})["owner"] == "bob"
