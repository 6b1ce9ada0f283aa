"""Events survive kill -9: of the process that makes a change, and of the worker as it tells it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.processes import ROOT, environment, python, script
from tests.receiver import HOST, Receiver, receiver

#: Makes a change, and dies the moment it is committed; before that one that is rolled back.
CHANGE = """
import os, signal
import django
django.setup()
from django.db import transaction
from questions.actions import webhooks
from tests.base import make_cast, make_question
webhooks.create(make_cast().eve, {{"url": "{url}"}})
with transaction.atomic():
    make_question("Never made")
    transaction.set_rollback(True)
make_question("Made")
os.kill(os.getpid(), signal.SIGKILL)
"""
#: Lets the lease of whoever was killed be over.
LATER = """
import json
import django
django.setup()
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from questions.models import WebhookDelivery
WebhookDelivery.objects.update(next_try_at=timezone.now())
DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
print(json.dumps(WebhookDelivery.objects.get().state))
"""
STATE = LATER.replace("WebhookDelivery.objects.update(next_try_at=timezone.now())", "")
WORKER = ["manage.py", "db_worker", "--batch", "--no-startup-delay", "--no-reload"]


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def test_what_was_committed_is_told(tmp_path: Path, db: None, there: Receiver) -> None:
    with environment(tmp_path) as settings:
        settings = {**settings, "WEBHOOK_ALLOWED_HOSTS": HOST}
        python(settings, "manage.py", "migrate", "--verbosity", "0")
        command = [sys.executable, "-c", CHANGE.format(url=there.url)]
        changed = subprocess.run(command, cwd=ROOT, env=settings, check=False)
        assert changed.returncode == -signal.SIGKILL
        kill_while_it_tells(settings, there)
        assert script(settings, LATER) == "pending"
        python(settings, *WORKER)
        assert script(settings, STATE) == "delivered"
    first, *again = there.ids()
    assert again == [first]
    assert len({call.body for call in there.calls}) == 1


def kill_while_it_tells(settings: Mapping[str, str], there: Receiver) -> None:
    """Run a worker, and kill it once the receiver has what it tells."""

    def kill(_: Any) -> None:
        os.kill(worker.pid, signal.SIGKILL)

    there.behave = kill
    worker = subprocess.Popen([sys.executable, *WORKER], cwd=ROOT, env=settings)
    assert worker.wait(60) == -signal.SIGKILL
    there.behave = None
