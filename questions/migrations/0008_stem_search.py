"""On PostgreSQL: an index over stems alone, and rows narrow enough to be passed over quickly.

An index does not know the weights of a tsvector: a search of stems by weight has to read the vector
of each row that holds the word anywhere. And a row that holds its texts takes a sixth of a page, so
that a common word leads to every page of the table; kept apart, a hundred rows share one.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FORWARD = [
    "ALTER TABLE search_text SET (toast_tuple_target = 128)",
    "UPDATE search_text SET stem = stem",
    "CREATE INDEX search_text_stem ON search_text USING gin (to_tsvector('simple', stem))",
]
BACK = ["DROP INDEX search_text_stem", "ALTER TABLE search_text RESET (toast_tuple_target)"]


def run(statements: list[str], schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


def forward(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    run(FORWARD, schema_editor)


def back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    run(BACK, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("questions", "0007_review")]
    operations = [migrations.RunPython(forward, back)]
