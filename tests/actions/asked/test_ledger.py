"""What was asked: the ledger, the counts that lists show, and leaked questions."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from questions.actions import asked, kits
from questions.models import AskedEntry, Kit, Question
from questions.rules.kits import KitRefused
from tests.base import Cast, make_candidate, make_kit, make_question


def ready(*stems: str, name: str = "Jane Example") -> Kit:
    """Return a frozen kit of a new candidate that asks these questions."""
    found = [Question.objects.filter(stem=stem).first() or make_question(stem) for stem in stems]
    return make_kit(asked=found, candidate=make_candidate(name), frozen=True)


def counts() -> dict[str, int]:
    return dict(Question.objects.values_list("stem", "asked_count"))


def test_using_a_kit_enters_its_questions_as_asked_or_skipped(cast: Cast) -> None:
    kit = ready("First", "Second")
    second = Question.objects.get(stem="Second")
    kit = asked.use(cast.bob, kit, {second.pk: "skipped"})
    assert (kit.status, kit.used_at is not None) == ("used", True)
    entries = AskedEntry.objects.values_list("question__stem", "outcome", "version", "round")
    assert set(entries) == {("First", "asked", 1, 1), ("Second", "skipped", 1, 1)}
    assert counts() == {"First": 1, "Second": 0}
    assert Question.objects.get(stem="First").last_asked is not None


def test_single_questions_are_marked_and_corrected(cast: Cast) -> None:
    kit = ready("First", "Second")
    first = Question.objects.get(stem="First")
    kit = asked.mark(cast.bob, kit, first.pk, "skipped")
    assert counts() == {"First": 0, "Second": 0}
    kit = asked.use(cast.bob, kit)
    assert counts() == {"First": 0, "Second": 1}
    asked.mark(cast.bob, kit, first.pk, "asked")
    assert counts() == {"First": 1, "Second": 1}
    assert AskedEntry.objects.count() == 2


def test_counts_are_of_all_candidates(cast: Cast) -> None:
    for name in ("Ann", "Ben", "Cem"):
        asked.use(cast.alice, ready("Same", name=name))
    assert counts() == {"Same": 3}


def test_only_the_last_90_days_count_as_recent(cast: Cast) -> None:
    for name, days in {"Ann": 0, "Ben": 89, "Cem": 91}.items():
        kit = asked.use(cast.alice, ready("Same", name=name))
        kit.asked.update(at=timezone.now() - datetime.timedelta(days=days))
    assert list(AskedEntry.objects.recent_uses().values()) == [2]


def test_a_template_and_a_draft_are_not_asked(cast: Cast) -> None:
    question = make_question()
    with pytest.raises(KitRefused, match="template"):
        asked.use(cast.alice, make_kit(asked=[question], frozen=True))
    draft = make_kit(asked=[question], candidate=make_candidate())
    with pytest.raises(KitRefused, match="draft"):
        asked.use(cast.alice, draft)
    with pytest.raises(KitRefused, match="Freeze"):
        asked.mark(cast.alice, draft, question.pk, "asked")
    assert not AskedEntry.objects.exists()


def test_what_is_not_in_the_kit_or_no_outcome_is_refused_and_nothing_is_written(
    cast: Cast,
) -> None:
    kit = ready("First")
    first, other = Question.objects.get(), make_question("Another")
    with pytest.raises(KitRefused, match="not in the kit"):
        asked.use(cast.alice, kit, {other.pk: "asked"})
    with pytest.raises(KitRefused, match="asked or skipped"):
        asked.mark(cast.alice, kit, first.pk, "perhaps")
    assert not AskedEntry.objects.exists()
    assert Kit.objects.get().status == "ready"


def test_any_reader_reports_a_leak_and_only_reviewers_clear_it(cast: Cast) -> None:
    question = make_question()
    kits.share(cast.alice, make_kit(asked=[question]), [cast.carol])
    leaked = asked.report_leak(cast.carol, question, "Seen on a forum")
    assert (leaked.leaked_at is not None, leaked.leak_note) == (True, "Seen on a forum")
    assert not Question.objects.assemblable().exists()
    with pytest.raises(PermissionDenied):
        asked.clear_leak(cast.carol, question)
    asked.clear_leak(cast.alice, question)
    assert Question.objects.assemblable().get() == question
