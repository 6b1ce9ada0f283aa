"""Edits of a served bank by another process, and what one costs."""

import os
import random
import subprocess
import sys
from dataclasses import replace
from statistics import median
from time import perf_counter, process_time

from django.conf import settings

from questions.actions import questions
from questions.management.bench.report import Row
from questions.management.bench.server import database_url
from questions.management.bench.targets import LIMITS
from questions.management.bench.words import VOCABULARY
from questions.models import Question
from questions.rules import content
from questions.rules.lifecycle import APPROVED

EDITS = 50
_INDEX = """
import time, django
django.setup()
from questions import search
start = time.perf_counter()
if current := getattr(search, "current", None):
    current()
    print(time.perf_counter() - start)
"""


def edit_one(rng: random.Random, *, shown: bool) -> tuple[float, float]:
    """Edit a question that the first page shows, or any; return seconds of CPU and of wall time."""
    approved = Question.objects.filter(status=APPROVED)
    rows = approved.order_by("difficulty", "pk") if shown else approved.order_by("pk")
    first = rng.randint(1, Question.objects.order_by("-pk").values_list("pk", flat=True)[0])
    question = rows[0] if shown else (rows.filter(pk__gte=first).first() or rows[0])
    said = _changed(rng, questions.latest_content(question))
    start, start_cpu = perf_counter(), process_time()
    questions.edit(None, question, said)
    return process_time() - start_cpu, perf_counter() - start


def _changed(rng: random.Random, said: content.Content) -> content.Content:
    stem = f"{said.stem[: content.MAX_STEM - 20]} {rng.choice(VOCABULARY)}"
    return replace(said, stem=stem, minutes=said.minutes % 10 + 1)


def rows(size: int, seed: int) -> list[Row]:
    """Return a row for an edit with its version, index and audit entry, the median of 50, and one
    for how long a new process takes to know what has been written.
    """
    rng = random.Random(seed)  # noqa: S311  # no secret
    taken = [edit_one(rng, shown=False) for _ in range(EDITS)]
    cpu, wall = (median(seconds) * 1_000 for seconds in zip(*taken, strict=True))
    most = LIMITS["edit"].sqlite or 0
    edit: Row = {
        "what": "one edit",
        "kind": "edit",
        "questions": size,
        "CPU ms": cpu,
        "p50 ms": wall,
        "target ms": most,
        "met": "yes" if cpu <= most else "no",
    }
    index: Row = {"what": "facet index in a fresh process", "questions": size, "s": index_seconds()}
    return [edit, index]


def index_seconds() -> float | None:
    """Return how long a fresh process takes to have the facet index; None without one."""
    done = subprocess.run(  # noqa: S603  # a constant
        [sys.executable, "-c", _INDEX],
        cwd=settings.ROOT,
        env=os.environ | {"DATABASE_URL": database_url()},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout) if done.stdout.strip() else None
