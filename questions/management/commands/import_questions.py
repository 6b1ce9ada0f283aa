"""Bring files of questions into the bank.

Exit codes: 0 all that the files hold is in the bank; 1 something was left out, or a question was
found to be there already in other words; 2 a file could not be read, or nothing was done.
"""

import json
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from questions.actions import transfer_commits, transfer_reading, transfers
from questions.formats import QUESTION_FORMATS
from questions.models import Import, User
from questions.rules import content, lifecycle
from questions.rules.transfers import (
    ADDED,
    DECISIONS,
    OUTCOMES,
    RESULTS,
    SKIP,
    UNCHANGED,
    UPDATED,
    ImportRefused,
)

DONE, LEFT_OUT, UNREADABLE = 0, 1, 2
_DEFAULTS = ("level", "role", "skill", "source", "status", "minutes")


class Command(BaseCommand):
    help = (
        "Bring files of questions into the bank. Exit code 0: all of it is there; 1: something was"
        " left out; 2: a file could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        readable = [name for name, format_ in QUESTION_FORMATS.items() if format_.read]
        parser.add_argument("files", nargs="+", metavar="FILE", help="“-” is the standard input")
        parser.add_argument("--format", choices=readable, default="", help="else recognised")
        parser.add_argument("--level", choices=list(content.LEVELS), help="where a file says none")
        parser.add_argument("--role", metavar="SLUG", help="where a file says none")
        parser.add_argument("--skill", metavar="SLUG", help="where a file says none")
        parser.add_argument("--source", metavar="SLUG", help="where a file says none")
        parser.add_argument("--minutes", type=int, help="where a file says none")
        parser.add_argument(
            "--status", choices=list(lifecycle.LIVE), help="of new questions; a draft if not given"
        )
        parser.add_argument(
            "--create-tags", action="store_true", help="make skills, roles and sources as named"
        )
        parser.add_argument("--user", help="on whose behalf; the system's if not given")
        parser.add_argument("--dry-run", action="store_true", help="tell and change nothing")
        parser.add_argument("--report", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        user = _user(options["user"])
        told = [self._import(user, name, options) for name in options["files"]]
        if options["report"] == "json":
            self.stdout.write(json.dumps({"files": told}, indent=2, ensure_ascii=False))
        code = max(file["exit_code"] for file in told)
        if code:
            sys.exit(code)

    def _import(self, user: User | None, name: str, options: dict[str, Any]) -> dict[str, Any]:
        try:
            told = _brought_in(user, name, options)
        except (ImportRefused, OSError) as failure:
            said = getattr(failure, "strerror", None) or str(failure)
            told = {"name": name, "state": "failed", "message": said, "exit_code": UNREADABLE}
        if options["report"] == "text":
            self._say(told)
        return told

    def _say(self, told: dict[str, Any]) -> None:
        counts = told.get("results") or told.get("outcomes", {})
        labels = RESULTS | OUTCOMES
        said = ", ".join(f"{labels[name].lower()}: {n}" for name, n in counts.items())
        self.stdout.write(f"{told['name']}: {told['message'] or said}")
        for item in told.get("items", ()):
            why = "; ".join(f"{p['field']}: {p['message']}" for p in item["problems"])
            label = labels[item["result"] or item["outcome"]]
            reason = why or item["reason"] or DECISIONS[item["decision"]]
            self.stdout.write(f"  {item['where']}: {label}. {reason}  {_short(item['stem'])}")


def _short(stem: str) -> str:
    line = " ".join(stem.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _user(name: str | None) -> User | None:
    if name is None:
        return None
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no account “{name}”.")
    return found


def _brought_in(user: User | None, name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return the report of a file that was brought in; of a dry run nothing is kept."""
    data, dry = _bytes(name), options["dry_run"]
    with transaction.atomic() if dry else nullcontext():
        found = _uploaded(user, name, data, options)
        if not dry and found.state == Import.State.PREVIEWED:
            found = transfer_commits.commit(user, found)
        told = transfer_commits.report(found) | {"name": name}
        if dry:
            transaction.set_rollback(True)
    return told | {"exit_code": _exit_code(told)}


def _uploaded(user: User | None, name: str, data: bytes, options: dict[str, Any]) -> Import:
    found = transfers.upload(
        user,
        "" if name == "-" else Path(name).name,
        data,
        format_name=options["format"],
        defaults={key: options[key] for key in _DEFAULTS if options[key] is not None},
        create_tags=options["create_tags"],
    )
    if found.state == Import.State.READING:  # nobody waits for a worker here
        found = transfer_reading.read(user, found)
    return found


def _bytes(name: str) -> bytes:
    """Read a file, no further than what is refused for its size."""
    if name == "-":
        return sys.stdin.buffer.read(settings.MAX_UPLOAD_BYTES + 1)
    with Path(name).open("rb") as file:
        return file.read(settings.MAX_UPLOAD_BYTES + 1)


def _exit_code(told: dict[str, Any]) -> int:
    if told["state"] == Import.State.FAILED:
        return UNREADABLE
    return LEFT_OUT if any(map(_is_left_out, told["items"])) else DONE


def _is_left_out(item: dict[str, Any]) -> bool:
    """Whether something of the file is not in the bank, or would not be after a dry run."""
    if item["outcome"] == UNCHANGED or item["result"] in (ADDED, UPDATED):
        return False
    return bool(item["result"] or item["problems"] or item["decision"] == SKIP)
