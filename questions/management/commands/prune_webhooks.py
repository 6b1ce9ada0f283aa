"""Forget what webhooks were told long ago."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from questions.actions import webhooks

LONGEST = 3_650


class Command(BaseCommand):
    help = "Delete webhook deliveries, with what was sent and answered, that are older than so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="how long to keep them (30)")

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if not 1 <= days <= LONGEST:
            raise CommandError(f"Keep deliveries for 1 to {LONGEST} days.")
        count = webhooks.prune(timezone.now() - timedelta(days=days))
        self.stdout.write(f"{count} deliveries deleted.")
