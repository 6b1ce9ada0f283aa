"""Bulk changes from the bank: /questions/bulk/."""

from typing import Any

import pytest

from questions.actions import bulk as actions
from questions.actions import bulk_work, questions
from questions.models import BulkChange, Question
from tests.base import Cast, make_kit, make_question, make_skill, said
from tests.views.desk import Desk, desk

BULK = "/questions/bulk/"


def choose(alice: Desk, verb: str, asked: list[Question], **more: Any) -> str:
    """Tick questions for an action; return where that leads."""
    values = {"verb": verb, "selected": [question.pk for question in asked], **more}
    return str(alice.post(BULK, values).headers["Location"])


def test_the_list_has_checkboxes_for_who_may_write(alice_desk: Desk, bob_desk: Desk) -> None:
    question = make_question()
    html = alice_desk.get("/questions/").content.decode()
    assert f'name="selected" value="{question.pk}" form="bulk"' in html
    assert "All 1 that match" in html
    assert 'form="bulk"' not in bob_desk.get("/questions/").content.decode()


def test_level_is_set_previewed_applied_and_undone(alice_desk: Desk) -> None:
    asked = [make_question("a", status="draft"), make_question("b")]
    page = choose(alice_desk, "level", asked, filters="status=draft")
    assert "Nothing is changed yet" in alice_desk.read(page)
    alice_desk.post(f"{page}preview/", {"level": "expert"})
    shown = alice_desk.read(page)
    assert "Will change: 2" in shown
    assert "waits for review" in shown
    assert "a Will change Basic Expert" in shown
    applied = alice_desk.post(f"{page}apply/")
    assert applied.headers["Location"] == "/questions/?status=draft"
    assert "Set the level: 2 questions changed. Details Undo" in alice_desk.read(
        applied.headers["Location"]
    )
    assert "Changed: 2" in alice_desk.read(page)
    assert Question.objects.get(stem="a").level == "expert"
    assert 'href="/questions/?status=draft"' in alice_desk.get(page).content.decode()
    alice_desk.post(f"{page}undo/")
    assert "Undone: 2" in alice_desk.read(page)
    assert Question.objects.get(stem="a").level == "basic"


def test_all_that_match_are_pinned_when_chosen(alice_desk: Desk) -> None:
    make_question("a", level="basic")
    make_question("b", level="expert")
    page = choose(alice_desk, "minutes", [], every="1", filters="level=basic")
    make_question("c", level="basic")
    alice_desk.post(f"{page}preview/", {"minutes": "9"})
    assert "Will change: 1" in alice_desk.read(page)


def test_what_needs_no_value_is_previewed_at_once(alice_desk: Desk) -> None:
    page = choose(alice_desk, "approve", [make_question(status="in_review"), make_question("b")])
    shown = alice_desk.read(page)
    assert "Will change: 1" in shown
    assert "Already so: 1" in shown


def test_refusals_tell_why(alice_desk: Desk) -> None:
    skill = make_skill("Vision")
    page = choose(alice_desk, "remove_skill", [make_question(skills=[skill])])
    alice_desk.post(f"{page}preview/", {"skill": "vision"})
    shown = alice_desk.read(page)
    assert "1 refused: It would be left without a skill." in shown
    assert "No question would change." in shown


def test_the_list_is_paged_and_narrowed(alice_desk: Desk) -> None:
    asked = [make_question(f"n {n}") for n in range(27)] + [make_question(status="retired")]
    page = choose(alice_desk, "minutes", asked)
    alice_desk.post(f"{page}preview/", {"minutes": "9"})
    first = alice_desk.get(page)
    assert len(first.context["items"]) == 25
    second = alice_desk.get(f"{page}?after={first.context['more']}")
    assert len(second.context["items"]) == 3
    assert len(alice_desk.get(f"{page}?outcome=refused").context["items"]) == 1
    assert len(alice_desk.get(f"{page}?outcome=x&after=y").context["items"]) == 25


def test_what_was_changed_meanwhile_is_told(cast: Cast, alice_desk: Desk) -> None:
    question = make_question(status="draft")
    page = choose(alice_desk, "minutes", [question])
    alice_desk.post(f"{page}preview/", {"minutes": "9"})
    questions.edit(cast.eve, question, said("Else"))
    bank = alice_desk.post(f"{page}apply/").headers["Location"]
    assert "0 questions changed, 1 skipped since someone else changed it." in alice_desk.read(bank)
    assert "Skipped: changed by someone else: 1" in alice_desk.read(page)


@pytest.mark.parametrize(
    ("verb", "values", "says"),
    [
        ("level", {"level": "hard"}, "hard is not one of the available choices"),
        ("minutes", {"minutes": "0"}, "greater than or equal to 1"),
        ("add_skill", {"skill": "nowhere"}, "not one of the available choices"),
        ("add_skill", {"skill": "a\x00"}, "not one of the available choices"),
        ("add_role", {}, "This field is required"),
        ("retire", {}, "This field is required"),
    ],
)
def test_bad_values(alice_desk: Desk, verb: str, values: dict[str, str], says: str) -> None:
    page = choose(alice_desk, verb, [make_question()])
    assert says in alice_desk.refused(f"{page}preview/", values)
    assert BulkChange.objects.get().state == "chosen"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"verb": "level"}, "Choose at least one question."),
        ({"verb": "fly"}, "Choose an action."),
        ({"selected": "1"}, "Choose an action."),
        ({"verb": "level", "selected": "x"}, "There is no question “x”."),
        ({"verb": "level", "every": "1", "filters": "levl=basic"}, "There is no parameter “levl”."),
        ({"verb": "add_to_kit", "selected": "1"}, "Choose a current kit first."),
    ],
)
def test_bad_selections(alice_desk: Desk, values: dict[str, str], says: str) -> None:
    make_question()
    answer = alice_desk.client.post(BULK, values, follow=True)
    assert answer.redirect_chain[0][0].startswith("/questions/")
    assert says in answer.content.decode()
    assert not BulkChange.objects.exists()


def test_chosen_questions_go_into_the_current_kit(cast: Cast, alice_desk: Desk) -> None:
    asked = [make_question("a", level="expert"), make_question("b")]
    kit = make_kit(asked=asked[:1], by=cast.alice)
    alice_desk.post("/kits/current/", {"kit": kit.pk})
    where = choose(alice_desk, "add_to_kit", asked, filters="level=basic")
    assert where == "/questions/?level=basic"
    assert "1 added to First talk." in alice_desk.read(where)
    assert sorted(kit.contents().questions) == [question.pk for question in asked]


def test_nothing_is_done_twice(alice_desk: Desk) -> None:
    page = choose(alice_desk, "approve", [make_question(status="in_review")])
    alice_desk.post(f"{page}apply/")
    alice_desk.post(f"{page}apply/")
    assert "is done: that cannot be done with it now" in alice_desk.read(page)


@pytest.mark.parametrize("name", ["bob", "carol", "dave"])
def test_readers_find_no_bulk_change(cast: Cast, name: str) -> None:
    question, reader = make_question(), desk(getattr(cast, name))
    change = actions.choose(cast.alice, [question.pk], "level")
    reader.post(BULK, {"verb": "level", "selected": question.pk}, 403)
    reader.get(f"{BULK}{change.pk}/", 404)
    for verb in ("preview", "apply", "undo"):
        reader.post(f"{BULK}{change.pk}/{verb}/", {"level": "expert"}, 404)


def test_only_posts_change(alice_desk: Desk) -> None:
    page = choose(alice_desk, "level", [make_question()])
    for path in (BULK, f"{page}preview/", f"{page}apply/", f"{page}undo/"):
        alice_desk.get(path, 405)


def test_many_are_changed_by_the_worker(
    cast: Cast, alice_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("questions.rules.bulk.AT_ONCE", 1)
    page = choose(alice_desk, "level", [make_question(n, status="draft") for n in ("a", "b")])
    change = BulkChange.objects.get()
    alice_desk.post(f"{page}preview/", {"level": "expert"})
    assert "Preview: 0 of 2 questions looked at." in alice_desk.read(page)
    polled = alice_desk.get(page, htmx=True)
    assert ('hx-trigger="every 2s"' in polled.content.decode(), "HX-Refresh" in polled) == (
        True,
        False,
    )
    bulk_work.preview_later.func(change.pk)
    assert alice_desk.get(page, htmx=True).headers["HX-Refresh"] == "true"
    assert "Will change: 2" in alice_desk.read(page)
    applied = alice_desk.post(f"{page}apply/")
    assert applied.headers["Location"] == page
    assert "Applying: waiting for the worker" in alice_desk.read(page)
    bulk_work.apply_later.func(change.pk, cast.alice.pk)
    assert "Changed: 2" in alice_desk.read(page)
    alice_desk.post(f"{page}undo/")
    assert "Undoing: waiting for the worker" in alice_desk.read(page)
    bulk_work.undo_later.func(change.pk, cast.alice.pk)
    assert "Undone: 2" in alice_desk.read(page)
