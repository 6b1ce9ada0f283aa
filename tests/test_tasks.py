"""Background work: rows that belong to their transaction, and a worker that runs them."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django_tasks import TaskResultStatus, default_task_backend, task

from tests.worker import run_tasks

done: list[str] = []


@task()
def note(word: str) -> str:
    done.append(word)
    return word.upper()


@task()
def fail(word: str) -> None:
    raise ValueError(word)


@pytest.fixture(autouse=True)
def nothing_done() -> Iterator[None]:
    yield
    done.clear()


@pytest.mark.django_db
def test_task_waits_for_the_worker() -> None:
    ordered = note.enqueue("later")
    assert done == []
    run_tasks()
    assert done == ["later"]
    ordered.refresh()
    assert ordered.status == TaskResultStatus.SUCCESSFUL
    assert ordered.return_value == "LATER"


@transaction.atomic
def order_and_fail() -> None:
    note.enqueue("undone")
    raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_task_is_there_when_its_transaction_is() -> None:
    with transaction.atomic():
        note.enqueue("kept")
    with pytest.raises(RuntimeError):
        order_and_fail()
    run_tasks()
    assert done == ["kept"]


@pytest.mark.django_db
def test_failed_task_is_recorded_and_holds_up_no_other() -> None:
    failing = fail.enqueue("no")
    note.enqueue("yes")
    run_tasks()
    assert done == ["yes"]
    failed = default_task_backend.get_result(failing.id)
    assert failed.status == TaskResultStatus.FAILED
    assert failed.errors[0].exception_class_path == "builtins.ValueError"
