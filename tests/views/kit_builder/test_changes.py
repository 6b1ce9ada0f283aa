"""What holds for every change in the builder: who may make it, where, and what overtook it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questions.actions import kits
from questions.actions.blueprints import QuotaFields
from questions.models import Kit, Question
from tests.base import Cast, make_blueprint, make_kit, make_question
from tests.views.kit_builder.base import HTMX, Builder, make_builder, text

ITEM = "items/{one}/"
#: Every change, as it is posted.
CHANGES: dict[str, dict[str, object]] = {
    "items/": {"question": "{new}"},
    f"{ITEM}move/": {"by": 1},
    f"{ITEM}edit/": {"minutes": 9, "note": "Slowly."},
    f"{ITEM}lock/": {"locked": 1},
    f"{ITEM}remove/": {},
    f"{ITEM}swap/": {"other": "{new}"},
    f"{ITEM}redraw/": {},
    f"{ITEM}follow-ups/choose/": {"follow-ups-{one}": "1"},
    "sections/": {"name": "Coding", "minutes": 5},
    "sections/1/edit/": {"name": "Heart", "minutes": 5},
    "sections/1/move/": {"by": 1},
    "sections/0/remove/": {},
    "sort/": {},
    "undo/": {},
    "redraw/": {},
}
PAGES = ["build/", "items/search/?q=two", f"{ITEM}alternatives/", f"{ITEM}follow-ups/"]


@pytest.fixture
def ids(bob: Builder) -> dict[str, int]:
    new = make_question("New", level="basic", minutes=5)
    return {"one": Question.objects.get(stem="One").pk, "new": new.pk}


def filled(said: dict[str, object], ids: dict[str, int]) -> dict[str, str]:
    return {name.format(**ids): str(value).format(**ids) for name, value in said.items()}


@pytest.mark.parametrize(("path", "said"), CHANGES.items(), ids=CHANGES)
def test_stale_changes_are_told_and_not_made(
    cast: Cast, bob: Builder, ids: dict[str, int], path: str, said: dict[str, object]
) -> None:
    revision = Kit.objects.get().revision
    alice = make_builder(cast.alice, bob.kit)
    alice.post("sections/", {"name": "Alices", "minutes": 5})
    before = (bob.stems(), Kit.objects.get().revision)
    status, html = bob.swap(path.format(**ids), filled(said, ids), revision=revision)
    assert status == 409
    assert "alice changed this kit meanwhile" in html
    assert "Added a section alice," in html
    assert "Alices" in html
    assert (bob.stems(), Kit.objects.get().revision) == before


def test_a_conflict_gives_back_what_was_written(
    cast: Cast, bob: Builder, ids: dict[str, int]
) -> None:
    revision = Kit.objects.get().revision
    kits.edit(cast.alice, Kit.objects.get(), {"minutes": 60})
    said = {"minutes": 7, "note": "A long thought"}
    response = bob.post(f"items/{ids['one']}/edit/", said, revision=revision)
    html = text(response.content.decode())
    assert response.status_code == 409
    assert f"Not saved: Edited question {ids['one']}. alice changed this kit" in html
    assert "Note to the interviewer A long thought" in html
    assert "15 of 60 min" in html


@pytest.mark.parametrize(("path", "said"), CHANGES.items(), ids=CHANGES)
def test_a_frozen_kit_is_not_changed_and_says_so(
    cast: Cast, bob: Builder, ids: dict[str, int], path: str, said: dict[str, object]
) -> None:
    kit = kits.freeze(cast.bob, Kit.objects.get())
    before = (bob.stems(), kit.revision)
    response = bob.post(path.format(**ids), filled(said, ids), headers=HTMX)
    assert response.status_code == 409
    assert response.headers["HX-Redirect"] == f"/kits/{kit.pk}/"
    plain = bob.post(path.format(**ids), filled(said, ids))
    assert (plain.status_code, plain.headers["Location"]) == (302, f"/kits/{kit.pk}/")
    page = bob.client.get("/questions/").content.decode()
    assert "Not changed: this kit is frozen. Duplicate it to change it." in page
    assert (bob.stems(), Kit.objects.get().revision) == before


def test_a_frozen_kit_has_its_page_instead(cast: Cast, bob: Builder) -> None:
    kit = kits.freeze(cast.bob, Kit.objects.get())
    assert bob.get().headers["Location"] == f"/kits/{kit.pk}/"


@pytest.mark.parametrize(("path", "said"), CHANGES.items(), ids=CHANGES)
def test_others_find_no_kit_and_readers_may_not_change_it(
    cast: Cast, bob: Builder, ids: dict[str, int], path: str, said: dict[str, object]
) -> None:
    kit = Kit.objects.get()
    kits.share(cast.bob, kit, [cast.carol])
    before = bob.stems()
    foreign = make_kit("Alice's", by=cast.alice)
    posted = filled(said, ids)
    assert make_builder(cast.bob, foreign).post(path.format(**ids), posted).status_code == 404
    assert make_builder(cast.carol, kit).post(path.format(**ids), posted).status_code == 403
    assert make_builder(cast.carol, foreign).post(path.format(**ids), posted).status_code == 404
    assert make_builder(cast.dave, kit).post(path.format(**ids), posted).status_code == 404
    assert bob.get(path.format(**ids)).status_code == 405
    assert bob.stems() == before


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_for_those_who_may_write_the_kit(
    cast: Cast, bob: Builder, ids: dict[str, int], path: str
) -> None:
    kit = Kit.objects.get()
    kits.share(cast.bob, kit, [cast.carol])
    address = path.format(**ids)
    assert bob.get(address).status_code == 200
    assert make_builder(cast.alice, kit).get(address).status_code == 200
    assert make_builder(cast.carol, kit).get(address).status_code == 403
    assert make_builder(cast.dave, kit).get(address).status_code == 404
    assert bob.post(address).status_code == 405
    bob.client.logout()
    assert bob.get(address).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("part", ["4711", "9" * 40])
def test_what_is_not_there_is_not_found(bob: Builder, part: str) -> None:
    assert bob.client.get(f"/kits/{part}/build/").status_code == 404
    assert bob.client.post(f"/kits/{part}/sort/").status_code == 404
    assert bob.get(f"items/{part}/alternatives/").status_code == 404
    assert bob.get(f"items/{part}/follow-ups/").status_code == 404
    status, html = bob.swap(f"items/{part}/remove/")
    assert (status, "This question is not in the kit." in html) == (400, True)


def test_the_last_ten_changes_can_be_undone(bob: Builder) -> None:
    one = Question.objects.get(stem="One").pk
    for minutes in range(1, 12):
        bob.post(f"items/{one}/edit/", {"minutes": minutes})
    for _ in range(10):
        assert bob.swap("undo/")[0] == 200
    assert bob.kit.items.get(question=one).minutes == 1
    status, html = bob.swap("undo/")
    assert (status, "There is nothing to undo." in html) == (400, True)


def test_all_unlocked_questions_are_drawn_again(cast: Cast) -> None:
    first = [make_question(f"First {n}", level="basic", minutes=5) for n in range(2)]
    for n in range(3):
        make_question(f"Later {n}", level="basic", minutes=5)
    blueprint = make_blueprint(quotas=[QuotaFields(least=2, most=2, level="basic")], by=cast.bob)
    made = kits.create(cast.bob, {"name": "Drawn"}, blueprint=blueprint, seed=1)
    for question in first:
        made = kits.add_question(cast.bob, made, question, section=1)
    builder = make_builder(cast.bob, made)
    assert "All that the blueprint asks for is in the kit." in text(builder.get().content.decode())
    builder.post(f"items/{first[0].pk}/lock/", {"locked": 1})
    status, html = builder.swap("redraw/")
    stems = [stem for section in builder.stems() for stem in section]
    assert (status, len(stems)) == (200, 2)
    assert "First 0" in stems
    assert "First 1" not in stems
    assert "Drew all unlocked questions again. Saved" in html


def test_without_a_blueprint_or_a_way_nothing_is_drawn(cast: Cast, bob: Builder) -> None:
    status, html = bob.swap("redraw/")
    assert (status, "Only a kit made from a blueprint" in html) == (400, True)
    blueprint = make_blueprint(quotas=[QuotaFields(least=1, level="expert")], by=cast.bob)
    kit = kits.create(cast.bob, {"name": "Drawn"}, blueprint=blueprint, seed=1)
    builder = make_builder(
        cast.bob, kits.add_question(cast.bob, kit, Question.objects.get(stem="One"))
    )
    Question.objects.filter(level="expert").update(status="retired")
    before = builder.stems()
    status, html = builder.swap("redraw/")
    assert (status, builder.stems()) == (400, before)
    assert "expert" in html


def test_queries_are_the_same_for_few_and_many_questions(cast: Cast, bob: Builder) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert bob.get().status_code == 200
        return len(queries)

    bob.get()
    few = count()
    for n in range(12):
        kit = Kit.objects.get()
        kits.add_question(cast.bob, kit, make_question(f"More {n}"), section=n % 4)
    assert count() == few
    assert few <= 18
