"""`manage.py export_questions`: questions to a file."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from questions.formats import PdfUnavailable, question_pdf
from questions.models import AuditEntry
from questions.rules import exports
from tests.base import make_question, make_skill


def export(path: Path | str, *options: str) -> tuple[list[str], str]:
    """Return the stems in the file, and what was said."""
    said = StringIO()
    call_command("export_questions", "--format", "json", "-o", str(path), *options, stderr=said)
    found = json.loads(Path(path).read_text())["questions"]
    return sorted(question["stem"] for question in found), said.getvalue()


def test_all_questions_or_those_that_match_are_written(tmp_path: Path, db: None) -> None:
    make_question("Why dropout?", level="basic", skills=[make_skill("Vision")])
    make_question("Why batches?", level="expert", status="draft")
    path = tmp_path / "bank.json"
    assert export(path) == (["Why batches?", "Why dropout?"], "2 questions were written.\n")
    assert export(path, "--status", "draft")[0] == ["Why batches?"]
    assert export(path, "--skill", "vision", "--level", "basic", "-q", "dropout")[0] == [
        "Why dropout?"
    ]
    assert json.loads(export(path, "-q", "nothing", "--report", "json")[1]) == {
        "questions": 0,
        "losses": [],
    }


def test_the_command_line_writes_any_number_in_parts(
    tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_question("Why dropout?")
    make_question("Why batches?")
    monkeypatch.setattr(exports, "MOST_IN_PARTS", 1)
    assert len(export(tmp_path / "bank.json")[0]) == 2


def test_to_the_standard_output(db: None, capfdbinary: Any) -> None:
    make_question("Why dropout?")
    call_command("export_questions", "--format", "json", "-o", "-", stderr=StringIO())
    assert json.loads(capfdbinary.readouterr().out)["questions"][0]["stem"] == "Why dropout?"


def test_what_cannot_be_written_leaves_a_file_as_it_was(
    tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(text: str) -> bytes:
        raise PdfUnavailable

    monkeypatch.setattr(question_pdf, "pdf", lacking)
    path = tmp_path / "bank.pdf"
    path.write_text("kept")
    with pytest.raises(CommandError) as failure:
        call_command("export_questions", "--format", "pdf", "-o", str(path))
    assert (failure.value.returncode, path.read_text()) == (2, "kept")
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("options", [["--skill", "nothing"], ["-o", "/nowhere/a.json"]])
def test_what_cannot_be_written_is_told(tmp_path: Path, db: None, options: list[str]) -> None:
    with pytest.raises(CommandError) as failure:
        export(tmp_path / "bank.json", *options)
    assert failure.value.returncode == 2
