"""Remove the second factor of an account, for administrators who lost their own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from questions.actions import second_factor
from questions.models import User


class Command(BaseCommand):
    help = "Remove the second factor of an account that lost it, and end its sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the account's user name")

    def handle(self, *args: Any, **options: Any) -> None:
        account = User.objects.filter(username=options["user"]).first()
        if account is None:
            raise CommandError(f"There is no account “{options['user']}”.")
        if not second_factor.remove(None, account):
            raise CommandError(f"{account} has no second factor.")
        self.stdout.write(f"{account} signs in with the password alone from now on.")
