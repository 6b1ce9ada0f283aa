"""Django's part of quickstart in one process, so that its modules are imported once.

Run with gunicorn's arguments: the data is brought up to date, then the process becomes gunicorn's
master, which forks its workers with everything loaded.
"""

import hashlib
import importlib
import runpy
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections

UNCOMPRESSED = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"


def main() -> None:
    """Prepare, then serve."""
    try:
        prepare()
    except (CommandError, DatabaseError, ImproperlyConfigured) as error:
        sys.exit(f"The start has stopped: {error}")
    runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)


def prepare() -> None:
    """Bring everything up to date; what is already so is left alone."""
    # Compressing takes a minute and gains nothing on one machine.
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": UNCOMPRESSED}}
    django.setup()
    print("Bringing the database up to date.")
    call_command("migrate", verbosity=0, interactive=False)
    collect_static_files()
    print("Loading the questions that come with it.")
    call_command("load_content")
    call_command("create_demo_account")
    importlib.import_module(settings.ROOT_URLCONF)
    # A connection must not be shared by the processes that are forked from this one.
    connections.close_all()


def collect_static_files() -> None:
    """Collect the static files when any of them has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"  # gone with the files that it stands for
    state = static_state()
    if stamp.exists() and stamp.read_text() == state:
        return
    print("Collecting the static files.")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state)


def static_state() -> str:
    """Return a digest of all static files' names, sizes and times."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
