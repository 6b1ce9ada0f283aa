"""Edits of one question by many processes at once, and what became of each.

A program of its own: `python -m tests.actions.questions.race action|api [unlocked]`, on an empty,
migrated database. In each round all clients read the same state, wait for one another, and then
save, each with a mark of its own added to the answer that it has read. What became of all marks is
printed as JSON.
"""

import dataclasses
import json
import math
import multiprocessing
import os
import sys
import time
from typing import Any
from unittest import mock

import django

django.setup()

# Models can be imported only once Django is set up.
from django.db import DatabaseError
from django.test.utils import setup_test_environment

from questions.actions import questions
from questions.actions.questions import StaleSave
from questions.models import Question, User
from tests.api.base import Reader
from tests.base import make_cast, make_question
from tests.search.edits import let_go

CLIENTS, EDITS = 16, int(os.environ.get("RACE_EDITS", "60"))
ROUNDS = math.ceil(EDITS / CLIENTS)
FORK = multiprocessing.get_context("fork")
#: Seconds that any client may keep the others waiting.
PATIENCE = 120
UNLOCKED = "unlocked" in sys.argv


class ByAction:
    """A client that saves through the action, as pages do."""

    def __init__(self, question: int) -> None:
        self.alice, self.pk = User.objects.get(username="alice"), question

    def read(self) -> None:
        self.seen = Question.objects.with_guidance().get(pk=self.pk)

    def add(self, mark: str) -> bool:
        said = dataclasses.replace(self.seen.content(), answer=f"{self.seen.answer} {mark}")
        try:
            questions.edit(self.alice, self.seen, said)
        except (StaleSave, DatabaseError):
            # The latter without the lock alone: two numbered their versions alike.
            return False
        return True


class ByApi:
    """A client of the API, which names the state that it has read."""

    def __init__(self, question: int) -> None:
        alice = User.objects.get(username="alice")
        self.reader = Reader(alice, "questions:read", "answers:read", "questions:write")
        self.path = f"/questions/{question}/"

    def read(self) -> None:
        self.seen = self.reader.ask(self.path)
        assert self.seen.status_code == 200

    def add(self, mark: str) -> bool:
        said = {"answer": f"{self.seen.json()['answer']} {mark}"}
        named = {"If-Match": self.seen.headers["ETag"]}
        status = self.reader.send("patch", self.path, said, **named).status_code
        assert status in (200, 412)
        return bool(status == 200)


WAYS: dict[str, Any] = {"action": ByAction, "api": ByApi}


def anyone(question: Question) -> Question:
    """Stand in for the lock without its two halves: no waiting, and no look at the revision."""
    return Question.objects.get(pk=question.pk)


def _client(number: int, way: str, question: int, together: Any, outcomes: Any) -> None:
    client, won = WAYS[way](question), []
    for turn in range(ROUNDS):
        client.read()
        together.wait(PATIENCE)
        if UNLOCKED:
            # Some come late: those at the same instant stop each other by their version's number.
            time.sleep(number / 50)
        if client.add(f"{turn}-{number}"):
            won.append(f"{turn}-{number}")
        together.wait(PATIENCE)
    outcomes.put(won)


def race(way: str) -> dict[str, Any]:
    """Let all clients edit, and return who was told what and what is there in the end."""
    make_cast()
    question = make_question(status="draft", answer="Start").pk
    let_go()
    together, outcomes = FORK.Barrier(CLIENTS), FORK.Queue()
    clients = [
        FORK.Process(target=_client, args=(number, way, question, together, outcomes))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    won = [mark for _ in clients for mark in outcomes.get(timeout=600)]
    for client in clients:
        client.join()
    found = Question.objects.get(pk=question)
    versions = found.versions.order_by("number").values_list("content__answer", flat=True)
    return {
        "clients": CLIENTS,
        "rounds": ROUNDS,
        "won": sorted(won, key=lambda mark: int(mark.split("-")[0])),
        "answer": found.answer.split(),
        "history": [text.split()[-1] for text in versions],
        "revision": found.revision,
    }


if __name__ == "__main__":
    setup_test_environment()
    if UNLOCKED:
        mock.patch.object(questions, "_lock", anyone).start()
    print(json.dumps(race(sys.argv[1])))
