"""What an import would bring, before it is brought in."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django_tasks_db.models import DBTaskResult

from questions.actions import questions, transfer_jobs, transfer_reading, transfers
from questions.models import Import, ImportFile, Question
from questions.rules import transfers as rules
from questions.rules.transfers import ImportRefused
from tests.actions.transfers.base import CHOICES, entry, file_of, outcomes, uploaded
from tests.base import Cast, make_question, make_skill, make_source, said
from tests.worker import run_tasks


def test_new_questions_are_to_be_added_and_nothing_is_written(cast: Cast) -> None:
    found = uploaded(cast.alice, entry(), entry("What is a kernel?", type="mcq", choices=CHOICES))
    assert (found.state, found.format) == ("previewed", "json")
    assert outcomes(found) == [("new", "add"), ("new", "add")]
    assert found.counts() == {"new": 2}
    assert not Question.objects.exists()


def test_the_same_question_is_known_by_its_uid(cast: Cast) -> None:
    question = make_question("What is overfitting?")
    same = entry(
        "What is overfitting?", uid=str(question.uid), answer="Noise.", type="open", minutes=5
    )
    other = entry("How is overfitting seen?", uid=str(question.uid))
    assert outcomes(uploaded(cast.alice, same)) == [("unchanged", "skip")]
    found = uploaded(cast.alice, other)
    assert outcomes(found) == [("changed", "update")]
    item = found.items.get()
    assert (item.match, item.matched_by) == (question, "uid")
    assert item.changes == ["stem", "answer"]


def test_the_same_question_is_known_by_its_place_in_a_source(cast: Cast) -> None:
    source = make_source("Handbook")
    question = make_question(source=source, source_ref="basic-01")
    found = uploaded(cast.alice, entry(source="handbook", source_ref="basic-01"))
    item = found.items.get()
    assert (item.outcome, item.match, item.matched_by) == ("changed", question, "source")


@pytest.mark.parametrize(
    ("stem", "by"),
    [
        ("what is  overfitting", "stem"),
        ("What is overfitting of deep networks?", "likeness"),
    ],
)
def test_a_question_asked_before_is_a_duplicate(cast: Cast, stem: str, by: str) -> None:
    question = make_question("What is overfitting?")
    for other in ("How do you explain a model?", "When is a join slow?"):
        make_question(other)
    item = uploaded(cast.alice, entry(stem)).items.get()
    assert (item.outcome, item.decision) == ("duplicate", "skip")
    assert (item.match, item.matched_by) == (question, by)
    assert item.likeness


def test_what_stands_in_the_file_before_is_a_duplicate(cast: Cast) -> None:
    found = uploaded(cast.alice, entry("What is a kernel?"), entry("what is a Kernel"))
    assert outcomes(found) == [("new", "add"), ("duplicate", "skip")]
    assert found.items.get(position=2).reason == "It stands in the file before, as no. 1."


def test_what_matches_a_retired_question_is_a_duplicate(cast: Cast) -> None:
    question = make_question("What is overfitting?", status="retired")
    found = uploaded(cast.alice, entry("How is it seen?", uid=str(question.uid)))
    assert outcomes(found) == [("duplicate", "skip")]


def test_a_missing_level_is_a_problem_until_a_default_fills_it(cast: Cast) -> None:
    found = uploaded(cast.alice, entry(level=""), entry("Why batches?"))
    transfers.edit_item(cast.alice, found.items.get(position=2), {"level": "godlike"})
    found.refresh_from_db()
    assert [[p["field"] for p in i.problems] for i in found.items.all()] == [["level"], ["level"]]
    found = transfers.set_defaults(cast.alice, found, {"level": "expert"})
    assert [[p["field"] for p in i.problems] for i in found.items.all()] == [[], ["level"]]
    with pytest.raises(ImportRefused) as refusal:
        transfers.set_defaults(cast.alice, found, {"level": "godlike"})
    assert refusal.value.field == "level"


def test_names_that_the_bank_does_not_have_are_told(cast: Cast) -> None:
    make_skill("Vision")
    found = uploaded(cast.alice, entry(skills=("vision", "Speech"), roles=("Scientist",)))
    assert found.unknown_tags == {"skill": ["Speech"], "role": ["Scientist"], "source": []}
    assert found.items.get().flags == ["unknown_tags"]
    found = transfers.set_defaults(cast.alice, found, {}, create_tags=True)
    assert found.items.get().flags == []


def test_decisions_are_made_for_one_for_an_outcome_or_for_all(cast: Cast) -> None:
    make_question("What is overfitting?")
    found = uploaded(cast.alice, entry("What is overfitting?"), entry("When is a join slow?"))
    duplicate, new = found.items.all()
    assert outcomes(found) == [("duplicate", "skip"), ("new", "add")]
    found = transfers.decide(cast.alice, found, "update", outcome="duplicate")
    assert outcomes(found) == [("duplicate", "update"), ("new", "add")]
    with pytest.raises(ImportRefused):
        transfers.decide(cast.alice, found, "update", items=[new.pk])
    found = transfers.decide(cast.alice, found, "skip")
    assert outcomes(found) == [("duplicate", "skip"), ("new", "skip")]
    found = transfers.decide(cast.alice, found, "add", items=[duplicate.pk])
    found = transfers.set_defaults(cast.alice, found, {"level": "expert"})
    assert outcomes(found) == [("duplicate", "add"), ("new", "skip")]


def test_an_item_is_edited_and_judged_anew(cast: Cast) -> None:
    make_question("What is overfitting?")
    found = uploaded(cast.alice, entry("What is overfitting?", level=""))
    item = transfers.edit_item(
        cast.alice, found.items.get(), {"stem": "When is a join slow?", "level": "basic"}
    )
    assert (item.outcome, item.decision, item.problems) == ("new", "add", [])
    with pytest.raises(transfers.ItemRefused) as refusal:
        transfers.edit_item(cast.alice, item, {"stem": 5, "look_for": "a", "colour": "red"})
    assert {p.field for p in refusal.value.problems} == {"stem", "colour"}


def test_an_import_that_was_changed_meanwhile_is_not_changed_blindly(cast: Cast) -> None:
    found = uploaded(cast.alice, entry())
    transfers.decide(cast.eve, found, "skip")
    with pytest.raises(transfers.StaleImport):
        transfers.decide(cast.alice, found, "add")


def test_a_file_that_cannot_be_read_says_why(cast: Cast) -> None:
    found = transfers.upload(cast.alice, "a.json", b'{"format": ', format_name="json")
    assert found.state == "failed"
    assert found.message
    assert not ImportFile.objects.exists()


@pytest.mark.parametrize(
    ("data", "format_name", "field"),
    [
        (b" \n", "", "file"),
        (b"\x00\x01\x02\x03", "", "file"),
        (b"x" * 16_000_001, "", "file"),
        (b"{}", "pdf", "format"),
    ],
)
def test_what_is_no_file_to_read_is_refused(
    cast: Cast, data: bytes, format_name: str, field: str
) -> None:
    with pytest.raises(ImportRefused) as refusal:
        transfers.upload(cast.alice, "a", data, format_name=format_name)
    assert refusal.value.field == field
    assert not Import.objects.exists()


def test_a_large_file_is_read_by_the_worker(cast: Cast) -> None:
    stems = [f"Question {n} on topic {n * n}?" for n in range(40)]
    found = uploaded(cast.alice, *(entry(stem, answer="Long. " * 5_000) for stem in stems))
    assert found.state == "reading"
    run_tasks()
    found.refresh_from_db()
    assert (found.state, found.done, found.total) == ("previewed", 40, 40)


def test_a_cancelled_import_is_not_read(cast: Cast) -> None:
    found = uploaded(
        cast.alice, *(entry(f"Number {n}", answer="Long. " * 9_000) for n in range(20))
    )
    transfers.cancel(cast.alice, found)
    run_tasks()
    found.refresh_from_db()
    assert (found.state, found.items.count()) == ("cancelled", 0)
    assert not ImportFile.objects.exists()


def test_only_who_imports_may(cast: Cast) -> None:
    for user in (cast.bob, cast.carol, cast.dave):
        with pytest.raises(PermissionDenied):
            transfers.upload(user, "a.json", file_of(entry()))
        assert not Import.objects.visible_to(user).exists()


def test_a_question_with_a_newer_version_is_compared_with_that(cast: Cast) -> None:
    question = make_question("What is overfitting?")
    questions.edit(cast.alice, question, said("How is overfitting seen?"))
    same = entry(
        "How is overfitting seen?", uid=str(question.uid), answer="Noise.", type="open", minutes=5
    )
    assert outcomes(uploaded(cast.alice, same)) == [("unchanged", "skip")]


def test_a_file_whose_reader_died_is_read_by_another(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "AT_ONCE_BYTES", 1)
    found = uploaded(cast.alice, entry())

    def die(*args: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(transfer_reading, "read_apart", die)
        with pytest.raises(SystemExit):
            transfer_reading.read_later.call(found.pk)
    DBTaskResult.objects.all().delete()  # what the worker had taken
    Import.objects.update(alive_at=F("alive_at") - transfer_jobs.GONE_AFTER)
    assert transfer_jobs.take_up() == 1
    run_tasks()
    found.refresh_from_db()
    assert outcomes(found) == [("new", "add")]
