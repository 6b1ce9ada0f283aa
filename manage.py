#!/usr/bin/env python3
"""Django's command line; `quickstart` and `test` first set up the environment they need."""

import os
import sys

OLDEST_PYTHON = (3, 11)
SELF_SUFFICIENT = ("quickstart", "test")


def main() -> None:
    """Run one command, on a bare checkout too."""
    # Read by Pythons that are too old as well: nothing newer than 3.6 may stand in this file.
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit(f"interviewbank needs Python 3.11 or newer; {sys.executable} is Python {found}.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interviewbank.settings")
    if sys.argv[1:] and sys.argv[1] in SELF_SUFFICIENT:
        from interviewbank import bootstrap

        bootstrap.main(sys.argv[1:])
    else:
        run_django()


def run_django() -> None:
    """Hand the command line to Django, which has to be installed by now."""
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Django is not installed for this Python: start with `python3 manage.py quickstart`, "
            "or make a virtual environment and `pip install -r requirements.lock`."
        )
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
