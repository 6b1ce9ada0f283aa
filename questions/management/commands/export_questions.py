"""Write questions to a file, in any format that they can be written in.

Exit codes: 0 the file holds all of them whole; 1 the format could not carry all that they say;
2 nothing was written.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from questions import filters, search
from questions.actions import question_exports
from questions.actions.question_exports import Writing
from questions.filters import FiltersRefused, Vocabulary
from questions.formats import PdfUnavailable
from questions.matches import Matches
from questions.models import User
from questions.rules import access
from questions.rules.exports import ExportRefused

WHOLE, LOSSY, NOTHING = 0, 1, 2
_REPEATED = ("level", "type", "skill", "role", "status", "source")


class Command(BaseCommand):
    help = (
        "Write questions to a file. Exit code 0: whole; 1: the format could not carry all that they"
        " say; 2: nothing was written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = [format_.name for format_ in question_exports.writable()]
        parser.add_argument("--format", required=True, choices=known)
        parser.add_argument(
            "-o", "--output", required=True, metavar="FILE", help="“-” is the standard output"
        )
        for name in _REPEATED:
            parser.add_argument(f"--{name}", action="append", default=[], help="repeat for any")
        parser.add_argument("-q", "--query", default="", help="words to search for")
        parser.add_argument("--report", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file = Writing(None, options["format"], _ids(options))
            _write(options["output"], file.parts())
        except (ExportRefused, PdfUnavailable, OSError) as failure:
            raise CommandError(str(failure), returncode=NOTHING) from failure
        except FiltersRefused as refusal:
            said = " ".join(error.message for error in refusal.errors)
            raise CommandError(said, returncode=NOTHING) from refusal
        question_exports.record(None, options["format"], file.questions)
        self._say(file, options["report"])
        if file.losses:
            sys.exit(LOSSY)

    def _say(self, file: Writing, report: str) -> None:
        """Tell what was written, beside the standard output, which may be the file."""
        losses = [
            {"field": loss.field, "reason": loss.reason, "questions": loss.questions}
            for loss in file.losses
        ]
        if report == "json":
            self.stderr.write(json.dumps({"questions": file.questions, "losses": losses}))
            return
        self.stderr.write(f"{file.questions} questions were written.")
        for loss in file.losses:
            self.stderr.write(f"  {loss.field}: {loss.reason} ({loss.questions})")


def _ids(options: dict[str, Any]) -> list[int] | None:
    """Return what the filters let through; None for everything."""
    params = QueryDict(mutable=True)
    for name in _REPEATED:
        params.setlist(name, options[name])
    if options["query"]:
        params["q"] = options["query"]
    if not any(params.getlist(name) for name in params):
        return None
    state = filters.read(params, Vocabulary())
    return list(Matches(state, _everyone(), search.current()).ids)


def _write(output: str, parts: Iterator[bytes]) -> None:
    first = next(parts, b"")  # what cannot be written at all leaves the file as it was
    if output == "-":
        sys.stdout.buffer.writelines(chain([first], parts))
        return
    with Path(output).open("wb") as file:
        file.writelines(chain([first], parts))


def _everyone() -> User:
    """Return an account that is not stored and sees everything, as the system does."""
    everyone = User()
    everyone.capabilities = access.capabilities((), superuser=True)
    return everyone
