"""A program: reads every hostile file and prints what came of it and what it took, a line each.

It runs by itself so that the children it counts are those that read.
"""

import json
import resource
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from questions.formats import QUESTION_FORMATS, recognised
from questions.formats.apart import read_apart
from questions.formats.interchange import Hints, QuestionFormat, Unreadable
from tests.formats import hostile_files


def results() -> Iterator[dict[str, Any]]:
    for name, data in hostile_files.every():
        for format_ in _formats(name, data):
            yield {"file": name, "format": format_.name, **_read(format_, data, name)}


def _formats(name: str, data: bytes) -> Iterable[QuestionFormat]:
    """Return what a file says it is, by its content and by its name; each reader once."""
    found = recognised(data, name)
    every = QUESTION_FORMATS.values()
    named = [one for one in every if name.endswith(f".{one.extension}")]
    named += [one for one in every if name.endswith(".xml") and one.name == "qti21"]
    return {one.read: one for one in (found, *named) if one and one.read}.values()


def _read(format_: QuestionFormat, data: bytes, name: str) -> dict[str, Any]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        reading = read_apart(format_, data, Hints(name))
        said = f"{len(reading.entries)} questions"
    except Unreadable as refusal:
        said = refusal.message
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"said": said, "cpu": round(cpu, 2), "most_megabytes": after.ru_maxrss >> 10}


if __name__ == "__main__":
    for result in results():
        print(json.dumps(result), flush=True)  # noqa: T201  # a program's output
