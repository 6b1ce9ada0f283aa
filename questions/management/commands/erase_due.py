"""Erase candidates whose retention date has passed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from questions.actions import candidates
from questions.models import Candidate


class Command(BaseCommand):
    help = "Erase candidates whose retention date has passed; what was asked stays, unnamed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many are due")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        due = Candidate.objects.due(timezone.localdate())
        count = len(due)
        if not dry_run:
            for candidate in due:
                candidates.erase(None, candidate)
        self.stdout.write(f"{count} candidates {'are due' if dry_run else 'erased'}.")
