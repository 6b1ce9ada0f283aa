"""What changes in a draft, is undone, and never overwrites what someone else did."""

import pytest
from django.core.exceptions import PermissionDenied

from questions.actions import kits, questions
from questions.actions.kits import StaleKit
from questions.models import AuditEntry, Kit, Question
from questions.rules import kits as rules
from questions.rules.kits import KitRefused
from tests.base import Cast, make_candidate, make_kit, make_question, said


def stems(kit: Kit) -> list[list[str]]:
    """Return the stems of each section."""
    fresh = Kit.objects.for_page().get(pk=kit.pk)
    return [
        [item.version.content["stem"] for item in section.items.all()]
        for section in fresh.sections.all()
    ]


def test_a_new_kit_has_the_default_sections_that_share_out_its_minutes(cast: Cast) -> None:
    kit = make_kit(by=cast.bob, minutes=47)
    sections = kit.contents().sections
    assert [s.name for s in sections] == ["Warm-up", "Core", "Deep dive", "Wrap-up"]
    assert sum(s.minutes for s in sections) == 47


def test_an_item_pins_the_version_in_force_and_takes_the_questions_minutes(cast: Cast) -> None:
    question = make_question("Old words", minutes=7)
    kit = make_kit(asked=[question])
    pending = questions.edit(cast.alice, question, said("New words"))
    questions.move(cast.eve, pending, "approve")
    assert stems(kit) == [[], ["Old words"], [], []]
    assert kit.contents().minutes == 7


def test_added_without_a_place_levels_keep_rising(cast: Cast) -> None:
    for level in ("expert", "basic", "advanced"):
        make_question(level, level=level, minutes=3)
    kit = make_kit(minutes=60)
    for question in Question.objects.order_by("pk"):
        kit = kits.add_question(cast.alice, kit, question)
    assert stems(kit)[1] == ["basic", "advanced", "expert"]


@pytest.mark.parametrize("status", ["draft", "in_review", "retired"])
def test_only_approved_questions_can_be_added(cast: Cast, status: str) -> None:
    with pytest.raises(KitRefused, match="approved"):
        kits.add_question(cast.alice, make_kit(), make_question(status=status))


def test_a_question_stands_in_a_kit_once(cast: Cast) -> None:
    question = make_question()
    kit = make_kit(asked=[question])
    with pytest.raises(KitRefused, match="already"):
        kits.add_question(cast.alice, kit, question, section=2)
    assert stems(kit) == [[], ["What is overfitting?"], [], []]


def test_the_last_ten_changes_are_undone_one_by_one(cast: Cast) -> None:
    kit = make_kit()
    for n in range(12):
        kit = kits.add_question(cast.alice, kit, make_question(f"Number {n}"), section=1)
    for left in range(11, 1, -1):
        kit = kits.undo(cast.alice, kit)
        assert len(kit.contents().questions) == left
    with pytest.raises(KitRefused, match="nothing to undo"):
        kits.undo(cast.alice, kit)


def test_undo_brings_back_notes_and_places(cast: Cast) -> None:
    first, second = make_question("First"), make_question("Second")
    kit = make_kit(asked=[first, second])
    kit = kits.change(
        cast.alice,
        kit,
        "Wrote a note",
        lambda contents: rules.edit_item(contents, first.pk, note="Ask slowly.", minutes=9),
    )
    before = kit.contents()
    kit = kits.change(cast.alice, kit, "Removed", lambda contents: rules.remove(contents, first.pk))
    assert kits.undo(cast.alice, kit).contents() == before


def test_a_stale_change_is_refused_and_tells_what_was_done_meanwhile(cast: Cast) -> None:
    mine = make_kit()
    kits.add_question(cast.bob, Kit.objects.get(pk=mine.pk), make_question("Bob's"), section=1)
    with pytest.raises(StaleKit) as refusal:
        kits.add_question(cast.alice, mine, make_question("Alice's"), section=1)
    assert [(change.by, change.description[:5]) for change in refusal.value.since] == [
        (cast.bob, "Added")
    ]
    assert stems(mine) == [[], ["Bob's"], [], []]


def test_a_change_that_changes_nothing_is_no_revision(cast: Cast) -> None:
    kit = make_kit(asked=[make_question()])
    after = kits.sort_by_level(cast.alice, kit)
    assert after.revision == kit.revision


def test_a_frozen_kit_is_not_edited_only_renamed(cast: Cast) -> None:
    kit = make_kit(asked=[make_question()], frozen=True)
    with pytest.raises(KitRefused, match="duplicate"):
        kits.add_question(cast.alice, kit, make_question("Another"), section=1)
    with pytest.raises(KitRefused, match="frozen"):
        kits.edit(cast.alice, kit, {"minutes": 90})
    with pytest.raises(KitRefused):
        kits.undo(cast.alice, kit)
    assert kits.edit(cast.alice, kit, {"name": "Better name"}).name == "Better name"


def test_every_change_is_recorded_with_no_text_of_a_note(cast: Cast) -> None:
    question = make_question()
    kit = make_kit(asked=[question], by=cast.alice)
    kits.change(
        cast.alice,
        kit,
        f"Edited question {question.pk}",
        lambda contents: rules.edit_item(contents, question.pk, note="Weak on statistics"),
    )
    entries = AuditEntry.objects.filter(object_type="kit", actor=cast.alice)
    assert [entry.verb for entry in entries] == ["kit.changed", "kit.changed", "kit.created"]
    assert "statistics" not in str([entry.changes for entry in entries])


def test_an_interviewer_writes_nothing(cast: Cast) -> None:
    kit = make_kit(asked=[make_question()])
    kit = kits.share(cast.alice, kit, [cast.carol])
    with pytest.raises(PermissionDenied):
        kits.sort_by_level(cast.carol, kit)
    with pytest.raises(PermissionDenied):
        kits.create(cast.carol, {"name": "Mine"})


def test_a_candidates_rounds_are_counted(cast: Cast) -> None:
    candidate = make_candidate()
    rounds = [make_kit(candidate=candidate).round for _ in range(3)]
    assert (rounds, make_kit().round) == ([1, 2, 3], 1)
