"""What is told of a kit: cautions before a question is asked, coverage, and what the plan lacks."""

import pytest

from questions import insight
from questions.actions import asked, kits, questions, taxonomy
from questions.actions.blueprints import QuotaFields
from questions.models import Blueprint, Kit, Question
from tests.base import (
    Cast,
    make_blueprint,
    make_candidate,
    make_kit,
    make_question,
    make_role,
    make_skill,
    said,
)


def fresh(kit: Kit) -> Kit:
    return Kit.objects.for_page().get(pk=kit.pk)


def codes(kit: Kit, question: Question) -> list[str]:
    return [caution.code for caution in insight.cautions(fresh(kit))[question.pk]]


def test_a_question_without_a_past_needs_no_caution(cast: Cast) -> None:
    question = make_question()
    assert codes(make_kit(asked=[question]), question) == []


def test_what_this_candidate_was_asked_is_told_with_the_round(cast: Cast) -> None:
    question, jane = make_question(), make_candidate()
    first = make_kit(asked=[question], candidate=jane, frozen=True)
    asked.use(cast.alice, first)
    again = make_kit("Second", [question], candidate=jane)
    other = make_kit("Other", [question], candidate=make_candidate("Ben"))
    [caution] = insight.cautions(fresh(again))[question.pk]
    assert caution.message.startswith("Asked to this candidate in round 1, ")
    assert codes(other, question) == codes(first, question) == []


def test_leaked_retired_and_changed_questions_are_told(cast: Cast) -> None:
    question = make_question()
    kit = make_kit(asked=[question])
    asked.report_leak(cast.alice, question)
    pending = questions.edit(cast.alice, Question.objects.get(), said("Reworded"))
    approved = questions.move(cast.eve, pending, "approve")
    questions.move(cast.alice, approved, "retire", note="Old.")
    assert codes(kit, question) == ["leaked", "retired", "changed"]


@pytest.mark.parametrize(("limit", "told"), [(None, []), (2, ["overused"]), (3, [])])
def test_over_use_is_told_against_the_blueprints_limit(
    cast: Cast, limit: int | None, told: list[str]
) -> None:
    question = make_question()
    for name in ("Ann", "Ben", "Cem"):
        kit = make_kit(asked=[question], candidate=make_candidate(name), frozen=True)
        asked.use(cast.alice, kit)
    blueprint = make_blueprint(max_uses=limit)
    kit = kits.create(cast.alice, {"name": "Next"}, blueprint=blueprint)
    kit = kits.add_question(cast.alice, kit, question)
    assert codes(kit, question) == told


def test_the_coverage_matrix_has_the_roles_skills_and_shows_gaps(cast: Cast) -> None:
    data, speech, other = (make_skill(name) for name in ("Data", "Speech", "Other"))
    role = make_role("modeller")
    taxonomy.set_role_skill(None, role, data, 2, [])
    taxonomy.set_role_skill(None, role, speech, 5, [])
    kit = make_kit(
        asked=[
            make_question("One", level="basic", skills=[data]),
            make_question("Two", level="expert", skills=[data, other]),
        ],
        role=role,
    )
    rows = insight.coverage(fresh(kit))
    shown = {row.name: ([cell.count for cell in row.cells], row.is_gap) for row in rows}
    assert shown == {
        "Speech": ([0, 0, 0, 0], True),
        "Data": ([1, 0, 0, 1], False),
        "Other": ([0, 0, 0, 1], False),
    }
    assert [row.name for row in rows] == ["Speech", "Data", "Other"]


def test_gaps_say_in_words_what_the_blueprint_lacks(cast: Cast) -> None:
    skill = make_skill("Data")
    quotas = [
        QuotaFields(2, level="expert", type="mcq", skill=skill),
        QuotaFields(0, 0, level="basic"),
        QuotaFields(1, 3, type="open"),
    ]
    blueprint = make_blueprint(quotas=quotas, minutes=30, minutes_min=10)
    kit = kits.create(cast.alice, {"name": "Odd"}, blueprint=blueprint)
    kit = kits.add_question(cast.alice, kit, make_question(level="basic", minutes=4))
    assert insight.gaps(fresh(kit)) == [
        "2 expert MCQs on Data planned at least, none in the kit.",
        "0 basic questions planned at most, 1 in the kit.",
        "4 minutes of questions, at least 10 planned.",
    ]
    assert insight.gaps(fresh(make_kit())) == []
    assert Blueprint.objects.count() == 1
