"""Measure, on synthetic banks in databases that are thrown away."""

import json
import platform
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from questions.management.bench import assembly, exports, pages
from questions.management.bench.bank import make_bank
from questions.management.bench.database import throw_away_database
from questions.management.bench.report import Row, table

#: Each measures a bank that is there: (its size, the seed) → rows.
SECTIONS: dict[str, Callable[[int, int], Sequence[Row]]] = {
    "assembly": assembly.measure,
    "pages": pages.measure,
    "exports": exports.measure,
}


def sizes(text: str) -> list[int]:
    """Read numbers of questions, separated by commas."""
    numbers = [part.strip().replace("_", "") for part in text.split(",")]
    if not all(number.isdecimal() and int(number) for number in numbers):
        raise ArgumentTypeError("give numbers of questions, as in 10000,100000")
    return [int(number) for number in numbers]


class Command(BaseCommand):
    help = "For development: measure on synthetic banks, in databases of their own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sections", nargs="*", help=f"{', '.join(SECTIONS)}; all if none")
        parser.add_argument("--size", type=sizes, default=[10_000, 100_000], metavar="N,N")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there, too")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = list(dict.fromkeys(options["sections"])) or list(SECTIONS)
        if unknown := [name for name in chosen if name not in SECTIONS]:
            raise CommandError(f"“{unknown[0]}” is no section: {', '.join(SECTIONS)}.")
        found: dict[str, list[Row]] = {name: [] for name in chosen}
        for size in options["size"]:
            for name in chosen:
                with throw_away_database():
                    make_bank(size, options["seed"])
                    found[name] += SECTIONS[name](size, options["seed"])
        for name, rows in found.items():
            self.stdout.write(f"\n{name} ({connection.vendor})\n{table(rows)}")
        if options["json"]:
            options["json"].write_text(_as_json(found, options["seed"]))


def _as_json(found: dict[str, list[Row]], seed: int) -> str:
    machine = {"python": platform.python_version(), "processor": platform.machine()}
    whole = {"database": connection.vendor, "seed": seed, **machine, "sections": found}
    return json.dumps(whole, indent=2) + "\n"
