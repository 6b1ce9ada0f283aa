"""Changing many questions at once: preview, apply, undo."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from questions import search
from questions.actions import bulk, questions
from questions.actions import bulk_work as work
from questions.models import AuditEntry, BulkChange, BulkItem, Question, Skill, User
from questions.rules.bulk import BulkRefused
from tests.base import Cast, make_question, make_role, make_skill, said


def previewed(
    user: User, verb: str, asked: list[Question], value: str = "", note: str = ""
) -> BulkChange:
    change = bulk.choose(user, [question.pk for question in asked], verb)
    return bulk.preview(user, change, value, note)


def applied(
    user: User, verb: str, asked: list[Question], value: str = "", note: str = ""
) -> BulkChange:
    return bulk.apply(user, previewed(user, verb, asked, value, note))


def outcomes(change: BulkChange) -> list[tuple[str, str]]:
    rows = change.items.order_by("question_id")
    return list(rows.values_list("outcome", "reason"))


def everything() -> list[Any]:
    """Return all of the questions that an undo has to put back."""
    left_out = {"revision", "indexed_revision", "updated_at", "updated_by_id"}
    rows = Question.objects.order_by("pk").prefetch_related("skills", "roles", "choices")
    return [
        (
            {name: v for name, v in vars(row).items() if name[0] != "_" and name not in left_out},
            {skill.pk for skill in row.skills.all()},
            {role.pk for role in row.roles.all()},
            [(c.text, c.is_key, c.explanation) for c in row.choices.all()],
        )
        for row in rows
    ]


@pytest.fixture
def skill(db: None) -> Skill:
    return make_skill("Vision")


def test_a_preview_changes_nothing_and_tells_what_would(cast: Cast, skill: Skill) -> None:
    asked = [
        make_question("a"),
        make_question("b", skills=[skill]),
        make_question(status="retired"),
    ]
    before = everything()
    change = previewed(cast.alice, "add_skill", asked, "vision")
    assert outcomes(change) == [
        ("change", ""),
        ("unchanged", ""),
        ("refused", "A retired question must be restored before it is edited."),
    ]
    assert change.counts() == {"change": 1, "unchanged": 1, "refused": 1}
    assert everything() == before


def test_a_skill_is_added_and_taken_out_again(cast: Cast, skill: Skill) -> None:
    other = make_skill("Speech")
    asked = [make_question("a", skills=[other]), make_question("b", skills=[other])]
    change = applied(cast.alice, "add_skill", asked, "vision")
    assert change.state == "done"
    assert [question.skills.count() for question in Question.objects.all()] == [2, 2]
    assert change.items.first().new == "Speech, Vision"  # type: ignore[union-attr]
    assert len(search.current().index.having("skill", [skill.pk])) == 2
    applied(cast.alice, "remove_skill", asked, "speech")
    assert set(Question.objects.values_list("skills__slug", flat=True)) == {"vision"}
    entry = AuditEntry.objects.filter(verb="question.edited").first()
    assert entry is not None
    assert entry.changes["fields"] == ["skills"]


def test_no_question_is_left_without_a_skill(cast: Cast, skill: Skill) -> None:
    change = previewed(cast.alice, "remove_skill", [make_question(skills=[skill])], "vision")
    assert outcomes(change) == [("refused", "It would be left without a skill.")]


def test_a_role_is_added(cast: Cast) -> None:
    make_role("Modeller")
    applied(cast.alice, "add_role", [make_question()], "modeller")
    assert Question.objects.get().roles.get().slug == "modeller"


def test_a_level_waits_for_approval_where_a_question_is_approved(cast: Cast) -> None:
    approved, draft = make_question("a"), make_question("b", status="draft")
    applied(cast.alice, "level", [approved, draft], "expert")
    approved.refresh_from_db()
    draft.refresh_from_db()
    assert (approved.level, approved.version, approved.pending_version) == ("basic", 1, 2)
    assert questions.latest_content(approved).level == "expert"
    assert (draft.level, draft.pending_version, draft.difficulty) == ("expert", 2, 80)
    assert (approved.revision, approved.indexed_revision) == (2, 2)
    assert draft.updated_by == cast.alice


def test_what_waits_is_approved_together(cast: Cast) -> None:
    asked = [make_question("a"), make_question("b", type="mcq")]
    applied(cast.alice, "minutes", asked, "9")
    change = applied(cast.eve, "approve", asked)
    assert change.counts() == {"changed": 2}
    rows = Question.objects.values_list("minutes", "version", "pending_version")
    assert set(rows) == {(9, 2, None)}


def test_a_rewritten_question_is_approved_with_its_choices_and_words(cast: Cast) -> None:
    question = make_question(type="mcq")
    choices = [{"text": "Relu", "is_key": True}, {"text": "None", "is_key": False}]
    questions.edit(cast.alice, question, said("Rectified?", type="mcq", choices=choices))
    change = applied(cast.eve, "approve", [question])
    question.refresh_from_db()
    assert (question.stem, question.version) == ("Rectified?", 2)
    assert [choice.text for choice in question.choices.all()] == ["Relu", "None"]
    assert "rectifi" in question.search_text.stem
    bulk.undo(cast.eve, change)
    question.refresh_from_db()
    assert (question.stem, question.version, question.pending_version) == (
        "What is overfitting?",
        1,
        2,
    )
    assert [choice.text for choice in question.choices.all()] == ["Softmax", "Tanh"]
    assert "rectifi" not in question.search_text.stem


def test_nobody_approves_what_they_wrote(cast: Cast) -> None:
    mine, hers = make_question("a"), make_question("b")
    questions.edit(cast.alice, mine, said("Mine?"))
    questions.edit(cast.eve, hers, said("Hers?"))
    change = applied(cast.alice, "approve", [mine, hers])
    assert change.counts() == {"refused": 1, "changed": 1}
    assert set(Question.objects.values_list("stem", flat=True)) == {"a", "Hers?"}


@pytest.mark.parametrize(
    ("verb", "status", "after"),
    [
        ("submit", "draft", "in_review"),
        ("approve", "in_review", "approved"),
        ("retire", "approved", "retired"),
        ("restore", "retired", "approved"),
    ],
)
def test_moves_follow_the_lifecycle(cast: Cast, verb: str, status: str, after: str) -> None:
    asked = [make_question(str(n), status=status) for n in range(3)]
    applied(cast.alice, verb, asked, note="old")
    assert set(Question.objects.values_list("status", flat=True)) == {after}
    assert AuditEntry.objects.filter(verb=f"question.{verb}", changes__note="old").count() == 3


def test_moves_that_the_lifecycle_does_not_know_are_refused(cast: Cast) -> None:
    unfinished: dict[str, Any] = {
        "type": "mcq",
        "choices": [{"text": "only one"}],
        "status": "draft",
    }
    asked = [make_question(), make_question(**unfinished), make_question(status="retired")]
    change = previewed(cast.alice, "submit", asked)
    assert outcomes(change) == [
        ("refused", "A question that is approved cannot submit."),
        ("refused", "Give at least two choices."),
        ("refused", "A question that is retired cannot submit."),
    ]
    assert outcomes(previewed(cast.alice, "approve", asked[:1])) == [("unchanged", "")]


def test_what_was_changed_since_the_preview_is_skipped(cast: Cast) -> None:
    asked = [make_question("a"), make_question("b")]
    change = previewed(cast.alice, "retire", asked, note="old")
    questions.edit(cast.eve, asked[0], said("Else"))
    change = bulk.apply(cast.alice, change)
    assert change.counts() == {"changed": 1, "stale": 1}
    asked[0].refresh_from_db()
    assert asked[0].status == "approved"


def test_a_failure_in_the_middle_leaves_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [make_question(str(n)) for n in range(4)]
    change = previewed(cast.alice, "level", asked, "expert")
    monkeypatch.setattr("questions.actions.bulk_rows.CHUNK", 2)
    real, calls = bulk._apply, []

    def failing(*told: Any) -> list[int]:
        calls.append(told)
        if len(calls) == 2:
            raise RuntimeError
        return real(*told)

    monkeypatch.setattr("questions.actions.bulk._apply", failing)
    before, entries = everything(), AuditEntry.objects.count()
    with pytest.raises(RuntimeError):
        bulk.apply(cast.alice, change)
    assert everything() == before
    assert AuditEntry.objects.count() == entries
    assert set(BulkItem.objects.values_list("outcome", flat=True)) == {"change"}


@pytest.mark.parametrize(
    ("verb", "value"),
    [
        ("add_skill", "vision"),
        ("remove_skill", "speech"),
        ("add_role", "modeller"),
        ("level", "expert"),
        ("minutes", "9"),
        ("submit", ""),
        ("approve", ""),
        ("retire", ""),
        ("restore", ""),
    ],
)
def test_undo_puts_back_exactly_what_was(
    cast: Cast, skill: Skill, verb: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("questions.actions.bulk_rows.CHUNK", 3)
    make_role("Modeller")
    skills = [make_skill("Speech"), make_skill("Text")]
    asked = [
        make_question(f"{status} {kind}", status=status, type=kind, skills=skills)
        for status in ("draft", "in_review", "approved", "retired")
        for kind in ("open", "mcq")
    ]
    questions.edit(cast.alice, asked[4], said("Pending", level="advanced"))
    before = everything()
    change = applied(cast.alice, verb, asked, value, note="why")
    assert everything() != before
    change = bulk.undo(cast.alice, change)
    assert everything() == before
    assert change.state == "undone"
    assert not Question.objects.stale().exists()
    assert AuditEntry.objects.filter(verb="question.bulk_undone").exists()


def test_undo_keeps_what_was_changed_since(cast: Cast) -> None:
    asked = [make_question("a"), make_question("b")]
    change = applied(cast.alice, "retire", asked, note="old")
    questions.move(cast.eve, Question.objects.get(pk=asked[0].pk), "restore")
    change = bulk.undo(cast.alice, change)
    assert change.counts() == {"kept": 1, "undone": 1}
    with pytest.raises(BulkRefused):
        bulk.undo(cast.alice, change)


def test_nothing_is_applied_twice(cast: Cast) -> None:
    change = applied(cast.alice, "level", [make_question()], "expert")
    with pytest.raises(BulkRefused, match="is done"):
        bulk.apply(cast.alice, change)
    with pytest.raises(BulkRefused, match="applied already"):
        bulk.preview(cast.alice, change, "basic")


@pytest.mark.parametrize(
    ("verb", "value", "field"),
    [
        ("fly", "", "verb"),
        ("level", "hard", "level"),
        ("minutes", "0", "minutes"),
        ("minutes", "²", "minutes"),
        ("minutes", "9" * 5000, "minutes"),
        ("add_skill", "nowhere", "skill"),
        ("add_role", "", "role"),
        ("retire", "", "note"),
    ],
)
def test_bad_values_are_named(cast: Cast, verb: str, value: str, field: str) -> None:
    with pytest.raises(BulkRefused) as refused:
        previewed(cast.alice, verb, [make_question()], value)
    assert refused.value.field == field


def test_something_must_be_chosen(cast: Cast) -> None:
    with pytest.raises(BulkRefused, match="at least one"):
        bulk.choose(cast.alice, [], "approve")
    with pytest.raises(BulkRefused, match="at least one"):
        bulk.choose(cast.alice, [999], "approve")


@pytest.mark.parametrize("name", ["bob", "carol", "dave"])
def test_readers_change_nothing(cast: Cast, name: str) -> None:
    user, question = getattr(cast, name), make_question()
    change = previewed(cast.alice, "level", [question], "expert")
    for act in (bulk.apply, bulk.preview, bulk.undo, work.apply, work.undo):
        with pytest.raises(PermissionDenied):
            act(user, change)
    with pytest.raises(PermissionDenied):
        bulk.choose(user, [question.pk], "level")
