"""The index follows every change, and says when it is behind."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from questions import search
from questions.actions import questions
from questions.models import Choice, Question, SearchText
from questions.rules import terms
from tests.base import Cast, make_question, said
from tests.search.reference import everything


def found(text: str, *, stems_only: bool = False) -> set[int]:
    query = terms.parse(text)
    matches = search.matching(everything(), query, stems_only=stems_only)
    return set(matches)


def readiness(client: Client) -> str:
    return str(client.get("/readyz").json()["index"])


def insert_raw(stem: str, answer: str = "", **more: str) -> Question:
    """Insert a row and nothing derived from it, as loaddata does."""
    fields = {"type": "open", "level": "basic", "status": "approved"} | more
    return Question.objects.bulk_create([Question(stem=stem, answer=answer, **fields)])[0]


def reindexed(*options: str) -> str:
    out = StringIO()
    call_command("reindex", *options, stdout=out)
    return out.getvalue().strip()


def test_a_new_question_is_found_at_once(cast: Cast) -> None:
    question = questions.create(cast.alice, said("Why drift?"), questions.Tags())
    assert found("drift") == {question.pk}


def test_an_edited_draft_is_found_by_its_new_words_alone(cast: Cast) -> None:
    question = make_question("Why drift?", answer="Old.", status="draft")
    questions.edit(cast.alice, question, said("Why skew?", answer="New."))
    assert found("drift") == found("old") == set()
    assert found("skew") == found("new") == {question.pk}


def test_a_pending_edit_is_found_when_it_is_approved(cast: Cast) -> None:
    question = make_question("Why drift?")
    pending = questions.edit(cast.alice, question, said("Why skew?"))
    assert (found("drift"), found("skew")) == ({question.pk}, set())
    questions.move(cast.eve, pending, "approve")
    assert (found("drift"), found("skew")) == (set(), {question.pk})


def test_changed_choices_are_found(db: None) -> None:
    question = make_question(type="mcq")
    assert found("tanh") == {question.pk}
    choices = [{"text": "Relu", "is_key": True}, {"text": "Swish"}]
    questions.edit(None, question, said(type="mcq", choices=choices))
    assert (found("tanh"), found("swish")) == (set(), {question.pk})


def test_a_retired_question_is_found_by_editors_alone(cast: Cast, client: Client) -> None:
    question = make_question("Why drift?", status="retired")
    assert found("drift") == {question.pk}
    for who, count in ((cast.alice, "Showing 1–1 of 1"), (cast.bob, "No question")):
        client.force_login(who)
        assert count in client.get("/questions/", {"q": "drift"}).content.decode()


def test_a_purged_question_leaves_the_index(cast: Cast) -> None:
    question = make_question("Why drift?")
    kept = make_question("Why drift again?")
    questions.purge(cast.eve, question)
    assert found("drift") == {kept.pk}
    assert list(SearchText.objects.values_list("pk", flat=True)) == [kept.pk]


def test_every_action_leaves_the_index_current(cast: Cast, client: Client) -> None:
    question = make_question("Why drift?", status="draft")
    for verb in ("submit", "send_back", "submit", "approve", "retire", "restore"):
        question = questions.move(cast.eve, question, verb, note="Too vague")
        assert readiness(client) == "current"
        assert found("drift") == {question.pk}


def test_an_action_that_fails_leaves_the_index_as_it_was(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = make_question("Why drift?", status="draft")

    def fail(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("questions.actions.audit.record", fail)
    with pytest.raises(RuntimeError):
        questions.edit(cast.alice, question, said("Why skew?"))
    assert (found("drift"), found("skew")) == ({question.pk}, set())


def test_raw_rows_are_told_and_found_after_reindex(client: Client, db: None) -> None:
    make_question("Why drift?")
    raw = insert_raw("Why skew?", "Drift.")
    assert found("skew") == set()
    assert readiness(client) == "stale: run manage.py reindex"
    assert reindexed() == "1 questions indexed."
    assert found("skew") == {raw.pk}
    assert readiness(client) == "current"
    assert reindexed() == "0 questions indexed."


def test_reindex_reads_choices_and_gives_a_first_version(db: None) -> None:
    raw = insert_raw("Which?", type="mcq", status="draft")
    Choice.objects.create(question=raw, position=1, text="Softmax", is_key=True)
    Choice.objects.create(question=raw, position=2, text="Tanh", explanation="Squashes.")
    Question.objects.filter(pk=raw.pk).update(choice_count=2, key_count=1, status="approved")
    reindexed()
    assert found("softmax") == found("squashes") == {raw.pk}
    raw.refresh_from_db()
    assert raw.version == 1
    assert [choice["text"] for choice in raw.versions.get().content["choices"]] == [
        "Softmax",
        "Tanh",
    ]


def test_rows_changed_behind_the_actions_need_all(db: None) -> None:
    question = make_question("Why drift?")
    Question.objects.filter(pk=question.pk).update(stem="Why skew?")
    assert reindexed() == "0 questions indexed."
    assert reindexed("--all") == "1 questions indexed."
    assert (found("drift"), found("skew")) == (set(), {question.pk})


def test_more_rows_than_a_batch_are_indexed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("questions.actions.reindex.BATCH", 3)
    raws = {insert_raw(f"Drift number {n}?").pk for n in range(8)}
    assert reindexed() == "8 questions indexed."
    assert found("drift") == raws
