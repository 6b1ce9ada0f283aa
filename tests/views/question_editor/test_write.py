"""Writing questions: /questions/new/ and /questions/<pk>/edit/."""

from typing import Any

import pytest

from questions.actions import questions
from questions.models import AuditEntry, Question, QuestionDraft, Skill
from tests.base import Cast, make_question, make_skill, make_source, said
from tests.views.desk import Desk, text
from tests.views.question_editor.base import form, rows, shown, skill

NEW = "/questions/new/"


def edit(question: Question) -> str:
    return f"/questions/{question.pk}/edit/"


def test_adds_a_draft_with_all_that_was_said(alice_desk: Desk) -> None:
    source = make_source("Handbook")
    typed = form(
        look_for="Names the shift\n\nNames a cure",
        rubric_3="Knows the word",
        new_skills="C++\n c++ ",
        source=source.pk,
        source_ref="p. 7",
        note="asked for",
    )
    response = alice_desk.post(NEW, typed)
    question = Question.objects.get()
    assert response.headers["Location"] == question.get_absolute_url()
    assert question.look_for == ["Names the shift", "Names a cure"]
    assert question.rubric == {"3": "Knows the word"}
    assert set(question.skills.values_list("name", flat=True)) == {"Monitoring", "C++"}
    assert (question.status, question.source, question.source_ref) == ("draft", source, "p. 7")
    assert question.versions.get().note == "asked for"
    assert "Saved." in alice_desk.read(question.get_absolute_url())


def test_adds_an_mcq_and_submits_it(alice_desk: Desk) -> None:
    choices = rows(("Softmax", True), ("", False), ("Tanh", False))
    alice_desk.post(NEW, form(type="mcq", submit="1") | choices)
    question = Question.objects.get()
    assert question.status == "in_review"
    assert [(c.text, c.is_key) for c in question.choices.all()] == [
        ("Softmax", True),
        ("Tanh", False),
    ]


def test_an_open_question_keeps_no_choices(alice_desk: Desk) -> None:
    alice_desk.post(NEW, form() | rows(("Left over", True)))
    assert Question.objects.get().choice_count == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"stem": ""}, "Question : Write what is asked."),
        ({"stem": "a\x00b"}, "Null characters"),
        ({"stem": "x" * 4_001}, "Shorten this to 4,000 characters."),
        ({"answer": "x" * 70_000}, "64 KB"),
        ({"minutes": "0"}, "Give 1 to 120 minutes."),
        ({"minutes": "soon"}, "Enter a whole number."),
        ({"level": "guru"}, "not one of the available choices"),
        ({"difficulty_adjustment": "11"}, "Give a whole number from −10 to 10."),
        ({"look_for": "x\n" * 21}, "Keep to 20 points."),
        ({"rubric_5": "x" * 2_001}, "Rating 5 : Shorten this to 2,000 characters."),
        ({"skills": []}, "Choose a skill, or name a new one."),
        ({"skills": ["99999999999999999999"]}, "There is no “99999999999999999999”."),
        ({"skills": ["x"]}, "There is no “x”."),
        ({"new_skills": "x" * 101}, "Shorten the name to 100 characters."),
        ({"new_skills": "a\x00b"}, "cannot be printed"),
        ({"source": "99999999999999999999"}, "Select a valid choice."),
        ({"source_ref": "x" * 101}, "at most 100 characters"),
        ({"note": "x" * 501}, "at most 500 characters"),
        ({"type": "mcq", **rows(("a", True), ("A", False))}, "Two choices have the same text."),
        ({"type": "mcq", "submit": "1"}, "Give at least two choices."),
        ({"type": "mcq", "submit": "1", **rows(("a", False), ("b", False))}, "Mark at least one"),
    ],
)
def test_says_what_is_wrong_and_loses_nothing(
    alice_desk: Desk, changes: dict[str, Any], sentence: str
) -> None:
    typed = form(follow_ups="Kept.") | changes
    html = alice_desk.refused(NEW, typed)
    assert sentence in html
    assert "Kept." in html
    assert not Question.objects.exists()
    assert QuestionDraft.objects.get().data["follow_ups"] == ["Kept."]


def test_a_place_in_a_source_is_taken_once(alice_desk: Desk) -> None:
    source = make_source("Handbook")
    make_question(source=source, source_ref="p. 7")
    typed = form(source=source.pk, source_ref="p. 7")
    assert "Another question has this place in the source." in alice_desk.refused(NEW, typed)


def test_one_field_is_checked_alone(alice_desk: Desk) -> None:
    response = alice_desk.post(f"{NEW}?check=minutes", form(minutes="0", level="guru"), 200)
    assert text(response) == ""  # the level has to be right before minutes are judged
    response = alice_desk.post(f"{NEW}?check=minutes", form(minutes="0"), 200)
    assert text(response) == "Give 1 to 120 minutes."
    alice_desk.post(f"{NEW}?check=nothing", form(), 404)
    assert not QuestionDraft.objects.exists()


def test_changes_a_draft(alice_desk: Desk) -> None:
    question = make_question("Old", status="draft", skills=[skill()], look_for=["a"])
    alice_desk.post(edit(question), shown(alice_desk.client, question, stem="New"))
    question.refresh_from_db()
    assert (question.stem, question.look_for, question.version) == ("New", ["a"], 0)
    assert AuditEntry.objects.get(verb="question.edited").changes == {"fields": ["stem"]}


def test_saving_what_is_shown_changes_nothing(alice_desk: Desk) -> None:
    question = make_question(type="mcq", skills=[skill()], rubric={"1": "a", "5": "b"})
    alice_desk.post(edit(question), shown(alice_desk.client, question))
    question.refresh_from_db()
    assert (question.revision, question.pending_version) == (1, None)


def test_an_approved_text_stays_until_the_new_one_is_reviewed(alice_desk: Desk) -> None:
    question = make_question("Old", skills=[skill()])
    html = alice_desk.read(edit(question))
    assert "The approved text stays in use until this is reviewed." in html
    assert "Save and submit" not in html
    alice_desk.post(edit(question), shown(alice_desk.client, question, stem="New"))
    question.refresh_from_db()
    assert (question.stem, question.pending_version) == ("Old", 2)
    # The next to edit starts from what waits.
    assert shown(alice_desk.client, question)["stem"] == "New"


def test_an_approved_mcq_stays_complete(alice_desk: Desk) -> None:
    question = make_question(type="mcq", skills=[skill()])
    typed = shown(alice_desk.client, question)
    typed["choices-1-text"] = ""
    typed["choices-1-explanation"] = ""
    assert "Give at least two choices." in alice_desk.refused(edit(question), typed)


def test_a_retired_question_is_not_edited(alice_desk: Desk) -> None:
    question = make_question(skills=[skill()])
    typed = shown(alice_desk.client, question, stem="Mine")
    question = questions.move(None, question, "retire")
    alice_desk.get(edit(question), 302)
    typed["read_revision"] = question.revision
    assert "must be restored before" in alice_desk.refused(edit(question), typed)
    assert QuestionDraft.objects.get().data["stem"] == ["Mine"]


@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999999999999"])
def test_a_form_names_its_revision(alice_desk: Desk, revision: str) -> None:
    question = make_question("Old", status="draft", skills=[skill()])
    typed = shown(alice_desk.client, question, stem="New", read_revision=revision)
    alice_desk.refused(edit(question), typed)
    question.refresh_from_db()
    assert question.stem == "Old"


@pytest.mark.parametrize(
    ("button", "left"),
    [
        ({"choice_up": "1"}, ["b", "a", "c"]),
        ({"choice_up": "0"}, ["a", "b", "c"]),
        ({"choice_down": "0"}, ["b", "a", "c"]),
        ({"choice_down": "2"}, ["a", "b", "c"]),
        ({"remove_choice": "1"}, ["a", "c"]),
        ({"remove_choice": "9"}, ["a", "b", "c"]),
        ({"choice_up": "x"}, ["a", "b", "c"]),
        ({"add_choice": "1"}, ["a", "b", "c", ""]),
        ({"preview": "1"}, ["a", "b", "c"]),
    ],
)
def test_choices_move_without_script(
    alice_desk: Desk, button: dict[str, str], left: list[str]
) -> None:
    typed = form(type="mcq", stem="**Kept**") | rows(("a", False), ("b", True), ("c", False))
    response = alice_desk.post(NEW, typed | button, 200)
    shown_rows = response.context["form"]["choices"].value()
    assert [row["text"] for row in shown_rows] == left
    assert [row["text"] for row in shown_rows if row["is_key"]] == [t for t in left if t == "b"]
    assert "<strong>Kept</strong>" in response.content.decode()
    assert not Question.objects.exists()


def test_opening_the_editor_is_a_look_at_the_answer(alice_desk: Desk) -> None:
    question = make_question()
    response = alice_desk.get(edit(question))
    assert response.headers["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(verb="answer.viewed", object_id=question.pk).count() == 1


def test_previews_as_the_page_does(alice_desk: Desk) -> None:
    response = alice_desk.post("/questions/preview/", {"answer": "*a* <script>"}, 200)
    assert response.content.decode() == "<p><em>a</em> &lt;script&gt;</p>"
    alice_desk.get("/questions/preview/", 405)


def test_who_may_not_write_does_not_get_in(bob_desk: Desk, carol_desk: Desk) -> None:
    question = make_question()
    here = edit(question)
    for path in (NEW, here):
        bob_desk.get(path, 403)
        bob_desk.post(path, form(), 403)
    for path in (f"{NEW}draft/", f"{here}draft/", "/questions/preview/"):
        bob_desk.post(path, form(), 403)
    carol_desk.get(here, 404)
    assert "New question" not in bob_desk.read("/questions/")
    assert " Edit " not in bob_desk.read(question.get_absolute_url())


def test_the_way_in(alice_desk: Desk, cast: Cast) -> None:
    question = make_question()
    assert 'href="/questions/new/"' in alice_desk.get("/questions/").content.decode()
    page = alice_desk.get(question.get_absolute_url()).content.decode()
    assert f'href="{edit(question)}"' in page


def test_a_question_called_edit_has_its_own_page(alice_desk: Desk) -> None:
    question = make_question("Edit!")
    assert question.get_absolute_url() == f"/questions/{question.pk}/question-edit/"


def test_two_skills_of_one_name_are_one(alice_desk: Desk) -> None:
    vision = make_skill("Vision")
    alice_desk.post(NEW, form(skills=[], new_skills="vision\nVISION"))
    assert list(Question.objects.get().skills.all()) == [vision]
    assert Skill.objects.filter(name_key="vision").count() == 1


def test_content_is_what_the_api_would_store(alice_desk: Desk) -> None:
    alice_desk.post(NEW, form())
    assert Question.objects.get().content() == said("What is drift?", answer="A shift.")
