"""The development command that measures: what it reports, not how fast it is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from questions.formats import KIT_FORMATS, kit_pdf
from questions.management.bench import exports, pages
from questions.management.bench.bank import make_bank
from questions.management.bench.report import Row, p99, table
from questions.models import AskedEntry, Question
from questions.rules import content

ROOT = Path(__file__).resolve().parents[2]


def test_measures_assembly_in_a_database_of_its_own(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [sys.executable, "manage.py", "bench", "assembly", "--size", "1000"]
    done = subprocess.run(
        [*command, "--json", str(report)],
        cwd=ROOT,
        env={**os.environ, "DEBUG": "true"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    rows = {row["what"]: row for row in json.loads(report.read_text())["sections"]["assembly"]}
    assert rows["one kit"]["found"] == "5 of 5"
    assert rows["one kit"]["gap %"] == 0
    assert 850 < rows["10 parallel kits"]["questions"] < 1_000, "only approved ones are taken"
    assert all(name in done.stdout for name in rows)


@pytest.mark.django_db
def test_bank_is_as_large_and_mixed_as_said() -> None:
    make_bank(400, seed=3)
    assert Question.objects.count() == 400
    assert set(Question.objects.values_list("level", flat=True)) == set(content.LEVELS)
    assert 280 < Question.objects.filter(type=content.OPEN).count() < 360
    assert {q.skills.count() for q in Question.objects.prefetch_related("skills")} == {1, 2, 3}
    for question in Question.objects.filter(type=content.OPEN):
        assert question.completeness == question.content().completeness
    assert AskedEntry.objects.recent_uses()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["speed"], "“speed” is no section"),
        (["--size", "many"], "give numbers"),
        *((["load", "--rounds", n], "give 1 to 100 rounds") for n in ("0", "-1", "x", "101")),
        *((["load", "--seconds", n], "a number of seconds above 0") for n in ("0", "nan", "x")),
    ],
)
def test_what_it_does_not_know_is_refused(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("bench", *arguments)


def test_table_aligns_rows_of_different_columns() -> None:
    rows: list[Row] = [
        {"what": "short", "s": 0.25},
        {"what": "longer name", "s": 10.0, "found": 1_000},
    ]
    assert table(rows).splitlines() == [
        "what              s  found",
        "short         0.250",
        "longer name  10.000  1,000",
    ]


@pytest.mark.django_db
def test_pages_are_measured_beside_the_constant_view() -> None:
    make_bank(60, seed=3)
    rows = {str(row["what"]): row for row in pages.measure(60, 3)}
    assert rows["constant view (E)"]["of E"] == 1
    assert {"kit page", "builder"} <= set(rows)
    assert all(isinstance(row["queries"], int) for row in rows.values())


def test_p99_is_never_beyond_the_slowest() -> None:
    assert 20 < p99([1.0] * 38 + [20.0, 100.0]) <= 100


#: Formats that hold the answers have no candidate's copy.
ROWS = sum(1 if format_.holds_answers else 2 for format_ in KIT_FORMATS.values())


@pytest.mark.pdf
@pytest.mark.django_db
def test_every_format_and_copy_is_measured() -> None:
    make_bank(60, seed=3)
    rows = exports.measure(60, 3)
    assert len(rows) == ROWS
    assert all(row["bytes"] and {"CPU s", "wall s"} <= set(row) for row in rows)


@pytest.mark.django_db
def test_a_format_that_cannot_be_made_is_remarked_upon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit_pdf, "weasyprint", None)
    make_bank(60, seed=3)
    rows = exports.measure(60, 3)
    without = [row for row in rows if "bytes" not in row]
    assert [row["what"] for row in without] == ["PDF, interviewer's copy", "PDF, candidate's copy"]
    assert all("needs Pango's libraries" in str(row["remark"]) for row in without)
    assert len(rows) == ROWS
