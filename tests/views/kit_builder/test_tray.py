"""The kit tray on the bank: choosing a kit, filling it from the list, what rows then say."""

from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questions.actions import kits
from questions.actions.asked import use
from questions.models import Kit, Question
from tests.base import Cast, make_candidate, make_kit, make_question
from tests.views.kit_builder.base import HTMX, text


@pytest.fixture
def alice(cast: Cast, client: Client) -> Client:
    client.force_login(cast.alice)
    return client


@pytest.fixture
def kit(cast: Cast) -> Kit:
    """Alice's draft, which asks One."""
    return make_kit("Screen", [make_question("One", minutes=5)], by=cast.alice)


@pytest.fixture
def two(kit: Kit) -> Question:
    return make_question("Two", minutes=7)


def choose(client: Client, kit: Kit | str, **more: str) -> Any:
    return client.post("/kits/current/", {"kit": getattr(kit, "pk", kit)} | more)


def change(client: Client, kit: Kit, verb: str, asked: Question, **said: Any) -> Any:
    headers = said.pop("headers", {})
    said = {"revision": Kit.objects.get(pk=kit.pk).revision} | said
    return client.post(f"/kits/{kit.pk}/tray/{asked.pk}/{verb}/", said, headers=headers)


def bank(client: Client, query: str = "") -> str:
    return text(client.get(f"/questions/{query}").content.decode())


def asked_stems(kit: Kit) -> list[str]:
    items = kit.items.order_by("section__position", "position")
    return [item.version.content["stem"] for item in items]


def test_a_kit_is_chosen_shown_and_left(alice: Client, kit: Kit) -> None:
    assert "Choose a kit Screen New kit…" in bank(alice)
    assert "In the kit" not in bank(alice)
    response = choose(alice, kit, back="level=basic&q=one")
    assert response.headers["Location"] == "/questions/?level=basic&q=one"
    html = bank(alice)
    assert "1 question, 5 of 45 min" in html
    assert f"Add question {Question.objects.get().pk} to the kit" in html
    choose(alice, "")
    assert "Choose a kit Screen" in bank(alice)


def test_the_latest_ten_drafts_are_offered(alice: Client, cast: Cast) -> None:
    for n in range(11):
        make_kit(f"Draft {n:02}", by=cast.alice)
    make_kit("Frozen one", [make_question()], by=cast.alice, frozen=True)
    html = bank(alice)
    assert html.index("Draft 10") < html.index("Draft 01")
    assert "Draft 00" not in html
    assert "Frozen one" not in html


@pytest.mark.parametrize("said", ["4711", "x", "9" * 50, "-1", "a\x00"])
def test_no_such_kit_can_be_chosen(alice: Client, said: str) -> None:
    assert choose(alice, said).status_code == 404


def test_only_a_draft_can_be_chosen(alice: Client, kit: Kit, cast: Cast) -> None:
    kits.freeze(cast.alice, kits.create(cast.alice, {"name": "x"}, kit.contents()))
    frozen = Kit.objects.get(status="ready")
    assert choose(alice, frozen).status_code == 302
    assert "Only a draft can be filled" in bank(alice)


def test_a_kit_that_is_frozen_elsewhere_is_current_no_more(
    alice: Client, kit: Kit, cast: Cast
) -> None:
    choose(alice, kit)
    kits.freeze(cast.alice, kit)
    assert "No kit is chosen." in bank(alice)


def test_adding_moving_and_removing_by_htmx(alice: Client, kit: Kit, two: Question) -> None:
    choose(alice, kit)
    response = change(alice, kit, "add", two, headers=HTMX)
    html = text(response.content.decode())
    assert response.status_code == 200
    assert "2 questions, 12 of 45 min" in html
    assert "Showing" not in html
    change(alice, kit, "move", two, by=-1, headers=HTMX)
    assert asked_stems(kit) == ["Two", "One"]
    change(alice, kit, "remove", two, headers=HTMX)
    assert asked_stems(kit) == ["One"]


def test_without_script_the_list_comes_back(alice: Client, kit: Kit, two: Question) -> None:
    choose(alice, kit)
    response = change(alice, kit, "add", two, back="q=two")
    assert response.headers["Location"] == "/questions/?q=two"
    assert asked_stems(kit) == ["One", "Two"]
    again = change(alice, kit, "add", two)
    assert again.headers["Location"] == "/questions/"
    assert "This question is in the kit already." in bank(alice)


def test_the_question_page_adds_too(alice: Client, kit: Kit, two: Question) -> None:
    assert "Add to Screen" not in alice.get(two.get_absolute_url()).content.decode()
    choose(alice, kit)
    assert "Add to Screen" in alice.get(two.get_absolute_url()).content.decode()
    response = change(alice, kit, "add", two, question=two.pk)
    assert response.headers["Location"] == two.get_absolute_url()
    assert "Added to the current kit." in alice.get(two.get_absolute_url()).content.decode()


def test_a_stale_tray_is_told_and_changes_nothing(
    alice: Client, kit: Kit, two: Question, cast: Cast
) -> None:
    revision = kit.revision
    kits.edit(cast.eve, kit, {"minutes": 60})
    response = change(alice, kit, "add", two, revision=revision, headers=HTMX)
    html = text(response.content.decode())
    assert response.status_code == 409
    assert "Not saved: eve changed this kit meanwhile." in html
    assert "5 of 60 min" in html
    change(alice, kit, "add", two, revision=revision)
    assert "Not saved: eve changed this kit meanwhile." in bank(alice)
    assert asked_stems(kit) == ["One"]


@pytest.mark.parametrize(
    ("verb", "said", "sentence"),
    [
        ("add", {"revision": "x"}, "Revision: Enter a whole number."),
        ("move", {"by": 0.5}, "By: Enter a whole number."),
        ("move", {"by": 1}, "This question is not in the kit."),
        ("remove", {}, "This question is not in the kit."),
    ],
)
def test_bad_values(
    alice: Client, two: Question, verb: str, said: dict[str, Any], sentence: str
) -> None:
    kit = Kit.objects.get()
    response = change(alice, kit, verb, two, headers=HTMX, **said)
    assert response.status_code == 400
    assert sentence in text(response.content.decode())
    assert asked_stems(kit) == ["One"]


@pytest.mark.parametrize("verb", ["add", "move", "remove"])
def test_ownership_rights_and_verbs(cast: Cast, kit: Kit, two: Question, verb: str) -> None:
    kits.share(cast.alice, kit, [cast.carol])
    path = f"/kits/{kit.pk}/tray/{Question.objects.get(stem='One').pk}/{verb}/"
    for user, status in ((cast.bob, 404), (cast.carol, 403), (cast.dave, 404)):
        client = Client()
        client.force_login(user)
        assert client.post(path, {"revision": kit.revision, "by": 1}).status_code == status
        assert client.get(path).status_code == 405
    assert asked_stems(kit) == ["One"]


def test_who_may_not_write_kits_sees_no_tray(cast: Cast, kit: Kit, client: Client) -> None:
    kits.share(cast.alice, kit, [cast.carol])
    client.force_login(cast.carol)
    html = client.get("/questions/").content.decode()
    assert 'id="tray"' not in html
    assert "kit-tray.js" not in html
    assert choose(client, kit).status_code == 403


def test_rows_say_what_the_candidate_was_asked(alice: Client, cast: Cast, two: Question) -> None:
    jane = make_candidate("Jane Example", by=cast.alice)
    use(cast.alice, make_kit("Phone", [two], by=cast.alice, candidate=jane, frozen=True))
    second = make_kit("Talk", by=cast.alice, candidate=jane)
    choose(alice, make_kit("Bens", by=cast.alice, candidate=make_candidate("Ben")))
    assert "asked in round" not in bank(alice)
    choose(alice, second)
    html = bank(alice)
    assert html.count("asked in round 1") == 1
    assert "Jane" not in html
    part = alice.get("/questions/?q=two", headers=HTMX).content.decode()
    assert "asked in round 1" in part
    assert 'id="tray"' not in part


def test_queries_do_not_grow_with_rows(alice: Client, cast: Cast, kit: Kit, two: Question) -> None:
    def count() -> int:
        alice.get("/questions/")
        caches["process"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert alice.get("/questions/").status_code == 200
        return len(queries)

    without = count()
    choose(alice, make_kit("Talk", [two], by=cast.alice, candidate=make_candidate(by=cast.alice)))
    few = count()
    assert few - without <= 3
    for n in range(20):
        make_question(f"Question {n}")
    assert count() == few
