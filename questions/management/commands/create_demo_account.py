"""Make the demo account of a bank that has no accounts yet."""

from typing import Any

from django.core.management.base import BaseCommand

from questions.actions import people


class Command(BaseCommand):
    help = (
        "Make the account “demo” with a random password, printed once, in a bank without accounts."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = people.create_demo_account()
        if made:
            user, password = made
            self.stdout.write(f"Account: {user.username}\nPassword: {password}  (shown only now)")
