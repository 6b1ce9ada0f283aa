"""Measure, on synthetic banks in databases that are thrown away."""

import json
import os
import platform
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from questions.management.bench import assembly, exports, imports, load, pages, peers
from questions.management.bench.bank import make_bank
from questions.management.bench.database import throw_away_database
from questions.management.bench.generator import LoadFailed, generator
from questions.management.bench.report import Row, table
from questions.management.bench.series import with_growth
from questions.management.bench.targets import CONNECTIONS

#: Measures a bank that is there: (its size, the seed) → rows.
Section = Callable[[int, int], Sequence[Row]]
SECTIONS: dict[str, Section] = {
    "assembly": assembly.measure,
    "pages": pages.measure,
    "exports": exports.measure,
    "imports": imports.measure,
    "load": load.measure,
}

MAX_ROUNDS, MAX_SECONDS = 100, 3_600


def sizes(text: str) -> list[int]:
    """Read numbers of questions, or connections, separated by commas."""
    numbers = [part.strip().replace("_", "") for part in text.split(",")]
    if not all(number.isdecimal() and int(number) for number in numbers):
        raise ArgumentTypeError("give numbers, as in 10000,100000")
    return [int(number) for number in numbers]


def rounds(text: str) -> int:
    """Read a number of rounds: one at least, since a median of none tells nothing."""
    if not text.isdecimal() or not 1 <= int(text) <= MAX_ROUNDS:
        raise ArgumentTypeError(f"give 1 to {MAX_ROUNDS} rounds")
    return int(text)


def seconds(text: str) -> float:
    """Read a span of time that something can be measured in."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= MAX_SECONDS:
        raise ArgumentTypeError(f"give a number of seconds above 0, at most {MAX_SECONDS}")
    return found


class Command(BaseCommand):
    help = "For development: measure on synthetic banks, in databases of their own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sections", nargs="*", help=f"{', '.join(SECTIONS)}; all if none")
        parser.add_argument("--size", type=sizes, default=[10_000, 100_000], metavar="N,N")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--seconds", type=seconds, default=2, help="load keeps up each time")
        parser.add_argument("--rounds", type=rounds, default=3, help="of load; the median counts")
        parser.add_argument(
            "--connections", type=sizes, default=CONNECTIONS, help="of load, such as 1,4,16"
        )
        parser.add_argument(
            "--peers", action="store_true", help="load: others on the same data, too"
        )
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there, too")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = list(dict.fromkeys(options["sections"])) or list(SECTIONS)
        if unknown := [name for name in chosen if name not in SECTIONS]:
            raise CommandError(f"“{unknown[0]}” is no section: {', '.join(SECTIONS)}.")
        with peers.installed(self._say) if options["peers"] else nullcontext() as datasette:
            given = {name: options[name] for name in ("seconds", "rounds", "connections", "peers")}
            how = load.How(**given, say=self._say, datasette=datasette)
            sections = SECTIONS | {"load": partial(load.measure, how=how)}
            found = {name: self._section(sections[name], options) for name in chosen}
        if "load" in found:
            found["load"] = with_growth(found["load"])
        for name, rows in found.items():
            self.stdout.write(f"\n{name} ({connection.vendor})\n{table(rows)}")
        if options["json"]:
            options["json"].write_text(_as_json(found, options))

    def _section(self, section: Section, options: dict[str, Any]) -> list[Row]:
        rows: list[Row] = []
        for size in options["size"]:
            with throw_away_database():
                self._fill(size, options["seed"])
                rows += _measured(section, size, options["seed"])
        return rows

    def _fill(self, size: int, seed: int) -> None:
        start = perf_counter()
        make_bank(size, seed)
        self._say(f"{size:,} questions were written in {perf_counter() - start:.0f} s")

    def _say(self, text: str) -> None:
        self.stderr.write(text)


def _measured(section: Section, size: int, seed: int) -> Sequence[Row]:
    try:
        return section(size, seed)
    except LoadFailed as failure:
        raise CommandError(str(failure)) from failure


def _as_json(found: dict[str, list[Row]], options: dict[str, Any]) -> str:
    how = {name: options[name] for name in ("seed", "seconds", "rounds", "connections")}
    machine = {
        "python": platform.python_version(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load made by": generator(options["seconds"]),
    }
    whole = {"database": connection.vendor, **how, **machine, "sections": found}
    return json.dumps(whole, indent=2) + "\n"
