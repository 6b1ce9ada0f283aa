"""Check the fixtures' content: the files, not the database."""

import datetime
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from questions.actions import fixtures
from questions.management.editorial import snippets, spelling
from questions.rules import editorial
from questions.rules.editorial import Block, Entry, Finding


class Command(BaseCommand):
    help = "For development: check the content of the fixtures; exit with 1 on a finding."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=settings.FIXTURE_DIRS[0])
        parser.add_argument(
            "--strict", action="store_true", help="fail when spelling cannot be checked"
        )

    def handle(self, *args: Any, folder: Path, strict: bool, **options: Any) -> None:
        rows = _read(folder)
        entries, findings = editorial.read(fixtures.questions_of(rows))
        findings += editorial.check(
            entries,
            skills={fields["slug"] for fields in rows.get("questions.skill", [])},
            roles={fields["slug"] for fields in rows.get("questions.role", [])},
            this_year=datetime.datetime.now(tz=datetime.UTC).year,
        )
        blocks = [block for entry in entries for block in editorial.python_blocks(entry)]
        sound = [block for block in blocks if not block.syntax_error()]
        runnable = [block for block in sound if snippets.can_import(block.imports())]
        findings += [*_check_syntax(blocks), *_check_runs(runnable)]
        if spelling.is_installed():
            findings += _check_spelling(entries)
        else:
            self.stdout.write("Spelling was not checked: codespell is not installed.")
        for finding in sorted(findings, key=lambda finding: finding.ref):
            self.stdout.write(str(finding))
        self.stdout.write(
            f"{len(findings)} findings in {len(entries)} questions; "
            f"of {len(blocks)} blocks of Python {len(runnable)} were run, "
            f"{len(sound) - len(runnable)} compiled only."
        )
        if findings or (strict and not spelling.is_installed()):
            raise SystemExit(1)


def _read(folder: Path) -> fixtures.Rows:
    try:
        rows = fixtures.read(folder)
    except yaml.YAMLError as error:
        raise CommandError(f"Not YAML: {error}") from error
    if not rows:
        raise CommandError(f"There are no fixtures in {folder}.")
    return rows


def _check_syntax(blocks: Sequence[Block]) -> Iterator[Finding]:
    for block in blocks:
        if error := block.syntax_error():
            yield block.finding(f"Python does not compile: {error}")


def _check_runs(blocks: Sequence[Block]) -> Iterator[Finding]:
    for block in blocks:
        if error := snippets.run(block.code):
            yield block.finding(f"Python does not run: {error}")


def _check_spelling(entries: Sequence[Entry]) -> Iterator[Finding]:
    texts = [(entry, *text) for entry in entries for text in entry.texts()]
    found = spelling.misspellings([editorial.prose(text) for _, _, text in texts])
    for place, word, meant in found:
        entry, field, _ = texts[place]
        yield entry.finding(field, f"“{word}” is misspelt: {meant}?")
