"""Rows written past the ORM: by COPY on PostgreSQL, by statements of many rows on SQLite."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection, models

Values = Sequence[Any]
#: Values in one statement on SQLite, which takes three times as many.
MOST = 10_000


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
                return
            # Many rows to a statement: after each the full-text index writes out what it has.
            marks, many = f"({', '.join(['%s'] * len(self.columns))})", MOST // len(self.columns)
            for start in range(0, len(rows), many):
                some = rows[start : start + many]
                # Names are those of models, values travel as parameters.
                statement = f'INSERT INTO "{self.name}" ({names}) VALUES '  # noqa: S608
                values = list(chain.from_iterable(some))
                cursor.execute(statement + ", ".join([marks] * len(some)), values)

    def update(self, rows: Sequence[Values]) -> None:
        """Set columns of rows that are there; each comes with its id as the last value."""
        if not rows:
            return
        if connection.vendor == "postgresql":
            _run(self._update_from_arrays(), *map(list, zip(*rows, strict=True)))
            return
        pairs = ", ".join(f'"{column}" = %s' for column in self.columns)
        with connection.cursor() as cursor:
            statement = f'UPDATE "{self.name}" SET {pairs} WHERE "id" = %s'  # noqa: S608  # likewise
            cursor.executemany(statement, rows)

    def _update_from_arrays(self) -> str:
        """Return PostgreSQL's statement that takes an array for each column, and one of ids."""
        fields = {field.attname: field for field in self.model._meta.concrete_fields}
        given = [*self.columns, "id"]
        arrays = ", ".join(f"%s::{fields[name].rel_db_type(connection)}[]" for name in given)
        pairs = ", ".join(f'"{name}" = given."{name}"' for name in self.columns)
        names = ", ".join(f'"{name}"' for name in given)
        return (
            f'UPDATE "{self.name}" SET {pairs} FROM unnest({arrays}) AS given({names})'  # noqa: S608  # likewise
            f' WHERE "{self.name}"."id" = given."id"'
        )

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
        return list(cursor.fetchall()) if cursor.description else []
