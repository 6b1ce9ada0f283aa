"""Rows written past the ORM: by COPY on PostgreSQL, by one prepared statement on SQLite."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

Values = Sequence[Any]


@dataclass(frozen=True)
class Table:
    """A model's table, and the columns that are given of it."""

    model: type[models.Model]
    columns: Sequence[str]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def load(self, rows: Sequence[Values]) -> None:
        """Write rows; JSON comes as text, and so do times (in UTC) and uids."""
        names = ", ".join(f'"{column}"' for column in self.columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self.name}" ({names}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row)
            elif rows:
                marks = ", ".join(["%s"] * len(self.columns))
                # Names are those of models, values travel as parameters.
                statement = f'INSERT INTO "{self.name}" ({names}) VALUES ({marks})'  # noqa: S608
                cursor.executemany(statement, rows)

    def update(self, rows: Sequence[Values]) -> None:
        """Set columns of rows that are there; each comes with its id as the last value."""
        pairs = ", ".join(f'"{column}" = %s' for column in self.columns)
        with connection.cursor() as cursor:
            if rows:
                statement = f'UPDATE "{self.name}" SET {pairs} WHERE "id" = %s'  # noqa: S608  # likewise
                cursor.executemany(statement, rows)

    def free_ids(self, count: int) -> list[int]:
        """Return ids for new rows that no other transaction gets; on SQLite it holds the lock."""
        if connection.vendor == "postgresql":
            sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            return [pk for (pk,) in _run(sql, f'"{self.name}"', count)]
        last = _run("SELECT seq FROM sqlite_sequence WHERE name = %s", self.name)
        first = last[0][0] + 1 if last else 1
        return list(range(first, first + count))


def _run(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
