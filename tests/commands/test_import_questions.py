"""`manage.py import_questions`: files in, a report and an exit code out."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from questions.models import Import, Question, QuestionVersion
from tests.actions.transfers.base import entry, file_of
from tests.base import Cast, make_question, make_skill


def run(*arguments: str) -> tuple[int, str]:
    """Return the exit code and what was printed."""
    out = StringIO()
    try:
        call_command("import_questions", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def file(tmp_path: Path, db: None) -> Any:
    def write(*entries: Any, name: str = "list.json") -> str:
        path = tmp_path / name
        path.write_bytes(file_of(*entries))
        return str(path)

    return write


def test_files_are_brought_in_on_behalf_of_the_system(file: Any) -> None:
    make_skill("Vision")
    options = ["--level", "expert", "--skill", "vision", "--status", "approved"]
    code, said = run(file(entry(level="")), file(entry("Why?"), name="b.json"), *options)
    assert code == 0
    assert "added: 1" in said
    first, second = Question.objects.order_by("pk")
    assert (first.level, first.status, second.level) == ("expert", "approved", "basic")
    assert [skill.slug for skill in first.skills.all()] == ["vision"]
    assert QuestionVersion.objects.filter(created_by=None).count() == 2


def test_twice_is_no_trouble(file: Any) -> None:
    path = file(entry())
    assert run(path)[0] == run(path)[0] == 0
    assert Question.objects.count() == 1


def test_a_dry_run_tells_and_changes_nothing(file: Any) -> None:
    make_question("What is overfitting?")
    path = file(entry(), entry("What is overfitting?"))
    code, said = run(path, "--dry-run", "--report", "json")
    [told] = json.loads(said)["files"]
    assert (code, told["outcomes"]) == (1, {"new": 1, "duplicate": 1})
    assert Question.objects.count() == 1
    assert not Import.objects.exists()
    assert run(file(entry()), "--dry-run")[0] == 0


def test_what_was_left_out_is_told_with_its_reason(file: Any) -> None:
    code, said = run(file(entry(level="")))
    assert code == 1
    assert "Left out: it has problems. level: Choose one of" in said


@pytest.mark.parametrize("content", [b"", b"{", b"\x00\x01"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, db: None, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    code, said = run(str(path), "--report", "json")
    [told] = json.loads(said)["files"]
    assert (code, told["state"], bool(told["message"])) == (2, "failed", True)


def test_a_file_that_is_not_there_is_told(tmp_path: Path, db: None) -> None:
    assert run(str(tmp_path / "none.json")) == (
        2,
        f"{tmp_path}/none.json: No such file or directory\n",
    )


def test_on_behalf_of_an_account_its_rights_hold(cast: Cast, file: Any) -> None:
    assert run(file(entry()), "--user", "alice")[0] == 0
    assert Question.objects.get().updated_by == cast.alice
    with pytest.raises(CommandError):
        run(file(entry()), "--user", "nobody")
