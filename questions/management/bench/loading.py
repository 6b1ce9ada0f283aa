"""Rows in bulk, past the actions: the text index is made once they are all there."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction

from questions import search
from questions.actions.loading import Table

#: SQLite's pages in memory, in KB, while rows come: indexes on what is random do not fit the usual.
LOADING_CACHE = 400_000


@contextlib.contextmanager
def bulk(*tables: Table) -> Iterator[None]:
    """Let these tables be filled in one transaction, then make the text index of `search_text`."""
    before, after = _ENGINES[connection.vendor]
    with _roomy(), transaction.atomic():
        kept = before()
        yield
        after(kept)
        _restart_sequences(tables)


def finish_load() -> None:
    """Make current what the app derives from questions besides their rows and text index."""
    _tidy()
    search.rebuild()


@contextlib.contextmanager
def _roomy() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _run("SET LOCAL statement_timeout = 0")
            _run("SET LOCAL maintenance_work_mem = '512MB'")
            yield
        return
    [usual] = _run("PRAGMA cache_size")[0]
    _run(f"PRAGMA cache_size = -{LOADING_CACHE}")
    try:
        yield
    finally:
        _run(f"PRAGMA cache_size = {usual}")


def _drop_triggers() -> list[str]:
    kept = _run(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'search_text'"
    )
    for name, _ in kept:
        _run(f'DROP TRIGGER "{name}"')
    return [sql for _, sql in kept]


def _rebuild_fts(triggers: list[str]) -> None:
    _run("INSERT INTO search_index(search_index) VALUES ('rebuild')")
    for statement in triggers:
        _run(statement)


def _drop_gin() -> list[str]:
    # Else all foreign keys would be checked at the end, before which no index can be made.
    _run("SET CONSTRAINTS ALL IMMEDIATE")
    kept = _run(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE tablename = 'search_text' AND indexdef LIKE '%USING gin%'"
    )
    for name, _ in kept:
        _run(f'DROP INDEX "{name}"')
    return [definition for _, definition in kept]


def _make_gin(definitions: list[str]) -> None:
    for definition in definitions:
        _run(definition)


_ENGINES: dict[str, tuple[Callable[[], list[str]], Callable[[list[str]], None]]] = {
    "sqlite": (_drop_triggers, _rebuild_fts),
    "postgresql": (_drop_gin, _make_gin),
}


def _restart_sequences(tables: Iterable[Table]) -> None:
    """Let the next row that is made the usual way come after those that brought their own id."""
    models_ = [table.model for table in tables]
    for statement in connection.ops.sequence_reset_sql(no_style(), models_):
        _run(statement)


def _tidy() -> None:
    """Do what either database does by itself in the minutes after so many rows."""
    if connection.in_atomic_block:  # a test's: neither can be done
        return
    if connection.vendor == "sqlite":
        _run("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    _run("SET statement_timeout = 0")
    _run("VACUUM ANALYZE")
    _run("RESET statement_timeout")


def _run(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
