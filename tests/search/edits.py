"""Random changes of a bank by several processes, and what must hold afterwards.

A program of its own: `python -m tests.search.edits race|kill`, on an empty, migrated database.
"""

import contextlib
import multiprocessing
import os
import random
import signal
import sys
import time
from typing import Any

import django

django.setup()

# Models can be imported only once Django is set up.
from django.db import connection, connections

from questions import search
from questions.actions import asked, questions, taxonomy
from questions.actions.questions import StaleSave, Tags
from questions.filters import FACETS, QuestionFilters
from questions.matches import Matches
from questions.models import Question, Role, Skill, Source, User
from questions.rules.lifecycle import TransitionRefused
from questions.search import storage
from tests.base import (
    make_cast,
    make_question,
    make_role,
    make_skill,
    make_source,
    said,
)
from tests.search import reference

PROCESSES, EDITS, TRIALS = 4, 25, int(os.environ.get("KILL_TRIALS", "10"))
FORK = multiprocessing.get_context("fork")
LEVELS, STATUSES = ["basic", "intermediate", "advanced", "expert"], ["approved", "draft", "retired"]


def seed() -> None:
    make_cast()
    for n in range(4):
        make_skill(f"Skill {n}")
        make_role(f"Role {n}")
        make_source(f"Source {n}")
    for n in range(30):
        make_question(f"Question {n}", level=LEVELS[n % 4], status=STATUSES[n % 3])


def edit(chance: random.Random) -> None:
    """Change something at random; who loses a race against another process changes nothing."""
    with contextlib.suppress(StaleSave, TransitionRefused, Question.DoesNotExist):
        chance.choice([_create, _rewrite, _retag, _move, _leak, _rename, _purge])(chance)


def _any(chance: random.Random) -> Question:
    return chance.choice(list(Question.objects.with_guidance().order_by("-pk")[:12]))


def _create(chance: random.Random) -> None:
    make_question("New", level=chance.choice(LEVELS), minutes=chance.randint(1, 120))


def _rewrite(chance: random.Random) -> None:
    content = said(f"Why {chance.random()}?", level=chance.choice(LEVELS), minutes=7)
    questions.edit(None, _any(chance), content)


def _retag(chance: random.Random) -> None:
    question = _any(chance)
    tags = Tags(
        tuple(chance.sample(list(Skill.objects.all()), 2)),
        tuple(chance.sample(list(Role.objects.all()), 2)),
        chance.choice([None, *Source.objects.all()]),
    )
    questions.edit(None, question, questions.latest_content(question), tags)


def _move(chance: random.Random) -> None:
    questions.move(None, _any(chance), chance.choice(["submit", "approve", "retire", "restore"]))


def _leak(chance: random.Random) -> None:
    asked.report_leak(User.objects.get(username="alice"), _any(chance))


def _rename(chance: random.Random) -> None:
    skill = chance.choice(list(Skill.objects.all()))
    skill.name = f"Skill {chance.random()}"
    taxonomy.save(None, skill)


def _purge(chance: random.Random) -> None:
    if Question.objects.count() > 25:
        questions.purge(User.objects.get(username="eve"), _any(chance))


def facts(index: search.FacetIndex) -> dict[str, Any]:
    """Return all that an index says, as plain values."""
    values = {
        name: {v: list(ids) for v, ids in held.items()} for name, held in index.values.items()
    }
    times = {pk: int(index.updated[pk]) for pk in index.every}
    return {"every": list(index.every), "values": values, "times": times}


def check() -> None:
    """What is held in memory is what the database says."""
    bank = search.current()
    assert facts(bank.index) == facts(storage.build())
    names = {term.pk: term.name for term in bank.taxonomies["skill"].values()}
    assert names == dict(Skill.objects.values_list("pk", "name"))


def check_counts() -> None:
    """Any filters leave what the database says, and so many of each value."""
    bank, chance = search.current(), random.Random(1)
    for _ in range(40):
        state = _state(chance)
        for user in User.objects.filter(username__in=["alice", "bob"]):
            matches = Matches(state, user, bank)
            assert set(matches.ids) == set(reference.ids_of(reference.in_state(state, user)))
            for facet in FACETS:
                assert matches.counts(facet) == reference.counts(state, user, facet)


def _state(chance: random.Random) -> QuestionFilters:
    def some(values: list[str]) -> tuple[str, ...]:
        return tuple(chance.sample(values, chance.choice([0, 0, 1, 2])))

    return QuestionFilters(
        level=some(LEVELS),
        status=some(STATUSES),
        skill=some(list(Skill.objects.values_list("slug", flat=True))),
        role=some(list(Role.objects.values_list("slug", flat=True))),
        source=some(list(Source.objects.values_list("slug", flat=True))),
        minutes_max=chance.choice([None, 7, 60]),
    )


def let_go() -> None:
    """Close what a forked process must not share with its parent."""
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's own


def race() -> None:
    """Edit from several processes at once; each holds the same bank in the end."""
    let_go()
    finished, outcomes = FORK.Barrier(PROCESSES), FORK.Queue()
    children = [
        FORK.Process(target=_race_one, args=(n, finished, outcomes)) for n in range(PROCESSES)
    ]
    for child in children:
        child.start()
    told = [outcomes.get(timeout=300) for _ in children]
    for child in children:
        child.join()
    check()
    check_counts()
    expected = facts(search.current().index)
    assert all(one == expected for one in told)


def _race_one(number: int, finished: Any, outcomes: Any) -> None:
    chance = random.Random(number)
    for place in range(EDITS):
        edit(chance)
        bank = search.current()
        assert len(bank.index.every)
        if place == EDITS // 2 and number == 0:
            search.store()
    finished.wait(timeout=200)
    outcomes.put(facts(search.current().index))


def kill() -> None:
    """Kill an editor in the midst of it: the change log and the rows still say the same."""
    for trial in range(TRIALS):
        let_go()
        editor = FORK.Process(target=_edit_without_end, args=(trial,))
        editor.start()
        time.sleep(random.SystemRandom().uniform(0.05, 0.4))
        os.kill(editor.pid or 0, signal.SIGKILL)
        editor.join()
        check()
    check_counts()


def _edit_without_end(number: int) -> None:
    chance = random.Random(number)
    while True:
        edit(chance)


if __name__ == "__main__":
    seed()
    {"race": race, "kill": kill}[sys.argv[1]]()
    print(search.current().version)
