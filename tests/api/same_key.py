"""Requests with the same `Idempotency-Key`, at once and from processes that are killed.

A program of its own: `python -m tests.api.same_key kill|race`, on an empty, migrated database. What
was answered and what is there is printed as JSON.
"""

import json
import multiprocessing
import os
import signal
import sys
from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from unittest import mock

import django

django.setup()

# Models can be imported only once Django is set up.
from django.test.utils import setup_test_environment
from django.utils import timezone

from questions.actions import idempotency
from questions.models import AuditEntry, IdempotencyKey, Question
from tests.api.base import WRITING, Reader
from tests.base import make_cast
from tests.search.edits import let_go

SENDERS = 8
FORK = multiprocessing.get_context("fork")
SAID = {"type": "open", "level": "basic", "stem": "Why?"}
finish = idempotency.finish


def die(*args: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def finish_and_die(*args: Any) -> None:
    finish(*args)
    die()


#: Where in the course of a request its process is killed.
POINTS: dict[str, Any] = {
    "claimed": mock.patch("questions.api.question_writes.read", die),
    "written": mock.patch("questions.api.question_writes.changed", die),
    "noted": mock.patch("questions.actions.idempotency.finish", finish_and_die),
    "committed": nullcontext(),
}


def send(reader: Reader, key: str) -> list[Any]:
    answer = reader.send("post", "/questions/", SAID, **{"Idempotency-Key": key})
    return [answer.status_code, answer.headers.get("Idempotent-Replayed", "")]


def kill(reader: Reader) -> dict[str, Any]:
    """Return for each point what a killed process leaves, and what becomes of retries."""
    return {point: _killed_at(reader, point) for point in POINTS}


def _killed_at(reader: Reader, point: str) -> list[Any]:
    let_go()
    child = FORK.Process(target=_send_and_die, args=(reader, point))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    open_ = IdempotencyKey.objects.filter(key=point, status=None)
    left = [Question.objects.count(), open_.count()]
    at_once = send(reader, point)
    IdempotencyKey.objects.update(claimed_at=timezone.now() - timedelta(seconds=61))
    retries = [send(reader, point), send(reader, point)]
    made = Question.objects.count()
    Question.objects.all().delete()
    return [left, at_once, *retries, made]


def _send_and_die(reader: Reader, point: str) -> None:
    with POINTS[point]:
        send(reader, point)
    die()


def race(reader: Reader) -> dict[str, Any]:
    """Return what each of several gets who send the same request at once."""
    let_go()
    together, answers = FORK.Barrier(SENDERS), FORK.Queue()
    senders = [
        FORK.Process(target=_send_together, args=(reader, together, answers))
        for _ in range(SENDERS)
    ]
    for sender in senders:
        sender.start()
    found = [answers.get(timeout=120) for _ in senders]
    for sender in senders:
        sender.join()
    created = AuditEntry.objects.filter(verb="question.created").count()
    return {"answers": found, "made": Question.objects.count(), "created": created}


def _send_together(reader: Reader, together: Any, answers: Any) -> None:
    together.wait(60)
    answers.put(send(reader, "one"))


if __name__ == "__main__":
    setup_test_environment()
    print(
        json.dumps({"kill": kill, "race": race}[sys.argv[1]](Reader(make_cast().alice, *WRITING)))
    )
