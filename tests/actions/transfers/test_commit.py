"""Imports brought in: what they make, change and leave, and what two at once do."""

from typing import Any

import pytest

from questions import search
from questions.actions import questions, transfer_commits, transfers
from questions.models import (
    AuditEntry,
    Choice,
    Import,
    ImportFile,
    Question,
    QuestionVersion,
    Role,
    Skill,
)
from questions.rules import terms
from questions.rules.transfers import ImportRefused
from tests.actions.transfers.base import CHOICES, brought_in, entry, results, uploaded
from tests.base import Cast, make_question, make_role, make_skill, make_source, said
from tests.worker import run_tasks


def stored(question: Question) -> dict[str, Any]:
    """Return all that is kept of a question but when it was and what it is numbered."""
    left_out = {"id", "uid", "created_at", "updated_at", "updated_by_id"}
    row = Question.objects.get(pk=question.pk)
    version = QuestionVersion.objects.get(question=row)
    return {
        **{name: v for name, v in vars(row).items() if name[0] != "_" and name not in left_out},
        "choices": list(Choice.objects.filter(question=row).values("position", "text", "is_key")),
        "skills": list(row.skills.values_list("slug", flat=True)),
        "roles": list(row.roles.values_list("slug", flat=True)),
        "version": (version.number, version.content, version.digest, version.created_by_id),
        "terms": (row.search_text.stem, row.search_text.answer),
    }


@pytest.mark.parametrize("type_", ["open", "mcq"])
def test_a_new_question_is_what_the_editor_would_have_made(cast: Cast, type_: str) -> None:
    skills, roles = [make_skill("Vision"), make_skill("Speech")], [make_role("Scientist")]
    source = make_source("Handbook")
    guidance: dict[str, Any] = {
        "look_for": ("numbers", "a café"),
        "red_flags": ("guesses",),
        "follow_ups": ("and then?",),
        "references": ("a book",),
        "rubric": {"1": "no", "5": "yes"},
        "difficulty_adjustment": -3,
        "minutes": 7,
        "type": type_,
    }
    choices = CHOICES if type_ == "mcq" else ()
    brought_in(
        cast.alice,
        entry(
            "What is a kernel?",
            choices=choices,
            skills=("vision", "Speech"),
            roles=("scientist",),
            source="handbook",
            source_ref="p. 12",
            **guidance,
        ),
    )
    same = said(
        "What is a kernel?",
        **guidance,
        answer="It averages many networks.",
        choices=[vars(choice) for choice in choices],
    )
    tags = questions.Tags(tuple(skills), tuple(roles), source, "p. 12")
    with_editor = Question.objects.get()
    found = stored(with_editor)
    with_editor.delete()
    assert found == stored(questions.create(cast.alice, same, tags))


def test_what_is_new_is_found_at_once_and_recorded(cast: Cast) -> None:
    make_question()
    found = brought_in(cast.alice, entry("What is a kernel?"), entry("When is a join slow?"))
    assert (found.state, results(found)) == ("done", ["added", "added"])
    kernel = Question.objects.get(stem="What is a kernel?")
    bank = search.current()
    assert list(search.matching(bank.index.every, terms.parse("kernels"), stems_only=True)) == [
        kernel.pk
    ]
    assert kernel.pk in bank.index.having("status", ["draft"])
    acts = AuditEntry.objects.filter(object_type="question", object_id=str(kernel.pk))
    [act] = acts
    assert (act.verb, act.actor) == ("question.created", cast.alice)
    assert act.changes == {"version": 1, "import": found.pk}
    assert AuditEntry.objects.get(verb="import.committed").changes == {"added": 2}
    assert not ImportFile.objects.exists()
    assert found.items.get(position=1).question == kernel


def test_an_update_of_an_approved_question_waits_for_review(cast: Cast) -> None:
    question = make_question("What is overfitting?", skills=[make_skill("Vision")])
    make_skill("Speech")
    found = brought_in(
        cast.alice, entry("How is it seen?", uid=str(question.uid), skills=("speech",))
    )
    assert results(found) == ["updated"]
    question.refresh_from_db()
    assert (question.stem, question.pending_version) == ("What is overfitting?", 2)
    assert question.versions.get(number=2).content["stem"] == "How is it seen?"
    assert [skill.slug for skill in question.skills.all()] == ["speech"]


def test_an_update_of_a_draft_is_in_force_and_leaves_what_the_file_does_not_say(
    cast: Cast,
) -> None:
    question = make_question("What is it?", status="draft", minutes=9, look_for=["numbers"])
    brought_in(cast.alice, entry("How is it seen?", uid=str(question.uid)))
    question.refresh_from_db()
    assert (question.stem, question.minutes, question.look_for) == (
        "How is it seen?",
        9,
        ["numbers"],
    )


def test_a_question_that_was_changed_since_the_preview_is_left(cast: Cast) -> None:
    question = make_question("What is it?", status="draft")
    found = uploaded(cast.alice, entry("How is it seen?", uid=str(question.uid)))
    questions.edit(cast.eve, question, said("Else"))
    found = transfer_commits.order(cast.alice, found)
    assert results(found) == ["stale"]
    question.refresh_from_db()
    assert question.stem == "Else"


def test_items_with_problems_are_left_out_and_told(cast: Cast) -> None:
    found = brought_in(cast.alice, entry("What is a kernel?", level=""), entry("Why?"))
    assert results(found) == ["refused", "added"]
    [told] = transfer_commits.report(found)["items"]
    assert (told["result"], told["problems"][0]["field"]) == ("refused", "level")


def test_defaults_fill_what_the_file_leaves_open(cast: Cast) -> None:
    for name in ("Vision", "Speech"):
        make_skill(name)
    make_role("Scientist")
    defaults = {"level": "expert", "minutes": 12, "skill": "vision", "role": "scientist"}
    brought_in(
        cast.alice,
        entry("What is a kernel?", level=""),
        entry("Why batches?", skills=("Speech",), minutes=3),
        defaults=defaults,
    )
    first, second = Question.objects.order_by("pk")
    assert (first.level, first.minutes) == ("expert", 12)
    assert [s.slug for s in first.skills.all()] == ["vision"]
    assert (second.level, second.minutes) == ("basic", 3)
    assert [s.slug for s in second.skills.all()] == ["speech"]
    assert [r.slug for r in second.roles.all()] == ["scientist"]


def test_what_was_edited_or_filled_after_the_preview_is_what_comes_in(cast: Cast) -> None:
    found = uploaded(cast.alice, entry("What is a kernel?", level=""), entry("Why batches?"))
    found = transfers.set_defaults(cast.alice, found, {"level": "expert"})
    transfers.edit_item(cast.alice, found.items.get(position=2), {"stem": "Why small batches?"})
    transfer_commits.order(cast.alice, Import.objects.get())
    first, second = Question.objects.order_by("pk")
    assert (first.stem, first.level) == ("What is a kernel?", "expert")
    assert second.stem == "Why small batches?"
    assert second.search_text.stem == search.terms_of(second, ())[0]
    assert QuestionVersion.objects.get(question=second).digest == second.content().digest()


def test_skills_that_the_bank_does_not_have_are_made_when_the_account_says_so(cast: Cast) -> None:
    found = uploaded(cast.alice, entry(skills=("Speech",), roles=("Scientist",)), create_tags=True)
    assert not Skill.objects.exists()
    transfer_commits.order(cast.alice, found)
    [question] = Question.objects.all()
    assert [skill.name for skill in question.skills.all()] == ["Speech"]
    assert [role.name for role in question.roles.all()] == ["Scientist"]
    brought_in(cast.alice, entry("When is a join slow?", skills=("Databases",)))
    assert not Skill.objects.filter(name="Databases").exists()
    assert Role.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "allowed", "status"),
    [
        ("in_review", False, "in_review"),
        ("approved", False, "in_review"),
        ("approved", True, "approved"),
        ("retired", False, "draft"),
        ("", True, "draft"),
    ],
)
def test_nobody_approves_what_they_bring_in_unless_the_settings_allow_it(
    cast: Cast, settings: Any, asked: str, allowed: bool, status: str
) -> None:
    settings.ALLOW_SELF_APPROVAL = allowed
    brought_in(cast.alice, entry(status=asked))
    question = Question.objects.get()
    in_force = status == "approved"
    assert (question.status, question.version, question.pending_version) == (
        status,
        1 if in_force else 0,
        None if in_force else 1,
    )
    if not allowed:
        with pytest.raises(ImportRefused):
            uploaded(cast.alice, entry(), defaults={"status": "approved"})


def test_a_uid_and_a_place_that_are_taken_are_not_taken_twice(cast: Cast) -> None:
    source = make_source("Handbook")
    question = make_question(source=source, source_ref="1")
    found = uploaded(cast.alice, entry(uid=str(question.uid), source="handbook", source_ref="1"))
    found = transfers.decide(cast.alice, found, "add")
    assert results(transfer_commits.order(cast.alice, found)) == ["added"]
    copy = Question.objects.exclude(pk=question.pk).get()
    assert copy.uid != question.uid
    assert (copy.source, copy.source_ref) == (source, "")


def test_an_import_is_brought_in_once(cast: Cast) -> None:
    found = uploaded(cast.alice, entry())
    transfer_commits.order(cast.alice, found)
    for stale in (found, Import.objects.get()):
        with pytest.raises(ImportRefused):
            transfer_commits.order(cast.eve, stale)
    assert Question.objects.count() == 1


def test_many_questions_are_brought_in_by_the_worker(cast: Cast, settings: Any) -> None:
    entries = (entry(f"Question {n} on topic {n * n}?") for n in range(1_001))
    found = brought_in(cast.alice, *entries)
    assert found.state == "committing"
    run_tasks()
    found.refresh_from_db()
    assert (found.state, found.results()) == ("done", {"added": 1_001})
    assert Question.objects.count() == 1_001


def test_the_same_file_twice_brings_nothing_new(cast: Cast) -> None:
    entries = [entry(), entry("What is a kernel?", type="mcq", choices=CHOICES)]
    brought_in(cast.alice, *entries)
    found = brought_in(cast.alice, *entries)
    assert (found.state, results(found)) == ("done", ["skipped", "skipped"])
    assert found.counts() == {"unchanged": 2}
    assert Question.objects.count() == 2
