"""Items in the builder: added, moved, edited, locked, swapped, drawn again, removed."""

import pytest

from questions.models import AuditEntry, Kit, Question
from tests.base import Cast, make_kit, make_question, make_skill
from tests.views.kit_builder.base import HTMX, Builder, text


def test_shows_the_kit_with_its_time_coverage_and_items(bob: Builder) -> None:
    response = bob.get()
    html = text(response.content.decode())
    assert "First talk" in html
    assert "15 of 45 min" in html
    assert "Coverage: questions by skill and level" not in html
    assert [bob.stems()[1]] == [["One", "Two", "Three"]]
    assert html.index("One") < html.index("Two") < html.index("Three")
    assert response.headers["Cache-Control"] == "no-store"


def test_adding_puts_a_question_where_levels_keep_rising(bob: Builder) -> None:
    new = make_question("New", level="intermediate")
    response = bob.post("items/", {"question": new.pk})
    assert response.headers["Location"] == f"/kits/{bob.kit.pk}/build/#add"
    assert bob.stems()[1] == ["One", "New", "Two", "Three"]


def test_adding_to_a_section_and_by_htmx(bob: Builder) -> None:
    new = make_question("New")
    status, html = bob.swap("items/", {"question": new.pk, "into": 2})
    assert (status, bob.stems()[2]) == (200, ["New"])
    assert "Added a question. Saved" in html
    assert f"Undo: Added question {new.pk}" in html


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Question: This field is required."),
        ({"question": "x"}, "Question: Enter a whole number."),
        ({"question": "9" * 5000}, "Question: Enter a whole number."),
        ({"question": "99999999999999"}, "Question: Ensure this value is less than"),
        ({"question": 4711}, "There is no such question."),
        ({"question": 1, "into": 11}, "There is no such section."),
    ],
)
def test_adding_what_cannot_be_added(bob: Builder, said: dict[str, object], sentence: str) -> None:
    if said.get("question") == 1:
        said["question"] = make_question("New").pk
    before = bob.stems()
    status, html = bob.swap("items/", said)
    assert status == 400
    assert sentence in html
    assert bob.stems() == before


def test_a_question_that_is_hidden_is_no_question(bob: Builder) -> None:
    draft = make_question("Draft", status="draft")
    status, html = bob.swap("items/", {"question": draft.pk})
    assert (status, "There is no such question." in html) == (400, True)


def test_search_finds_approved_questions_and_says_which_are_in_the_kit(bob: Builder) -> None:
    make_question("Two towers")
    make_question("Two drafts", status="draft")
    response = bob.get("items/search/?q=two", **HTMX)
    html = text(response.content.decode())
    assert "2 of 2 questions" in html
    assert "Two towers" in html
    assert "<html" not in response.content.decode()
    assert "Two towers" in bob.get("items/search/?q=two").content.decode()
    assert bob.get("items/search/?q=x&colour=red", **HTMX).status_code == 400


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ({"by": 1}, [[], ["Two", "One", "Three"], [], []]),
        ({"by": -1}, [["One"], ["Two", "Three"], [], []]),
        ({"section": 2, "position": 1}, [[], ["Two", "Three"], ["One"], []]),
        ({"section": 1, "position": 3}, [[], ["Two", "Three", "One"], [], []]),
        ({"section": 3}, [[], ["Two", "Three"], [], ["One"]]),
    ],
)
def test_moving(bob: Builder, one: Question, to: dict[str, int], expected: list[list[str]]) -> None:
    response = bob.post(f"items/{one.pk}/move/", to)
    assert response.headers["Location"] == f"/kits/{bob.kit.pk}/build/#item-{one.pk}"
    assert bob.stems() == expected


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ({}, "By: Say where to"),
        ({"by": 2}, "By: Ensure this value is less than or equal to 1."),
        ({"section": -1}, "Section: Ensure this value is greater"),
        ({"section": 9}, "There is no such section."),
        ({"section": 1, "position": 0}, "Position: Ensure this value is greater"),
    ],
)
def test_moving_nowhere(bob: Builder, one: Question, to: dict[str, int], sentence: str) -> None:
    before = bob.stems()
    status, html = bob.swap(f"items/{one.pk}/move/", to)
    assert status == 400
    assert sentence in html
    assert bob.stems() == before


def test_moving_beyond_the_end_changes_nothing(bob: Builder, one: Question) -> None:
    bob.post(f"items/{one.pk}/move/", {"by": -1})
    revision = Kit.objects.get().revision
    status, html = bob.swap(f"items/{one.pk}/move/", {"by": -1})
    assert (status, Kit.objects.get().revision) == (200, revision)
    assert "Nothing to change." in html


def test_editing_minutes_and_note(bob: Builder, one: Question) -> None:
    status, html = bob.swap(f"items/{one.pk}/edit/", {"minutes": 9, "note": " Slowly.\r\nTwice. "})
    item = bob.item(one)
    assert (status, item.minutes, item.note) == (200, 9, "Slowly.\nTwice.")
    assert "19 of 45 min" in html


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"minutes": 0}, "Minutes: Ensure this value is greater than or equal to 1."),
        ({"minutes": 121}, "Minutes: Ensure this value is less than or equal to 120."),
        ({"minutes": "soon"}, "Minutes: Enter a whole number."),
        ({"note": "x" * 2001}, "Note to the interviewer: Ensure this value has at most 2000"),
        ({"note": "a\x00b"}, "Note to the interviewer: Null characters are not allowed."),
        ({"revision": ""}, "Revision: This field is required."),
        ({"revision": "9" * 400}, "Revision: Ensure this value is less than"),
    ],
)
def test_editing_with_bad_values(
    bob: Builder, one: Question, said: dict[str, object], sentence: str
) -> None:
    status, html = bob.swap(f"items/{one.pk}/edit/", {"minutes": 5, "note": ""} | said)
    assert status == 400
    assert sentence in html
    assert (bob.item(one).minutes, bob.item(one).note) == (5, "")


def test_what_was_typed_stays_where_it_was_refused(bob: Builder, one: Question) -> None:
    response = bob.post(f"items/{one.pk}/edit/", {"minutes": 0, "note": "Half a thought"})
    assert response.status_code == 400
    assert "Half a thought" in response.content.decode()
    assert "<html" in response.content.decode()


def test_locking_and_unlocking(bob: Builder, one: Question) -> None:
    for value, locked in ((1, True), (0, False)):
        status, html = bob.swap(f"items/{one.pk}/lock/", {"locked": value})
        assert (status, bob.item(one).locked) == (200, locked)
        assert ("Locked" in html) == locked or "Unlocked question" in html


def test_removing_takes_away_and_undo_brings_back(bob: Builder, one: Question) -> None:
    bob.post(f"items/{one.pk}/remove/")
    assert bob.stems()[1] == ["Two", "Three"]
    status, html = bob.swap("undo/")
    assert (status, bob.stems()[1]) == (200, ["One", "Two", "Three"])
    assert f"Undone: Removed question {one.pk}. Saved" in html


def test_alternatives_are_ranked_and_one_is_used(bob: Builder, two: Question) -> None:
    make_question("Other two", level="advanced", minutes=5)
    response = bob.get(f"items/{two.pk}/alternatives/", **HTMX)
    html = text(response.content.decode())
    assert f"Alternatives to question {two.pk}" in html
    assert "Other two" in html
    assert "Keeps the plan" in html
    assert "<html" not in response.content.decode()
    assert "Other two" in bob.get(f"items/{two.pk}/alternatives/").content.decode()
    other = Question.objects.get(stem="Other two")
    bob.post(f"items/{two.pk}/swap/", {"other": other.pk})
    assert bob.stems()[1] == ["One", "Other two", "Three"]
    assert bob.item(other).reason == f"Chosen by hand in the place of question {two.pk}."


def test_swapping_for_what_is_in_the_kit_or_nowhere(
    bob: Builder, one: Question, two: Question
) -> None:
    status, html = bob.swap(f"items/{one.pk}/swap/", {"other": two.pk})
    assert (status, "This question is in the kit already." in html) == (400, True)
    status, html = bob.swap(f"items/{one.pk}/swap/", {"other": 4711})
    assert (status, "There is no such question." in html) == (400, True)


def test_drawing_another_question(bob: Builder, two: Question) -> None:
    status, html = bob.swap(f"items/{two.pk}/redraw/")
    assert (status, "No other question fits here" in html) == (400, True)
    make_question("Other two", level="advanced", minutes=5)
    assert bob.swap(f"items/{two.pk}/redraw/")[0] == 200
    assert bob.stems()[1] == ["One", "Other two", "Three"]


def test_a_locked_question_is_not_drawn_again(bob: Builder, two: Question) -> None:
    make_question("Other two", level="advanced", minutes=5)
    bob.post(f"items/{two.pk}/lock/", {"locked": 1})
    status, html = bob.swap(f"items/{two.pk}/redraw/")
    assert (status, "This question is locked: unlock it first." in html) == (400, True)


def test_follow_ups_come_on_request_are_recorded_and_chosen(cast: Cast, bob: Builder) -> None:
    asked = make_question("Deep", follow_ups=["Why so?", "And then?"])
    kit = make_kit(asked=[asked], by=cast.bob)
    builder = Builder(bob.client, kit)
    assert "Why so?" not in builder.get().content.decode()
    response = builder.get(f"items/{asked.pk}/follow-ups/", **HTMX)
    assert "Why so?" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(verb="answer.viewed", object_id=asked.pk).count() == 1
    said = {f"follow-ups-{asked.pk}": ["2"]}
    assert builder.swap(f"items/{asked.pk}/follow-ups/choose/", said)[0] == 200
    assert builder.item(asked).follow_ups == ["And then?"]
    status, html = builder.swap(
        f"items/{asked.pk}/follow-ups/choose/", {f"follow-ups-{asked.pk}": ["77"]}
    )
    assert (status, "Follow-ups: Select a valid choice." in html) == (400, True)
    assert "And then?" not in builder.get().content.decode()


def test_cautions_coverage_and_levels_that_fall_are_shown(cast: Cast, bob: Builder) -> None:
    expert = make_question("Hard", level="expert", skills=[make_skill("Vision")])
    easy = make_question("Easy", level="basic")
    builder = Builder(bob.client, make_kit(asked=[expert, easy], by=cast.bob))
    Question.objects.filter(pk=easy.pk).update(version=2)
    html = text(builder.get().content.decode())
    assert "Version 2 is in force; here is 1." in html
    assert "Levels do not rise here" in html
    assert "Coverage: questions by skill and level" in html
    assert "Vision · 0 · 0 · 0 1" in html
    builder.post("sort/")
    assert builder.stems()[1] == ["Easy", "Hard"]
    assert "Levels do not rise here" not in text(builder.get().content.decode())
