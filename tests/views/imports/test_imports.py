"""Imports from a file to their end: /imports/."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from questions.models import AuditEntry, Import, Question
from questions.rules import transfers as rules
from tests.base import Cast, make_question, make_skill
from tests.views.desk import Desk, desk, text
from tests.views.imports.base import bank, give, question
from tests.worker import run_tasks

NEW = "/imports/new/"


def upload(alice: Desk, *asked: dict[str, Any], status: int = 302, **more: Any) -> Any:
    file = SimpleUploadedFile("list.json", bank(*asked))
    return alice.post(NEW, {"file": file, **more}, status)


def page(found: Import) -> str:
    return f"/imports/{found.pk}/"


# The list


def test_the_list_says_what_became_of_each(cast: Cast, alice_desk: Desk) -> None:
    assert "Nothing has been imported yet" in alice_desk.read("/imports/")
    found = give(cast.alice, question("Why so?"), question("Why not?"), name="ours.json")
    assert "ours.json To be looked at 2 – alice" in alice_desk.read("/imports/")
    alice_desk.post(f"{page(found)}commit/", {"revision": found.revision})
    assert "ours.json Done 2 2 alice" in alice_desk.read("/imports/")


def test_the_list_has_pages(cast: Cast, alice_desk: Desk) -> None:
    rows = [Import(name=f"list {n}", size=1, state="cancelled") for n in range(27)]
    Import.objects.bulk_create(rows)
    first = alice_desk.get("/imports/")
    assert "Showing 1–25 of 27" in text(first)
    second = alice_desk.read(f"/imports/?cursor={first.context['page'].next}")
    assert "Showing 26–27 of 27" in second
    assert "cannot be found any more" in alice_desk.read("/imports/?cursor=x", 400)


# Giving a file


def test_a_file_is_shown_before_anything_is_stored(alice_desk: Desk) -> None:
    make_question("What is overfitting?")
    held = make_question("Name three losses.")
    answer = upload(
        alice_desk,
        question("Why does a model drift?", level="expert"),
        question("What is overfitting?", answer="Memory."),
        question("Changed?", uid=str(held.uid)),
        question("Not one of ours?", uid="x"),
    )
    found = Import.objects.get()
    assert answer.headers["Location"] == page(found)
    shown = alice_desk.read(page(found))
    for words in ("All 4", "New 1", "Changed 1", "Duplicate 1", "Could not be read 1"):
        assert words in shown
    assert "Add 1 question, update 1" in shown
    assert "question 1 New Why does a model drift? Expert Open" in shown
    assert Question.objects.count() == 2


def test_pasted_text_is_read_as_well(alice_desk: Desk) -> None:
    alice_desk.post(NEW, {"text": bank(question("Why?")).decode(), "format": "json"})
    found = Import.objects.get()
    assert (found.name, found.counts()) == ("", {"new": 1})
    assert f"pasted text {found.pk}" in alice_desk.read(page(found))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Choose a file, or paste a list."),
        ({"text": "  \n"}, "Choose a file, or paste a list."),
        ({"text": "{}", "format": "odf"}, "not one of the available choices"),
        ({"text": "{}", "minutes": "0"}, "greater than or equal to 1"),
        ({"text": "{}", "skill": "nowhere"}, "not one of the available choices"),
        ({"text": "{}", "skill": "a\x00"}, "not one of the available choices"),
        ({"text": "{}", "level": "guru"}, "not one of the available choices"),
        ({"text": "{}", "status": "approved", "format": "json"}, "approved by somebody else"),
    ],
)
def test_what_cannot_be_taken_is_told(
    alice_desk: Desk, said: dict[str, str], sentence: str
) -> None:
    assert sentence in alice_desk.refused(NEW, said)
    assert not Import.objects.exists()


def test_both_a_file_and_a_text_are_too_much(alice_desk: Desk) -> None:
    answer = upload(alice_desk, question("Why?"), text="Why?", status=400)
    assert "Give either a file or a text." in text(answer)


@pytest.mark.parametrize("said", [{"text": "{", "format": "json"}, {"text": "Just words."}])
def test_what_cannot_be_read_says_why(alice_desk: Desk, said: dict[str, str]) -> None:
    alice_desk.post(NEW, said)
    found = Import.objects.get()
    shown = alice_desk.read(page(found))
    assert found.state == "failed"
    assert found.message in shown
    assert "Nothing of it has been stored." in shown


# Looking at it


def test_tabs_show_a_group(cast: Cast, alice_desk: Desk) -> None:
    make_question("What is overfitting?")
    asked = question("Why does it drift?"), question("What is overfitting?", answer="Memory.")
    found = give(cast.alice, *asked)
    group = alice_desk.read(f"{page(found)}?show=duplicate")
    assert "Showing 1–1 of 1" in group
    assert "All 1 of this group: Add all of this group Update all of this group" in group
    assert "Why does it drift?" not in group
    assert "Showing 1–2 of 2" in alice_desk.read(f"{page(found)}?show=nonsense&page=x")
    assert "No question is in this group." in alice_desk.read(f"{page(found)}?show=unreadable")
    assert "Update all" not in alice_desk.read(f"{page(found)}?show=new")


def test_many_questions_have_pages(cast: Cast, alice_desk: Desk) -> None:
    words = [f"word{n} thing{n * 7} other{n * 11}" for n in range(30)]
    found = give(cast.alice, *[question(f"Explain {w}?") for w in words])
    assert "Showing 26–30 of 30" in alice_desk.read(f"{page(found)}?page=2")
    assert "Page 2 of 2" in alice_desk.read(f"{page(found)}?page=999")


def test_defaults_fill_what_is_open(cast: Cast, alice_desk: Desk) -> None:
    make_skill("Vision")
    asked = question("Why?")
    del asked["minutes"]
    found = give(cast.alice, asked)
    said = {"skill": "vision", "minutes": "12", "status": "in_review"}
    alice_desk.post(f"{page(found)}defaults/", said)
    found.refresh_from_db()
    assert (found.defaults["skill"], found.defaults["minutes"]) == ("vision", 12)
    assert "greater than or equal to 1" in alice_desk.refused(
        f"{page(found)}defaults/", {"minutes": "0"}
    )


def test_what_has_problems_is_left_out_and_shown(cast: Cast, alice_desk: Desk) -> None:
    asked = question("Why so?")
    del asked["level"]
    found = give(cast.alice, asked, question("How come?"))
    shown = alice_desk.read(page(found))
    assert "Add 1 question " in shown
    assert "1 has problems and will be left out." in shown
    assert "With problems 1" in shown
    assert "Level: Choose one of" in alice_desk.read(f"{page(found)}?show=problems")
    alice_desk.post(f"{page(found)}defaults/", {"level": "expert"})
    assert "Add 2 questions" in alice_desk.read(page(found))


def test_names_that_the_bank_does_not_have_are_told(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Why?", skills=["speech"]))
    shown = alice_desk.read(page(found))
    assert "The bank does not have this skill: speech" in shown
    assert "To look at 1" in shown
    alice_desk.post(f"{page(found)}defaults/", {"create_tags": "on"})
    assert Import.objects.get().create_tags


def test_a_group_is_decided_at_once(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Why so?"), question("How come?"))
    alice_desk.post(f"{page(found)}decide/", {"decision": "skip", "outcome": "new"})
    shown = alice_desk.read(page(found))
    assert found.decisions() == {"skip": 2}
    assert "Nothing to bring in" in shown
    alice_desk.post(f"{page(found)}decide/", {"decision": "burn"})
    assert "Nothing was decided" in alice_desk.read(page(found))


# Tables

TABLE = "Question,Reply,Level,Remarks\nWhy so?,It is.,basic,Ask\nHow come?,By chance.,expert,\n"


def test_columns_are_named_by_hand(alice_desk: Desk) -> None:
    alice_desk.post(NEW, {"text": TABLE, "format": "csv", "level": "basic"})
    found = Import.objects.get()
    html = alice_desk.get(page(found)).content.decode()
    assert 'name="column-stem"' in html
    assert 'name="column-red_flags"' in html
    said = {"column-stem": "Question", "column-answer": "Reply", "column-look_for": "Remarks"}
    alice_desk.post(f"{page(found)}columns/", said)
    found.refresh_from_db()
    chosen = {"stem": "Question", "answer": "Reply", "look_for": "Remarks"}
    assert found.mapping == chosen
    first = found.items.get(position=1)
    assert (first.entry["answer"], first.entry["look_for"]) == ("It is.", ["Ask"])
    assert "It is. · By chance." in alice_desk.read(page(found))


def test_a_table_whose_headings_say_nothing_asks_for_the_questions(alice_desk: Desk) -> None:
    table = "Foo,Bar,Baz\nWhy so?,It is.,basic\nHow come?,By chance.,expert\n"
    alice_desk.post(NEW, {"text": table, "format": "csv"})
    found = Import.objects.get()
    shown = alice_desk.read(page(found))
    assert "No question has been found so far" in shown
    assert "Nothing to bring in" in shown
    alice_desk.post(f"{page(found)}columns/", {"column-stem": "Foo", "column-level": "Baz"})
    assert "line 2 New Why so?" in alice_desk.read(page(found))


def test_a_column_that_is_not_there_is_refused(alice_desk: Desk) -> None:
    alice_desk.post(NEW, {"text": TABLE, "format": "csv"})
    found = Import.objects.get()
    refused = alice_desk.refused(f"{page(found)}columns/", {"column-stem": "Nowhere"})
    assert "Nowhere is not one of the available choices" in refused
    assert Import.objects.get().mapping == found.mapping


def test_what_is_no_table_has_no_columns(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Why so?"))
    assert "column-stem" not in alice_desk.get(page(found)).content.decode()
    alice_desk.post(f"{page(found)}columns/", {})
    assert "it has no columns" in alice_desk.read(page(found))


# Bringing it in


def test_it_is_brought_in_and_undone(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Why so?"), question("How come?"))
    alice_desk.post(f"{page(found)}commit/", {"revision": found.revision})
    shown = alice_desk.read(page(found))
    assert "Added 2" in shown
    made = Question.objects.get(stem="Why so?")
    assert f'href="{made.get_absolute_url()}"' in alice_desk.get(page(found)).content.decode()
    alice_desk.post(f"{page(found)}undo/")
    assert "Undone: removed 2" in alice_desk.read(page(found))
    assert not Question.objects.exists()


def test_only_what_was_shown_is_brought_in(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Why so?"))
    for revision in (found.revision - 1, "x", ""):
        alice_desk.post(f"{page(found)}commit/", {"revision": revision})
        assert "Someone else changed this import meanwhile." in alice_desk.read(page(found))
    assert not Question.objects.exists()


def test_it_is_given_up(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Why so?"))
    alice_desk.post(f"{page(found)}cancel/")
    assert "This import was given up" in alice_desk.read(page(found))
    alice_desk.post(f"{page(found)}commit/", {"revision": found.revision})
    assert not Question.objects.exists()
    assert Import.objects.get().state == "cancelled"


def test_the_report_is_handed_out(cast: Cast, alice_desk: Desk) -> None:
    found = give(cast.alice, question("Why so?"), question("=1+1", uid="x"), name="=list.json")
    alice_desk.post(f"{page(found)}commit/", {"revision": found.revision})
    answer = alice_desk.get(f"{page(found)}report/")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert f"import-{found.pk}-report.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["stem"], row["outcome"]) for row in rows] == [("'=1+1", "unreadable")]
    told = alice_desk.get(f"{page(found)}report/?format=json").json()
    assert told["results"] == {"added": 1, "skipped": 1}


# By the worker


def test_a_worker_is_waited_for_from_the_order_on(
    cast: Cast, alice_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "AT_ONCE_ITEMS", 0)
    found = give(cast.alice, question("Why so?"))
    Import.objects.update(created_at=timezone.now() - timedelta(hours=1))
    alice_desk.post(f"{page(found)}commit/", {"revision": found.revision})
    assert "Waiting for the worker" not in alice_desk.read(page(found))
    DBTaskResult.objects.all().delete()  # what a worker had taken
    Import.objects.update(alive_at=timezone.now() - timedelta(minutes=3))
    assert "Waiting for the worker" not in alice_desk.read(page(found))  # ordered anew
    Import.objects.update(alive_at=timezone.now() - timedelta(minutes=1))
    assert "Waiting for the worker" in alice_desk.read(page(found))
    run_tasks()
    assert Question.objects.get().stem == "Why so?"


def test_long_work_shows_how_far_it_is(cast: Cast, alice_desk: Desk) -> None:
    found = Import.objects.create(name="long", size=1, state="committing", done=40, total=90)
    assert "Being brought in : 40 of 90 questions" in alice_desk.read(page(found))
    polled = alice_desk.get(page(found), htmx=True)
    assert 'hx-trigger="every 2s"' in polled.content.decode()
    assert "HX-Refresh" not in polled.headers
    Import.objects.update(state="done")
    assert alice_desk.get(page(found), htmx=True).headers["HX-Refresh"] == "true"


# Who may


@pytest.mark.parametrize("name", ["bob", "carol", "dave"])
def test_who_may_not_import_finds_nothing(cast: Cast, name: str) -> None:
    found, reader = give(cast.alice, question("Why?")), desk(getattr(cast, name))
    for path in ("/imports/", NEW):
        reader.get(path, 403)
    for step in ("", "report/", "items/1/", "items/1/edit/"):
        reader.get(f"{page(found)}{step}", 404)
    for step in ("defaults", "columns", "decide", "commit", "undo", "cancel", "items/1/decide"):
        reader.post(f"{page(found)}{step}/", {"decision": "skip"}, 404)
    assert "Import" not in reader.read("/guide/").partition("Guide")[0]
    assert AuditEntry.objects.filter(verb="import.uploaded").count() == 1
