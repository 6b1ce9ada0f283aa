"""A program: kill -9 of a process that brings an import in, over and over, in a fresh database.

Each trial forks a process that commits an import as the worker does, kills it at a random moment,
looks at what the database holds, and lets the work be taken up again. Prints what was found.
"""

import datetime
import json
import os
import random
import signal
import sys
import time

import django

django.setup()

from django.db import connection
from django.utils import timezone

from questions.actions import transfer_commits, transfer_jobs, transfers
from questions.models import (
    AuditEntry,
    Import,
    ImportItem,
    Question,
    QuestionVersion,
    SearchText,
    Skill,
    User,
)
from questions.rules import transfers as rules
from tests.actions.transfers.base import entry, uploaded
from tests.base import recruiter
from tests.worker import run_tasks

QUESTIONS = 60
CHANCE = random.SystemRandom()
rules.AT_ONCE_ITEMS = 1  # so that the worker does it


def close() -> None:
    """Leave no connection to a process that is forked."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone


def ordered(user: User, trial: int) -> Import:
    """Return an import that waits for the worker."""
    stems = [f"Trial{trial} asks word{n * n} of word{n}?" for n in range(QUESTIONS)]
    entries = [entry(stem, skills=(f"Skill {trial}",)) for stem in stems]
    found = uploaded(user, *entries, create_tags=True)
    # Others of these questions are much like them: all are to be added nevertheless.
    return transfer_commits.order(user, transfers.decide(user, found, "add"))


def committing(found: Import) -> int:
    """Return the process that brings an import in."""
    close()
    child = os.fork()
    if not child:
        transfer_commits.commit_later.call(found.pk)
        os._exit(0)
    return child


def state(found: Import) -> dict[str, object]:
    """Return all that an import may have written."""
    ids = list(ImportItem.objects.filter(owner=found).values_list("question", flat=True))
    mine = Question.objects.filter(pk__in=[pk for pk in ids if pk])
    return {
        "state": Import.objects.get(pk=found.pk).state,
        "questions": mine.count(),
        "bank": Question.objects.count(),
        "versions": QuestionVersion.objects.count(),
        "terms": SearchText.objects.count(),
        "tags": Question.skills.through.objects.count(),
        "skills": Skill.objects.count(),
        "acts": AuditEntry.objects.filter(verb="question.created").count(),
        "committed": AuditEntry.objects.filter(verb="import.committed").count(),
    }


def main(trials: int) -> None:
    """Run the trials; print how many imports were found untouched and how many whole."""
    user, whole, untouched, longest = recruiter(), 0, 0, 0.0
    for trial in range(trials):
        found = ordered(user, trial)
        before, start = state(found), time.perf_counter()
        child = committing(found)
        if trial:
            time.sleep(0 if trial == 1 else CHANCE.uniform(0, longest))
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        longest = longest or time.perf_counter() - start
        after = state(found)
        if after == before:
            untouched += 1
        else:
            whole += 1
            expect_whole(before, after)
        Import.objects.filter(pk=found.pk).update(
            alive_at=timezone.now() - datetime.timedelta(minutes=5)
        )
        transfer_jobs.take_up()
        run_tasks()
        expect_whole(before, state(found))
    race(user, trials)
    print(json.dumps({"trials": trials, "whole": whole, "untouched": untouched}))


def race(user: User, trial: int) -> None:
    """Let two workers bring one import in at the same time."""
    found = ordered(user, trial)
    before = state(found)
    for child in [committing(found), committing(found)]:
        os.waitpid(child, 0)
    expect_whole(before, state(found))


def expect_whole(before: dict[str, object], after: dict[str, object]) -> None:
    """Raise unless all of an import is there, once."""
    grown = {"bank": QUESTIONS, "versions": QUESTIONS, "terms": QUESTIONS, "tags": QUESTIONS}
    grown |= {"acts": QUESTIONS, "skills": 1, "committed": 1}
    wanted = before | {name: int(str(before[name])) + more for name, more in grown.items()}
    wanted |= {"state": "done", "questions": QUESTIONS}
    if after != wanted:
        raise AssertionError(f"{before} became {after}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
