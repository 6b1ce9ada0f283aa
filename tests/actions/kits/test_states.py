"""From draft to archive: freezing, giving, duplicating, upgrading, putting away."""

import pytest

from questions.actions import asked, kits, questions
from questions.models import Kit, Question
from questions.rules.kits import KitRefused
from tests.base import Cast, make_candidate, make_kit, make_question, said


def versions(kit: Kit) -> list[tuple[int, int]]:
    return [(item.question, item.version) for item in kit.contents().items()]


def approve_anew(cast: Cast, question: Question, stem: str) -> None:
    pending = questions.edit(cast.alice, Question.objects.get(pk=question.pk), said(stem))
    questions.move(cast.eve, pending, "approve")


def test_an_empty_kit_is_not_frozen(cast: Cast) -> None:
    with pytest.raises(KitRefused, match="at least one question"):
        kits.freeze(cast.alice, make_kit())


def test_a_given_template_asks_the_same_versions_in_the_same_order(cast: Cast) -> None:
    first, second = make_question("First"), make_question("Second")
    template = make_kit(asked=[second, first], frozen=True, minutes=30)
    approve_anew(cast, first, "First, reworded")
    given = kits.give(cast.bob, template, make_candidate())
    assert versions(given) == versions(template) == [(second.pk, 1), (first.pk, 1)]
    assert (given.status, given.minutes, given.origin) == ("ready", 30, template)


def test_a_draft_template_gives_a_draft(cast: Cast) -> None:
    template = make_kit(asked=[make_question()])
    assert kits.give(cast.bob, template, make_candidate()).status == "draft"


def test_a_candidates_kit_is_not_given_on(cast: Cast) -> None:
    kit = make_kit(asked=[make_question()], candidate=make_candidate("Ann"), frozen=True)
    with pytest.raises(KitRefused, match="duplicate"):
        kits.give(cast.bob, kit, make_candidate("Ben"))


def test_a_duplicate_is_a_draft_with_the_same_versions(cast: Cast) -> None:
    question = make_question()
    kit = make_kit(asked=[question], frozen=True)
    approve_anew(cast, question, "Reworded")
    copy = kits.duplicate(cast.bob, kit)
    assert (copy.status, copy.name, versions(copy)) == (
        "draft",
        "Copy of First talk",
        [(question.pk, 1)],
    )


def test_upgrading_pins_the_versions_in_force_of_one_or_of_all(cast: Cast) -> None:
    first, second = make_question("First"), make_question("Second")
    kit = make_kit(asked=[first, second], frozen=True)
    approve_anew(cast, first, "First, reworded")
    approve_anew(cast, second, "Second, reworded")
    behind = set(kit.items.changed_since().values_list("question", flat=True))
    assert behind == {first.pk, second.pk}
    kit = kits.upgrade(cast.bob, kit, [second.pk])
    assert versions(kit) == [(first.pk, 1), (second.pk, 2)]
    kit = kits.upgrade(cast.bob, kit)
    assert versions(kit) == [(first.pk, 2), (second.pk, 2)]
    assert kits.upgrade(cast.bob, kit).revision == kit.revision


def test_what_was_asked_is_not_upgraded(cast: Cast) -> None:
    question = make_question()
    kit = make_kit(asked=[question], candidate=make_candidate(), frozen=True)
    kit = asked.use(cast.alice, kit)
    approve_anew(cast, question, "Reworded")
    with pytest.raises(KitRefused, match="as it was asked"):
        kits.upgrade(cast.alice, kit)


@pytest.mark.parametrize("status", ["draft", "ready", "used"])
def test_an_archived_kit_comes_back_as_it_was(cast: Cast, status: str) -> None:
    kit = make_kit(asked=[make_question()], candidate=make_candidate(), frozen=status != "draft")
    if status == "used":
        kit = asked.use(cast.alice, kit)
    kit = kits.archive(cast.alice, kit)
    assert kit.status == "archived"
    with pytest.raises(KitRefused, match="cannot be archived"):
        kits.archive(cast.alice, kit)
    assert kits.restore(cast.alice, kit).status == status


def test_a_question_that_a_kit_holds_is_not_purged(cast: Cast) -> None:
    question = make_question()
    make_kit(asked=[question])
    with pytest.raises(questions.StillHeld):
        questions.purge(cast.eve, question)


def test_who_sees_a_kit(cast: Cast) -> None:
    mine = make_kit("Bob's", by=cast.bob)
    shared = kits.share(cast.alice, make_kit("Shared", by=cast.alice), [cast.carol])
    of_his_candidate = make_kit("His", by=cast.alice, candidate=make_candidate(by=cast.bob))
    seen = {user.username: set(Kit.objects.visible_to(user)) for user in cast.everyone()}
    assert seen == {
        "alice": {mine, shared, of_his_candidate},
        "eve": {mine, shared, of_his_candidate},
        "bob": {mine, of_his_candidate},
        "carol": {shared},
        "dave": set(),
    }


def test_a_kit_opens_its_questions_to_those_who_have_it(cast: Cast) -> None:
    question, other = make_question("In the kit"), make_question("Not in it")
    kit = make_kit(asked=[question], by=cast.alice)
    assert set(Question.objects.visible_to(cast.carol)) == set()
    kits.share(cast.alice, kit, [cast.carol, cast.bob])
    assert set(Question.objects.visible_to(cast.carol)) == {question}
    questions.move(cast.alice, question, "retire", note="Old.")
    assert set(Question.objects.visible_to(cast.carol)) == {question}
    assert set(Question.objects.visible_to(cast.bob)) == {question, other}
