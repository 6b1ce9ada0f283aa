"""A database for one measurement, made by the migrations and dropped afterwards."""

import contextlib
import itertools
import os
import tempfile
from collections.abc import Iterator

from django.db import connection

_numbers = itertools.count(1)


@contextlib.contextmanager
def throw_away_database() -> Iterator[None]:
    """Put an empty database in the place of the configured one, on the same engine.

    SQLite's is a file, as in earnest, and not in memory. One within another hides it meanwhile.
    """
    with tempfile.TemporaryDirectory(prefix="interviewbank-bench-") as folder:
        sqlite = connection.vendor == "sqlite"
        name = (
            f"{folder}/bench.sqlite3"
            if sqlite
            else f"interviewbank_bench_{os.getpid()}_{next(_numbers)}"
        )
        configured = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = name
        if not sqlite:
            # Connections in the pool lead to the database before.
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(str(configured), verbosity=0)
