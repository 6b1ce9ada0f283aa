"""The worker, for tests: nothing that is enqueued runs until a test calls this."""

import signal
from unittest import mock

from django.core.management import call_command


def run_tasks() -> None:
    """Run what waits, in this process and database connection, until nothing is left."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
    before = [signal.getsignal(number) for number in numbers]
    try:
        # It would close the connection on which a test's own transaction is open.
        with mock.patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
            call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
