"""Saved views on pages: keeping, the menu, renaming, replacing, deleting."""

from typing import Any

import pytest
from django.test import Client

from questions.actions import saved_views
from questions.models import SavedView, User
from tests.base import Cast, make_question, make_skill


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


@pytest.fixture
def view(cast: Cast) -> SavedView:
    fields = {"name": "Basics", "query": "level=basic", "shared": True}
    return saved_views.create(cast.alice, fields)


def test_a_list_is_kept_and_opened(cast: Cast, alice: Client) -> None:
    make_skill("Vision")
    make_question("Kept?")
    link = "/views/new/?level=basic&amp;type=open"
    assert link in alice.get("/questions/?level=basic&type=open").content.decode()
    page = alice.get("/views/new/?level=basic&type=open").content.decode()
    assert "Level: Basic · Type: Open" in page
    said = {"name": "Basics", "shared": "on", "revision": 0}
    response = alice.post("/views/new/?level=basic&type=open", said)
    assert response.headers["Location"] == "/questions/?level=basic&type=open"
    made = SavedView.objects.get()
    assert (made.name, made.owner, made.shared) == ("Basics", cast.alice, True)
    for path in ("/views/", "/views/menu/"):
        page = signed_in(cast.bob).get(path).content.decode()
        assert 'href="/questions/?level=basic&amp;type=open"' in page
        assert "/edit/" not in page


def test_a_manager_keeps_for_themselves(cast: Cast) -> None:
    bob = signed_in(cast.bob)
    assert "Share it" not in bob.get("/views/new/?level=basic").content.decode()
    bob.post("/views/new/?level=basic", {"name": "Mine", "shared": "on", "revision": 0})
    assert not SavedView.objects.get().shared


def test_the_same_filters_show_each_what_they_may_see(
    cast: Cast, alice: Client, view: SavedView
) -> None:
    make_question("Approved?")
    make_question("Drafted?", status="draft")
    address = view.get_absolute_url()
    assert "Drafted?" in alice.get(address).content.decode()
    page = signed_in(cast.bob).get(address).content.decode()
    assert "Approved?" in page
    assert "Drafted?" not in page


def test_filters_are_replaced(alice: Client, view: SavedView) -> None:
    response = alice.post("/views/new/?level=expert", {"view": view.pk, "replace": "1"})
    assert response.headers["Location"] == "/questions/?level=expert"
    view.refresh_from_db()
    assert (view.name, view.query) == ("Basics", "level=expert")


@pytest.mark.parametrize(
    ("query", "said", "message"),
    [
        ("level=basic", {"name": ""}, "This field is required"),
        ("level=basic", {"name": "Basics"}, "of this name already"),
        ("", {"name": "New"}, "choose filters"),
        ("colour=red", {"name": "New"}, "no parameter “colour”"),
        ("level=basic", {"replace": "1", "view": "9999"}, "Select a valid choice"),
        ("level=basic", {"replace": "1", "view": "x"}, "Select a valid choice"),
        ("level=basic", {"replace": "1", "view": "9" * 30}, "Select a valid choice"),
    ],
)
def test_bad_input_is_told(
    alice: Client, view: SavedView, query: str, said: Any, message: str
) -> None:
    response = alice.post(f"/views/new/?{query}", {"revision": 0} | said)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert SavedView.objects.count() == 1


def test_renaming_and_deleting(alice: Client, view: SavedView) -> None:
    path, said = f"/views/{view.pk}/", {"name": "Simple ones", "revision": 1}
    assert alice.post(f"{path}edit/", said).headers["Location"] == "/views/"
    view.refresh_from_db()
    assert (view.name, view.shared) == ("Simple ones", False)
    response = alice.post(f"{path}edit/", said)
    assert response.status_code == 409
    assert "called “Simple ones” now" in response.content.decode()
    alice.post(f"{path}delete/", {"revision": 1})
    assert SavedView.objects.exists()
    alice.post(f"{path}delete/", {"revision": 2})
    assert not SavedView.objects.exists()


def test_who_may_not(cast: Cast, view: SavedView) -> None:
    own = saved_views.create(cast.alice, {"name": "Own", "query": "level=expert"})
    bob, dave = signed_in(cast.bob), signed_in(cast.dave)
    for verb in ("edit", "delete"):
        assert bob.post(f"/views/{view.pk}/{verb}/").status_code == 403
        assert bob.post(f"/views/{own.pk}/{verb}/").status_code == 404
    assert dave.get("/views/").status_code == 403
    assert SavedView.objects.count() == 2


def test_filters_that_are_not_known_any_more_are_told(cast: Cast, alice: Client) -> None:
    SavedView.objects.create(owner=cast.alice, name="Old", query="skill=nowhere")
    assert "not known any more" in alice.get("/views/").content.decode()
