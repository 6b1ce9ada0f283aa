"""Files made to harm end as a clear message, or as questions, within 5 s of CPU and 256 MB."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from questions.formats import apart, recognised
from tests.formats import hostile_files

PROBE = Path(__file__).with_name("hostile_probe.py")


@pytest.fixture(scope="module")
def results() -> list[dict[str, Any]]:
    ran = subprocess.run([sys.executable, PROBE], capture_output=True, check=True)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_each_is_tried(results: list[dict[str, Any]]) -> None:
    tried = {result["file"].rpartition(".")[2] for result in results}
    assert tried >= {"xml", "zip", "xlsx", "csv", "json"}


def test_each_stays_within_its_limits(results: list[dict[str, Any]]) -> None:
    # The limit on CPU is kept to the second that it is counted in.
    over = [one for one in results if one["cpu"] > 6 or one["most_megabytes"] > 260]
    assert over == []


def test_each_is_recognised_at_once() -> None:
    """This is done before a file is handed to another process."""
    slow = []
    for name, data in hostile_files.every():
        start = time.process_time()
        recognised(data, name)
        if time.process_time() - start > 1:
            slow.append(name)
    assert slow == []


def test_each_ends_as_a_reader_meant(results: list[dict[str, Any]]) -> None:
    meant = [one for one in results if one["said"] != apart.BROKEN]
    assert meant == results


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("laughs.xml", "has a DOCTYPE"),
        ("quadratic.xml", "has a DOCTYPE"),
        ("file.xml", "has a DOCTYPE"),
        ("nested.xml", "nested more than 100 deep"),
        ("bomb.zip", "unpacks to more than 200 times"),
        ("up.zip", "unsafe name"),
        ("many.zip", "more than 25,000 files"),
        ("nested.zip", "nothing but archives"),
        ("noise.zip", "damaged"),
        ("corners.xlsx", "cells as far out as XFD1048576"),
        ("zip.csv", "not a text"),
        ("a.csv", "an image"),
    ],
)
def test_says_what_is_wrong(results: list[dict[str, Any]], file: str, said: str) -> None:
    found = [result["said"] for result in results if result["file"] == file]
    assert found
    assert any(said in one for one in found)
