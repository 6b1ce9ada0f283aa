"""A file of 10,000 questions brought into the bank, beside bare rows loaded into an empty one."""

import json
import random
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.utils import timezone

from questions.actions import (
    question_exports,
    transfer_commits,
    transfer_reading,
    transfer_undo,
    transfers,
)
from questions.actions.transfer_rows import AUDIT
from questions.formats import QUESTION_FORMATS
from questions.formats.interchange import Bank, Entry, EntryChoice
from questions.management.bench.bank import LOADED, make_tags
from questions.management.bench.database import throw_away_database
from questions.management.bench.facts import Batch, Tags
from questions.management.bench.loading import bulk
from questions.management.bench.report import Row
from questions.management.bench.texts import Rows, make_rows
from questions.models import Import, Role, Skill, Source

COUNT = 10_000
#: Of what bare rows reach, the index made after them.
TARGET = 0.6
RAW_ROUNDS = 3


def measure(size: int, seed: int) -> Sequence[Row]:
    """Return seconds and questions per second of each step, and of the bare rows."""
    rows = make_rows(Batch(seed + 1, 0, range(size + 1, size + COUNT + 1), _tags(), _today()))
    taken = [_raw_seconds(rows) for _ in range(RAW_ROUNDS)]
    raw, raw_cpu = (median(seconds) for seconds in zip(*taken, strict=True))
    data = _file(rows)
    found, read = _timed(lambda: _read(data))
    found, commit = _timed(lambda: transfer_commits.commit(None, found))
    _, export = _timed(lambda: question_exports.export(None, "json"))
    _, undo = _timed(lambda: transfer_undo.take_back(None, found))
    ratio = raw / commit[0]
    return [
        _row("bare rows into an empty bank, then the index", raw, raw_cpu),
        _row("read, match and judge a file", *read),
        _row("commit", *commit)
        | {"of bare": ratio, "target": TARGET, "met": "yes" if ratio >= TARGET else "no"},
        _row("read and commit", read[0] + commit[0], read[1] + commit[1])
        | {"of bare": raw / (read[0] + commit[0])},
        _row("undo", *undo),
        _row("export of the whole bank", *export, count=size + COUNT),
    ]


def _row(what: str, wall: float, cpu: float | None = None, count: int = 0) -> dict[str, Any]:
    count = count or COUNT
    return {"what": what, "questions": count, "s": wall, "CPU s": cpu, "per s": count / wall}


def _timed(task: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    start, start_cpu = perf_counter(), process_time()
    done = task()
    return done, (perf_counter() - start, process_time() - start_cpu)


def _read(data: bytes) -> Import:
    found = transfers.upload(None, "bench.json", data)
    return transfer_reading.read(None, found)


def _raw_seconds(rows: Rows) -> tuple[float, float]:
    """Load rows, each with an audit entry, into a database of their own; return the seconds."""
    now = str(timezone.now().replace(tzinfo=None))
    acts = [
        (now, None, "question.created", "question", row[0], "{}", "") for row in rows["question"]
    ]

    def load() -> None:
        with bulk(*LOADED.values()):
            for name, table in LOADED.items():
                table.load(rows[name])
            AUDIT.load(acts)

    with throw_away_database():
        make_tags(random.Random(1))  # noqa: S311  # no secret
        return _timed(load)[1]


def _tags() -> Tags:
    models: list[Any] = [Skill, Role, Source]
    return Tags(*(list(m.objects.order_by("pk").values_list("pk", flat=True)) for m in models))


def _today() -> Any:
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)


def _file(rows: Rows) -> bytes:
    """Return the questions of rows as a file."""
    skills = dict(Skill.objects.values_list("pk", "slug"))
    sources = dict(Source.objects.values_list("pk", "slug"))
    filed: dict[int, list[str]] = {}
    for question, skill in rows["skill"]:
        filed.setdefault(question, []).append(skills[skill])
    placed = {row[0]: (sources[row[8]], row[9]) for row in rows["question"]}
    write = QUESTION_FORMATS["json"].write
    assert write  # noqa: S101  # it is ours
    entries = []
    for number, _, text, *_ in rows["version"]:
        said = json.loads(text)
        source, ref = placed[number]
        choices = tuple(EntryChoice(**choice) for choice in said.pop("choices"))
        lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
        tags: dict[str, Any] = {"skills": tuple(filed[number]), "source": source, "source_ref": ref}
        entries.append(Entry(**said | lists | tags, choices=choices))
    return write(Bank(tuple(entries))).data
