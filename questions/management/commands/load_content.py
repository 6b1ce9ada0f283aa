"""Load the fixtures' content through the actions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from questions.actions import fixtures


class Command(BaseCommand):
    help = "Load or update the fixtures' content; what a person edited is kept and named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.FIXTURE_DIRS[0])

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        report = fixtures.load(folder)
        self.stdout.write(
            f"{report.created} questions created, {report.updated} updated, "
            f"{report.unchanged} unchanged, {len(report.kept)} kept as edited here."
        )
        for name in report.kept:
            self.stdout.write(f"  kept: {name}")
        self.stdout.write(f"{report.blueprints} blueprints created.")
