"""Files are read in a process of their own, which ends in bounds whatever its reader does."""

import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from questions.formats import QUESTION_FORMATS, apart
from questions.formats.apart import Limits, limits_for, read_apart
from questions.formats.interchange import Hints, QuestionFormat, Reading, Unreadable
from tests.formats import apart_readers as readers

Read = Callable[[bytes, Hints], Reading]
LIMITS = Limits(cpu=1, wall=30)


def made(read: Read | None) -> QuestionFormat:
    return QuestionFormat("odd", "Odd", "odd", "text/plain", read=read)


def refusal(read: Read, data: bytes = b"secret", limits: Limits = LIMITS, name: str = "") -> str:
    with pytest.raises(Unreadable) as refused:
        read_apart(made(read), data, Hints(name), limits)
    return refused.value.message


def test_brings_back_all_that_a_reader_finds() -> None:
    assert read_apart(made(readers.everything), b"", Hints()) == readers.EVERYTHING


def test_takes_a_large_file_and_hints_along() -> None:
    data = b"x" * (16 << 20)
    reading = read_apart(made(readers.echo), data, Hints("a.csv", {"stem": "Question"}))
    assert reading.notes == ("a.csv", str(len(data)), "stem")


def test_knows_neither_django_nor_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    assert set(read_apart(made(readers.surroundings), b"", Hints()).notes) <= {
        *("PATH", "LD_LIBRARY_PATH", "LC_CTYPE"),
    }


def test_passes_on_why_a_file_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read_apart(made(readers.refuse), b"", Hints())
    assert (refused.value.message, refused.value.line) == ("Not this one.", 7)


def test_says_when_a_format_is_only_written() -> None:
    with pytest.raises(Unreadable, match="only written"):
        read_apart(made(None), b"", Hints())


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (readers.burn, apart.TOO_SLOW),
        (readers.hog, apart.TOO_LARGE),
        (readers.talk, apart.TOO_LARGE),
        (readers.abort, apart.TOO_LARGE),
        (readers.nest, apart.TOO_DEEP),
        (readers.read_file, apart.OUTSIDE),
        (readers.fetch_file, apart.OUTSIDE),
        (readers.connect, apart.OUTSIDE),
        (readers.fork, apart.OUTSIDE),
        (readers.run, apart.OUTSIDE),
        (readers.load, apart.OUTSIDE),
        (readers.fail, apart.BROKEN),
        (readers.panic, apart.BROKEN),
        (readers.crash, apart.BROKEN),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_survives_a_reader(read: Read, message: str) -> None:
    assert refusal(read) == message


def test_ends_a_reader_that_waits() -> None:
    start = time.monotonic()
    assert refusal(readers.sleep, limits=Limits(cpu=5, wall=1)) == apart.TOO_SLOW
    assert time.monotonic() - start < 20


def test_writes_no_file(tmp_path: Path) -> None:
    target = tmp_path / "new.txt"
    assert refusal(readers.write_file, name=str(target)) == apart.OUTSIDE
    assert not target.exists()


def test_takes_no_print_for_an_answer() -> None:
    assert read_apart(made(readers.print_much), b"", Hints()).notes == ("said",)


def test_logs_where_a_reader_failed_but_nothing_of_the_file(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        refusal(readers.fail)
    assert "ValueError" in caplog.text
    assert "apart_readers.py" in caplog.text
    assert "secret" not in caplog.text


def test_reads_in_several_threads_at_once() -> None:
    def name_of(number: int) -> str:
        return read_apart(made(readers.echo), b"x", Hints(str(number))).notes[0]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(name_of, range(8))) == [str(number) for number in range(8)]


def test_leaves_no_pipe_behind() -> None:
    before = len(os.listdir("/proc/self/fd"))
    for read in (readers.sleep, readers.crash, readers.hog):
        refusal(read, limits=Limits(cpu=1, wall=1))
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize(
    ("megabytes", "cpu"), [(0, 5), (2, 5), (2.1, 10), (16, 40), (24, 60), (100, 60)]
)
def test_gives_larger_files_more_time(megabytes: float, cpu: int) -> None:
    assert limits_for(int(megabytes * (1 << 20))).cpu == cpu


@pytest.mark.parametrize("name", [name for name, one in QUESTION_FORMATS.items() if one.read])
def test_finds_every_format_of_ours(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """A reader has to be importable by its name, and without the registry."""
    try:
        read_apart(QUESTION_FORMATS[name], b"\x00\xff no such file", Hints("a.txt"))
    except Unreadable as refused:
        assert refused.message != apart.BROKEN
    assert caplog.text == ""
