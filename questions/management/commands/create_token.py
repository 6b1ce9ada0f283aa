"""Make an API token and print it, once."""

import datetime
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from questions.actions import people
from questions.models import User
from questions.rules import access


class Command(BaseCommand):
    help = "Make an API token for an account and print it; it cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the account's user name")
        parser.add_argument(
            "--scopes", required=True, help=f"separated by commas: {', '.join(access.SCOPES)}"
        )
        parser.add_argument("--name", default="", help="what the token is for")
        parser.add_argument("--days", type=int, help="days until it expires; never when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        try:
            user = User.objects.get(username=options["user"])
            _, secret = people.create_token(
                user, scopes, name=options["name"][:100], expires_at=_expiry(options["days"])
            )
        except User.DoesNotExist:
            raise CommandError(f"There is no account “{options['user']}”.") from None
        except people.UnknownScope as error:
            raise CommandError(str(error)) from None
        self.stdout.write(secret)


def _expiry(days: int | None) -> datetime.datetime | None:
    if days is None:
        return None
    if not 1 <= days <= 3650:
        raise CommandError("--days takes a whole number from 1 to 3650.")
    return timezone.now() + datetime.timedelta(days=days)
