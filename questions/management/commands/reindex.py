"""Bring the search index up to date."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from questions.actions.reindex import reindex


class Command(BaseCommand):
    help = "Index questions that are behind (after loaddata), or all of them; count facets anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="rebuild every question's terms")

    def handle(self, *args: Any, **options: Any) -> None:
        count = reindex(everything=options["all"])
        self.stdout.write(f"{count} questions indexed.")
