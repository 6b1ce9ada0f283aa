"""What a process holds of the bank follows every change, wherever it was made."""

from functools import partial

import pytest
from django.test import Client

from questions import search
from questions.actions import asked, facet_index, questions, taxonomy
from questions.models import BankChange, Question, StoredIndex
from questions.search import bank, storage
from tests.base import Cast, make_question, make_skill, said, token
from tests.worker import run_tasks


def listed(client: Client, query: str = "") -> str:
    return client.get(f"/questions/?{query}").content.decode()


def as_if_of_another_process(held: search.Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process hold what it held before."""
    monkeypatch.setattr(bank, "_held", held)


def is_true(held: search.Bank) -> bool:
    built = storage.build()
    return held.index.values == built.values and held.index.every == built.every


def test_rows_follow_an_edit_a_rename_a_leak_and_a_use(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    skill = make_skill("Speech")
    question = make_question("Why drift?", skills=[skill])
    assert "Why drift?" in listed(client)
    question = questions.edit(None, question, said("Why skew?"))
    page = listed(client)
    assert "Why skew?" in page
    assert "Why drift?" not in page
    skill.name = "Hearing"
    taxonomy.save(None, skill)
    assert '<span class="tag">Hearing</span>' in listed(client)
    assert "Leaked" not in listed(client)
    asked.report_leak(cast.alice, question)
    assert "Leaked" in listed(client)
    questions.purge(cast.eve, questions.move(None, question, "retire"))
    assert "Why skew?" not in listed(client)


def test_the_api_says_what_is_new(cast: Cast, client: Client) -> None:
    headers = token(cast.alice, "questions:read")
    question = make_question("Why drift?")
    address = f"/api/v1/questions/{question.pk}/"
    first = client.get(address, headers=headers)
    held = headers | {"If-None-Match": first["ETag"]}
    assert client.get(address, headers=held).status_code == 304
    questions.edit(None, question, said("Why skew?"))
    again = client.get(address, headers=held)
    assert (again.status_code, again.json()["stem"]) == (200, "Why skew?")


def test_what_was_kept_for_a_reader_of_answers_is_not_shown_to_others(
    cast: Cast, client: Client
) -> None:
    make_question("Why drift?", answer="Drift of the secret kind.")
    for scopes in (["questions:read", "answers:read"], ["questions:read"]):
        body = client.get("/api/v1/questions/?q=drift", headers=token(cast.alice, *scopes)).content
        assert (b"secret" in body) == ("answers:read" in scopes)


def test_a_slow_reader_keeps_nothing_from_before_a_change(db: None) -> None:
    question = make_question("Why drift?")
    slow = search.current()
    questions.edit(None, question, said("Why skew?"))
    assert search.current() is not slow
    slow.remember(question.pk, "row", "Why drift?")
    assert search.current().remembered(question.pk, "row") is None


def test_what_did_not_change_stays_kept(db: None) -> None:
    kept, changed = make_question("Why drift?"), make_question("Why skew?")
    for question in (kept, changed):
        search.current().remember(question.pk, "row", question.stem)
    questions.edit(None, changed, said("Why bias?"))
    now = search.current()
    assert (now.remembered(kept.pk, "row"), now.remembered(changed.pk, "row")) == (
        "Why drift?",
        None,
    )


def test_no_more_is_kept_than_fits(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank, "MAX_KEPT", 2)
    monkeypatch.setattr(bank, "MAX_SEARCHES", 2)
    held = search.current()
    for n in range(5):
        held.remember(n, "row", n)
        held.once(n, partial(int, n))
    assert list(held.rendered) == [3, 4]
    assert list(held.found) == [3, 4]


def test_a_change_that_is_rolled_back_leaves_no_trace(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = make_question("Why drift?", status="draft")
    before = search.current()

    def fail(*args: object) -> None:
        # Within the transaction the change is seen, so that it must be forgotten again.
        assert len(search.current().index.values["status"]["in_review"]) == 1
        raise RuntimeError

    monkeypatch.setattr("questions.actions.audit.record", fail)
    with pytest.raises(RuntimeError):
        questions.move(cast.alice, question, "submit")
    assert (search.current().version, search.current().stamp) == (before.version, before.stamp)
    assert is_true(search.current())


def test_a_process_that_is_behind_reads_the_log(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_question("Why drift?")
    held = search.current()
    for n in range(3):
        make_question(f"Why {n}?")
    as_if_of_another_process(held, monkeypatch)
    monkeypatch.setattr(storage, "build", None)  # nothing is read anew
    assert len(search.current().index.every) == 4


def test_a_process_further_behind_than_the_log_loads_what_is_stored(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_question("Why drift?")
    held = search.current()
    make_question("Why skew?")
    search.store()
    BankChange.objects.filter(version__lt=search.current().version).delete()
    make_question("Why bias?")
    as_if_of_another_process(held, monkeypatch)
    assert len(search.current().index.every) == 3
    assert is_true(search.current())


def test_a_restored_database_counts_anew_and_is_not_mistaken(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_question("Why drift?")
    make_question("Why skew?")
    held = search.current()
    # Another history that happens to have counted as far.
    Question.objects.filter(stem="Why skew?").update(level="expert")
    BankChange.objects.filter(version=held.version).update(stamp="another")
    as_if_of_another_process(held, monkeypatch)
    assert is_true(search.current())


def test_bytes_of_another_layout_are_left_alone(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_question("Why drift?")
    search.store()
    StoredIndex.objects.update(layout=storage.LAYOUT + 1, data=b"?")
    monkeypatch.setattr(bank, "_held", None)
    assert len(search.current().index.every) == 1


def test_the_index_is_stored_now_and_then(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "STORE_EVERY", 3)
    monkeypatch.setattr(bank, "STORE_EVERY", 3)
    for n in range(7):
        make_question(f"Why {n}?")
    facet_index.log_change()
    assert not StoredIndex.objects.exists()
    run_tasks()
    stored = StoredIndex.objects.get()
    assert stored.version == search.current().version
    assert BankChange.objects.count() == 4
    monkeypatch.setattr(bank, "_held", None)
    monkeypatch.setattr(storage, "build", None)
    assert len(search.current().index.every) == 7


def test_rows_past_the_actions_are_told_of_where_the_bank_looks_empty(
    cast: Cast, client: Client
) -> None:
    assert not search.current().index.every
    Question.objects.bulk_create(
        [Question(stem="Raw?", type="open", level="basic", status="approved")]
    )
    client.force_login(cast.alice)
    assert "not indexed yet" in listed(client)
    search.rebuild()
    assert "Raw?" in listed(client)
